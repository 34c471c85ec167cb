"""The three demonstrations: what a shopper does changes what the same shopper sees next, and the shop says why."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shopping import card, cards, check_out, learned_chip, names, only_plants, search, sign_in
from tests.live_shop import LiveShop

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]

FIRST = 8


@contextmanager
def told(what: str, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Print how long an act took to show. It is a figure to read, not a limit that fails on a busy machine."""
    started = time.perf_counter()
    yield
    with capsys.disabled():
        print(f"  {what}: {time.perf_counter() - started:.2f} s", end="")


def spicy_chips(shop: LiveShop) -> set[str]:
    """The names of all that is spicy on the shelf of chips, as the catalog has it."""
    rows = shop.query(
        """SELECT p.name FROM shop_product p JOIN shop_category c ON c.id = p.category_id
           WHERE 'spicy' = ANY(p.attributes) AND 'chips' = ANY(c.path)"""
    )
    return {name for (name,) in rows}


def share_among_the_first(names_of_kind: set[str], shown: list[str]) -> float:
    return sum(name in names_of_kind for name in shown[:FIRST]) / FIRST


def mean_place(names_of_kind: set[str], shown: list[str]) -> float:
    """The mean place of these; one that is not on the page counts as just behind it."""
    return sum(shown.index(name) + 1 if name in shown else len(shown) + 1 for name in names_of_kind) / len(
        names_of_kind
    )


def test_an_opened_oat_milk_puts_plant_based_yogurt_first_and_says_why(
    page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    page.goto("/")
    search(page, "yogurt")
    before = names(page)
    assert not only_plants(before[:6])

    search(page, "milk")
    card(page, "Barista Oat Milk").get_by_role("link", name="Barista Oat Milk").click()
    with told("learned after opening a product", capsys):
        expect(learned_chip(page)).to_contain_text(re.compile("you like (oat milk|plant-based food)"))

    with told("plant-based yogurt first", capsys):
        search(page, "yogurt")
    after = names(page)
    assert only_plants(after[:6]), after[:6]
    expect(cards(page).first).to_contain_text("Because you opened Barista Oat Milk")

    cards(page).first.get_by_role("button", name=re.compile("^Why this")).click()
    why = page.get_by_role("dialog")
    expect(why).to_contain_text("Because you opened Barista Oat Milk")
    expect(why).to_contain_text("Your taste")


def test_spicy_chips_scrolled_past_sink_in_the_next_search(
    page: Page, demo_shop: LiveShop, capsys: pytest.CaptureFixture[str]
) -> None:
    spicy = spicy_chips(demo_shop)
    page.goto("/")
    search(page, "chips")
    before = names(page)
    assert share_among_the_first(spicy, before) > 0

    for _ in range(3):
        page.goto("/category/spicy-chips")
        expect(cards(page).first).to_be_visible()
        # Looks at the first rows, then scrolls on without touching any.
        page.wait_for_timeout(1_300)
        with page.expect_response(
            lambda answer: "/api/v1/events" in answer.url and "scrolled" in (answer.request.post_data or "")
        ):
            for _ in range(6):
                page.mouse.wheel(0, 500)
                page.wait_for_timeout(120)

    with told("spicy chips lower", capsys):
        search(page, "chips")
    after = names(page)
    assert share_among_the_first(spicy, after) < share_among_the_first(spicy, before), after
    assert mean_place(spicy, after) > mean_place(spicy, before)
    assert after[0] not in spicy


def test_two_gallons_of_milk_bought_are_offered_next_time(
    page: Page, demo_shop: LiveShop, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in(page, "robin@leafloaf.example")
    page.goto("/product/DAI-0004")
    quantity = page.get_by_label("Quantity of Whole Milk")
    expect(quantity).to_have_value("1")
    quantity.fill("2")
    page.get_by_role("main").get_by_role("button", name="Add to cart").first.click()
    expect(page.get_by_role("button", name=re.compile(r"cart.*2", re.I)).first).to_be_visible()

    check_out(page, name="Robin Reed")

    with told("the usual quantity offered", capsys):
        page.goto("/product/DAI-0004")
        expect(page.get_by_label("Quantity of Whole Milk")).to_have_value("2")
    search(page, "whole milk")
    expect(cards(page).first.get_by_role("button", name=re.compile("Add 2 "))).to_be_visible()
