"""How many a shopper usually takes."""

import pytest

from personalization.shelves.quantities import usual_quantity


@pytest.mark.parametrize(
    ("newest_first", "usual"),
    [
        ([2], 2),
        ([3, 1], 3),
        ([1, 1, 1, 1], 1),
        ([2, 1, 1], 1),
        ([2, 2, 1, 1, 1, 1, 1, 1, 1, 1], 2),
        ([1, 6, 1, 1], 1),
        ([6, 1, 1, 1], 1),
        ([2, 3, 2, 3], 2),
    ],
)
def test_the_usual_amount_follows_habit_and_learns_a_change_within_two_purchases(
    newest_first: list[int], usual: int
) -> None:
    found = usual_quantity(newest_first)
    assert found is not None
    assert found.quantity == usual


def test_what_was_never_bought_has_no_usual_amount() -> None:
    assert usual_quantity([]) is None


@pytest.mark.parametrize(
    ("newest_first", "said"),
    [
        ([2], "You bought 2 last time"),
        ([2, 2, 2], "You bought 2 the last 3 times"),
        ([2, 2, 1], "You bought 2 the last 2 times"),
        ([3, 1, 1], "You bought 1 in 2 of 3 orders"),
    ],
)
def test_the_basis_says_what_happened(newest_first: list[int], said: str) -> None:
    found = usual_quantity(newest_first)
    assert found is not None
    assert found.basis == said
