"""Learning is seen: products move to their new places, and stand there at once for whoever wants no motion."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shopping import cards, learned_chip, names

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]

# Counts the moves of product cards: animations of a transform, as the list begins them.
COUNT_MOVES = """
window.moves = 0;
const animate = Element.prototype.animate;
Element.prototype.animate = function (frames, options) {
  if (this.dataset.flipKey && JSON.stringify(frames).includes('translate')) window.moves += 1;
  return animate.call(this, frames, options);
};
"""


def rerank(page: Page) -> None:
    """Let the list of yogurts be personal, then everybody's."""
    page.add_init_script(COUNT_MOVES)
    page.goto("/product/PLB-0003")
    expect(learned_chip(page)).to_be_visible()
    page.goto("/search?q=yogurt")
    expect(cards(page).first).to_contain_text("Because you opened")
    before = names(page)
    page.get_by_role("switch", name="For you").click()
    expect(page).to_have_url(re.compile("personal=false"))
    expect(page.get_by_role("main")).not_to_contain_text("Because you opened")
    assert names(page) != before


def test_products_move_to_their_new_places(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    rerank(page)
    page.wait_for_function("window.moves > 0")


def test_nothing_moves_for_whoever_asked_for_less_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    rerank(page)
    assert page.evaluate("window.moves") == 0
