"""Nothing the shopper does is lost between the browser and the shop, and nothing is told under another's name."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from personalization.demo.households import HOUSEHOLDS
from tests.chaos.browser_delivery import ARCHIVED, drive_pages
from tests.e2e.kept_events import close_the_way, kept, open_the_way, recorded, until
from tests.e2e.shopping import cards, search, sign_in
from tests.live_shop import LiveShop

pytestmark = pytest.mark.e2e

CLICKED = "search_result_clicked"
ENDED = "Your session had ended"


@pytest.fixture
def shop(demo_shop: LiveShop, page: Page) -> LiveShop:
    """The shop with a visitor on its home page, of whom all so far has been told."""
    page.goto("/")
    expect(cards(page).first).to_be_visible()
    # The first list in view tells of itself: from then on the visitor is known.
    until(page, lambda: bool(page.evaluate("() => localStorage.getItem('leafloaf.owner')")) and not kept(page))
    return demo_shop


def click_a_card(page: Page, number: int = 0) -> str:
    """Click a product of the page's list. Returns its sku."""
    card = cards(page).nth(number)
    sku = card.get_attribute("data-sku") or ""
    card.get_by_role("heading", level=3).get_by_role("link").click(no_wait_after=True)
    return sku


def all_told(page: Page, shop: LiveShop, event_ids: list[str]) -> None:
    """Wait until the shop has these events and the browser keeps them no more."""
    until(page, lambda: recorded(shop, event_ids) == len(event_ids) and not kept(page).keys() & set(event_ids))


@pytest.fixture
def sent(page: Page) -> Iterator[Counter[str]]:
    """How often each event left the browser, whichever tab sent it."""
    times: Counter[str] = Counter()

    def count(request: Request) -> None:
        if request.url.endswith("/api/v1/events/") and request.post_data:
            times.update(event["event_id"] for event in json.loads(request.post_data)["events"])

    page.context.on("request", count)
    yield times
    page.context.remove_listener("request", count)


class TestKeeping:
    def test_a_click_is_kept_in_the_database_until_the_shop_answers(self, shop: LiveShop, page: Page) -> None:
        close_the_way(page)
        click_a_card(page)
        until(page, lambda: set(kept(page, CLICKED).values()) == {"archive"})
        [clicked] = kept(page, CLICKED)
        assert recorded(shop, [clicked]) == 0
        open_the_way(page)
        all_told(page, shop, [clicked])

    def test_a_reload_loses_nothing(self, shop: LiveShop, page: Page) -> None:
        close_the_way(page)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        assert len(clicked) == 1
        page.reload()
        assert clicked[0] in kept(page)
        open_the_way(page)
        all_told(page, shop, clicked)

    def test_offline_is_waited_out_and_no_reload_is_needed(self, shop: LiveShop, page: Page) -> None:
        page.context.set_offline(True)
        click_a_card(page)
        until(page, lambda: len(kept(page, CLICKED)) == 1)
        clicked = list(kept(page, CLICKED))
        page.context.set_offline(False)
        all_told(page, shop, clicked)

    def test_a_tab_closed_right_after_the_click_has_told_or_the_next_one_tells(
        self, shop: LiveShop, page: Page
    ) -> None:
        close_the_way(page)
        sku = click_a_card(page)
        page.close()
        later = page.context.new_page()
        later.goto("/departments")
        clicked = list(kept(later, CLICKED))
        assert len(clicked) == 1
        open_the_way(later)
        all_told(later, shop, clicked)
        assert shop.query("SELECT sku FROM analytics_event WHERE event_id = %s", clicked) == [(sku,)]

    def test_a_click_leaves_with_the_page_and_needs_no_later_visit(self, shop: LiveShop, page: Page) -> None:
        def clicks() -> dict[str, int]:
            return dict(
                shop.query("SELECT sku, count(*) FROM analytics_event WHERE event_type = %s GROUP BY sku", [CLICKED])
            )

        before = clicks()
        # In the same task as the click the page leaves for where none of the shop's code runs.
        page.evaluate("() => addEventListener('click', () => location.assign('/favicon.svg'))")
        sku = click_a_card(page)
        until(page, lambda: clicks().get(sku, 0) == before.get(sku, 0) + 1)
        page.wait_for_url("**/favicon.svg")

    @pytest.mark.parametrize(
        "denied",
        [
            "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined })",
            "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError') }",
        ],
    )
    def test_without_a_database_the_browser_still_keeps_them(
        self, demo_shop: LiveShop, page: Page, denied: str
    ) -> None:
        page.add_init_script(denied)
        page.goto("/")
        close_the_way(page)
        click_a_card(page)
        page.reload()
        journal = "() => Object.keys(localStorage).filter((key) => key.startsWith('leafloaf.event.')).length"
        until(page, lambda: page.evaluate(journal) > 0)
        open_the_way(page)
        until(page, lambda: page.evaluate(journal) == 0)

    def test_without_local_storage_the_database_keeps_them(self, demo_shop: LiveShop, page: Page) -> None:
        page.add_init_script(
            "Object.defineProperty(window, 'blocked', { value: window.localStorage });"
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
        )
        with page.expect_response("**/api/v1/events/"):
            page.goto("/")
        close_the_way(page)
        click_a_card(page)
        until(page, lambda: page.evaluate(ARCHIVED) > 0)
        page.reload()
        assert page.evaluate(ARCHIVED) > 0
        open_the_way(page)
        until(page, lambda: page.evaluate(ARCHIVED) == 0)


class TestSeveralTabs:
    def test_each_sends_its_own_and_nothing_goes_twice(self, shop: LiveShop, page: Page, sent: Counter[str]) -> None:
        other = page.context.new_page()
        other.goto("/")
        expect(cards(other).first).to_be_visible()
        close_the_way(page)
        click_a_card(page)
        click_a_card(other, 1)
        until(page, lambda: len(kept(page, CLICKED)) == 2)
        clicked = list(kept(page, CLICKED))
        sent.clear()
        open_the_way(page)
        all_told(page, shop, clicked)
        assert [sent[event_id] for event_id in clicked] == [1, 1]

    def test_one_tells_what_a_closed_one_left(self, shop: LiveShop, page: Page) -> None:
        other = page.context.new_page()
        other.goto("/")
        expect(cards(other).first).to_be_visible()
        close_the_way(page)
        click_a_card(other)
        other.close()
        clicked = list(kept(page, CLICKED))
        assert len(clicked) == 1
        open_the_way(page)
        all_told(page, shop, clicked)


class TestTroubledShop:
    def test_a_shop_that_is_down_for_a_while_gets_everything_afterwards(
        self, shop: LiveShop, page: Page, sent: Counter[str]
    ) -> None:
        close_the_way(page, 503)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        until(page, lambda: sent[clicked[0]] >= 2)
        open_the_way(page)
        all_told(page, shop, clicked)

    def test_a_wish_to_wait_is_granted_also_by_the_next_page(
        self, shop: LiveShop, page: Page, sent: Counter[str]
    ) -> None:
        close_the_way(page, 429, **{"Retry-After": "300"})
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        until(page, lambda: sent[clicked[0]] == 1)
        open_the_way(page)
        later = page.context.new_page()
        later.clock.install()
        page.close()
        later.goto("/departments")
        later.clock.run_for(200_000)
        assert clicked[0] in kept(later)
        assert sent[clicked[0]] == 1
        later.clock.run_for(200_000)
        all_told(later, shop, clicked)

    def test_a_page_that_answers_in_the_shops_place_is_not_believed(
        self, shop: LiveShop, page: Page, sent: Counter[str]
    ) -> None:
        close_the_way(page, 200)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        until(page, lambda: sent[clicked[0]] >= 1)
        assert clicked[0] in kept(page)
        open_the_way(page)
        all_told(page, shop, clicked)


class TestWhoseEventsTheyAre:
    @pytest.fixture
    def one_and_other(self) -> tuple[str, str]:
        return HOUSEHOLDS[0].email, HOUSEHOLDS[1].email

    def sign_out(self, page: Page) -> None:
        # Within the page: with one that is left, requests leave that no test can hold up.
        page.get_by_role("banner").locator("a[href='/account']").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(page.url.split("/account")[0] + "/")
        expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()

    def owner_of(self, shop: LiveShop, event_ids: list[str]) -> set[str | None]:
        rows = shop.query(
            """SELECT DISTINCT u.email FROM analytics_event e JOIN shop_subject s ON s.id = e.subject_id
               LEFT JOIN shop_user u ON u.id = s.user_id WHERE e.event_id = ANY(%s::uuid[])""",
            [event_ids],
        )
        return {email for (email,) in rows}

    def test_what_is_undelivered_at_sign_out_is_never_told_under_the_next_ones_name(
        self, shop: LiveShop, page: Page, one_and_other: tuple[str, str]
    ) -> None:
        one, other = one_and_other
        sign_in(page, one)
        page.goto("/")
        close_the_way(page, 503)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        assert len(clicked) == 1
        self.sign_out(page)
        until(page, lambda: clicked[0] not in kept(page))
        open_the_way(page)
        sign_in(page, other)
        page.goto("/")
        click_a_card(page)
        until(page, lambda: not kept(page))
        assert recorded(shop, clicked) == 0

    def test_signing_out_first_delivers(self, shop: LiveShop, page: Page, one_and_other: tuple[str, str]) -> None:
        sign_in(page, one_and_other[0])
        page.goto("/")
        close_the_way(page)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        page.get_by_role("banner").locator("a[href='/account']").click()
        open_the_way(page)
        page.get_by_role("button", name="Sign out").click()
        until(page, lambda: recorded(shop, clicked) == 1)
        assert self.owner_of(shop, clicked) == {one_and_other[0]}

    def test_another_tab_does_not_tell_the_next_one_s_name_either(
        self, shop: LiveShop, page: Page, one_and_other: tuple[str, str]
    ) -> None:
        one, other = one_and_other
        sign_in(page, one)
        page.goto("/")
        close_the_way(page)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        second = page.context.new_page()
        # The first tab never hears of it: it stays open, with what it holds in its memory.
        second.context.clear_cookies(name="sessionid")
        sign_in(second, other)
        open_the_way(page)
        second.goto("/")
        click_a_card(second)
        until(second, lambda: kept(second, CLICKED).keys() == set(clicked))
        assert recorded(shop, clicked) == 0

    def test_a_visitors_clicks_go_along_when_they_sign_in(
        self, shop: LiveShop, page: Page, one_and_other: tuple[str, str]
    ) -> None:
        close_the_way(page)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        sign_in(page, one_and_other[0])
        open_the_way(page)
        all_told(page, shop, clicked)
        assert self.owner_of(shop, clicked) == {one_and_other[0]}


class TestAnEndedSession:
    def end_it(self, shop: LiveShop, context: BrowserContext) -> None:
        [cookie] = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
        shop.query("DELETE FROM django_session WHERE session_key = %s", [cookie["value"]])

    def test_the_shopper_reads_one_sentence_and_goes_on(self, shop: LiveShop, page: Page) -> None:
        self.end_it(shop, page.context)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        expect(page.get_by_text(ENDED)).to_have_count(1)
        all_told(page, shop, clicked)
        page.get_by_role("button", name="Dismiss").click()
        expect(page.get_by_text(ENDED)).to_have_count(0)
        search(page, "milk")
        expect(page.get_by_text(ENDED)).to_have_count(0)

    def test_a_cart_that_could_not_be_changed_says_it_once_and_then_can_be(self, shop: LiveShop, page: Page) -> None:
        self.end_it(shop, page.context)
        plus = cards(page).first.get_by_role("button", name="to cart")
        plus.click()
        expect(page.get_by_text(ENDED)).to_have_count(1)
        page.get_by_role("button", name="Dismiss").click()
        plus.click()
        expect(page.get_by_role("banner").get_by_role("button", name="1 item")).to_be_visible()

    def test_an_accounts_clicks_wait_for_the_same_account(self, shop: LiveShop, page: Page) -> None:
        sign_in(page, HOUSEHOLDS[2].email)
        page.goto("/")
        close_the_way(page)
        click_a_card(page)
        clicked = list(kept(page, CLICKED))
        self.end_it(shop, page.context)
        open_the_way(page)
        expect(page.get_by_text(ENDED)).to_be_visible()
        until(page, lambda: kept(page).keys() == set(clicked) or not recorded(shop, clicked))
        assert recorded(shop, clicked) == 0
        sign_in(page, HOUSEHOLDS[2].email)
        all_told(page, shop, clicked)


def test_clicks_of_pages_that_close_at_once_all_arrive(demo_shop: LiveShop, browser: Browser) -> None:
    told = drive_pages(demo_shop.url, clicks=200, visitors=2, pages_at_once=2, clicks_per_page=4)
    assert told.seen_by_pages >= told.clicks == 200
    assert told.difference(demo_shop.database_url) == Counter()
