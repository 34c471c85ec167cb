"""Reporting events over HTTP: what a page, a partner and an attacker may send, and what they are answered."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.connection import AbstractConnection

from analytics.api.throttles import permits
from analytics.models import Event
from analytics.privacy.settings import set_learning
from personalization import rules
from personalization.facet_labels import facet_names
from shop import redis_client
from shop.models import Subject
from tests.analytics.makers import oat_milk, reported
from tests.shop.factories import make_subject, make_user
from tests.shop.shopper import Shopper, is_problem

SINGLE = [
    "interactions/track",
    "interactions/track/",
    "events/click",
    "events/click/",
    "events/cart-add",
    "events/cart-add/",
]


@pytest.fixture
def visitor(transactional_db: None) -> Iterator[Shopper]:
    """Somebody known by a session, in a shop that sells oat milk. Commits happen, as they do in the shop."""
    permits.forget()
    rules.forget_current()
    facet_names.forget()
    redis_client.close_breaker()
    oat_milk()
    shopper = Shopper()
    shopper.post("session/")
    yield shopper
    rules.forget_current()
    facet_names.forget()


def results(answer: Any) -> list[tuple[str, str | None]]:
    assert answer.status_code == 200, answer.content
    return [(result["status"], result.get("code")) for result in answer.json()["results"]]


class TestBatches:
    @pytest.mark.parametrize("address", ["events/", "events"])
    def test_it_works(self, visitor: Shopper, address: str) -> None:
        batch = [reported(), reported("search_performed", None, query="milk")]
        answer = visitor.post(address, {"events": batch, "sent_at": batch[0]["occurred_at"]})
        assert results(answer) == [("accepted", None), ("accepted", None)]
        assert [result["event_id"] for result in answer.json()["results"]] == [one["event_id"] for one in batch]
        assert set(Event.objects.values_list("subject_id", flat=True)) == {visitor.subject.id}

    def test_it_says_what_was_learned(self, visitor: Shopper) -> None:
        event = reported()
        learned = visitor.post("events/", {"events": [event]}).json()["learned"]
        assert [said["fact"]["text"] for said in learned] == ["You like oat milk", "You like plant-based food"]
        assert {said["event_id"] for said in learned} == {event["event_id"]}
        fact = learned[0]["fact"]
        assert (fact["id"], fact["kind"], fact["label"], fact["events"]) == (
            "category:oat-milk",
            "category",
            "oat milk",
            1,
        )
        assert 0 < fact["value"] <= 1

    def test_the_same_event_again_is_a_duplicate_and_teaches_nothing(self, visitor: Shopper) -> None:
        body = {"events": [reported()]}
        visitor.post("events/", body)
        again = visitor.post("events/", body)
        assert results(again) == [("duplicate", None)]
        assert again.json()["learned"] == []
        assert Event.objects.count() == 1

    def test_one_event_by_itself_is_a_batch_of_one(self, visitor: Shopper) -> None:
        assert results(visitor.post("events/", reported())) == [("accepted", None)]

    def test_it_may_come_as_text(self, visitor: Shopper) -> None:
        """So a page that goes away can send it without asking first."""
        token = visitor.client.cookies["csrftoken"].value
        for kind in ("text/plain", "text/plain;charset=UTF-8"):
            body = json.dumps({"events": [reported()]})
            answer = visitor.client.generic(
                "POST", "/api/v1/events/", body, content_type=kind, headers={"X-CSRFToken": token}
            )
            assert results(answer) == [("accepted", None)]

    def test_a_new_visitors_first_act_may_be_an_event(self, visitor: Shopper) -> None:
        newcomer = Shopper()
        assert results(newcomer.post("events/", reported())) == [("accepted", None)]
        assert Event.objects.get().subject_id == newcomer.subject.id

    def test_an_empty_batch_is_nothing(self, visitor: Shopper) -> None:
        assert visitor.post("events/", {"events": []}).json() == {"results": [], "learned": []}

    def test_bad_events_are_answered_one_by_one(self, visitor: Shopper) -> None:
        bad: list[tuple[Any, str]] = [
            (reported("danced"), "unknown_event_type"),
            (reported(event_type=7), "invalid_event_type"),
            (reported(sku="NO-SUCH"), "unknown_sku"),
            (reported(sku=None), "sku_missing"),
            (reported(sku="x" * 65), "invalid_sku"),
            (reported(sku="OAT\0"), "invalid_sku"),
            (reported(event_id="not-a-uuid"), "invalid_event_id"),
            (reported(event_id=12), "invalid_event_id"),
            (reported(event_id=None), "invalid_event_id"),
            (reported(quantity=0), "invalid_quantity"),
            (reported(quantity=-1), "invalid_quantity"),
            (reported(quantity=1e9), "invalid_quantity"),
            (reported(quantity=10**9), "invalid_quantity"),
            (reported(quantity="two"), "invalid_quantity"),
            (reported(quantity="2"), "invalid_quantity"),
            (reported(quantity=True), "invalid_quantity"),
            (reported(position=-1), "invalid_position"),
            (reported(ranking_id="r" * 41), "invalid_ranking_id"),
            (reported(occurred_at="yesterday"), "invalid_occurred_at"),
            (reported(occurred_at="2026-11-21T10:00:00"), "invalid_occurred_at"),
            (reported(occurred_at=1_700_000_000), "invalid_occurred_at"),
            (reported(occurred_at="9999-12-31T23:59:59Z"), "invalid_occurred_at"),
            (reported(occurred_at="0001-01-01T00:00:00+14:00"), "invalid_occurred_at"),
            (reported(occurred_at="2099-01-01T00:00:00Z"), "in_the_future"),
            (reported(data=["a"]), "invalid_data"),
            (reported(data={"a": "b" * 5000}), "invalid_data"),
            (reported(data={"a": "\0"}), "invalid_data"),
            (reported(query={"a": 1}), "invalid_query"),
            ("product_viewed", "invalid_event"),
            (None, "invalid_event"),
            ([], "invalid_event"),
        ]
        good = reported()
        answer = visitor.post("events/", {"events": [*(event for event, _ in bad), good]})
        assert results(answer) == [*(("rejected", code) for _, code in bad), ("accepted", None)]
        said = answer.json()["results"]
        assert all(result["reason"].endswith(".") for result in said[:-1])
        assert [result["event_id"] for result in said[:3]] == [event["event_id"] for event, _ in bad[:3]]
        assert [str(event.event_id) for event in Event.objects.all()] == [good["event_id"]]

    def test_numbers_too_large_for_a_database_are_refused_alone(self, visitor: Shopper) -> None:
        body = json.dumps({"events": [reported(), reported()]}).replace("}", ', "data": {"a": 1e999}}', 1)
        assert results(visitor.post("events/", body.encode())) == [("rejected", "invalid_data"), ("accepted", None)]

    def test_a_long_search_is_cut_as_the_search_does(self, visitor: Shopper) -> None:
        visitor.post("events/", reported("search_performed", None, query="milk " * 100))
        assert len(Event.objects.get().query) == 200

    @pytest.mark.parametrize(
        "body", [[], "milk", 7, None, {}, {"sku": "OAT"}, {"events": "all"}, {"events": {"a": 1}}, [{"event_id": 1}]]
    )
    def test_what_is_no_list_of_events_is_refused(self, visitor: Shopper, body: Any) -> None:
        assert is_problem(visitor.post("events/", json.dumps(body).encode()), 400, "invalid")

    def test_more_than_500_are_refused_whole(self, visitor: Shopper) -> None:
        assert is_problem(visitor.post("events/", {"events": [reported()] * 501}), 400, "too_many_events")
        assert not Event.objects.exists()

    def test_a_bad_time_of_sending_is_refused_whole(self, visitor: Shopper) -> None:
        assert is_problem(visitor.post("events/", {"events": [reported()], "sent_at": "soon"}), 400, "invalid")
        assert not Event.objects.exists()

    def test_5_megabytes_are_too_much(self, visitor: Shopper) -> None:
        body = json.dumps({"events": [reported(data={"a": "b" * 5_000_000})]}).encode()
        assert is_problem(visitor.post("events/", body), 413, "body_too_large")

    @pytest.mark.parametrize("body", [b'{"events": "\xff"}', b"\x80", b"{", b"", b'{"a": NaN}', b"[" * 100_000])
    def test_what_is_no_text_or_no_json_is_refused(self, visitor: Shopper, body: bytes) -> None:
        assert visitor.post("events/", body).status_code == 400
        assert not Event.objects.exists()


class TestSingleEvents:
    @pytest.mark.parametrize("address", SINGLE)
    def test_it_works(self, visitor: Shopper, address: str) -> None:
        event = reported(quantity=2)
        answer = visitor.post(address, event)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert (body["event_id"], body["status"]) == (event["event_id"], "accepted")
        assert body["learned"]
        assert visitor.post(address, event).json() == {
            "event_id": event["event_id"],
            "status": "duplicate",
            "learned": [],
        }

    @pytest.mark.parametrize(
        ("address", "kind"), [("events/click", "search_result_clicked"), ("events/cart-add", "cart_item_added")]
    )
    def test_the_address_says_the_type(self, visitor: Shopper, address: str, kind: str) -> None:
        visitor.post(address, reported(event_type=None))
        visitor.post(address, reported("order_completed"))
        assert set(Event.objects.values_list("event_type", flat=True)) == {kind}

    def test_a_time_left_out_is_now(self, visitor: Shopper) -> None:
        assert visitor.post("interactions/track", reported(occurred_at=None)).status_code == 200

    def test_an_unknown_product_is_not_found(self, visitor: Shopper) -> None:
        assert is_problem(visitor.post("interactions/track", reported(sku="NO-SUCH")), 404, "unknown_sku")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"event_type": "danced"}, "event_type"),
            ({"quantity": "two"}, "quantity"),
            ({"event_id": "x"}, "event_id"),
            ({"sku": None}, "sku"),
            ({"occurred_at": "2099-01-01T00:00:00Z"}, "occurred_at"),
        ],
    )
    def test_a_bad_event_is_a_problem_that_names_the_field(
        self, visitor: Shopper, fields: dict[str, Any], field: str
    ) -> None:
        answer = visitor.post("interactions/track", reported(**fields))
        assert is_problem(answer, 400, "invalid")
        assert [error["field"] for error in answer.json()["errors"]] == [field]

    @pytest.mark.parametrize("body", [{"events": []}, [], "milk", None])
    def test_it_takes_one_event_only(self, visitor: Shopper, body: Any) -> None:
        assert is_problem(visitor.post("events/click", json.dumps(body).encode()), 400, "invalid")


class TestTrust:
    @pytest.mark.parametrize(
        "kind", ["order_completed", "cart_item_removed", "cart_item_updated", "preference_updated"]
    )
    def test_a_page_cannot_claim_what_the_shop_itself_knows(self, visitor: Shopper, kind: str) -> None:
        assert results(visitor.post("events/", reported(kind))) == [("rejected", "not_from_browsers")]

    def test_a_user_id_in_a_body_is_ignored(self, visitor: Shopper) -> None:
        victim = make_user()
        body = {"events": [reported(user_id=victim.pk)], "user_id": victim.pk}
        assert results(visitor.post("events/", body)) == [("accepted", None)]
        visitor.post("interactions/track", reported(user_id=victim.pk, subject_id=str(make_subject().id)))
        assert set(Event.objects.values_list("subject_id", flat=True)) == {visitor.subject.id}

    def test_a_signed_in_shoppers_events_are_the_accounts(self, visitor: Shopper) -> None:
        user = make_user()
        visitor.post("events/", reported())
        visitor.sign_in(user)
        visitor.post("events/", reported())
        assert set(Event.objects.values_list("subject_id", flat=True)) == {Subject.objects.get(user=user).id}

    def test_without_the_pages_token_nothing_is_recorded(self, visitor: Shopper) -> None:
        answer = visitor.post("events/", reported(), **{"X-CSRFToken": "wrong"})
        assert is_problem(answer, 403, "csrf_failed")
        assert not Event.objects.exists()

    def test_an_ended_session_is_told_so(self, visitor: Shopper) -> None:
        visitor.client.session.flush()
        assert is_problem(visitor.post("events/", reported()), 401, "session_ended")
        assert not Event.objects.exists()


class TestServices:
    @pytest.fixture(autouse=True)
    def _tokens(self, settings: Any, visitor: Shopper) -> None:
        settings.STAFF_SERVICE_TOKENS = ["till-token"]

    def send(self, body: Any, token: str = "till-token", address: str = "events/") -> Any:
        return Client(enforce_csrf_checks=True).post(
            f"/api/v1/{address}", body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
        )

    def test_it_speaks_for_an_account(self) -> None:
        user = make_user()
        answer = self.send({"events": [reported("order_completed", quantity=1)], "user_id": user.pk})
        assert results(answer) == [("accepted", None)]
        event = Event.objects.get()
        assert (event.subject_id, event.session_id) == (Subject.objects.get(user=user).id, "service")

    def test_it_speaks_for_a_subject(self) -> None:
        subject = make_subject()
        assert self.send(reported(user_id=str(subject.id)), address="interactions/track").status_code == 200
        assert Event.objects.get().subject_id == subject.id

    @pytest.mark.parametrize("user_id", [None, True, 1.5, ["1"]])
    def test_it_must_say_for_whom(self, user_id: Any) -> None:
        assert is_problem(self.send(reported(user_id=user_id)), 400, "invalid")

    @pytest.mark.parametrize("user_id", [0, 10**30, "nobody", str(UUID(int=1)), -1])
    def test_nobody_is_not_found(self, user_id: Any) -> None:
        assert is_problem(self.send(reported(user_id=user_id)), 404, "not_found")
        assert not Event.objects.exists()

    def test_each_token_has_a_limit_of_its_own(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.STAFF_SERVICE_TOKENS = ["till-token", "other-token"]
        rates = {"events": "1/min", "events_address": "1/min", "events_service": "4/min"}
        monkeypatch.setattr("analytics.api.throttles.api_settings.DEFAULT_THROTTLE_RATES", rates)
        user_id = make_user().pk
        batch = {"events": [reported(), reported(), reported()], "user_id": user_id}
        assert results(self.send(batch)) == [("accepted", None)] * 3
        refused = self.send({"events": [reported(), reported()], "user_id": user_id})
        assert is_problem(refused, 429, "throttled")
        assert 1 <= int(refused.headers["Retry-After"]) <= 61
        assert results(self.send(batch, token="other-token")) == [("duplicate", None)] * 3

    def test_an_unknown_token_is_refused(self) -> None:
        assert is_problem(self.send(reported(user_id=1), token="guess"), 401, "authentication_failed")
        assert not Event.objects.exists()


class TestThrottle:
    def limit(self, monkeypatch: pytest.MonkeyPatch, session: int, address: int) -> None:
        rates = {"events": f"{session}/min", "events_address": f"{address}/min"}
        monkeypatch.setattr("analytics.api.throttles.api_settings.DEFAULT_THROTTLE_RATES", rates)

    def test_a_session_may_report_only_so_many_events_a_minute(
        self, visitor: Shopper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.limit(monkeypatch, session=5, address=1000)
        assert visitor.post("events/", {"events": [reported() for _ in range(4)]}).status_code == 200
        answer = visitor.post("events/", {"events": [reported() for _ in range(2)]})
        assert is_problem(answer, 429, "throttled")
        assert 1 <= int(answer.headers["Retry-After"]) <= 61
        assert Event.objects.count() == 4

    def test_an_address_is_limited_whatever_the_sessions(
        self, visitor: Shopper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.limit(monkeypatch, session=100, address=5)
        statuses = []
        for _ in range(8):
            shopper = Shopper()
            shopper.post("session/")
            statuses.append(shopper.post("events/", reported()).status_code)
        assert statuses == [200] * 5 + [429] * 3

    def test_all_processes_share_one_limit(self, visitor: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
        self.limit(monkeypatch, session=40, address=1000)
        assert visitor.post("events/", {"events": [reported() for _ in range(40)]}).status_code == 200
        permits.forget()
        assert is_problem(visitor.post("events/", reported()), 429, "throttled")


class TestTheShortWayIn:
    """What a plain post is spared changes nothing that a client could notice."""

    def test_other_methods_are_told_so(self, visitor: Shopper) -> None:
        assert is_problem(visitor.get("events/"), 405, "method_not_allowed")

    def test_forms_are_no_json(self, visitor: Shopper) -> None:
        token = visitor.client.cookies["csrftoken"].value
        answer = visitor.client.post("/api/v1/events/", {"event_id": "1"}, headers={"X-CSRFToken": token})
        assert is_problem(answer, 415, "unsupported_media_type")

    def test_who_wants_something_else_than_json_is_told_so(self, visitor: Shopper) -> None:
        assert is_problem(visitor.post("events/", reported(), Accept="text/html"), 406, "not_acceptable")
        assert visitor.post("events/", reported(), Accept="application/json").status_code == 200

    def test_a_refusal_is_a_problem_document(self, visitor: Shopper) -> None:
        answer = visitor.post("events/", {"events": "all"})
        assert answer.headers["Content-Type"] == "application/problem+json"
        unknown = Client().post("/api/v1/events/", b"{}", "application/json", headers={"Authorization": "Bearer x"})
        assert is_problem(unknown, 401, "authentication_failed")
        assert unknown.headers["WWW-Authenticate"] == "Bearer"

    def test_it_carries_the_headers_of_every_answer(self, visitor: Shopper) -> None:
        headers = visitor.post("events/", reported()).headers
        assert headers["Content-Type"] == "application/json"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"

    def test_a_number_of_any_size_in_the_data_is_kept(self, visitor: Shopper) -> None:
        assert results(visitor.post("events/", reported(data={"n": 10**30, "text": "œ"}))) == [("accepted", None)]
        assert Event.objects.get().data == {"n": 10**30, "text": "œ"}


@pytest.fixture
def round_trips(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was sent to Redis, one entry a round trip."""
    sent: list[Any] = []
    send = AbstractConnection.send_packed_command

    def counted(self: AbstractConnection, command: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(command)
        return send(self, command, *args, **kwargs)

    monkeypatch.setattr(AbstractConnection, "send_packed_command", counted)
    return sent


class TestBudget:
    @pytest.mark.parametrize("size", [1, 500])
    @pytest.mark.parametrize("signed_in", [False, True])
    def test_any_batch_is_three_statements_and_one_round_trip(
        self, visitor: Shopper, round_trips: list[Any], size: int, signed_in: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "analytics.api.throttles.api_settings.DEFAULT_THROTTLE_RATES",
            {"events": "100000/min", "events_address": "100000/min"},
        )
        if signed_in:
            visitor.sign_in(make_user())
        visitor.post("events/", {"events": [reported() for _ in range(size)]})
        batch = {"events": [reported() for _ in range(size)]}
        round_trips.clear()
        with CaptureQueriesContext(connection) as queries:
            assert visitor.post("events/", batch).status_code == 200
        assert len(queries) == 3, [query["sql"][:80] for query in queries.captured_queries]
        assert len(round_trips) == 1


def test_an_opted_out_shoppers_events_reach_no_redis(
    visitor: Shopper, round_trips: list[Any], redis_client: "redis.Redis[bytes]"
) -> None:
    set_learning(visitor.subject.id, False)
    assert visitor.post("events/", reported()).json()["learned"] == []
    assert not [key for key in redis_client.scan_iter() if b"profile" in key]
    assert Event.objects.get().contributions == []


def test_an_event_id_is_nobodys_key_to_anothers_event(visitor: Shopper) -> None:
    event = reported()
    visitor.post("events/", event)
    other = Shopper()
    other.post("session/")
    assert results(other.post("events/", {**event, "event_type": "product_liked"})) == [("duplicate", None)]
    assert Event.objects.get().event_type == "product_viewed"
