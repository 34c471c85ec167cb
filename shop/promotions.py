"""What a basket costs under the promotions in force. Pure arithmetic: no database, no clock.

The rules, in the order in which they bite:

1. A line takes part in at most one line offer: a percentage or a multi-buy. Among all ways to hand the lines to their
   offers the one that saves most wins; between equal ones, the lower promotion ids.
2. A multi-buy ("3 for 2") sorts its units from dear to cheap, makes groups of `buy_quantity`, and in each full group
   the cheapest `buy_quantity - pay_quantity` are free.
3. At most one "amount off" applies, the one that saves most on what its lines still cost. It is shared out over those
   lines in proportion, to the cent.
4. A minimum basket looks at the subtotal before any discount.

Percentages are rounded half-even to cents per line. So discounts are whole cents, add up, and never exceed a line.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from itertools import product as combinations_of
from math import prod

from shop.models.promotion import Promotion
from shop.money import CENT, ZERO, money_text, to_cents
from shop.offers import Offer

# Up to so many ways of handing lines to offers all are tried; beyond, lines are improved one at a time.
MAX_ASSIGNMENTS_TRIED = 256
# An offer with a minimum basket is hinted at from this share of the minimum on.
NEARLY_THERE = Decimal("0.7")


@dataclass(frozen=True, slots=True)
class BasketLine:
    product_id: int
    unit_price: Decimal
    quantity: int

    @property
    def subtotal(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`discount` holds the line's own offer and its share of an amount off; `label` names the line's own offer."""

    product_id: int
    unit_price: Decimal
    quantity: int
    subtotal: Decimal
    discount: Decimal
    label: str

    @property
    def total(self) -> Decimal:
        return self.subtotal - self.discount


@dataclass(frozen=True, slots=True)
class AppliedOffer:
    offer_id: int
    label: str
    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Pricing:
    """Lines in the order given. sum(line.discount) == sum(applied.amount) == discount."""

    lines: tuple[PricedLine, ...]
    applied: tuple[AppliedOffer, ...]
    hints: tuple[str, ...]

    @property
    def subtotal(self) -> Decimal:
        return sum((line.subtotal for line in self.lines), ZERO)

    @property
    def discount(self) -> Decimal:
        return sum((line.discount for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        return self.subtotal - self.discount


@dataclass(slots=True)
class _Saving:
    """What each line saves, and through which offer."""

    by_line: dict[int, Decimal] = field(default_factory=dict)
    offer_of_line: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.by_line.values(), ZERO)


def evaluate(lines: Sequence[BasketLine], offers: Iterable[Offer], *, ignore_limits: bool = False) -> Pricing:
    """Price a basket: the best for the shopper that the offers allow, whatever the order of lines or offers.

    Args:
        lines: each product at most once.
        offers: those in force (see `shop.offers`); used-up ones are passed over unless `ignore_limits`.
    """
    subtotal = sum((line.subtotal for line in lines), ZERO)
    usable = sorted((offer for offer in offers if ignore_limits or not offer.is_used_up), key=lambda one: one.id)
    open_now = [offer for offer in usable if subtotal >= offer.minimum_basket]
    basket = {line.product_id: line for line in sorted(lines, key=lambda one: one.product_id)}

    own = _best_line_savings(basket, [offer for offer in open_now if offer.kind != Promotion.Kind.AMOUNT])
    remaining = {key: line.subtotal - own.by_line.get(key, ZERO) for key, line in basket.items()}
    basket_offer, shares = _best_amount_off(remaining, [o for o in open_now if o.kind == Promotion.Kind.AMOUNT])

    names = {offer.id: offer for offer in usable}
    priced = tuple(
        PricedLine(
            product_id=line.product_id,
            unit_price=line.unit_price,
            quantity=line.quantity,
            subtotal=line.subtotal,
            discount=own.by_line.get(line.product_id, ZERO) + shares.get(line.product_id, ZERO),
            label=names[own.offer_of_line[line.product_id]].name if line.product_id in own.offer_of_line else "",
        )
        for line in lines
    )
    amounts: dict[int, Decimal] = {}
    for key, offer_id in own.offer_of_line.items():
        amounts[offer_id] = amounts.get(offer_id, ZERO) + own.by_line[key]
    if basket_offer is not None:
        amounts[basket_offer.id] = sum(shares.values(), ZERO)
    applied = tuple(
        AppliedOffer(offer_id, names[offer_id].name, names[offer_id].code, amount)
        for offer_id, amount in sorted(amounts.items())
    )
    return Pricing(priced, applied, tuple(_hints(basket, subtotal, usable, set(amounts))))


def _best_line_savings(basket: Mapping[int, BasketLine], offers: Sequence[Offer]) -> _Saving:
    percentages = _best_percentages(basket, offers)
    multi_buys = {offer.id: offer for offer in offers if offer.kind == Promotion.Kind.MULTI_BUY}
    settled: dict[int, int | None] = {}
    # What each contested line may choose from; None stands for its percentage.
    choices: dict[int, list[int | None]] = {}
    for key in basket:
        covering: list[int | None] = [offer.id for offer in multi_buys.values() if key in offer.product_ids]
        if key in percentages.by_line and covering:
            choices[key] = [*covering, None]
        elif len(covering) > 1:
            choices[key] = covering
        elif covering:
            # One more line never lowers what a multi-buy saves.
            settled[key] = covering[0]

    def saving_of(picked: Mapping[int, int | None]) -> _Saving:
        return _saving_of(basket, {**settled, **picked}, multi_buys, percentages)

    if prod(len(options) for options in choices.values()) <= MAX_ASSIGNMENTS_TRIED:
        every = combinations_of(*choices.values())
        return max((saving_of(dict(zip(choices, one, strict=True))) for one in every), key=lambda saving: saving.total)
    return _climb(choices, list(multi_buys), saving_of)


def _climb(
    choices: Mapping[int, Sequence[int | None]],
    multi_buys: Sequence[int],
    saving_of: Callable[[Mapping[int, int | None]], _Saving],
) -> _Saving:
    """From the best of a few plain starts, move one line at a time to a better offer until nothing helps."""
    starts = [{key: options[-1] for key, options in choices.items()}]
    starts += [
        {key: wanted if wanted in options else options[-1] for key, options in choices.items()} for wanted in multi_buys
    ]
    picked = max(starts, key=lambda start: saving_of(start).total)
    best = saving_of(picked)
    tries = MAX_ASSIGNMENTS_TRIED
    moved = True
    while moved and tries > 0:
        moved = False
        for key, option in ((key, option) for key, options in choices.items() for option in options):
            if tries <= 0:
                break
            tries -= 1
            tried = {**picked, key: option}
            saving = saving_of(tried)
            if saving.total > best.total:
                picked, best, moved = tried, saving, True
    return best


def _best_percentages(basket: Mapping[int, BasketLine], offers: Sequence[Offer]) -> _Saving:
    saving = _Saving()
    for offer in offers:
        if offer.kind != Promotion.Kind.PERCENTAGE or offer.percent is None:
            continue
        for key in offer.product_ids & basket.keys():
            off = to_cents(basket[key].subtotal * offer.percent / 100)
            if off > saving.by_line.get(key, ZERO):
                saving.by_line[key] = min(off, basket[key].subtotal)
                saving.offer_of_line[key] = offer.id
    return saving


def _saving_of(
    basket: Mapping[int, BasketLine],
    assignment: Mapping[int, int | None],
    multi_buys: Mapping[int, Offer],
    percentages: _Saving,
) -> _Saving:
    saving = _Saving()
    members: dict[int, list[int]] = {}
    for key in basket:
        offer_id = assignment.get(key)
        if offer_id is not None:
            members.setdefault(offer_id, []).append(key)
        elif key in percentages.by_line:
            saving.by_line[key] = percentages.by_line[key]
            saving.offer_of_line[key] = percentages.offer_of_line[key]
    for offer_id, keys in members.items():
        for key, off in _free_units(basket, keys, multi_buys[offer_id]).items():
            saving.by_line[key] = off
            saving.offer_of_line[key] = offer_id
    return saving


def _free_units(basket: Mapping[int, BasketLine], keys: Sequence[int], offer: Offer) -> dict[int, Decimal]:
    group, paid = offer.buy_quantity or 0, offer.pay_quantity or 0
    if group <= paid:
        return {}
    dear_to_cheap = sorted(keys, key=lambda key: (-basket[key].unit_price, key))
    in_full_groups = sum(basket[key].quantity for key in keys) // group * group

    def free_before(position: int) -> int:
        """Of the units before `position`, how many are free."""
        position = min(position, in_full_groups)
        return position // group * (group - paid) + max(0, position % group - paid)

    free: dict[int, Decimal] = {}
    start = 0
    for key in dear_to_cheap:
        end = start + basket[key].quantity
        units = free_before(end) - free_before(start)
        if units:
            free[key] = units * basket[key].unit_price
        start = end
    return free


def _best_amount_off(
    remaining: Mapping[int, Decimal], offers: Sequence[Offer]
) -> tuple[Offer | None, dict[int, Decimal]]:
    best: tuple[Decimal, Offer] | None = None
    for offer in offers:
        open_sum = sum((remaining[key] for key in offer.product_ids & remaining.keys()), ZERO)
        off = min(offer.amount or ZERO, open_sum)
        if off > 0 and (best is None or off > best[0]):
            best = (off, offer)
    if best is None:
        return None, {}
    off, offer = best
    return offer, share_out(off, {key: remaining[key] for key in sorted(offer.product_ids & remaining.keys())})


def share_out(amount: Decimal, over: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Split `amount` over the keys in proportion to their values, in whole cents that add up to it exactly.

    No share exceeds its value as long as `amount` does not exceed their sum. Leftover cents go to the largest
    remainders, then to the lower keys.
    """
    whole = sum(over.values(), ZERO)
    exact = {key: amount * value / whole for key, value in over.items() if value > 0}
    shares = {key: part.quantize(CENT, rounding=ROUND_DOWN) for key, part in exact.items()}
    left = int((amount - sum(shares.values(), ZERO)) / CENT)
    by_remainder = sorted(shares, key=lambda key: (shares[key] - exact[key], key))
    for key in (key for key in by_remainder if shares[key] < over[key]):
        if left <= 0:
            break
        shares[key] += CENT
        left -= 1
    return {key: share for key, share in shares.items() if share > 0}


def _hints(
    basket: Mapping[int, BasketLine], subtotal: Decimal, offers: Sequence[Offer], applied: Collection[int]
) -> Iterable[str]:
    """What is nearly within reach: one more for a multi-buy, a little more for a minimum basket."""
    for offer in offers:
        covered = [basket[key] for key in offer.product_ids & basket.keys()]
        if not covered:
            continue
        if subtotal < offer.minimum_basket:
            if offer.code or subtotal >= offer.minimum_basket * NEARLY_THERE:
                yield f"Spend {money_text(offer.minimum_basket - subtotal)} more for “{offer.name}”."
        elif offer.kind == Promotion.Kind.MULTI_BUY and offer.buy_quantity and offer.pay_quantity is not None:
            over = sum(line.quantity for line in covered) % offer.buy_quantity
            missing = offer.buy_quantity - over
            if over and missing <= offer.buy_quantity - offer.pay_quantity:
                yield f"Add {missing} more for “{offer.name}”."
        elif offer.code and offer.id not in applied:
            yield f"{offer.code} is kept: another offer saves you more right now."
