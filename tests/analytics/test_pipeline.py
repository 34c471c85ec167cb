"""What waits for the warehouse, and what is kept of how events flowed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from analytics import pipeline
from analytics.models import DeadLetter, Event, ExportState, PipelineMinute
from analytics.warehouse import export

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def arrived(at: datetime, event_type: str = "product_viewed", *, exported_at: datetime | None = None) -> Event:
    event = Event(
        event_id=uuid4(),
        subject_id=uuid4(),
        session_id="session",
        event_type=event_type,
        occurred_at=at,
        event_time=at,
        received_at=at,
        exported_at=exported_at,
    )
    Event.objects.bulk_create([event])
    return event


def refuse(event: Event) -> DeadLetter:
    return DeadLetter.objects.create(
        table="raw_user_actions",
        key=str(event.event_id),
        reason="no",
        row="{}",
        first_tried_at=NOON,
        last_tried_at=NOON,
    )


def totals(spans: Sequence[pipeline.Span]) -> list[int]:
    return [span.total for span in spans]


class TestWaiting:
    def test_nothing_waits_in_an_empty_shop(self) -> None:
        found = pipeline.waiting()
        assert (found.backlog, found.oldest, found.lag_s, found.dead_letters) == (0, None, 0.0, 0)
        assert (found.last_success, found.failures) == (None, 0)

    def test_it_is_as_old_as_its_oldest(self) -> None:
        oldest = arrived(NOON)
        arrived(NOON + MINUTE)
        arrived(NOON - MINUTE, exported_at=NOON)
        ExportState.objects.create(failures=2, last_success_at=NOON)
        found = pipeline.waiting()
        assert (found.backlog, found.oldest) == (2, oldest.received_at)
        assert found.lag_s > 0
        assert (found.last_success, found.failures) == (NOON, 2)

    def test_a_refused_event_waits_for_a_person_and_not_for_the_export(self) -> None:
        refused = refuse(arrived(NOON))
        found = pipeline.waiting()
        assert (found.backlog, found.lag_s, found.dead_letters) == (0, 0.0, 1)
        refused.retrying = True
        refused.save()
        assert pipeline.waiting().backlog == 1

    def test_the_export_itself_counts_the_same(self) -> None:
        refuse(arrived(NOON))
        arrived(NOON)
        arrived(NOON, exported_at=NOON)
        theirs, ours = export.backlog(), pipeline.waiting()
        assert (theirs.rows, theirs.dead_letters) == (ours.backlog, ours.dead_letters) == (1, 1)


class TestNoting:
    def test_each_minute_that_is_over_is_noted_once(self) -> None:
        pipeline.note_minutes(NOON)
        arrived(NOON + timedelta(seconds=1), "product_liked")
        arrived(NOON + timedelta(seconds=59), "product_liked")
        arrived(NOON + timedelta(seconds=60))
        assert pipeline.note_minutes(NOON + timedelta(seconds=75)) == 2
        assert pipeline.note_minutes(NOON + timedelta(seconds=80)) == 0
        row = PipelineMinute.objects.get(minute=NOON)
        assert row.recorded == {"product_liked": 2}
        assert row.backlog == 3

    def test_a_minute_is_left_to_settle(self) -> None:
        pipeline.note_minutes(NOON + timedelta(seconds=9))
        assert not PipelineMinute.objects.filter(minute=NOON - MINUTE).exists()
        pipeline.note_minutes(NOON + timedelta(seconds=10))
        assert PipelineMinute.objects.filter(minute=NOON - MINUTE).exists()

    def test_after_a_pause_events_are_filled_in_and_what_waited_then_is_not_known(self) -> None:
        pipeline.note_minutes(NOON)
        arrived(NOON + 3 * MINUTE)
        pipeline.note_minutes(NOON + 10 * MINUTE + timedelta(seconds=30))
        filled = PipelineMinute.objects.get(minute=NOON + 3 * MINUTE)
        assert (filled.recorded, filled.backlog) == ({"product_viewed": 1}, None)
        assert PipelineMinute.objects.get(minute=NOON + 9 * MINUTE).backlog == 1

    def test_old_minutes_are_forgotten(self) -> None:
        pipeline.note_minutes(NOON - timedelta(days=8))
        pipeline.note_minutes(NOON)
        assert not PipelineMinute.objects.filter(minute__lt=NOON - pipeline.KEPT).exists()
        assert PipelineMinute.objects.count() <= 24 * 60


class TestHistory:
    def test_the_last_hour_has_sixty_minutes_and_the_newest_is_now(self) -> None:
        arrived(NOON)
        arrived(NOON - 59 * MINUTE)
        arrived(NOON - 60 * MINUTE)
        spans = pipeline.last_hour(NOON + timedelta(seconds=30))
        assert (len(spans), spans[-1].start) == (60, NOON)
        assert (spans[0].total, spans[-1].total, sum(totals(spans))) == (1, 1, 2)

    def test_the_last_day_adds_minutes_up_and_keeps_the_worst_that_waited(self) -> None:
        for offset, backlog in ((0, 5), (1, 90), (2, None)):
            PipelineMinute.objects.create(
                minute=NOON + offset * MINUTE,
                recorded={"product_liked": 2, "product_viewed": 1},
                backlog=backlog,
                lag_s=None if backlog is None else backlog / 10,
            )
        spans = pipeline.last_day(NOON + 5 * MINUTE)
        assert (len(spans), spans[-1].start) == (96, NOON)
        assert spans[-1].recorded == {"product_liked": 6, "product_viewed": 3}
        assert (spans[-1].backlog, spans[-1].lag_s) == (90, 9.0)
        assert spans[0].backlog is None

    def test_the_last_day_knows_the_newest_minutes_before_they_are_noted(self) -> None:
        arrived(NOON - 3 * MINUTE)
        pipeline.note_minutes(NOON)
        arrived(NOON - MINUTE)
        arrived(NOON)
        assert sum(totals(pipeline.last_day(NOON))) == 3 == sum(totals(pipeline.last_hour(NOON)))

    def test_batches_are_what_arrived_together(self) -> None:
        for seconds in (0, 4):
            arrived(NOON + timedelta(seconds=seconds), exported_at=NOON + timedelta(seconds=6))
        arrived(NOON + timedelta(seconds=7), exported_at=NOON + timedelta(seconds=9))
        arrived(NOON + timedelta(seconds=8))
        found = pipeline.last_batches(now=NOON + MINUTE)
        assert [(batch.events, batch.waited_s) for batch in found] == [(1, 2.0), (2, 6.0)]
