"""Truly parallel reports of the same events, each on a connection of its own: still each event counts once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from analytics.events import record, retract
from analytics.models import Event
from personalization.preferences import profile
from shop.accounts import merge_subjects
from shop.models import Subject
from tests.analytics.makers import an_event, oat_milk
from tests.shop.factories import make_subject, make_user

# The pool holds eight connections.
THREADS = 6


def all_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Their answers, each given by a thread of its own that started with the others."""
    barrier = Barrier(len(calls), timeout=20)

    def run(call: Callable[[], Any]) -> Any:
        try:
            # The connection is there before the race begins.
            connection.ensure_connection()
            barrier.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def subject(transactional_db: None) -> Subject:
    oat_milk()
    return make_subject()


class TestParallel:
    def test_the_same_event_reported_by_many_counts_once(self, subject: Subject) -> None:
        event = an_event("product_liked")
        answers = all_at_once(*[lambda: record(subject.id, "", [event]).results[0].status] * THREADS)
        assert sorted(answers) == ["accepted"] + ["duplicate"] * (THREADS - 1)
        assert Event.objects.count() == 1
        # One like counts in the session and in the taste.
        assert profile(subject.id).counts["category:oat-milk"] == 2

    def test_overlapping_batches_in_any_order_wait_for_nobody_forever(self, subject: Subject) -> None:
        batch = [an_event() for _ in range(60)]
        orders = [batch if turn % 2 else batch[::-1] for turn in range(THREADS)]
        answers = all_at_once(*[lambda own=own: record(subject.id, "", own).results for own in orders])
        accepted = [result.event_id for results in answers for result in results if result.status == "accepted"]
        assert sorted(accepted) == sorted(str(event.event_id) for event in batch)
        assert Event.objects.count() == 60

    def test_an_event_during_sign_in_is_the_accounts(self, subject: Subject) -> None:
        account = make_subject(make_user())
        events = [an_event() for _ in range(THREADS)]
        all_at_once(
            lambda: merge_subjects(subject.id, account.id),
            *[lambda event=event: record(subject.id, "", [event]) for event in events],
        )
        owners: set[UUID] = set(Event.objects.values_list("subject_id", flat=True))
        assert owners == {account.id}
        assert Event.objects.count() == THREADS

    def test_taking_back_what_many_report_again_leaves_nothing(self, subject: Subject) -> None:
        events = [an_event() for _ in range(THREADS)]
        record(subject.id, "", events)
        all_at_once(
            *[lambda event=event: retract(subject.id, [event.event_id]) for event in events],
            lambda: record(subject.id, "", events),
        )
        assert profile(subject.id).values == {}
