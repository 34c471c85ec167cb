"""What a shopper buys again and again."""

from datetime import UTC, datetime, timedelta

from personalization.features import Purchase
from personalization.shelves.usuals import habits_of
from tests.personalization.makers import a_purchase, a_shopper

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def bought(product_id: int, *days_ago: int, category: int = 1, order_ids: tuple[int, ...] = ()) -> tuple[Purchase, ...]:
    """Purchases of one product, newest first, each in an order of its own unless told otherwise."""
    return tuple(
        a_purchase(product_id, category_id=category, order_id=order_id, bought_at=NOW - timedelta(days=days))
        for days, order_id in zip(days_ago, order_ids or range(1000 * product_id, 9**9), strict=False)
    )


def test_three_orders_make_a_usual() -> None:
    habits = habits_of(a_shopper(purchases=bought(1, 1, 8, 15)))
    assert habits[1].is_usual
    assert habits[1].interval == timedelta(days=7)


def test_one_order_makes_no_usual() -> None:
    habit = habits_of(a_shopper(purchases=bought(1, 1)))[1]
    assert not habit.is_usual
    assert habit.interval is None
    assert not habit.is_due(NOW)


def test_two_orders_make_a_usual_where_it_is_half_of_what_is_bought_in_its_category() -> None:
    mostly = bought(1, 1, 8)
    assert habits_of(a_shopper(purchases=mostly))[1].is_usual
    rarely = tuple(purchase for at in range(2, 9) for purchase in bought(at, at))
    assert not habits_of(a_shopper(purchases=mostly + rarely))[1].is_usual


def test_a_habit_is_due_when_its_interval_is_nearly_over_and_until_it_is_given_up() -> None:
    weekly = habits_of(a_shopper(purchases=bought(1, 0, 7)))[1]
    assert not weekly.is_due(NOW + timedelta(days=5))
    assert weekly.is_due(NOW + timedelta(days=6))
    assert weekly.is_due(NOW + timedelta(days=17))
    assert not weekly.is_due(NOW + timedelta(days=18))


def test_what_is_bought_more_often_and_more_lately_comes_first() -> None:
    orders = (1, 2, 3, 4)
    always = bought(1, 1, 8, 15, 22, order_ids=orders)
    lately = bought(2, 1, 8, order_ids=orders[:2])
    once_upon_a_time = bought(3, 15, 22, order_ids=orders[2:])
    shopper = a_shopper(purchases=tuple(sorted(always + lately + once_upon_a_time, key=lambda one: one.order_id)))
    assert list(habits_of(shopper)) == [1, 2, 3]
