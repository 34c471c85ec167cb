"""What a person does in the shop, and what they see of it, in the words a screen reader would say."""

import re

from playwright.sync_api import Locator, Page, expect

from personalization.demo.households import PASSWORD


def search(page: Page, text: str) -> None:
    """Type a search and press Enter; return when its results are there."""
    box = page.get_by_role("combobox", name=re.compile("search", re.I))
    box.fill(text)
    box.press("Enter")
    words = "(?:[+]|%20)".join(map(re.escape, text.split()))
    expect(page).to_have_url(re.compile(rf"/search\?q={words}"))
    expect(cards(page).first).to_be_visible()


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
