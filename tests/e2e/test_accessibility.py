"""Every page for everyone: axe finds nothing, in light and dark, and the shop works by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.shopping import cards, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]

OPEN_PAGES = [
    "/",
    "/search?q=yogurt",
    "/category/plant-milk",
    "/product/PLB-0003",
    "/usuals",
    "/departments",
    "/sign-in",
    "/sign-up",
]
OWN_PAGES = ["/", "/orders", "/account", "/you/learned", "/checkout"]
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def findings(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options=STANDARD).response["violations"]
    return [f"{one['id']}: {node['html'][:140]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_open_page(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for path in OPEN_PAGES:
        page.goto(path)
        assert findings(page) == [], path


def test_axe_finds_nothing_on_any_page_of_ones_own(page: Page) -> None:
    sign_in(page, "maya@leafloaf.example")
    for path in OWN_PAGES:
        page.goto(path)
        assert findings(page) == [], path


def test_axe_finds_nothing_in_the_cart_and_the_reasons(page: Page) -> None:
    page.goto("/product/PLB-0003")
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("button", name=re.compile("^Open your cart")).click()
    expect(page.get_by_role("dialog", name="Your cart")).to_be_visible()
    assert findings(page) == []
    page.goto("/search?q=yogurt")
    cards(page).first.get_by_role("button", name=re.compile("^Why this")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def test_a_product_is_found_and_put_into_the_cart_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    expect(cards(page).first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("bananas")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("bananas")
    page.wait_for_load_state("networkidle")
    add = cards(page).first.get_by_role("button", name=re.compile("^Add"))
    for _ in range(150):
        page.keyboard.press("Tab")
        if add.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile(r"Open your cart, [1-9]"))).to_be_visible()
