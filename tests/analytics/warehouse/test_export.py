"""Every event reaches the warehouse exactly once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from analytics import events
from analytics.models import Event, ExportBatch, ExportClaim, PrivacySetting, WarehouseChange
from analytics.privacy import settings as privacy
from analytics.warehouse import claims, export, sending, statements
from analytics.warehouse.export import export_events
from analytics.warehouse.rows import KEY, TABLE, rows_of
from analytics.warehouse.tables import TABLES
from analytics.warehouse.telling import tell_changes
from shop.accounts import merge_subjects
from tests.analytics.warehouse.stage import (
    as_json,
    end_leases,
    ids_of,
    ids_there,
    make_events,
    there,
    waiting,
)
from tests.shop.factories import make_subject, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warehouse")]


def send_and_die(limit: int = 100) -> claims.Batch:
    """What an exporter does that is killed between BigQuery's answer and the mark."""
    batch, _ = claims.claim(limit)
    assert batch is not None
    rows = rows_of(batch.event_ids, batch.first, batch.last)
    sql = statements.add(TABLES[TABLE], KEY, {row.day for row in rows})
    sending.run(sql, sending.as_payload([row.text for row in rows]), batch.job_id)
    return batch


def test_it_works() -> None:
    subject = make_subject()
    made = make_events(
        3,
        subject,
        quantity=2,
        position=7,
        ranking_id="r1",
        query="oat milk",
        data={"shelf": "home", "note": 'ä "quoted" \\ 世界'},
        contributions=[["brand:oatwell", "short", 1.5]],
        interaction_strength=0.75,
    )
    done = export_events()
    assert (done.arrived, done.refused, done.unwanted, done.batches, done.away) == (3, 0, 0, 1, "")
    assert waiting() == 0
    assert not ExportBatch.objects.exists()
    assert not ExportClaim.objects.exists()
    assert ids_there() == ids_of(made)
    row = next(row for row in there() if row["event_id"] == str(made[0].event_id))
    assert row.pop("event_timestamp") == made[0].event_time
    extra = as_json(row.pop("raw_event_data"))
    assert row == {
        "event_id": str(made[0].event_id),
        "event_type": "product_viewed",
        "user_id": str(subject.warehouse_key),
        "session_id": "session-1",
        "product_id": "OAT",
        "interaction_strength": 0.75,
    }
    assert (extra["quantity"], extra["position"], extra["ranking_id"], extra["query"]) == (2, 7, "r1", "oat milk")
    assert extra["data"] == {"shelf": "home", "note": 'ä "quoted" \\ 世界'}
    assert extra["contributions"] == [["brand:oatwell", "short", 1.5]]
    assert set(extra) >= {"occurred_at", "received_at"}


def test_what_an_event_has_not_is_null_or_left_out() -> None:
    make_events(sku="", event_type="results_displayed", interaction_strength=None)
    export_events()
    (row,) = there()
    assert (row["product_id"], row["interaction_strength"]) == (None, None)
    assert set(as_json(row["raw_event_data"])) == {"data", "occurred_at", "received_at", "contributions"}


def test_exporting_again_adds_nothing() -> None:
    made = make_events(5)
    export_events()
    assert export_events().arrived == 0
    Event.objects.update(exported_at=None)
    assert export_events().arrived == 5
    assert ids_there() == ids_of(made)


def test_a_late_event_falls_into_the_day_it_happened() -> None:
    week_ago = timezone.now() - timedelta(days=6)
    made = make_events(2) + make_events(1, event_time=week_ago)
    export_events()
    assert ids_there() == ids_of(made)
    assert sorted(row["event_timestamp"] for row in there())[0] == week_ago


def test_a_batch_ends_at_the_limit() -> None:
    make_events(10)
    assert export_events(limit=4).arrived == 4
    assert waiting() == 6


def test_the_oldest_events_go_first() -> None:
    made = make_events(10)
    export_events(limit=3)
    assert ids_there() == ids_of(made[:3])


# --- Crashes ------------------------------------------------------------------------------------------------------


def test_rows_whose_answer_was_lost_are_found_not_sent_again() -> None:
    made = make_events(5)
    send_and_die()
    end_leases()
    assert export_events().arrived == 5
    assert waiting() == 0
    assert ids_there() == ids_of(made)


def test_rows_that_arrived_are_not_added_again_even_if_bigquery_forgot_the_job() -> None:
    made = make_events(5)
    batch = send_and_die()
    # The job that the next attempt asks after is one that BigQuery has never heard of.
    ExportBatch.objects.filter(pk=batch.id).update(attempts=7)
    end_leases()
    assert export_events().arrived == 5
    assert ids_there() == ids_of(made)


def test_events_claimed_and_never_sent_are_sent_by_the_next() -> None:
    made = make_events(5)
    claims.claim(3)
    end_leases()
    assert export_events().arrived == 5
    assert ids_there() == ids_of(made)


def test_what_another_exporter_holds_is_left_to_it() -> None:
    made = make_events(5)
    held, _ = claims.claim(2)
    assert held is not None
    assert export_events().arrived == 3
    assert ids_there() == ids_of(made[2:])
    assert waiting() == 2


def test_an_exporter_that_was_away_too_long_notices_before_it_sends() -> None:
    make_events(2)
    held, _ = claims.claim(2)
    assert held is not None
    end_leases()
    assert claims.take_over() is not None
    with pytest.raises(claims.LeaseLost):
        claims.renew(held.id, held.attempt)


def test_an_event_deleted_while_it_is_on_its_way_holds_nothing_up() -> None:
    made = make_events(3)
    send_and_die()
    Event.objects.filter(event_id=made[0].event_id).delete()
    end_leases()
    assert export_events().away == ""
    assert waiting() == 0
    assert not ExportBatch.objects.exists()


def test_marking_twice_is_marking_once() -> None:
    make_events(3)
    batch = send_and_die()
    assert claims.settle(batch, batch.event_ids) == []
    assert claims.settle(batch, batch.event_ids) == []
    assert waiting() == 0


# --- Whom an event is about ---------------------------------------------------------------------------------------


def test_a_visitors_events_are_the_accounts_when_they_leave_after_the_sign_in() -> None:
    visitor, account = make_subject(), make_subject(make_user())
    make_events(2, visitor)
    merge_subjects(visitor.id, account.id)
    export_events()
    assert {row["user_id"] for row in there()} == {str(account.warehouse_key)}
    assert not WarehouseChange.objects.exists()


def test_a_visitors_events_become_the_accounts_when_they_have_left_before() -> None:
    visitor, account, other = make_subject(), make_subject(make_user()), make_subject()
    make_events(2, visitor)
    make_events(1, other)
    export_events()
    merge_subjects(visitor.id, account.id)
    assert tell_changes().changes == 1
    keys = sorted(row["user_id"] for row in there())
    assert keys == sorted([str(account.warehouse_key)] * 2 + [str(other.warehouse_key)])


def test_a_visitors_events_become_the_accounts_when_they_are_on_their_way() -> None:
    visitor, account = make_subject(), make_subject(make_user())
    make_events(2, visitor)
    send_and_die()
    merge_subjects(visitor.id, account.id)
    end_leases()
    export_events()
    tell_changes()
    assert [row["user_id"] for row in there()] == [str(account.warehouse_key)] * 2


def test_an_erased_shoppers_event_does_not_leave_and_does_not_wait() -> None:
    gone, stays = make_subject(), make_subject()
    make_events(2, gone)
    made = make_events(1, stays)
    gone.delete()
    done = export_events()
    assert (done.arrived, done.unwanted) == (1, 2)
    assert waiting() == 0
    assert ids_there() == ids_of(made)


def test_a_shopper_erased_while_the_event_is_on_its_way_is_taken_out() -> None:
    subject = make_subject()
    make_events(1, subject)
    batch, _ = claims.claim(10)
    assert batch is not None
    subject.delete()
    end_leases()
    export_events()
    assert there() == []
    assert waiting() == 0


def test_words_searched_for_stay_here_if_the_shopper_says_so() -> None:
    silent, open_ = make_subject(), make_subject()
    privacy.set_search_tracking(silent.id, False)
    make_events(1, silent, query="a secret", event_type="search_performed", sku="")
    make_events(1, open_, query="no secret", event_type="search_performed", sku="")
    export_events()
    queries = {row["user_id"]: as_json(row["raw_event_data"]).get("query") for row in there()}
    assert queries == {str(silent.warehouse_key): None, str(open_.warehouse_key): "no secret"}


def test_what_a_visitor_chose_about_searches_counts_for_the_account() -> None:
    visitor, account = make_subject(), make_subject(make_user())
    privacy.set_search_tracking(visitor.id, False)
    merge_subjects(visitor.id, account.id)
    assert not PrivacySetting.objects.get(subject=account).track_searches


# --- Taken back ---------------------------------------------------------------------------------------------------


def test_an_event_taken_back_before_it_left_never_leaves() -> None:
    subject = make_subject()
    taken, kept = make_events(2, subject)
    events.retract(subject.id, [taken.event_id])
    done = export_events()
    assert (done.arrived, done.unwanted) == (1, 1)
    assert ids_there() == [str(kept.event_id)]
    assert not WarehouseChange.objects.exists()


def test_an_event_taken_back_after_it_left_is_taken_out() -> None:
    subject = make_subject()
    taken, kept = make_events(2, subject)
    export_events()
    events.retract(subject.id, [taken.event_id])
    told = tell_changes()
    assert (told.changes, told.refused, told.away) == (1, 0, "")
    assert ids_there() == [str(kept.event_id)]
    assert tell_changes().changes == 0


def test_an_event_taken_back_while_it_is_on_its_way_is_taken_out() -> None:
    subject = make_subject()
    taken, kept = make_events(2, subject)
    send_and_die()
    events.retract(subject.id, [taken.event_id])
    end_leases()
    export_events()
    tell_changes()
    assert ids_there() == [str(kept.event_id)]


def test_an_event_taken_back_is_taken_out_even_if_it_has_left_postgres_since() -> None:
    subject = make_subject()
    taken, kept = make_events(2, subject)
    export_events()
    events.retract(subject.id, [taken.event_id])
    Event.objects.filter(subject_id=subject.id).delete()
    tell_changes()
    assert ids_there() == [str(kept.event_id)]


def test_a_change_half_told_is_told_again_without_harm() -> None:
    subject = make_subject()
    taken, kept = make_events(2, subject)
    export_events()
    events.retract(subject.id, [taken.event_id])
    batch = ExportBatch.objects.create(kind=ExportBatch.Kind.CHANGES, attempts=1, lease_until=timezone.now())
    WarehouseChange.objects.update(batch=batch)
    end_leases()
    assert tell_changes().changes == 1
    assert ids_there() == [str(kept.event_id)]
    assert not ExportBatch.objects.exists()


def test_changes_are_told_by_one_at_a_time() -> None:
    subject = make_subject()
    made = make_events(2, subject)
    export_events()
    events.retract(subject.id, [made[0].event_id])
    later = timezone.now() + timedelta(minutes=1)
    ExportBatch.objects.create(kind=ExportBatch.Kind.CHANGES, attempts=1, lease_until=later)
    assert tell_changes().changes == 0


# --- Repair -------------------------------------------------------------------------------------------------------


def test_exporting_again_puts_back_what_the_warehouse_lost_and_mends_what_is_wrong() -> None:
    made = make_events(3)
    export_events()
    sql = f"UPDATE `{_table()}` SET product_id = 'WRONG' WHERE event_id = JSON_VALUE(@rows, '$[0]')"
    sending.run(sql, f'["{made[0].event_id}"]', "spoil_" + made[0].event_id.hex)
    sql = f"DELETE FROM `{_table()}` WHERE event_id = JSON_VALUE(@rows, '$[0]')"
    sending.run(sql, f'["{made[1].event_id}"]', "lose_" + made[1].event_id.hex)
    assert export.export_again(event.event_id for event in made) == 3
    tell_changes()
    assert ids_there() == ids_of(made)
    assert {row["product_id"] for row in there()} == {"OAT"}


def _table() -> str:
    from analytics.warehouse.client import table_id

    return table_id(TABLE)


# --- To see it ----------------------------------------------------------------------------------------------------


def test_the_backlog_is_known(django_assert_num_queries: Any) -> None:
    make_events(3, received_at=timezone.now() - timedelta(seconds=90))
    with django_assert_num_queries(1):
        backlog = export.backlog()
    assert (backlog.rows, backlog.dead_letters, backlog.changes) == (3, 0, 0)
    assert 89 < backlog.oldest_age_s < 600
    export_events()
    assert export.backlog() == export.Backlog(0, 0.0, 0, 0)


def test_the_last_success_is_known() -> None:
    assert export.last_success() is None
    make_events(1)
    before = timezone.now()
    export_events()
    last = export.last_success()
    assert last is not None
    assert last >= before


def test_claiming_walks_the_index_of_what_waits_and_sorts_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(claims._IN_ORDER)
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + claims._CLAIM, {"batch": UUID(int=1), "limit": 10, "table": TABLE})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "received_at" in plan
    assert "->  Sort" not in plan.split("CTE unwanted")[0]
