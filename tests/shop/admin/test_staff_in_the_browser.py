"""Staff at work in a real browser, on the served shop with its real worker."""

import contextlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.live_shop import LiveShop

pytestmark = pytest.mark.e2e
EMAIL, PASSWORD = "office@example.com", "an office of leaves"
LOADING_MS = 30_000


@pytest.fixture
def office(page: Page, live_shop: LiveShop) -> Page:
    """The admin with the owner signed in."""
    live_shop.manage(
        "shell",
        "-c",
        "from shop.models import User\n"
        f"User.objects.filter(email='{EMAIL}').exists() or User.objects.create_superuser('{EMAIL}', '{PASSWORD}')",
    )
    page.goto("/admin/")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Good")).to_be_visible()
    return page


def test_a_list_is_looked_at_and_loaded_by_the_worker(office: Page, live_shop: LiveShop, tmp_path: Path) -> None:
    file = tmp_path / "autumn.csv"
    rows = [f"SQUASH-{number},Autumn squash {number},Produce > Squash,{number % 9 + 1}.25,5" for number in range(300)]
    file.write_text("\n".join(["Nr,Titel,Gruppe,Preis,Bestand", *rows, "SQUASH-X,Without a price,Produce,,1"]))
    office.get_by_role("link", name="Product lists").click()
    office.goto("/admin/shop/catalogimport/add/")
    office.locator("input[type=file]").set_input_files(file)
    office.get_by_role("button", name="Show what would happen").click()
    expect(office.get_by_role("alert")).to_contain_text("Nothing fills sku, name, category, price")
    for field, column in {
        "Sku *": "Nr",
        "Name *": "Titel",
        "Category *": "Gruppe",
        "Price *": "Preis",
        "Stock": "Bestand",
    }.items():
        office.get_by_label(field, exact=True).select_option(column)
    office.get_by_role("button", name="Check again").click()
    expect(office.get_by_text("Line 302")).to_be_visible()
    assert live_shop.query("SELECT count(*) FROM shop_product WHERE left(sku, 7) = 'SQUASH-'") == [(0,)]
    office.get_by_role("button", name="Load this list").click()
    expect(office.get_by_text("Loaded", exact=True)).to_be_visible(timeout=LOADING_MS)
    assert live_shop.query("SELECT count(*) FROM shop_product WHERE left(sku, 7) = 'SQUASH-'") == [(300,)]
    with office.expect_download() as download:
        office.get_by_role("link", name="Rejected rows").click()
    assert "price is empty" in download.value.path().read_text()


def test_the_rules_editor_points_at_a_mistake_while_one_types(office: Page) -> None:
    office.goto("/admin/personalization/rulesversion/add/")
    editor = office.get_by_label("Rules", exact=True)
    verdict = office.locator("#rules-verdict")
    expect(verdict).to_contain_text("All right")
    text = editor.input_value()
    editor.fill(text.replace("product_viewed: 0.2", "product_viewed: lots"))
    line = text.splitlines().index("  product_viewed: 0.2") + 1
    expect(verdict).to_contain_text(f"Line {line}: signals.product_viewed")
    expect(verdict).to_contain_text("Allowed: a number")
    expect(office.locator(".leaf-bad-line")).to_have_count(1)
    editor.fill(text)
    expect(verdict).to_contain_text("All right")


def test_synonyms_are_entered_as_tags(office: Page, live_shop: LiveShop) -> None:
    office.goto("/admin/shop/synonym/add/")
    entry = office.get_by_label("Add to words that mean the same")
    entry.press_sequentially("zibble,")
    entry.press_sequentially("zobble")
    entry.press("Enter")
    entry.press_sequentially("oops,")
    office.get_by_role("button", name="Remove oops").click()
    office.get_by_role("button", name="Save", exact=True).click()
    expect(office.get_by_text("was added successfully")).to_be_visible()
    assert live_shop.query("SELECT words FROM shop_synonym WHERE 'zibble' = ANY(words)") == [(["zibble", "zobble"],)]


def test_the_pipeline_page_shows_an_event_without_being_asked(office: Page, live_shop: LiveShop) -> None:
    office.goto("/admin/pipeline/?range=hour")
    before = office.evaluate(DRAWN)
    live_shop.query(
        "WITH new AS (INSERT INTO analytics_eventid SELECT gen_random_uuid() RETURNING event_id)"
        " INSERT INTO analytics_event (event_id, subject_id, session_id, event_type, sku, query, ranking_id, data,"
        " occurred_at, event_time, received_at, contributions)"
        " SELECT event_id, gen_random_uuid(), 'pipeline', 'product_liked', '', '', '', '{}', now(), now(), now(), '[]'"
        " FROM new"
    )
    office.wait_for_function(f"({DRAWN}) > {before}", timeout=LOADING_MS)
    expect(office.get_by_role("row", name="Liked")).to_be_visible()
    expect(office.locator("dt", has_text="Last sign of a worker")).to_be_visible()


DRAWN = (
    "Chart.getChart(document.querySelector('[data-chart=events] canvas'))"
    ".data.datasets.flatMap(({ data }) => data).reduce((sum, count) => sum + count, 0)"
)
PAGES = [
    "/admin/",
    "/admin/shop/order/",
    "/admin/shop/order/picking/",
    "/admin/shop/product/add/",
    "/admin/shop/promotion/add/",
    "/admin/shop/deliveryslot/plan_slots",
    "/admin/personalization/rulesversion/add/",
    "/admin/analytics/event/",
    "/admin/pipeline/",
]


def test_no_page_is_wider_than_its_screen(office: Page) -> None:
    for address in PAGES:
        answer = office.goto(address)
        assert answer is not None
        assert answer.status == 200
        for width in (1440, 820, 390):
            office.set_viewport_size({"width": width, "height": 900})
            # Charts follow a new width a moment later.
            with contextlib.suppress(PlaywrightTimeout):
                office.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=3_000)
            assert office.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (address, width)
