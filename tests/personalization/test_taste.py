"""What was learned, as how much each facet is liked."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization.facet_shares import FacetShares
from personalization.preferences import Profile
from personalization.ranking.taste import taste_of
from personalization.rules import RULES_FILE, Rules, load

RULES: Rules = load(RULES_FILE.read_text())
SHARES = FacetShares({"brand:a": 0.02, "brand:common": 0.2, "attribute:b": 0.05, "attribute:nut-free": 0.8})
SCALE = RULES.one_look_scale


def lasting(**values: float) -> dict[str, float]:
    named = {name.replace("__", ":").replace("_", "-"): value for name, value in values.items()}
    return taste_of(Profile(named, {}), SHARES, RULES)


def test_one_opened_product_gives_a_telling_attribute_its_share_of_full_liking_at_once() -> None:
    look = RULES.signals.product_viewed * RULES.facet_rates.attribute
    liked = taste_of(Profile({"attribute:b": look}, {}, {"attribute:b": look}), SHARES, RULES)["attribute:b"]
    assert math.tanh(liked) == pytest.approx(RULES.scales.one_look)


def test_what_an_opened_product_weighs_does_not_change_how_much_one_look_shows() -> None:
    heavier = RULES.model_copy(update={"signals": RULES.signals.model_copy(update={"product_viewed": 0.7})})
    liked = taste_of(Profile({"attribute:b": 0.7}, {}, {"attribute:b": 0.7}), SHARES, heavier)["attribute:b"]
    assert math.tanh(liked) == pytest.approx(RULES.scales.one_look)


def test_what_tells_nothing_shows_nothing_at_once() -> None:
    profile = Profile({"attribute:nut-free": 0.2}, {}, {"attribute:nut-free": 0.2})
    assert taste_of(profile, SHARES, RULES)["attribute:nut-free"] == pytest.approx(
        0.2 / SCALE * math.log(0.8) / math.log(0.05)
    )


def test_a_liking_that_lasts_is_measured_against_chance() -> None:
    assert lasting(brand__a=6.0)["brand:a"] == pytest.approx(math.log(2.0) / 4.0)


def test_the_same_purchases_say_less_of_what_is_common() -> None:
    found = lasting(brand__a=10.0, brand__common=10.0)
    assert found["brand:a"] > 3 * found["brand:common"]


def test_the_last_minutes_are_not_drowned_by_years() -> None:
    profile = Profile({"brand:a": 200.0, "attribute:b": 0.4}, {}, session={"attribute:b": 0.2})
    found = taste_of(profile, SHARES, RULES)
    assert found["attribute:b"] > found["brand:a"] / 2


def test_less_like_this_is_still_felt_when_the_session_is_over() -> None:
    assert lasting(attribute__b=RULES.signals.less_like_this)["attribute:b"] < -0.5


def test_a_rarer_facet_than_one_in_a_thousand_surprises_no_more() -> None:
    rare = FacetShares({"brand:x": 0.001, "brand:y": 0.00001})
    found = taste_of(Profile({"brand:x": 1.0, "brand:y": 1.0}, {}), rare, RULES)
    assert found["brand:x"] == found["brand:y"]


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(0, 5))
def test_more_liked_is_never_less(one: float, other: float, session: float) -> None:
    less, more = sorted((one, other))
    found = [
        taste_of(Profile({"brand:a": value + session}, {}, {"brand:a": session}), SHARES, RULES)["brand:a"]
        for value in (less, more)
    ]
    assert found[0] <= found[1] + 1e-9
