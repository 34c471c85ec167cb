"""Every page for everyone: axe finds nothing, in light and dark, on a desk and on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.shopping import PLACE, cards, learned_chip, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]

OPEN_PAGES = [
    "/",
    "/search",
    "/search?q=yogurt",
    "/search?q=yogrt",
    "/search?q=zzxqy",
    "/category/plant-milk",
    "/brand/leafloaf",
    "/product/PLB-0003",
    "/usuals",
    "/departments",
    "/cart",
    "/checkout",
    "/orders",
    "/you/learned",
    "/account",
    "/sign-in",
    "/sign-up",
    "/account/reset-password",
    "/account/reset-password/stale",
    "/account/verify-email/stale",
    "/nowhere",
]
OWN_PAGES = [
    "/",
    "/usuals",
    "/orders",
    "/account",
    "/account/details",
    "/account/addresses",
    "/account/security",
    "/you/learned",
    "/checkout",
]
OFFICE_PAGES = [
    "/admin/",
    "/admin/shop/order/picking/",
    "/admin/shop/catalogimport/add/",
    "/admin/personalization/rulesversion/add/",
]
PHONE = {"width": 390, "height": 844}
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def findings(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options=STANDARD).response["violations"]
    return [f"{one['id']}: {node['html'][:140]}" for one in found for node in one["nodes"]]


def add_bananas(page: Page) -> None:
    page.goto("/search?q=bananas")
    cards(page).first.get_by_role("button", name=re.compile("^Add")).click()
    expect(cards(page).first.get_by_label(re.compile("^Quantity of"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_open_page(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for path in OPEN_PAGES:
        page.goto(path)
        assert findings(page) == [], path


def test_axe_finds_nothing_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    for path in ("/", "/search?q=yogurt", "/product/PLB-0003", "/you/learned"):
        page.goto(path)
        assert findings(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_ones_own(page: Page, scheme: str) -> None:
    sign_in(page, "maya@leafloaf.example")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for path in OWN_PAGES:
        page.goto(path)
        assert findings(page) == [], path
    page.goto("/orders")
    page.locator("main a[href^='/orders/LL-']").first.click()
    expect(page.get_by_role("list", name="Where your order is")).to_be_visible()
    assert findings(page) == []


def test_axe_finds_nothing_in_the_cart_and_the_reasons(page: Page) -> None:
    page.goto("/product/PLB-0003")
    expect(learned_chip(page)).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("button", name=re.compile("^Open your cart")).click()
    cart = page.get_by_role("dialog", name="Your cart")
    expect(cart).to_be_visible()
    assert findings(page) == []
    cart.get_by_role("button", name="Add a code").click()
    cart.get_by_label("Code").fill("NOSUCHCODE")
    cart.get_by_role("button", name="Apply").click()
    expect(cart.locator("[aria-invalid=true]")).to_be_visible()
    assert findings(page) == []
    page.goto("/search?q=yogurt")
    cards(page).first.get_by_role("button", name=re.compile("^Why this")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def test_axe_finds_nothing_in_the_sheets_of_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    add_bananas(page)
    page.get_by_role("button", name=re.compile("^Filter")).click()
    expect(page.get_by_role("dialog", name="Filter")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Main").get_by_role("button", name=re.compile("^Cart")).click()
    expect(page.get_by_role("dialog", name="Your cart")).to_be_visible()
    assert findings(page) == []


def test_axe_finds_nothing_in_the_suggestions(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name=re.compile("search", re.I)).press_sequentially("oat")
    expect(page.get_by_role("option").first).to_be_visible()
    assert findings(page) == []


def test_axe_finds_nothing_at_any_step_of_the_checkout(page: Page) -> None:
    add_bananas(page)
    page.goto("/checkout")
    page.get_by_role("button", name="Deliver here").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    assert findings(page) == []
    for label, text in {
        "Email": "robin.reed@example.com",
        "Name": "Robin Reed",
        "Street and number": "3 Mill Road",
        "City": "Brooklyn",
        "State": "NY",
        "ZIP code": "11215",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Deliver here").click()
    page.get_by_role("tab").last.click()
    page.get_by_role("tabpanel").locator("label:has(input:enabled)").last.click()
    assert findings(page) == []
    page.get_by_role("button", name="Take this time").click()
    page.get_by_role("main").locator("label").filter(has_text=re.compile("^Card")).click()
    page.get_by_label("Card number").fill("4000 0000 0000 0002")
    page.get_by_label("Expires").fill("12/30")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name=PLACE).click()
    expect(page.get_by_text(re.compile("declined", re.I)).first).to_be_visible()
    assert findings(page) == []
    page.get_by_role("main").locator("label").filter(has_text=re.compile("^On delivery")).click()
    page.get_by_role("button", name=PLACE).click()
    expect(page).to_have_url(re.compile("/thanks"))
    assert findings(page) == []


def test_axe_finds_nothing_in_the_questions_before_something_is_lost(page: Page) -> None:
    sign_in(page, "maya@leafloaf.example")
    page.goto("/account/addresses")
    page.get_by_role("button", name=re.compile("^Change")).first.click()
    expect(page.get_by_label("City")).to_be_visible()
    assert findings(page) == []
    page.reload()
    page.get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def test_axe_finds_nothing_on_the_offices_own_pages(page: Page) -> None:
    sign_in(page, "staff@leafloaf.example")
    for path in OFFICE_PAGES:
        page.goto(path)
        assert findings(page) == [], path
