"""Who somebody is comes from the session, and from nowhere else."""

import pytest
from django.contrib.sessions.models import Session

from shop.models import CartItem, Subject
from tests.shop.factories import make_address, make_product, make_user
from tests.shop.shopper import Shopper, is_problem

pytestmark = pytest.mark.django_db


def test_looking_around_leaves_no_trace() -> None:
    visitor = Shopper()
    for path in ("me/", "cart/", "orders/", "delivery/slots/"):
        assert visitor.get(path).status_code == 200
    assert visitor.get("me/").json() == {
        "authenticated": False,
        "email": None,
        "first_name": "",
        "is_staff": False,
        "has_session": False,
        "owner": "",
        "personalization_enabled": True,
    }
    assert not Subject.objects.exists()
    assert not Session.objects.exists()


def test_a_visitor_is_made_known_once() -> None:
    visitor = Shopper()
    for _ in range(2):
        answer = visitor.post("session/")
        assert (answer.status_code, answer.json()["has_session"]) == (200, True)
    assert Subject.objects.count() == 1


def test_an_account_has_one_subject_on_every_device() -> None:
    user = make_user()
    subjects = set()
    for _ in range(2):
        device = Shopper()
        device.sign_in(user)
        device.post("session/")
        subjects.add(device.subject.id)
    assert len(subjects) == 1


def test_a_write_with_an_ended_session_is_refused_and_the_next_one_starts_anew() -> None:
    make_product("A")
    visitor = Shopper()
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    Session.objects.all().delete()
    for method, path, body in (
        ("POST", "cart/items/", {"sku": "A", "quantity": 1}),
        ("POST", "checkout/", {}),
        ("DELETE", "cart/", None),
    ):
        ended = visitor.client.cookies["sessionid"].value
        assert is_problem(visitor.send(method, path, body), 401, "session_ended")
        assert visitor.client.cookies["sessionid"].value == "", "the stale cookie is taken away"
        visitor.client.cookies["sessionid"] = ended
    assert CartItem.objects.count() == 1
    assert visitor.post("session/").json()["has_session"] is True
    assert visitor.post("cart/items/", {"sku": "A", "quantity": 1}).status_code == 200


def test_reading_with_an_ended_session_shows_an_empty_shop() -> None:
    make_product("A")
    visitor = Shopper()
    visitor.post("cart/items/", {"sku": "A", "quantity": 1})
    Session.objects.all().delete()
    assert visitor.get("cart/").json()["lines"] == []
    assert visitor.get("me/").json()["has_session"] is False


@pytest.mark.parametrize("cookie", ["x", "0" * 32, "../../etc/passwd", "ünï".encode().decode("latin-1"), "a" * 4000])
def test_a_made_up_session_cookie_is_nobody(cookie: str) -> None:
    visitor = Shopper()
    visitor.client.cookies["sessionid"] = cookie
    assert visitor.get("me/").json()["has_session"] is False


# --- The account itself -------------------------------------------------------------------------------------------


def signed_in() -> Shopper:
    shopper = Shopper()
    shopper.client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    return shopper


def test_a_name_can_be_given() -> None:
    shopper = signed_in()
    assert shopper.patch("me/", {"first_name": "Robin"}).json()["first_name"] == "Robin"
    assert is_problem(shopper.patch("me/", {"first_name": 7}), 400, "invalid")
    assert is_problem(Shopper().patch("me/", {"first_name": "Robin"}), 401, "not_authenticated")


ADDRESS = {"recipient": "Robin", "line1": "1 Elm St", "city": "Troy", "postcode": "12180"}


def test_the_address_book_keeps_one_default() -> None:
    shopper = signed_in()
    first = shopper.post("addresses/", ADDRESS).json()
    assert first["is_default"] is True
    second = shopper.post("addresses/", {**ADDRESS, "line1": "2 Oak St", "is_default": True}).json()
    listed = shopper.get("addresses/").json()
    assert [(one["id"], one["is_default"]) for one in listed] == [(second["id"], True), (first["id"], False)]
    assert shopper.patch(f"addresses/{first['id']}/", {"is_default": True}).json()["is_default"] is True
    assert shopper.delete(f"addresses/{first['id']}/").status_code == 204
    assert [(one["id"], one["is_default"]) for one in shopper.get("addresses/").json()] == [(second["id"], True)]


def test_the_same_address_twice_is_one() -> None:
    shopper = signed_in()
    ids = {shopper.post("addresses/", ADDRESS).json()["id"] for _ in range(2)}
    assert len(ids) == 1


def test_an_address_can_be_changed() -> None:
    shopper = signed_in()
    made = shopper.post("addresses/", ADDRESS).json()
    assert shopper.patch(f"addresses/{made['id']}/", {"city": "Albany"}).json()["city"] == "Albany"
    assert is_problem(shopper.patch(f"addresses/{made['id']}/", {"city": ""}), 400, "invalid")


def test_the_address_book_has_an_end() -> None:
    shopper = signed_in()
    for number in range(20):
        assert shopper.post("addresses/", {**ADDRESS, "line1": f"{number} Elm St"}).status_code == 201
    assert is_problem(shopper.post("addresses/", {**ADDRESS, "city": "Albany"}), 400, "invalid")


def test_somebody_elses_address_is_not_found() -> None:
    shopper, theirs = signed_in(), make_address(make_user())
    assert is_problem(shopper.patch(f"addresses/{theirs.id}/", {"city": "Troy"}), 404, "not_found")
    assert is_problem(shopper.delete(f"addresses/{theirs.id}/"), 404, "not_found")
    assert shopper.get("addresses/").json() == []
    theirs.refresh_from_db()
    assert theirs.city == "Albany"


def test_a_visitor_has_no_address_book() -> None:
    visitor = Shopper()
    assert is_problem(visitor.get("addresses/"), 401, "not_authenticated")
    assert is_problem(visitor.post("addresses/", ADDRESS), 401, "not_authenticated")


def test_an_address_number_beyond_all_bounds_is_not_found() -> None:
    assert signed_in().delete(f"addresses/{10**30}/").status_code == 404
