"""What a person does in the shop, and what they see of it, in the words a screen reader would say."""

import re

from playwright.sync_api import Locator, Page, expect

from personalization.demo.households import PASSWORD

PLACE = re.compile("^Place the order")
PLANT = re.compile(r"\b(oat|soy|almond|coconut|cashew|pea)\b", re.I)


def only_plants(shown: list[str]) -> bool:
    """Whether every product name is that of a plant-based one, and there are any."""
    return bool(shown) and all(PLANT.search(name) for name in shown)


def search(page: Page, text: str) -> None:
    """Type a search and press Enter; return when its results are there."""
    box = page.get_by_role("combobox", name=re.compile("search", re.I))
    box.fill(text)
    box.press("Enter")
    words = "(?:[+]|%20)".join(map(re.escape, text.split()))
    expect(page).to_have_url(re.compile(rf"/search\?q={words}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    page.wait_for_load_state("networkidle")
    expect(cards(page).first.get_by_role("heading", level=3)).to_be_visible()


def cards(page: Page) -> Locator:
    """The product cards of the page's main list."""
    return page.get_by_role("main").get_by_role("article")


def names(page: Page) -> list[str]:
    """Product names in the order shown."""
    return page.get_by_role("main").get_by_role("article").get_by_role("heading", level=3).all_inner_texts()


def card(page: Page, name: str) -> Locator:
    return cards(page).filter(has=page.get_by_role("heading", name=name, exact=True)).first


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/sign-in"))


def learned_chip(page: Page) -> Locator:
    """The note of what was just learned."""
    return page.get_by_role("status").filter(has_text="Learned:")


def check_out(page: Page, name: str) -> None:
    """Order what is in the cart, to a new address, at the last time offered, to be paid on delivery."""
    page.goto("/checkout")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Street and number").fill("3 Mill Road")
    page.get_by_label("City").fill("Brooklyn")
    page.get_by_label("State").fill("NY")
    page.get_by_label("ZIP code").fill("11215")
    page.get_by_role("button", name="Deliver here").click()
    page.get_by_role("tab").last.click()
    page.get_by_role("tabpanel").locator("label:has(input:enabled)").last.click()
    then, place = page.get_by_role("button", name="Take this time"), page.get_by_role("button", name=PLACE)
    expect(then.or_(place)).to_be_visible()
    if then.is_visible():
        then.click()
    page.get_by_role("button", name=PLACE).click()
    expect(page).to_have_url(re.compile(r"/orders/LL-"))
