"""The admin's page "Pipeline"."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics import pipeline
from analytics.models import DeadLetter, Event, EventType, ExportState
from analytics.pipeline import Span
from leafloaf import heartbeats
from leafloaf.admin_pipeline import FAMILIES, PARTS, lag_chart
from shop import redis_client
from tests.plain_static import plain_static
from tests.shop.staff import make_owner, make_staff, signed_in

__all__ = ["plain_static"]
pytestmark = pytest.mark.django_db

PAGE = "/admin/pipeline/"


@pytest.fixture
def owner(db: None, plain_static: Any) -> Client:
    return signed_in(make_owner())


def arrived(count: int, event_type: str = "product_liked", *, minutes_ago: int = 1, exported: bool = False) -> None:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    Event.objects.bulk_create(
        Event(
            event_id=uuid4(),
            subject_id=uuid4(),
            session_id="session",
            event_type=event_type,
            occurred_at=at,
            event_time=at,
            received_at=at,
            exported_at=at + timedelta(seconds=4) if exported else None,
        )
        for _ in range(count)
    )


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_it_works(owner: Client) -> None:
    for name in heartbeats.NAMES:
        heartbeats.alive(name)
    arrived(25, exported=True)
    arrived(1, minutes_ago=0)
    pipeline.note_minutes()
    answer = owner.get(PAGE)
    page = text_of(answer)
    for said in ("Flowing", "26 in the last hour", "Liked", "4.0 s", "Looking around", "answers"):
        assert said in page, said
    assert answer.context["waiting"].backlog == 1
    assert sum(map(sum, (one["data"] for one in answer.context["charts"]["events"]["datasets"]))) == 26


def test_an_empty_shop_says_what_will_appear_and_how(owner: Client) -> None:
    page = text_of(owner.get(PAGE))
    for said in ("No events in the last hour", "search for something", "noted once a minute", "nothing waits"):
        assert said in page, said


def test_the_last_day_is_drawn_by_quarters(owner: Client) -> None:
    arrived(8, minutes_ago=90)
    pipeline.note_minutes()
    answer = owner.get(PAGE, {"range": "day"})
    chart = answer.context["charts"]["events"]
    assert len(chart["labels"]) == 96
    assert sum(map(sum, (one["data"] for one in chart["datasets"]))) == 8
    assert owner.get(PAGE, {"range": "nonsense"}).context["shown"] == "hour"


def test_trouble_is_said_in_words(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ExportState.objects.create(failures=4)
    arrived(3, minutes_ago=10)
    page = text_of(owner.get(PAGE))
    for said in ("Needs a look", "has not answered 4 times in a row", "No sign of life from a worker and from beat"):
        assert said in page, said

    def refuse(_: Any) -> Any:
        raise redis_client.redis.ConnectionError

    with pytest.raises(redis_client.RedisAway):
        redis_client.ask(refuse)
    try:
        assert "Redis does not answer" in text_of(owner.get(PAGE))
    finally:
        redis_client.close_breaker()


def test_refused_rows_lead_to_their_list(owner: Client) -> None:
    now = timezone.now()
    DeadLetter.objects.create(
        table="raw_user_actions", key="x", reason="no", row="{}", first_tried_at=now, last_tried_at=now
    )
    answer = owner.get(PAGE)
    assert answer.context["dead_letters_url"]
    assert owner.get(answer.context["dead_letters_url"]).status_code == 200


def test_its_script_gets_the_same_numbers_and_every_part(owner: Client) -> None:
    arrived(5)
    found = owner.get(PAGE, headers={"Accept": "application/json"}).json()
    assert set(found["parts"]) == set(PARTS)
    assert "5 in the last hour" in found["parts"]["figures"]
    assert {name: len(chart["labels"]) for name, chart in found["charts"].items()} == {
        "events": 60,
        "lag": 60,
        "backlog": 60,
    }
    page = owner.get(PAGE).content.decode()
    for part in PARTS:
        assert f'data-part="{part}"' in page, part


@pytest.mark.parametrize(
    ("lag_s", "label", "drawn"),
    [
        (90, "Seconds behind", 90),
        (3600, "Minutes behind", 60),
        (36000, "Hours behind", 10),
        (864000, "Days behind", 10),
    ],
)
def test_the_lag_is_drawn_in_a_unit_that_people_read(lag_s: float, label: str, drawn: float) -> None:
    [dataset] = lag_chart([Span(timezone.now(), {}, 1, None), Span(timezone.now(), {}, 1, lag_s)], "hour")["datasets"]
    assert (dataset["label"], dataset["data"]) == (label, [None, drawn])


def test_every_type_has_its_colour() -> None:
    drawn = [one for _, _, types in FAMILIES for one in types]
    assert sorted(drawn) == sorted(EventType.values)


def test_only_those_who_may_look_at_events_may(plain_static: Any) -> None:
    assert signed_in(make_staff("Marketing")).get(PAGE).status_code == 200
    assert signed_in(make_staff("Orders")).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert PAGE in signed_in(make_staff("Marketing")).get("/admin/").content.decode()
    assert PAGE not in signed_in(make_staff("Orders")).get("/admin/").content.decode()


def test_it_takes_few_queries_whatever_flows(owner: Client) -> None:
    owner.get(PAGE)
    for minutes_ago in range(30):
        arrived(3, minutes_ago=minutes_ago, exported=minutes_ago > 3)
    pipeline.note_minutes()
    with CaptureQueriesContext(connection) as full:
        owner.get(PAGE)
    assert len(full) <= 13, [query["sql"][:90] for query in full]
