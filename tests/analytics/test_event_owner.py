"""Events that a browser kept are recorded for who made them, or not at all."""

import pytest

from analytics.models import Event
from tests.analytics.makers import oat_milk, reported
from tests.shop.factories import make_user
from tests.shop.shopper import Shopper, is_problem


@pytest.fixture
def visitor(transactional_db: None) -> Shopper:
    oat_milk()
    shopper = Shopper()
    shopper.post("session/")
    return shopper


def owner(shopper: Shopper) -> str:
    return str(shopper.get("me/").json()["owner"])


def test_a_visitor_has_no_owner_before_the_first_act(transactional_db: None) -> None:
    visitor = Shopper()
    assert owner(visitor) == ""
    assert visitor.post("session/").json()["owner"] == owner(visitor) != ""


def test_an_owner_is_the_same_in_every_session_of_an_account(visitor: Shopper) -> None:
    user, elsewhere = make_user(), Shopper()
    before = owner(visitor)
    visitor.sign_in(user)
    elsewhere.sign_in(user)
    assert owner(visitor) == owner(elsewhere) != before


def test_an_owner_does_not_tell_the_subject(visitor: Shopper) -> None:
    assert visitor.subject.id.hex not in owner(visitor)


def test_events_of_the_stated_owner_are_recorded(visitor: Shopper) -> None:
    answer = visitor.post("events/", reported(), **{"X-Event-Owner": owner(visitor)})
    assert answer.status_code == 200
    assert Event.objects.get().subject_id == visitor.subject.id


def test_events_of_somebody_who_signed_out_are_not_the_next_ones(visitor: Shopper) -> None:
    visitor.sign_in(make_user())
    theirs = owner(visitor)
    visitor.delete("/_allauth/browser/v1/auth/session")
    del visitor.client.cookies["sessionid"]  # as a browser does with a cookie that has ended
    headers = {"X-Event-Owner": theirs}
    assert is_problem(visitor.post("events/", reported(), **headers), 409, "another_owner")
    visitor.post("session/")
    assert is_problem(visitor.post("events/", reported(), **headers), 409, "another_owner")
    visitor.sign_in(make_user())
    assert is_problem(visitor.post("events/", reported(), **headers), 409, "another_owner")
    assert not Event.objects.exists()


def test_events_that_name_no_owner_are_the_sessions(visitor: Shopper) -> None:
    assert visitor.post("events/", reported()).status_code == 200
