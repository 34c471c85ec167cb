"""Cards as one shopper sees them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from personalization.features import NOBODY, Shopper
from personalization.ranking.explain import Knowledge
from personalization.response import Compiler
from shop.api.serializers.cards import PersonalCard
from tests.personalization.makers import a_purchase, a_shopper
from tests.personalization.test_explain import a_card

NOW = datetime(2026, 5, 1, 16, tzinfo=UTC)


def compiler_for(shopper: Shopper) -> Compiler:
    return Compiler(shopper, Knowledge(shopper, {}, str), now=NOW)


def compiled(shopper: Shopper, **fields: Any) -> PersonalCard:
    return compiler_for(shopper).card(a_card(**fields))


def badge(shopper: Shopper, **fields: Any) -> str | None:
    found = compiled(shopper, **fields).extras.badge
    return found["kind"] if found else None


def weekly(orders: int, last_days_ago: int = 1, **fields: Any) -> Shopper:
    """Buys product 1 every week, and something else of its category more often."""
    own = [a_purchase(1, bought_at=NOW - timedelta(days=last_days_ago + 7 * at), **fields) for at in range(orders)]
    others = [a_purchase(2, bought_at=NOW - timedelta(days=last_days_ago + at)) for at in range(8)]
    return a_shopper(purchases=tuple(own + others))


def test_a_plain_card_has_no_badge() -> None:
    assert badge(NOBODY) is None


def test_your_usual_is_said_before_everything_else() -> None:
    everything = {"promotion_label": "3 for 2", "added_on": date(2026, 4, 30)}
    assert badge(weekly(3, last_days_ago=7), **everything) == "usual"


def test_due_is_said_before_sale() -> None:
    assert badge(weekly(2, last_days_ago=7), promotion_label="3 for 2") == "due"


def test_sale_is_said_before_new() -> None:
    assert badge(NOBODY, promotion_label="3 for 2", added_on=date(2026, 4, 30)) == "sale"


def test_a_lower_price_is_a_sale_and_says_how_much() -> None:
    card = compiled(NOBODY, compare_at_price=a_card().price * 2)
    assert card.extras.badge == {"kind": "sale", "text": "Save 50%"}


@pytest.mark.parametrize(("days", "kind"), [(0, "new"), (30, "new"), (31, None)])
def test_new_is_said_for_a_month(days: int, kind: str | None) -> None:
    assert badge(NOBODY, added_on=date(2026, 5, 1) - timedelta(days=days)) == kind


def test_the_usual_amount_is_offered() -> None:
    assert compiled(weekly(2, quantity=2)).extras.usual_quantity == 2


def test_no_more_is_offered_than_there_is() -> None:
    assert compiled(weekly(2, quantity=6), stock=4).extras.usual_quantity == 4


def test_nothing_is_offered_of_what_is_sold_out() -> None:
    assert compiled(weekly(2, quantity=2), stock=0).extras.usual_quantity is None


def test_nothing_is_personal_for_somebody_who_switched_it_off() -> None:
    known = weekly(4)
    off = Shopper(known.subject_id, personal=False, purchases=known.purchases)
    assert compiled(off).extras.usual_quantity is None
    assert badge(off) is None
