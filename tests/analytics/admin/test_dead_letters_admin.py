"""Refused rows in the admin: why, what was sent, and another try for whoever may."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from analytics.models import DeadLetter
from analytics.warehouse import dead_letters
from analytics.warehouse.rows import TABLE, Row
from tests.shop.factories import make_user
from tests.shop.staff import make_staff, messages_of, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/analytics/deadletter/"
KEY = "3c1f7a0e-6a3c-4b1e-9c55-1eaf10af0001"


@pytest.fixture
def letter() -> DeadLetter:
    row = Row(KEY, "2026-11-21", f'{{"event_id": "{KEY}", "note": "<b>bold</b>"}}')
    dead_letters.bury(TABLE, row, 'Invalid timestamp: "year 44"\nat 1:1')
    return DeadLetter.objects.get()


def allowed(*codenames: str) -> Client:
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


def test_it_works(owner: Client, letter: DeadLetter) -> None:
    listed = owner.get(LIST).content.decode()
    for text in (KEY, "raw_user_actions", "Invalid timestamp: …", "Waits for you"):
        assert text in listed, text
    page = owner.get(f"{LIST}{letter.pk}/change/").content.decode()
    for text in ("at 1:1", "&lt;b&gt;bold&lt;/b&gt;", "Try again"):
        assert text in page, text


def test_several_are_tried_again_at_once(owner: Client, letter: DeadLetter) -> None:
    chosen = {"action": "try_again", "_selected_action": [letter.pk]}
    answer = owner.post(LIST, chosen, follow=True)
    assert messages_of(answer) == ["1 row will be sent again within seconds."]
    letter.refresh_from_db()
    assert letter.retrying
    assert "Will be tried again" in answer.content.decode()


def test_one_is_tried_again_from_its_page(owner: Client, letter: DeadLetter) -> None:
    address = f"{LIST}{letter.pk}/try-again/"
    assert owner.get(address).status_code == 405
    assert owner.post(address).status_code == 302
    letter.refresh_from_db()
    assert letter.retrying
    assert owner.post(f"{LIST}{letter.pk + 1}/try-again/").status_code == 404


def test_they_are_found_by_reason(owner: Client, letter: DeadLetter) -> None:
    dead_letters.bury(TABLE, Row("77", "2026-11-21", "{}"), "Something else")

    def found(**query: str) -> set[Any]:
        return {one.key for one in owner.get(LIST, query).context["cl"].result_list}

    assert found() == {KEY, "77"}
    assert found(problem=letter.problem) == {KEY}
    assert found(q="something") == {"77"}


def test_who_may_only_look_cannot_send_again(plain_static: Any, letter: DeadLetter) -> None:
    onlooker = allowed("view_deadletter")
    assert "Try again" not in onlooker.get(f"{LIST}{letter.pk}/change/").content.decode()
    assert onlooker.post(f"{LIST}{letter.pk}/try-again/").status_code == 403
    onlooker.post(LIST, {"action": "try_again", "_selected_action": [letter.pk]})
    letter.refresh_from_db()
    assert not letter.retrying


def test_who_may_change_them_may_send_again(plain_static: Any, letter: DeadLetter) -> None:
    worker = allowed("view_deadletter", "change_deadletter")
    assert worker.post(f"{LIST}{letter.pk}/try-again/").status_code == 302
    letter.refresh_from_db()
    assert letter.retrying


def test_other_staff_see_none_of_it(plain_static: Any, letter: DeadLetter) -> None:
    client = signed_in(make_staff("Orders"))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{letter.pk}/change/").status_code == 403


def test_they_can_be_neither_made_nor_changed_nor_deleted(owner: Client, letter: DeadLetter) -> None:
    assert owner.get(f"{LIST}add/").status_code == 403
    assert owner.post(f"{LIST}{letter.pk}/delete/", {"post": "yes"}).status_code == 403
    owner.post(f"{LIST}{letter.pk}/change/", {"reason": "none"})
    letter.refresh_from_db()
    assert letter.reason.startswith("Invalid timestamp")
