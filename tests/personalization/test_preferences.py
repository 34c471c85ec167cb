"""Learned state in Redis: what acts add up to now, whatever their order, and as if taken back acts had never been."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.models import Event
from personalization import popularity, preferences, rules
from personalization.preferences import apply, profile
from personalization.state import keys
from shop import redis_client as shop_redis
from tests.personalization.histories import NOW, an_act, histories, same, state, time_stands_still

pytestmark = pytest.mark.django_db
law = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def _frozen(redis_client: "redis.Redis[bytes]"):  # type: ignore[no-untyped-def]
    with time_stands_still():
        yield


def test_it_works() -> None:
    subject = uuid4()
    applied = apply(
        subject, [an_act(contributions=[["brand:oatwell", "lasting", 0.5], ["brand:oatwell", "session", 0.5]])]
    )
    known = profile(subject)
    assert known.values == pytest.approx({"brand:oatwell": 1.0})
    assert known.counts == {"brand:oatwell": 2}
    assert len(applied.event_ids) == 1
    assert (applied.before, applied.after) == ({"brand:oatwell": 0.0}, pytest.approx({"brand:oatwell": 1.0}))


@pytest.mark.parametrize(
    ("kind", "half_life"),
    [("session", timedelta(minutes=30)), ("taste", timedelta(days=14)), ("lasting", timedelta(days=90))],
)
def test_after_its_half_life_half_is_left(kind: str, half_life: timedelta) -> None:
    subject = uuid4()
    old = an_act(days_ago=half_life / timedelta(days=1), contributions=[["attribute:vegan", kind, 0.8]])
    apply(subject, [old])
    assert profile(subject).values == pytest.approx({"attribute:vegan": 0.4})


def test_trending_halves_in_six_hours() -> None:
    acts = [["101", "trending", 1.0]], [["102", "trending", 0.9]]
    apply(uuid4(), [an_act(days_ago=0.25, contributions=acts[0])])
    apply(uuid4(), [an_act(contributions=acts[1])])
    assert popularity.trending(5) == [(102, pytest.approx(0.9)), (101, pytest.approx(0.5))]


def test_an_unknown_shopper_has_nothing() -> None:
    assert not profile(uuid4())
    assert popularity.values([1, 2]) == [0.0, 0.0]
    assert popularity.trending(3) == popularity.popular(3) == []


def test_one_shoppers_acts_are_not_anothers() -> None:
    apply(uuid4(), [an_act()])
    assert not profile(uuid4())


def test_the_same_act_twice_counts_once() -> None:
    subject, act = uuid4(), an_act()
    apply(subject, [act])
    once = state(subject)
    assert apply(subject, [act, act]).event_ids == frozenset()
    assert same(state(subject), once)


def test_years_between_acts_overflow_nothing() -> None:
    subject = uuid4()
    for days_ago in (4000, 3000, 2000, 900, 300, 0):
        apply(subject, [an_act(days_ago=days_ago, contributions=[["brand:a", "session", 1.0], ["1", "trending", 1.0]])])
    assert profile(subject).values == pytest.approx({"brand:a": 1.0})
    assert popularity.trending(1) == [(1, pytest.approx(1.0))]
    # An old act comes late.
    apply(subject, [an_act(days_ago=3999, contributions=[["brand:a", "lasting", 1.0]])])
    assert profile(subject).values == pytest.approx({"brand:a": 1.0})


def test_a_profile_is_kept_as_long_as_told(redis_client: "redis.Redis[bytes]") -> None:
    subject = uuid4()
    apply(subject, [an_act()], keep_s=1000)
    assert 990 < redis_client.ttl(keys.profile("0", subject)) <= 1000


def test_a_redis_that_forgot_the_script_is_taught_again(redis_client: "redis.Redis[bytes]") -> None:
    subject = uuid4()
    apply(subject, [an_act()])
    redis_client.script_flush()
    apply(subject, [an_act()])
    assert profile(subject).counts == {"category:oat-milk": 2}


def test_new_half_lives_leave_what_was_counted_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the rebuild that they call for, the numbers go on with those they were made with."""
    subject, act = uuid4(), an_act(days_ago=14, contributions=[["attribute:vegan", "taste", 0.8]])
    apply(subject, [act])
    text = rules.RULES_FILE.read_text().replace("taste: 14 d", "taste: 1 d")
    monkeypatch.setattr(rules, "_current", rules.load(text))
    assert profile(subject).values == pytest.approx({"attribute:vegan": 0.4})
    apply(subject, [], [act])
    assert profile(subject).values == {}


@law
@given(history=histories(), seed=st.integers())
def test_any_order_in_any_pieces_comes_to_the_same(history: list[Event], seed: int) -> None:
    one, other = uuid4(), uuid4()
    apply(one, history)
    in_one_go = state(one)
    shuffled = random.Random(seed).sample(history, len(history))
    for act in shuffled:
        # Another shopper's: the crowd's numbers count each act once, so they are compared apart.
        act.event_id = uuid4()
        act.contributions = [part for part in act.contributions if part[1] not in {"trending", "popular"}]
        apply(other, [act])
        apply(other, [act])
    assert dict(state(other).profile.values) == pytest.approx(dict(in_one_go.profile.values), abs=1e-9, rel=1e-9)
    assert dict(state(other).profile.counts) == dict(in_one_go.profile.counts)


@law
@given(history=histories(), undone=histories(), seed=st.integers())
def test_taking_acts_back_is_as_if_they_had_never_been(history: list[Event], undone: list[Event], seed: int) -> None:
    shop_redis.client().flushdb()
    subject = uuid4()
    apply(subject, history)
    without = state(subject)
    steps = [(undone, []), *(([], [act]) for act in undone)]
    # A taking back may overtake the act.
    random.Random(seed).shuffle(steps)
    for adds, takes in steps:
        apply(subject, adds, takes)
        apply(subject, adds, takes)
    assert same(state(subject), without)


@law
@given(history=histories())
def test_taking_everything_back_leaves_no_dust(history: list[Event]) -> None:
    shop_redis.client().flushdb()
    subject = uuid4()
    apply(subject, history)
    apply(subject, [], history)
    left = state(subject)
    assert (left.profile.values, left.profile.counts) == ({}, {})
    assert left.trending == left.popular == ()


def test_dropping_a_profile_leaves_nothing() -> None:
    subject = uuid4()
    apply(subject, [an_act()])
    preferences.drop(subject)
    assert not profile(subject)


def test_now_is_the_moment_of_reading() -> None:
    assert preferences.time.time() == NOW.timestamp()
