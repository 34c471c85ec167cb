"""What the shop says it learned: a few facts, the most telling first, in words a person would use."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.events import record
from analytics.models import Event
from personalization import learned, rules
from personalization.facet_labels import FacetNames
from personalization.preferences import Applied
from shop import redis_client as shop_redis
from shop.models import Subject
from tests.analytics.makers import an_event, oat_milk
from tests.personalization.histories import an_act
from tests.shop.factories import make_brand, make_category, make_product, make_subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject() -> Subject:
    oat_milk()
    make_product("HOT", category=make_category("chips", make_category("snacks")), attributes=["spicy"])
    return make_subject()


@pytest.fixture
def do(subject: Subject, django_capture_on_commit_callbacks: Any) -> Any:
    """Do something with a product, with all that follows."""

    def act(*args: Any, **fields: Any) -> Event:
        event = an_event(*args, **fields)
        with django_capture_on_commit_callbacks(execute=True):
            record(subject.id, "", [event])
        return Event.objects.get(pk=event.event_id)

    return act


def texts(subject: Subject) -> list[str]:
    return [fact.text for fact in learned.facts(subject.id)]


class TestFacts:
    def test_they_are_what_was_done_strongest_first(self, subject: Subject, do: Any) -> None:
        do("product_viewed")
        do("product_liked")
        found = learned.facts(subject.id)
        by_id = {fact.id: fact for fact in found}
        assert by_id["category:oat-milk"].text == "You like oat milk"
        assert by_id["brand:oatwell"].text == "You often choose Oatwell"
        assert by_id["attribute:plant-based"].text == "You like plant-based food"
        assert [abs(fact.value) for fact in found] == sorted((abs(fact.value) for fact in found), reverse=True)
        assert {fact.events for fact in found} == {2}
        assert all(-1 <= fact.value <= 1 for fact in found)

    def test_what_is_passed_over_is_said_too(self, subject: Subject, do: Any) -> None:
        for _ in range(3):
            do("displayed_but_scrolled", "HOT")
        found = {fact.id: fact for fact in learned.facts(subject.id)}
        assert found["attribute:spicy"].text == "You skip spicy food"
        assert found["attribute:spicy"].value < 0

    def test_a_passing_glance_is_not_worth_a_fact(self, subject: Subject, do: Any) -> None:
        do("displayed_but_scrolled", "HOT", ago=timedelta(hours=20))
        assert texts(subject) == []

    def test_what_was_taken_back_is_no_fact(
        self, subject: Subject, do: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        from analytics.events import retract

        act = do("product_liked")
        with django_capture_on_commit_callbacks(execute=True):
            retract(subject.id, [act.event_id])
        assert texts(subject) == []

    def test_nobody_has_none(self, subject: Subject) -> None:
        assert learned.facts(subject.id) == []

    def test_without_redis_there_are_none(self, subject: Subject, do: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        do("product_liked")
        monkeypatch.setattr(shop_redis, "_next_try", float("inf"))
        assert learned.facts(subject.id) == []

    def test_they_cost_one_query_however_long_the_history(self, subject: Subject, do: Any) -> None:
        for _ in range(5):
            do("product_viewed")
        learned.facts(subject.id)
        with CaptureQueriesContext(connection) as queries:
            learned.facts(subject.id)
        assert len(queries) == 1


class TestWorthSaying:
    def said(self, before: dict[str, float], after: dict[str, float], *acts: Event) -> list[str]:
        applied = Applied(frozenset(str(act.event_id) for act in acts), before, after)
        return [one["fact"]["id"] for one in learned.worth_saying(acts, applied)]  # type: ignore[misc]

    def act(self, *facets: str, weight: float = 0.3) -> Event:
        return an_act(contributions=[[facet, "taste", weight] for facet in facets])

    def test_a_fact_is_told_when_it_crosses_the_line(self) -> None:
        act = self.act("brand:a")
        assert self.said({"brand:a": 0.0}, {"brand:a": 0.3}, act) == ["brand:a"]
        assert self.said({"brand:a": 0.2}, {"brand:a": 0.5}, act) == []
        assert self.said({"brand:a": 0.0}, {"brand:a": 0.01}, act) == []

    def test_also_when_liking_turns_into_passing_over(self) -> None:
        assert self.said({"brand:a": 0.2}, {"brand:a": -0.2}, self.act("brand:a", weight=-0.4)) == ["brand:a"]

    def test_a_fact_that_only_fades_is_not_told(self) -> None:
        assert self.said({"brand:a": 0.5}, {"brand:a": 0.1}, self.act("brand:a", weight=-0.4)) == []

    def test_two_at_most_the_most_telling_first(self) -> None:
        facets = ["category:oat-milk", "category:plant-milk", "brand:oatwell", "attribute:spicy"]
        act = self.act(*facets)
        assert self.said({}, dict.fromkeys(reversed(facets), 0.3), act) == ["category:oat-milk", "attribute:spicy"]

    def test_of_a_batch_the_last_act_that_spoke_of_it_is_named(self) -> None:
        acts = [an_act(days_ago=age, contributions=[["brand:a", "taste", 0.3]]) for age in (2, 0, 1)]
        applied = Applied(frozenset(), {}, {"brand:a": 0.9})
        [one] = learned.worth_saying(acts, applied)
        assert one["event_id"] == str(acts[1].event_id)
        assert one["fact"]["events"] == 3

    def test_a_diet_is_never_guessed_aloud(self) -> None:
        assert self.said({}, {"attribute:vegan": 0.9}, self.act("attribute:vegan")) == []

    def test_nothing_new_asks_nobody(self) -> None:
        rules.current()
        with CaptureQueriesContext(connection) as queries:
            assert self.said({"brand:a": 0.3}, {"brand:a": 0.4}, self.act("brand:a")) == []
        assert len(queries) == 0


class TestRecent:
    def test_it_says_what_the_last_acts_taught(self, subject: Subject, do: Any) -> None:
        since = timezone.now()
        do("cart_item_added")
        said = learned.recent(subject.id, since)
        assert [one["fact"]["text"] for one in said] == ["You like oat milk", "You like plant-based food"]

    def test_older_acts_are_not_said_again(self, subject: Subject, do: Any) -> None:
        do("cart_item_added")
        assert learned.recent(subject.id, timezone.now()) == []

    def test_what_was_known_before_is_not_news(self, subject: Subject, do: Any) -> None:
        do("order_completed")
        since = timezone.now()
        do("cart_item_added")
        assert learned.recent(subject.id, since) == []

    def test_nobody_has_none(self) -> None:
        assert learned.recent(uuid4(), timezone.now()) == []


class TestNames:
    names = FacetNames(categories={"bbq": "BBQ Sauces", "oat-milk": "Oat Milk"}, brands={"mc-gee": "McGee’s"})

    @pytest.mark.parametrize(
        ("facet", "label"),
        [
            ("category:oat-milk", "oat milk"),
            ("category:bbq", "BBQ sauces"),
            ("category:no-longer-sold", "no longer sold"),
            ("brand:mc-gee", "McGee’s"),
            ("brand:gone-brand", "Gone Brand"),
            ("attribute:plant-based", "plant-based"),
            ("attribute:low-sodium", "low salt"),
            ("attribute:extra-crunchy", "extra crunchy"),
        ],
    )
    def test_a_facet_is_called_as_people_call_it(self, facet: str, label: str) -> None:
        assert self.names.label(facet) == label

    def test_brands_are_called_by_their_name(self, do: Any, subject: Subject) -> None:
        make_product("BAR", brand=make_brand("nut-co", name="Nut & Co."))
        do("product_liked", "BAR")
        assert "You often choose Nut & Co." in texts(subject)
