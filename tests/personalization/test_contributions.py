"""What an event says about facets: by the rules in force when it happened, kept with the event."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from analytics.events import record, retract
from analytics.models import Event
from analytics.privacy.settings import set_learning
from personalization import rules
from personalization.rules import load
from shop.models import Product, Subject
from tests.analytics.makers import an_event, oat_milk
from tests.shop.factories import make_product, make_subject

pytestmark = pytest.mark.django_db

RATES = {
    "category:oat-milk": 1.0,
    "category:plant-milk": 0.4,
    "brand:oatwell": 0.6,
    "attribute:plant-based": 1.0,
    "attribute:vegan": 0.2,
}


@pytest.fixture
def subject() -> Subject:
    return make_subject()


@pytest.fixture(autouse=True)
def product() -> Product:
    return oat_milk()


def with_rules(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    """Put the file's rules with some lines changed in force."""
    text = rules.RULES_FILE.read_text()
    for before, after in changes.items():
        key = f"  {before}: "
        line = next(line for line in text.splitlines() if line.startswith(key))
        text = text.replace(line, f"{key}{after}")
    changed = load(text)
    monkeypatch.setattr(rules, "_current", changed)


def taught(event: Event | None, kind: str | None = None) -> dict[str, float]:
    """Weight by facet, of one half-life class or (without the crowd's) of the lasting ones."""
    parts = event.contributions if event else []
    chosen = {"taste", "lasting"} if kind is None else {kind}
    return {facet: weight for facet, half_life, weight in parts if half_life in chosen}


def done(subject: Subject, *args: Any, **fields: Any) -> Event:
    event = an_event(*args, **fields)
    assert record(subject.id, "", [event]).results[0].status == "accepted"
    return Event.objects.get(pk=event.event_id)


def scaled(rates: Mapping[str, float], weight: float) -> Any:
    return pytest.approx({facet: rate * weight for facet, rate in rates.items()})


@pytest.mark.parametrize(
    ("event_type", "weight"),
    [
        ("product_viewed", 0.2),
        ("search_result_clicked", 0.2),
        ("product_liked", 0.5),
        ("cart_item_added", 0.5),
        ("cart_item_removed", -0.4),
        ("displayed_but_scrolled", -0.05),
        ("order_completed", 1.0),
    ],
)
def test_an_act_counts_by_its_weight_and_each_facet_by_its_rate(
    subject: Subject, event_type: str, weight: float
) -> None:
    event = done(subject, event_type)
    assert taught(event) == scaled(RATES, weight)
    assert taught(event, "session") == scaled(RATES, weight)


def test_brands_and_diets_last_longer_than_categories_and_attributes(subject: Subject) -> None:
    event = done(subject)
    assert set(taught(event, "lasting")) == {"brand:oatwell", "attribute:vegan"}
    assert set(taught(event, "taste")) == {"category:oat-milk", "category:plant-milk", "attribute:plant-based"}


def test_buying_again_counts_more_than_buying(subject: Subject) -> None:
    done(subject, "order_completed", ago=timedelta(days=3))
    assert taught(done(subject, "order_completed")) == scaled(RATES, 1.5)
    # Somebody else's purchase makes nobody's a repeat.
    assert taught(done(make_subject(), "order_completed")) == scaled(RATES, 1.0)


def test_a_purchase_taken_back_makes_none_a_repeat(subject: Subject) -> None:
    first = done(subject, "order_completed")
    retract(subject.id, [first.event_id])
    assert taught(done(subject, "order_completed")) == scaled(RATES, 1.0)


def test_buying_many_counts_more_up_to_a_cap(subject: Subject) -> None:
    cap = rules.current().caps.quantity_weight
    weights = []
    for quantity in (1, 2, cap, 99):
        event = done(make_subject(), "order_completed", quantity=quantity)
        weights.append(taught(event)["category:oat-milk"])
    assert weights == sorted(weights)
    assert weights[0] < weights[1] < weights[2]
    assert weights[2] == weights[3]


def test_wanting_more_of_it_says_something_and_wanting_less_of_many_no_dislike(subject: Subject) -> None:
    more = done(subject, "cart_item_updated", data={"before": 1, "after": 3})
    less = done(subject, "cart_item_updated", data={"before": 3, "after": 1})
    assert taught(more) == scaled(RATES, 0.25)
    assert less.contributions == []


def test_scrolling_past_the_same_product_counts_a_few_times_a_day(subject: Subject) -> None:
    make_product("BREAD")
    cap = rules.current().caps.scrolls_per_product_per_day
    by_itself = [bool(taught(done(subject, "displayed_but_scrolled"))) for _ in range(cap + 2)]
    assert by_itself == [True] * cap + [False] * 2
    assert taught(done(subject, "displayed_but_scrolled", "BREAD"))


def test_the_cap_holds_within_one_batch_too(subject: Subject) -> None:
    record(subject.id, "", [an_event("displayed_but_scrolled") for _ in range(10)])
    counting = [event for event in Event.objects.all() if event.contributions]
    assert len(counting) == rules.current().caps.scrolls_per_product_per_day


def test_yesterdays_scrolling_takes_nothing_from_todays(subject: Subject) -> None:
    for _ in range(5):
        done(subject, "displayed_but_scrolled", ago=timedelta(hours=25))
    assert taught(done(subject, "displayed_but_scrolled"))


def test_one_shopper_cannot_make_a_product_trend(subject: Subject) -> None:
    cap = rules.current().caps.trending_acts_per_product_per_day
    counting = [bool(taught(done(subject, "product_liked"), "trending")) for _ in range(cap + 2)]
    assert counting == [True] * cap + [False] * 2
    assert taught(done(make_subject(), "product_liked"), "trending")
    # Their own taste is theirs to repeat.
    assert taught(done(subject, "product_liked"))


@pytest.mark.parametrize("event_type", ["displayed_but_scrolled", "cart_item_removed"])
def test_what_is_passed_over_does_not_trend(subject: Subject, event_type: str) -> None:
    assert taught(done(subject, event_type), "trending") == {}


@pytest.mark.parametrize(
    ("query", "facets"),
    [
        ("oat milk", {"category:oat-milk"}),
        ("Oat Milks, please!", {"category:oat-milk"}),
        ("oatwell plant based", {"brand:oatwell", "attribute:plant-based"}),
        ("plant based oat milk of oatwell", {"category:oat-milk", "brand:oatwell", "attribute:plant-based"}),
        ("plant milk", set()),
    ],
)
def test_a_search_speaks_for_the_facets_it_names(subject: Subject, query: str, facets: set[str]) -> None:
    event = done(subject, "search_performed", "", query=query)
    assert taught(event) == pytest.approx(dict.fromkeys(facets, 0.1))


@pytest.mark.parametrize("query", ["", "   ", "qwertz", "'; DROP TABLE", "💚" * 50])
def test_a_search_for_nothing_we_know_says_nothing(subject: Subject, query: str) -> None:
    assert done(subject, "search_performed", "", query=query).contributions == []


def test_seeing_results_says_nothing(subject: Subject) -> None:
    assert done(subject, "results_displayed", "").contributions == []


def test_less_like_this_says_less(subject: Subject) -> None:
    assert taught(done(subject, "preference_updated", data={"wish": "less"})) == scaled(RATES, -0.5)


def test_later_rules_do_not_change_what_an_event_said(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    before = done(subject)
    with_rules(monkeypatch, product_viewed="0.9", brand="0.0")
    after = done(subject)
    assert taught(before) == scaled(RATES, 0.2)
    assert taught(after) == scaled({facet: rate for facet, rate in RATES.items() if facet != "brand:oatwell"}, 0.9)
    before.refresh_from_db()
    assert taught(before) == scaled(RATES, 0.2)


def test_a_weight_of_nothing_teaches_nothing(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    with_rules(monkeypatch, product_viewed="0.0")
    assert done(subject).contributions == []


class TestStrength:
    """The weight that counted for the event, kept beside what it became."""

    def test_it_is_the_weight_by_the_rules(self, subject: Subject) -> None:
        assert done(subject).interaction_strength == 0.2
        assert done(subject, "cart_item_removed").interaction_strength == -0.4
        assert done(subject, "order_completed", quantity=4).interaction_strength == pytest.approx(
            rules.current().caps.quantity_weight ** 0.5
        )

    def test_a_search_has_it_whether_or_not_its_words_name_a_facet(self, subject: Subject) -> None:
        for query in ("oat milk", "xyzzy"):
            assert done(subject, "search_performed", sku="", query=query).interaction_strength == 0.1

    def test_beyond_a_cap_it_is_nothing(self, subject: Subject) -> None:
        scrolls = [done(subject, "displayed_but_scrolled").interaction_strength for _ in range(4)]
        assert scrolls == [-0.05, -0.05, -0.05, 0.0]

    def test_what_weighs_nothing_has_zero(self, subject: Subject) -> None:
        assert done(subject, "results_displayed", sku="", query="milk").interaction_strength == 0.0

    def test_where_nothing_may_be_learned_there_is_none(self, subject: Subject) -> None:
        set_learning(subject.id, False)
        assert done(subject).interaction_strength is None

    def test_taking_the_event_back_leaves_it(self, subject: Subject) -> None:
        event = done(subject)
        retract(subject.id, [event.event_id])
        assert Event.objects.get().interaction_strength == 0.2
