"""From the cart to the order, and the orders afterwards."""

import re
from collections.abc import Sequence
from functools import partial

from playwright.sync_api import Page

from tests.screenshots.scene import Scene, Who, at

CART = re.compile(r"^(Open your cart|Cart)\b")
PLACE = re.compile("^Place the order")
DECLINED = "4000 0000 0000 0002"
BASKET = ("greek yogurt", "bananas", "olive oil", "coffee")


def _fill(page: Page, words: Sequence[str]) -> None:
    for word in words:
        page.goto(f"/search?q={word}")
        card = page.get_by_role("main").get_by_role("article").first
        name = card.get_by_role("heading", level=3).inner_text()
        card.get_by_role("button", name=re.compile("^Add")).click()
        card.get_by_label(f"Quantity of {name}").wait_for()
    page.wait_for_load_state("networkidle")


def _open_cart(page: Page, words: Sequence[str] = (), code: str = "") -> None:
    _fill(page, words)
    if not words:
        page.goto("/departments")
    page.get_by_role("button", name=CART).locator("visible=true").click()
    cart = page.get_by_role("dialog", name="Your cart")
    cart.wait_for()
    if code:
        cart.get_by_role("button", name="Add a code").click()
        cart.get_by_label("Code").fill(code)
        cart.get_by_role("button", name="Apply").click()
        cart.get_by_role("button", name=re.compile("^Remove the code")).or_(
            cart.locator("[aria-invalid=true]")
        ).first.wait_for()


def _cart_page(page: Page) -> None:
    _fill(page, BASKET)
    page.goto("/cart")


def _where(page: Page, done: bool = True) -> None:
    _fill(page, BASKET)
    page.goto("/checkout")
    page.get_by_label("Email").fill("robin.reed@example.com")
    page.get_by_label("Name", exact=True).fill("Robin Reed")
    page.get_by_label("Street and number").fill("3 Mill Road")
    page.get_by_label("City").fill("Brooklyn")
    page.get_by_label("State").fill("NY")
    page.get_by_label("ZIP code").fill("11215")
    if done:
        page.get_by_role("button", name="Deliver here").click()
        page.get_by_role("tab").first.wait_for()


def _where_empty(page: Page) -> None:
    _fill(page, BASKET[:2])
    page.goto("/checkout")
    page.get_by_role("button", name="Deliver here").click()
    page.get_by_role("alert").or_(page.locator("[aria-invalid=true]")).first.wait_for()


def _when(page: Page) -> None:
    _where(page)
    page.get_by_role("tab").nth(1).click()
    page.get_by_role("tabpanel").locator("label:has(input:enabled)").last.click()
    page.get_by_role("button", name="Take this time").click()


def _pay(page: Page, number: str = "") -> None:
    _when(page)
    if number:
        page.get_by_role("main").locator("label").filter(has_text=re.compile("^Card")).click()
        page.get_by_label("Card number").fill(number)
        page.get_by_label("Expires").fill("12/30")
        page.get_by_label("Security code").fill("123")
        page.get_by_role("button", name=PLACE).click()
        page.get_by_text(re.compile("declined", re.I)).first.wait_for()
    else:
        page.get_by_role("button", name=PLACE).wait_for()


def _thanks(page: Page) -> None:
    _when(page)
    page.get_by_role("button", name=PLACE).click()
    page.wait_for_url(re.compile("/thanks"))


def _order(page: Page) -> None:
    page.goto("/orders")
    page.locator("main a[href^='/orders/LL-']").first.click()
    page.wait_for_url(re.compile("/orders/LL-"))


def _open_order(page: Page) -> None:
    """An order just placed, about to be cancelled."""
    _fill(page, BASKET[1:2])
    page.goto("/checkout")
    page.get_by_role("tab").nth(1).click()
    page.get_by_role("tabpanel").locator("label:has(input:enabled)").last.click()
    take = page.get_by_role("button", name="Take this time")
    place = page.get_by_role("button", name=PLACE)
    take.or_(place).first.wait_for()
    if take.is_visible():
        take.click()
    place.click()
    page.get_by_role("link", name="Follow the order").click()
    page.get_by_role("button", name="Cancel the order").wait_for()


def _cancel(page: Page) -> None:
    _open_order(page)
    page.get_by_role("button", name="Cancel the order").click()
    page.get_by_role("dialog").wait_for()


SCENES = [
    Scene("cart-empty", Who.VISITOR, _open_cart),
    Scene("cart", Who.VISITOR, partial(_open_cart, words=BASKET)),
    Scene("cart-code", Who.VISITOR, partial(_open_cart, words=BASKET, code="WELCOME5")),
    Scene("cart-code-refused", Who.VISITOR, partial(_open_cart, words=BASKET[:1], code="NOSUCHCODE")),
    Scene("cart-page", Who.VISITOR, _cart_page, whole=True),
    Scene("checkout-where", Who.VISITOR, partial(_where, done=False), whole=True),
    Scene("checkout-where-refused", Who.VISITOR, _where_empty, whole=True),
    Scene("checkout-when", Who.VISITOR, _where, whole=True),
    Scene("checkout-pay", Who.VISITOR, _pay, whole=True),
    Scene("checkout-declined", Who.VISITOR, partial(_pay, number=DECLINED), whole=True),
    Scene("thanks", Who.VISITOR, _thanks, whole=True),
    Scene("orders-nothing", Who.VISITOR, at("/orders")),
    Scene("orders", Who.MAYA, at("/orders"), whole=True),
    Scene("order", Who.MAYA, _order, whole=True),
    Scene("order-open", Who.SAM, _open_order, whole=True),
    Scene("order-cancel", Who.SAM, _cancel),
]
