"""Events by the month: a place for each, ids that are known in every month, and months that leave when they may."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, local
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from analytics import partitions
from analytics.events import record, retract
from analytics.models import DeadLetter, Event, EventId, WarehouseChange
from analytics.partitions import Month, drop_old, gone_months, make_ahead, months
from analytics.tasks import keep_months
from shop.models import Product, Subject
from tests.analytics.makers import an_event, oat_milk
from tests.personalization.histories import an_act
from tests.personalization.makers import make_order
from tests.shop.factories import make_subject

# Far from any month that a test database has been made with.
TURN = datetime(2031, 3, 1, tzinfo=UTC)


@pytest.fixture
def subject(db: None) -> Subject:
    oat_milk()
    return make_subject()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call with a moment: from then on the clock stands there."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return move


def partition_of(event_id: UUID) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM analytics_event WHERE event_id = %s", [event_id])
        return str(cursor.fetchone()[0])


def recorded(subject: Subject, **fields: Any) -> UUID:
    event = an_event(**fields)
    assert record(subject.id, "", [event]).results[0].status == "accepted"
    return event.event_id


class TestMonths:
    def test_a_month_ends_where_the_next_begins(self) -> None:
        december = Month.of(datetime(2030, 12, 31, 23, 59, tzinfo=UTC))
        assert december.table == "analytics_event_2030_12"
        assert december.following == Month(2031, 1)
        assert december.following.first_moment == datetime(2031, 1, 1, tzinfo=UTC)

    def test_this_month_and_the_next_two_are_made_ahead_once(self, db: None) -> None:
        assert make_ahead(TURN) == [Month(2031, 3), Month(2031, 4), Month(2031, 5)]
        assert make_ahead(TURN) == []
        assert {Month(2031, 3), Month(2031, 4), Month(2031, 5)} <= set(months())

    def test_an_event_is_in_its_month(self, subject: Subject, at: Any) -> None:
        make_ahead(TURN)
        at(TURN - timedelta(microseconds=1))
        assert partition_of(recorded(subject)) == "analytics_event_default"
        at(TURN)
        assert partition_of(recorded(subject)) == "analytics_event_2031_03"

    def test_recording_needs_no_partition_and_the_next_run_makes_it(self, subject: Subject, at: Any) -> None:
        at(TURN)
        event_ids = [recorded(subject), recorded(subject)]
        assert {partition_of(event_id) for event_id in event_ids} == {"analytics_event_default"}
        at(TURN + timedelta(days=100))
        assert Month(2031, 3) in make_ahead()
        assert {partition_of(event_id) for event_id in event_ids} == {"analytics_event_2031_03"}
        assert Event.objects.count() == 2

    def test_a_new_partition_has_the_tables_indexes(self, db: None) -> None:
        make_ahead(TURN)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT parent.relname FROM pg_index own JOIN pg_inherits link ON link.inhrelid = own.indexrelid "
                "JOIN pg_class parent ON parent.oid = link.inhparent "
                "WHERE own.indrelid = 'analytics_event_2031_03'::regclass ORDER BY 1"
            )
            attached = {name for (name,) in cursor.fetchall()}
        assert {"analytics_event_pkey", *(index.name for index in Event._meta.indexes)} <= attached


class TestOnce:
    def test_an_event_sent_again_in_the_next_month_is_a_duplicate(self, subject: Subject, at: Any) -> None:
        make_ahead(TURN)
        at(TURN - timedelta(seconds=1))
        event = an_event()
        assert record(subject.id, "", [event]).results[0].status == "accepted"
        at(TURN + timedelta(seconds=1))
        assert record(subject.id, "", [event]).results[0].status == "duplicate"
        assert Event.objects.count() == 1

    def test_whoever_writes_an_event_writes_its_id(self, subject: Subject) -> None:
        acts = [an_act(subject_id=subject.id), an_act(subject_id=subject.id)]
        Event.objects.bulk_create(acts[:1])
        acts[1].save()
        acts[1].save()
        assert set(EventId.objects.values_list("pk", flat=True)) == {act.event_id for act in acts}
        with pytest.raises(IntegrityError):
            Event.objects.bulk_create([an_act(subject_id=subject.id, event_id=acts[0].event_id, days_ago=60)])

    def test_what_may_have_left_with_its_month_is_not_counted_again(self, subject: Subject, settings: Any) -> None:
        settings.EVENT_HOT_DAYS = 60
        results = record(subject.id, "", [an_event(ago=timedelta(days=61)), an_event(ago=timedelta(days=59))]).results
        assert [(result.status, result.code) for result in results] == [("rejected", "too_old"), ("accepted", "")]


@pytest.mark.django_db(transaction=True)
def test_the_same_events_sent_at_once_on_both_sides_of_a_months_turn_count_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    oat_milk()
    subject, threads, rounds = make_subject(), 6, 12
    make_ahead(TURN - timedelta(days=1))
    barrier = Barrier(threads, timeout=30)
    sides = (TURN - timedelta(milliseconds=1), TURN)
    mine = local()
    mine.now = TURN
    monkeypatch.setattr(timezone, "now", lambda: mine.now)
    batches = [[an_event() for _ in range(5)] for _ in range(rounds)]

    def report(number: int) -> list[str]:
        mine.now = sides[number % 2]
        try:
            connection.ensure_connection()
            accepted = []
            for batch in batches:
                barrier.wait()
                order = batch if number < threads / 2 else batch[::-1]
                accepted += [
                    result.event_id for result in record(subject.id, "", order).results if result.status == "accepted"
                ]
            return accepted
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(threads) as pool:
            accepted = [event_id for own in pool.map(report, range(threads)) for event_id in own]
        assert sorted(accepted) == sorted(str(event.event_id) for batch in batches for event in batch)
        assert Event.objects.count() == rounds * 5
        assert {partition_of(event.event_id) for batch in batches for event in batch} <= {
            "analytics_event_2031_02",
            "analytics_event_2031_03",
        }
    finally:
        _remove_months_of(2031)


def _remove_months_of(year: int) -> None:
    with connection.cursor() as cursor:
        for month in months():
            if month.year == year:
                cursor.execute(f"DROP TABLE {month.table}")


def dropped() -> list[Month]:
    """Drop what is old now; those months that the test has made are named."""
    return [month for month in drop_old() if month.year == TURN.year]


class TestDropping:
    @pytest.fixture(autouse=True)
    def _hot_days(self, settings: Any) -> None:
        settings.EVENT_HOT_DAYS = 90

    @pytest.fixture
    def old(self, subject: Subject, at: Any) -> list[UUID]:
        """Two events of February 2031, which the warehouse has."""
        at(TURN - timedelta(days=3))
        make_ahead()
        old = [recorded(subject), recorded(subject)]
        Event.objects.update(exported_at=timezone.now())
        return old

    def test_a_month_goes_when_all_of_it_is_older_than_the_hot_days(self, old: list[UUID], at: Any) -> None:
        at(TURN + timedelta(days=90) - timedelta(seconds=1))
        assert dropped() == []
        at(TURN + timedelta(days=90))
        assert dropped() == [Month(2031, 2)]
        assert Month(2031, 2) not in months()
        assert not Event.objects.exists()
        assert not EventId.objects.exists()
        assert dropped() == []

    def test_a_month_with_an_event_that_is_not_in_the_warehouse_stays(
        self, old: list[UUID], at: Any, caplog: Any
    ) -> None:
        Event.objects.filter(pk=old[0]).update(exported_at=None)
        at(TURN + timedelta(days=91))
        assert dropped() == []
        assert "analytics_event_2031_02 is kept: 1 events" in caplog.text
        assert Event.objects.count() == 2

    @pytest.mark.parametrize(("retrying", "gone"), [(False, [Month(2031, 2)]), (True, [])])
    def test_an_event_that_the_warehouse_refused_keeps_no_month_unless_it_is_tried_again(
        self, old: list[UUID], at: Any, retrying: bool, gone: list[Month]
    ) -> None:
        Event.objects.filter(pk=old[0]).update(exported_at=None)
        DeadLetter.objects.create(
            table="raw_user_actions",
            key=str(old[0]),
            reason="",
            row="{}",
            retrying=retrying,
            first_tried_at=TURN,
            last_tried_at=TURN,
        )
        at(TURN + timedelta(days=91))
        assert dropped() == gone

    def test_a_month_stays_until_the_warehouse_has_heard_of_its_changes(
        self, old: list[UUID], subject: Subject, at: Any
    ) -> None:
        retract(subject.id, old[:1])
        at(TURN + timedelta(days=91))
        assert dropped() == []
        WarehouseChange.objects.all().delete()
        assert dropped() == [Month(2031, 2)]

    def test_months_leave_in_their_order(self, old: list[UUID], subject: Subject, at: Any) -> None:
        at(TURN)
        recorded(subject)
        Event.objects.filter(received_at=TURN).update(exported_at=TURN)
        Event.objects.filter(pk=old[0]).update(exported_at=None)
        at(TURN + timedelta(days=200))
        assert dropped() == []
        Event.objects.update(exported_at=TURN)
        assert dropped() == [Month(2031, 2), Month(2031, 3), Month(2031, 4)]
        assert gone_months()[-3:] == [Month(2031, 2), Month(2031, 3), Month(2031, 4)]

    def test_younger_months_stay(self, old: list[UUID], subject: Subject, at: Any) -> None:
        at(TURN + timedelta(days=1))
        young = recorded(subject)
        Event.objects.update(exported_at=timezone.now())
        at(TURN + timedelta(days=91))
        assert dropped() == [Month(2031, 2)]
        assert list(Event.objects.values_list("pk", flat=True)) == [young]
        assert list(EventId.objects.values_list("pk", flat=True)) == [young]

    def test_an_interrupted_run_is_finished_by_the_next(
        self, old: list[UUID], at: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at(TURN + timedelta(days=90))

        def die(table: str) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(partitions, "_clear_away", die)
            with pytest.raises(KeyboardInterrupt):
                dropped()
        assert EventId.objects.count() == 2
        assert dropped() == []
        assert not EventId.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'analytics_event_gone%%'")
            assert cursor.fetchone() == (0,)

    def test_what_was_bought_in_a_month_that_is_gone_was_still_bought(self, old: list[UUID], subject: Subject) -> None:
        make_order(subject, {Product.objects.get(): 1}, days_ago=100)
        again = recorded(subject, event_type="order_completed")
        first = recorded(make_subject(), event_type="order_completed")
        strength = {event.pk: event.interaction_strength for event in Event.objects.filter(pk__in=[again, first])}
        assert strength == {again: 1.5, first: 1.0}


def test_the_task_does_all_of_it(subject: Subject, at: Any) -> None:
    at(TURN)
    keep_months()
    assert Month(2031, 5) in months()
    at(TURN + timedelta(days=300))
    keep_months()
    assert Month(2031, 3) not in months()
    assert partition_of(recorded(subject)) == "analytics_event_2031_12"


def test_two_at_once_cut_once(db: None) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [partitions.LOCK])
        assert make_ahead(TURN) == []
        cursor.execute("SELECT pg_advisory_unlock(%s)", [partitions.LOCK])
    other.close()


def plan_of(query: str, values: Any = None) -> list[str]:
    """What Postgres did to answer, as if the months were too long to be read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF, SUMMARY OFF) " + query, values)
        return [line for (line,) in cursor.fetchall()]


def has(plan: list[str], words: str) -> bool:
    return any(words in line for line in plan)


class TestPlans:
    @pytest.fixture(autouse=True)
    def _rows(self, subject: Subject) -> None:
        make_ahead(TURN)
        record(subject.id, "", [an_event() for _ in range(3)])

    def test_what_a_batch_needs_to_know_is_looked_up_by_product_in_this_months_index(self, subject: Subject) -> None:
        asked: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
            asked.append((sql, values))
            return execute(sql, values, many, context)

        with connection.execute_wrapper(note):
            record(subject.id, "", [an_event()])
        plan = plan_of(*asked[0])
        assert has(plan, "subject_id_sku_event_time_idx")
        assert not has(plan, "Seq Scan on analytics_event")
        assert not any("analytics_event_2031_04" in line for line in plan if "never executed" not in line)

    def test_a_history_is_read_by_subject(self, subject: Subject) -> None:
        plan = plan_of(
            "SELECT * FROM analytics_event WHERE subject_id = %s ORDER BY event_time DESC LIMIT 60", [subject.id]
        )
        assert has(plan, "subject_id_event_time_idx")
        assert not has(plan, "Seq Scan")
        assert not has(plan, "->  Sort")

    def test_the_exports_work_list_is_read_oldest_first_from_an_index_of_its_own(self) -> None:
        plan = plan_of(
            "SELECT event_id FROM analytics_event WHERE exported_at IS NULL ORDER BY received_at LIMIT 500 "
            "FOR UPDATE SKIP LOCKED"
        )
        assert has(plan, "received_at_idx1")
        assert not has(plan, "->  Sort")
        assert not has(plan, "Seq Scan")

    def test_an_event_is_found_by_its_id(self) -> None:
        plan = plan_of("SELECT * FROM analytics_event WHERE event_id = %s", [uuid4()])
        assert has(plan, "_pkey")
        assert not has(plan, "Seq Scan")

    def test_a_time_of_arrival_names_the_months_to_read(self) -> None:
        plan = plan_of("SELECT count(*) FROM analytics_event WHERE received_at < %s", [TURN])
        assert not has(plan, "analytics_event_2031_04")


@pytest.fixture
def migrated_back(transactional_db: None) -> Iterator[None]:
    """The table of events as it was before it was cut; afterwards all is as the tests found it."""
    migrate("0004_event_interaction_strength")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE analytics_event")
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("analytics", name)])


_WRITE = """
INSERT INTO analytics_event (event_id, subject_id, session_id, event_type, sku, query, ranking_id, data, occurred_at,
                             event_time, received_at, contributions)
SELECT gen_random_uuid(), gen_random_uuid(), 's', 'product_viewed', 'OAT', '', '', '{"a": 1}', now(), now(),
       now() - place * interval '20 days', '[["brand:oatwell", "taste", 0.2]]'
FROM generate_series(0, 9) place
"""
_ALL = "SELECT * FROM analytics_event ORDER BY event_id"


@pytest.mark.usefixtures("migrated_back")
class TestMigration:
    def rows(self, query: str = _ALL) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

    def test_events_that_are_there_move_over_and_back(self) -> None:
        self.rows(_WRITE)
        before = self.rows()
        assert len(before) == 10
        migrate("0005_event_by_month")
        assert self.rows() == before
        assert self.rows("SELECT event_id FROM analytics_eventid ORDER BY 1") == [(row[0],) for row in before]
        assert self.rows("SELECT count(*) FROM analytics_event_default") == [(0,)]
        assert len(months()) >= 7
        migrate("0004_event_interaction_strength")
        assert self.rows() == before
