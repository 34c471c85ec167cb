"""From the cart to the order: guests, declined cards, cancelling, ordering again, and carts that come along."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shopping import PLACE, cards, search, sign_in
from tests.live_shop import LiveShop

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]


def add_first(page: Page, query: str) -> str:
    """Put the first product of a search into the cart; return its name."""
    search(page, query)
    first = cards(page).first
    name = first.get_by_role("heading", level=3).inner_text()
    first.get_by_role("button", name=re.compile("^Add")).click()
    expect(first.get_by_label(f"Quantity of {name}")).to_be_visible()
    return name


def where(page: Page, email: str | None = None) -> None:
    page.goto("/checkout")
    if email:
        page.get_by_label("Email").fill(email)
    page.get_by_label("Name", exact=True).fill("Robin Reed")
    page.get_by_label("Street and number").fill("3 Mill Road")
    page.get_by_label("City").fill("Brooklyn")
    page.get_by_label("State").fill("NY")
    page.get_by_label("ZIP code").fill("11215")
    page.get_by_role("button", name="Deliver here").click()


def when(page: Page) -> None:
    page.get_by_role("tab").last.click()
    page.get_by_role("tabpanel").locator("label:has(input:enabled)").last.click()
    then, place = page.get_by_role("button", name="Take this time"), page.get_by_role("button", name=PLACE)
    expect(then.or_(place)).to_be_visible()
    if then.is_visible():
        then.click()


def test_a_guest_whose_card_is_declined_pays_with_another(page: Page, demo_shop: LiveShop) -> None:
    page.goto("/")
    name = add_first(page, "bananas")
    email = f"guest-{uuid.uuid4().hex[:8]}@example.com"
    where(page, email)
    when(page)
    page.get_by_role("main").locator("label").filter(has_text=re.compile("^Card")).click()
    card_number = page.get_by_label("Card number")
    card_number.fill("4000 0000 0000 0002")
    page.get_by_label("Expires").fill("12/30")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name=PLACE).click()
    expect(page.get_by_text(re.compile("declined", re.I)).first).to_be_visible()
    card_number.fill("4242 4242 4242 4242")
    page.get_by_label("Expires").fill("12/30")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name=PLACE).click()
    expect(page).to_have_url(re.compile("/orders/LL-"))
    expect(page.get_by_role("main")).to_contain_text(name)
    placed = demo_shop.query("SELECT count(*) FROM shop_order WHERE email = %s AND status = 'placed'", [email])
    assert placed == [(1,)]


def test_an_order_is_cancelled_and_ordered_again(page: Page) -> None:
    sign_in(page, "lin@leafloaf.example")
    page.goto("/")
    add_first(page, "noodles")
    page.goto("/checkout")
    when(page)
    page.get_by_role("button", name=PLACE).click()
    expect(page).to_have_url(re.compile("/orders/LL-"))
    page.get_by_role("link", name="Follow the order").click()
    page.get_by_role("button", name="Cancel the order").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("main").get_by_text("Cancelled").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Order again")).first.click()
    expect(page.get_by_role("dialog", name="Your cart")).to_contain_text("Wide Rice Noodles")


def test_a_visitors_cart_comes_along_at_sign_up(page: Page) -> None:
    page.goto("/")
    name = add_first(page, "sourdough")
    page.goto("/sign-up")
    page.get_by_label("Email").fill(f"new-{uuid.uuid4().hex[:8]}@example.com")
    page.get_by_label("Password", exact=True).fill("three-odd-words-in-a-row")
    page.get_by_role("button", name="Create my account").click()
    expect(page).not_to_have_url(re.compile("/sign-up"))
    page.get_by_role("button", name="Open your cart, 1 item").click()
    expect(page.get_by_role("dialog", name="Your cart")).to_contain_text(name)
