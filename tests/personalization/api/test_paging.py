"""Pages of a list that neither repeat nor skip, whatever happens between them."""

from typing import Any

import pytest
import redis

from personalization.ranking import cursors, snapshots
from shop import redis_client
from tests.personalization.small_shop import SmallShop, do, open_small_shop
from tests.shop.shopper import Shopper, is_problem


@pytest.fixture
def long_list(db: None) -> SmallShop:
    return open_small_shop(fillers=700)


def pages(shopper: Shopper, path: str, between: Any = lambda: None) -> list[list[str]]:
    """The skus of every page."""
    found, address = [], path
    while address:
        answer = shopper.get(address)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        found.append([card["sku"] for card in body["results"]])
        between()
        address = f"{path}&cursor={body['next']}" if body["next"] else ""
    return found


def flat(found: list[list[str]]) -> list[str]:
    return [sku for page in found for sku in page]


def test_the_pages_hold_every_product_once(small_shop: SmallShop, stranger: Shopper) -> None:
    found = pages(stranger, "search/?q=chips&page_size=3")
    assert [len(page) for page in found] == [3, 3, 2]
    assert len(set(flat(found))) == 8


def test_learning_between_pages_neither_repeats_nor_skips(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    def scroll_past() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            do(visitor.subject.id, "displayed_but_scrolled", *small_shop.spicy_chips)

    found = flat(pages(visitor, "search/?q=chips&page_size=3", between=scroll_past))
    assert len(found) == len(set(found)) == 8


def test_later_pages_explain_the_order_that_was_shown(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "displayed_but_scrolled", *small_shop.spicy_chips, times=3)
    whole = visitor.get("search/?q=chips").json()["results"]
    first = visitor.get("search/?q=chips&page_size=5").json()
    second = visitor.get(f"search/?q=chips&page_size=5&cursor={first['next']}").json()
    assert second["facets"] is None
    assert second["personalized"]
    assert [card["personal"]["score"] for card in first["results"] + second["results"]] == pytest.approx(
        [card["personal"]["score"] for card in whole], abs=1e-3
    )
    assert second["results"][-1]["personal"]["reasons"] == whole[-1]["personal"]["reasons"]


def test_what_was_forgotten_between_pages_is_not_spoken_of(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_viewed", *small_shop.plant_yogurts)
    first = visitor.get("search/?q=yogurt&page_size=2").json()
    for fact in visitor.get("learned/").json()["facts"]:
        visitor.delete(f"learned/{fact['id']}/")
    second = visitor.get(f"search/?q=yogurt&page_size=2&cursor={first['next']}").json()
    assert all(card["personal"]["facets"] == [] for card in second["results"])
    assert not any(
        reason["code"].startswith("preference") for card in second["results"] for reason in card["personal"]["reasons"]
    )


def test_beyond_the_ranked_products_the_list_goes_on_in_base_order(long_list: SmallShop, stranger: Shopper) -> None:
    found = pages(stranger, "products/?page_size=60")
    assert len(flat(found)) == len(set(flat(found))) == 718


def test_a_search_with_more_answers_than_are_ranked_reaches_them_all(long_list: SmallShop, visitor: Shopper) -> None:
    found = flat(pages(visitor, "search/?q=biscuit&page_size=60"))
    assert len(found) == len(set(found)) == 700


def test_an_order_by_name_is_kept_through_all_pages(long_list: SmallShop, stranger: Shopper) -> None:
    found = flat(pages(stranger, "search/?q=biscuit&sort=name&page_size=60"))
    names = sorted(f"biscuit {at}" for at in range(700))
    assert [f"biscuit {int(sku.removeprefix('FILL-'))}" for sku in found] == names


def test_while_redis_is_away_the_cursor_carries_the_order(
    long_list: SmallShop, visitor: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise redis.ConnectionError("away")

    with monkeypatch.context() as patch:
        patch.setattr(redis.connection.ConnectionPool, "get_connection", away)
        found = flat(pages(visitor, "products/?page_size=60"))
    redis_client.close_breaker()
    assert len(found) == len(set(found)) == 718


def test_a_cursor_without_redis_fits_into_an_address_line() -> None:
    rest = tuple(range(9_400_001, 9_400_001 + 599 * 7919, 7919))
    sealed = cursors.sealed(cursors.Cursor("a" * 32, rest=rest, after="x" * 60), "question", None)
    assert len(sealed) < 3500


def test_an_order_that_is_over_is_gone(small_shop: SmallShop, visitor: Shopper) -> None:
    body = visitor.get("search/?q=chips&page_size=3").json()
    snapshots.redis_client.ask(lambda client: client.delete(f"ranking:{body['ranking_id']}"))
    assert is_problem(visitor.get(f"search/?q=chips&page_size=3&cursor={body['next']}"), 410, "list_is_over")


def test_another_shoppers_cursor_is_refused(small_shop: SmallShop, visitor: Shopper, neighbour: Shopper) -> None:
    body = visitor.get("search/?q=chips&page_size=3").json()
    answer = neighbour.get(f"search/?q=chips&page_size=3&cursor={body['next']}")
    assert is_problem(answer, 400, "cursor_refused")


def test_a_strangers_cursor_goes_on_when_they_become_known(small_shop: SmallShop, stranger: Shopper) -> None:
    body = stranger.get("search/?q=chips&page_size=3").json()
    stranger.post("session/")
    assert stranger.get(f"search/?q=chips&page_size=3&cursor={body['next']}").status_code == 200


def test_a_cursor_of_another_question_is_refused(small_shop: SmallShop, visitor: Shopper) -> None:
    body = visitor.get("search/?q=chips&page_size=3").json()
    for path in ("search/?q=milk", "search/?q=chips&sort=price", "search/?q=chips&brand=tansy", "products/?"):
        assert is_problem(visitor.get(f"{path}&cursor={body['next']}"), 400, "cursor_refused")


@pytest.mark.parametrize("change", ["", "x", "AAAA", "=", "%00", "é"])
def test_a_changed_cursor_is_refused(small_shop: SmallShop, visitor: Shopper, change: str) -> None:
    body = visitor.get("search/?q=chips&page_size=3").json()
    broken = body["next"][:-1] + change
    assert visitor.get(f"search/?q=chips&page_size=3&cursor={broken}").status_code == 400


def test_paging_may_change_the_page_size_midway(small_shop: SmallShop, visitor: Shopper) -> None:
    first = visitor.get("search/?q=chips&page_size=3").json()
    second = visitor.get(f"search/?q=chips&page_size=60&cursor={first['next']}").json()
    found = [card["sku"] for card in first["results"] + second["results"]]
    assert len(found) == len(set(found)) == 8
    assert second["next"] is None
