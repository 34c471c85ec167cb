"""The arithmetic of offers: examples that a shopper would check, and laws that hold for every basket."""

import itertools
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.money import ZERO
from shop.offers import Offer
from shop.promotions import BasketLine, Pricing, evaluate, share_out


def offer(id: int, kind: str, product_ids: set[int], **terms: object) -> Offer:
    defaults: dict[str, object] = {
        "name": f"Offer {id}",
        "percent": None,
        "amount": None,
        "buy_quantity": None,
        "pay_quantity": None,
        "code": "",
        "minimum_basket": ZERO,
        "max_redemptions": None,
        "max_redemptions_per_shopper": None,
        "redemptions": 0,
        "used_by_shopper": 0,
    }
    return Offer(id=id, kind=kind, product_ids=frozenset(product_ids), **{**defaults, **terms})  # type: ignore[arg-type]


def percent(id: int, product_ids: set[int], percent: str, **terms: object) -> Offer:
    return offer(id, "percentage", product_ids, percent=Decimal(percent), **terms)


def multi_buy(id: int, product_ids: set[int], buy: int = 3, pay: int = 2, **terms: object) -> Offer:
    return offer(id, "multi_buy", product_ids, buy_quantity=buy, pay_quantity=pay, **terms)


def amount_off(id: int, product_ids: set[int], amount: str, **terms: object) -> Offer:
    return offer(id, "amount", product_ids, amount=Decimal(amount), **terms)


def line(product_id: int, price: str, quantity: int = 1) -> BasketLine:
    return BasketLine(product_id, Decimal(price), quantity)


def discounts(pricing: Pricing) -> list[str]:
    return [str(one.discount) for one in pricing.lines]


def test_a_basket_without_offers_costs_its_prices() -> None:
    pricing = evaluate([line(1, "2.49", 2), line(2, "1.00")], [])
    assert (pricing.subtotal, pricing.discount, pricing.total) == (Decimal("5.98"), ZERO, Decimal("5.98"))


def test_a_percentage_is_rounded_half_even_per_line() -> None:
    lines = [line(1, "0.25"), line(2, "0.35"), line(3, "0.45")]
    assert discounts(evaluate(lines, [percent(1, {1, 2, 3}, "10")])) == ["0.02", "0.04", "0.04"]


def test_the_better_of_two_percentages_applies_and_they_do_not_add_up() -> None:
    pricing = evaluate([line(1, "10.00")], [percent(1, {1}, "10"), percent(2, {1}, "25")])
    assert discounts(pricing) == ["2.50"]
    assert pricing.lines[0].label == "Offer 2"


def test_a_small_offer_on_one_product_is_not_pushed_out_by_a_wide_one() -> None:
    lines = [line(1, "10.00"), line(2, "10.00"), line(3, "10.00")]
    pricing = evaluate(lines, [percent(1, {1, 2, 3}, "10"), percent(2, {2}, "50")])
    assert discounts(pricing) == ["1.00", "5.00", "1.00"]


def test_three_for_two_across_a_set_makes_the_cheapest_free() -> None:
    pricing = evaluate([line(1, "3.00"), line(2, "2.00"), line(3, "1.00")], [multi_buy(7, {1, 2, 3})])
    assert discounts(pricing) == ["0.00", "0.00", "1.00"]
    assert [(one.label, one.amount) for one in pricing.applied] == [("Offer 7", Decimal("1.00"))]


def test_three_for_two_groups_dear_with_dear_so_that_the_shopper_saves_most() -> None:
    lines = [line(1, "10.00", 3), line(2, "1.00", 3)]
    assert discounts(evaluate(lines, [multi_buy(1, {1, 2})])) == ["10.00", "1.00"]


def test_units_beyond_a_full_group_are_paid() -> None:
    assert discounts(evaluate([line(1, "2.00", 5)], [multi_buy(1, {1})])) == ["2.00"]


def test_two_for_one_hits_several_units_of_one_line() -> None:
    assert discounts(evaluate([line(1, "2.00", 99)], [multi_buy(1, {1}, buy=2, pay=1)])) == ["98.00"]


def test_the_better_of_multi_buy_and_percentage_is_taken() -> None:
    three_for_two, half = multi_buy(1, {1}), percent(2, {1}, "50")
    assert discounts(evaluate([line(1, "2.00", 3)], [three_for_two, half])) == ["3.00"]
    assert discounts(evaluate([line(1, "2.00", 3)], [three_for_two, percent(2, {1}, "20")])) == ["2.00"]


def test_an_amount_off_is_shared_out_to_the_cent() -> None:
    lines = [line(1, "1.00"), line(2, "1.00"), line(3, "1.00")]
    pricing = evaluate(lines, [amount_off(1, {1, 2, 3}, "1.00")])
    assert discounts(pricing) == ["0.34", "0.33", "0.33"]
    assert pricing.lines[0].label == ""


def test_an_amount_off_never_exceeds_what_its_lines_still_cost() -> None:
    pricing = evaluate([line(1, "3.00"), line(2, "9.00")], [amount_off(1, {1}, "5.00"), percent(2, {1}, "50")])
    assert discounts(pricing) == ["3.00", "0.00"]
    assert pricing.total == Decimal("9.00")


def test_only_the_best_amount_off_applies() -> None:
    pricing = evaluate([line(1, "30.00")], [amount_off(1, {1}, "5.00"), amount_off(2, {1}, "8.00")])
    assert [(one.offer_id, one.amount) for one in pricing.applied] == [(2, Decimal("8.00"))]


def test_a_minimum_basket_looks_at_the_subtotal_before_discounts() -> None:
    offers = [percent(1, {1}, "50"), amount_off(2, {1}, "5.00", minimum_basket=Decimal(20))]
    assert evaluate([line(1, "20.00")], offers).total == Decimal("5.00")
    assert evaluate([line(1, "19.99")], offers).total == Decimal("9.99")


def test_a_used_up_offer_does_not_apply_unless_limits_are_ignored() -> None:
    used_up = percent(1, {1}, "10", max_redemptions=3, redemptions=3)
    assert evaluate([line(1, "10.00")], [used_up]).discount == ZERO
    assert evaluate([line(1, "10.00")], [used_up], ignore_limits=True).discount == Decimal("1.00")


def test_an_offer_this_shopper_has_used_does_not_apply() -> None:
    used = percent(1, {1}, "10", max_redemptions_per_shopper=1, used_by_shopper=1)
    assert evaluate([line(1, "10.00")], [used]).discount == ZERO


def test_a_hint_says_how_many_more_make_the_next_one_free() -> None:
    offers = [multi_buy(1, {1, 2}, name="3 for 2 on yogurt")]
    assert evaluate([line(1, "2.00", 2)], offers).hints == ("Add 1 more for “3 for 2 on yogurt”.",)
    assert evaluate([line(1, "2.00", 3)], offers).hints == ()


def test_a_hint_says_what_is_missing_to_a_minimum_basket() -> None:
    offers = [amount_off(1, {1}, "5.00", name="$5 off", minimum_basket=Decimal(50))]
    assert evaluate([line(1, "45.90")], offers).hints == ("Spend $4.10 more for “$5 off”.",)
    assert evaluate([line(1, "5.00")], offers).hints == ()


def test_a_full_cart_with_many_overlapping_offers_is_priced_and_no_worse_than_any_single_offer() -> None:
    lines = [line(key, f"{1 + key % 7}.49", 1 + key % 99) for key in range(1, 201)]
    everything = {one.product_id for one in lines}
    offers = [percent(1, everything, "12"), *(multi_buy(n, everything, buy=n, pay=n - 1) for n in range(2, 6))]
    together = evaluate(lines, offers)
    assert all(together.discount >= evaluate(lines, [one]).discount for one in offers)


prices = st.decimals("0.01", "60.00", places=2)
PRODUCTS = range(1, 6)


@st.composite
def baskets(draw: st.DrawFn) -> list[BasketLine]:
    keys = draw(st.lists(st.sampled_from(PRODUCTS), unique=True, min_size=0, max_size=5))
    return [BasketLine(key, draw(prices), draw(st.integers(1, 12))) for key in keys]


@st.composite
def some_offers(draw: st.DrawFn) -> list[Offer]:
    made = []
    for id in range(1, draw(st.integers(0, 5)) + 1):
        covered = draw(st.sets(st.sampled_from(PRODUCTS), min_size=1))
        minimum = draw(st.sampled_from([ZERO, ZERO, Decimal("10.00")]))
        kind = draw(st.sampled_from(["percentage", "multi_buy", "amount"]))
        if kind == "percentage":
            made.append(percent(id, covered, str(draw(st.integers(1, 100))), minimum_basket=minimum))
        elif kind == "multi_buy":
            buy = draw(st.integers(2, 4))
            pay = draw(st.integers(0, buy - 1))
            made.append(multi_buy(id, covered, buy, pay, minimum_basket=minimum))
        else:
            made.append(amount_off(id, covered, str(draw(prices)), minimum_basket=minimum))
    return made


def by_product(pricing: Pricing) -> dict[int, tuple[Decimal, str]]:
    return {one.product_id: (one.discount, one.label) for one in pricing.lines}


@given(baskets(), some_offers())
def test_totals_add_up_in_whole_cents_and_nothing_is_negative(lines: list[BasketLine], offers: list[Offer]) -> None:
    pricing = evaluate(lines, offers)
    assert sum((one.total for one in pricing.lines), ZERO) == pricing.total
    assert sum((one.amount for one in pricing.applied), ZERO) == pricing.discount
    assert ZERO <= pricing.total <= pricing.subtotal
    for one in pricing.lines:
        assert ZERO <= one.discount <= one.subtotal
        assert one.discount == one.discount.quantize(Decimal("0.01"))


@given(baskets(), some_offers(), st.randoms())
def test_the_order_of_lines_and_offers_does_not_matter(
    lines: list[BasketLine], offers: list[Offer], random: object
) -> None:
    shuffled_lines, shuffled_offers = list(lines), list(offers)
    random.shuffle(shuffled_lines)  # type: ignore[attr-defined]
    random.shuffle(shuffled_offers)  # type: ignore[attr-defined]
    one, other = evaluate(lines, offers), evaluate(shuffled_lines, shuffled_offers)
    assert by_product(one) == by_product(other)
    assert one.applied == other.applied


@given(baskets(), some_offers())
def test_the_shopper_pays_no_more_than_with_any_one_offer_alone(lines: list[BasketLine], offers: list[Offer]) -> None:
    together = evaluate(lines, offers).total
    assert all(together <= evaluate(lines, [one]).total for one in offers)


@settings(max_examples=60)
@given(baskets(), some_offers())
def test_no_other_way_to_hand_lines_to_offers_saves_more(lines: list[BasketLine], offers: list[Offer]) -> None:
    """Brute force: each line to one of its line offers or none; every amount off in turn."""
    subtotal = sum((one.subtotal for one in lines), ZERO)
    line_offers = [one for one in offers if one.kind != "amount" and subtotal >= one.minimum_basket]
    amounts = [one for one in offers if one.kind == "amount"]
    chosen = evaluate(lines, offers)
    choices = [[None, *(o for o in line_offers if one.product_id in o.product_ids)] for one in lines]
    for picked in itertools.product(*choices):
        narrowed = [
            percent(o.id, keys, str(o.percent))
            if o.kind == "percentage"
            else multi_buy(o.id, keys, o.buy_quantity or 0, o.pay_quantity or 0)
            for o in line_offers
            if (keys := {one.product_id for one, pick in zip(lines, picked, strict=True) if pick is o})
        ]
        assert chosen.discount >= max(
            evaluate(lines, [*narrowed, *([one] if one else [])]).discount for one in [None, *amounts]
        )


@given(
    st.dictionaries(st.integers(1, 9), st.decimals("0.00", "50.00", places=2), min_size=1, max_size=6),
    st.decimals("0", "1", places=3),
)
def test_a_shared_amount_adds_up_and_no_share_exceeds_its_line(over: dict[int, Decimal], part: Decimal) -> None:
    amount = (sum(over.values(), ZERO) * part).quantize(Decimal("0.01"))
    amount = min(amount, sum(over.values(), ZERO))
    shares = share_out(amount, over)
    assert sum(shares.values(), ZERO) == amount
    assert all(ZERO < share <= over[key] for key, share in shares.items())
