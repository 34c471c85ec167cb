"""Undo, forget, less like this, and the switch: what is learned belongs to the shopper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shopping import cards, learned_chip, names, only_plants, search

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]


def open_oat_milk(page: Page) -> None:
    page.goto("/product/PLB-0003")
    expect(learned_chip(page)).to_contain_text("you like oat milk")


def test_undo_takes_back_what_the_click_taught(page: Page) -> None:
    page.goto("/")
    open_oat_milk(page)
    with page.expect_response(lambda answer: "/learned/events/" in answer.url) as undone:
        learned_chip(page).get_by_role("button", name="Undo").click()
    assert undone.value.status == 204
    search(page, "yogurt")
    assert not only_plants(names(page)[:6])
    expect(page.get_by_role("main")).not_to_contain_text("Because you opened")


def test_a_forgotten_fact_is_gone_from_the_page_and_from_the_ranking(page: Page) -> None:
    page.goto("/")
    open_oat_milk(page)
    page.goto("/you/learned")
    fact = page.get_by_role("listitem").filter(has_text="You like plant-based food")
    expect(fact).to_be_visible()
    fact.get_by_role("button", name=re.compile("^Forget")).click()
    expect(page.get_by_text("You like plant-based food")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("You like oat milk")).to_be_visible()
    expect(page.get_by_text("You like plant-based food")).to_have_count(0)


def test_switching_the_shops_learning_off_changes_what_is_shown(page: Page) -> None:
    page.goto("/")
    open_oat_milk(page)
    search(page, "yogurt")
    assert only_plants(names(page)[:6])
    expect(cards(page).first).to_contain_text("Because you opened Barista Oat Milk")
    page.goto("/you/learned")
    page.get_by_role("switch", name=re.compile("learn from what I do")).click()
    expect(page.get_by_role("switch", name=re.compile("learn from what I do"))).not_to_be_checked()
    search(page, "yogurt")
    expect(page.get_by_role("main")).not_to_contain_text("Because you opened")
    assert not only_plants(names(page)[:6])
