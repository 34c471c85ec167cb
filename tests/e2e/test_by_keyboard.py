"""The shop without a mouse: from the search to the order, every control reached by Tab and pressed by a key."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.shopping import PLACE, cards

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]

FARTHEST = 200


def reach(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until the focus is on the target, which then must be seen and ringed."""
    expect(target).to_be_visible()
    for _ in range(FARTHEST):
        if target.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press(key)
    expect(target).to_be_focused()


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def test_bananas_are_ordered_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    expect(cards(page).first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("bananas")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("bananas")
    page.wait_for_load_state("networkidle")
    press(page, cards(page).first.get_by_role("button", name=re.compile("^Add")))
    expect(cards(page).first.locator(":focus")).to_be_visible()

    reach(page, page.get_by_role("button", name="Open your cart, 1 item"), "Shift+Tab")
    page.keyboard.press("Enter")
    cart = page.get_by_role("dialog", name="Your cart")
    expect(cart).to_be_visible()
    press(page, cart.get_by_role("button", name="Check out"))

    for label, text in {
        "Email": "robin.reed@example.com",
        "Name": "Robin Reed",
        "Street and number": "3 Mill Road",
        "City": "Brooklyn",
        "State": "NY",
        "ZIP code": "11215",
    }.items():
        reach(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="When")).to_be_focused()
    reach(page, page.get_by_role("tab", selected=True))
    page.keyboard.press("End")
    slot = page.get_by_role("tabpanel").get_by_role("radio", disabled=False).first
    press(page, slot, "Space")
    expect(slot).to_be_checked()
    press(page, page.get_by_role("button", name="Take this time"))

    expect(page.get_by_role("heading", name="Pay")).to_be_focused()
    press(page, page.get_by_role("button", name=PLACE))
    expect(page).to_have_url(re.compile(r"/orders/LL-.*/thanks"))


def test_the_cart_gives_the_focus_back_when_it_closes(page: Page) -> None:
    page.goto("/departments")
    opener = page.get_by_role("button", name=re.compile("^Open your cart"))
    reach(page, opener)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Your cart")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Your cart")).to_have_count(0)
    expect(opener).to_be_focused()
