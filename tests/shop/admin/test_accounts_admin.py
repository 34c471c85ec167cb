"""Customers and staff in the admin: who may change whom."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from shop.models import Address, User
from tests.shop.factories import make_address, make_user
from tests.shop.orders import place_order
from tests.shop.staff import make_owner, make_staff, messages_of, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/shop/user/"


def send(client: Client, user: User, **changes: Any) -> Any:
    values = {
        "email": user.email,
        "phone": user.phone,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "is_active": "on",
        "addresses-TOTAL_FORMS": 0,
        "addresses-INITIAL_FORMS": 0,
    }
    return client.post(f"{LIST}{user.pk}/change/", {**values, **changes}, follow=True)


def test_it_works(owner: Client) -> None:
    customer = make_user(first_name="Maya")
    make_address(customer)
    place_order(user=customer)
    page = owner.get(f"{LIST}{customer.pk}/change/").content.decode()
    assert "1 orders" not in page
    for text in ("Maya", "12 Orchard Lane", "1 order<", "What the shop learned"):
        assert text in page, text
    assert owner.get(LIST).status_code == 200
    assert owner.get("/admin/shop/order/", {"q": customer.email}).context["cl"].result_count == 1


def test_an_owner_makes_staff_and_gives_roles(owner: Client) -> None:
    user, role = make_user(), Group.objects.get(name="Orders")
    send(owner, user, is_staff="on", groups=[role.pk])
    user.refresh_from_db()
    assert user.is_staff
    assert list(user.groups.all()) == [role]


def test_the_orders_role_looks_after_customers_but_makes_nobody_staff() -> None:
    helper, customer = make_staff("Orders"), make_user()
    client = signed_in(helper)
    send(client, customer, phone="555 0101", is_staff="on", is_superuser="on", groups=[Group.objects.first().pk])  # type: ignore[union-attr]
    customer.refresh_from_db()
    assert (customer.phone, customer.is_staff, customer.is_superuser) == ("555 0101", False, False)
    assert not customer.groups.exists()


@pytest.mark.parametrize("make", [make_owner, lambda: make_staff("Catalog")])
def test_the_orders_role_cannot_touch_other_staff(make: Any) -> None:
    client, other = signed_in(make_staff("Orders")), make()
    before = other.password
    assert send(client, other, email="mine@example.com").status_code == 403
    passwords = {"usable_password": "true", "password1": "a new long one 1", "password2": "a new long one 1"}
    assert client.post(f"{LIST}{other.pk}/password/", passwords).status_code == 403
    other.refresh_from_db()
    assert other.password == before


def test_staff_cannot_raise_themselves() -> None:
    helper = make_staff("Orders")
    send(signed_in(helper), helper, is_superuser="on", groups=[group.pk for group in Group.objects.all()])
    helper.refresh_from_db()
    assert not helper.is_superuser
    assert [group.name for group in helper.groups.all()] == ["Orders"]


def test_an_address_is_mended(owner: Client) -> None:
    customer = make_user()
    address = make_address(customer)
    row = {
        "id": address.pk,
        "user": customer.pk,
        "label": "Home",
        "recipient": "Maya Ortiz",
        "line1": "9 Elm St",
        "line2": "",
        "city": "Albany",
        "region": "NY",
        "postcode": "12207",
        "phone": "",
        "instructions": "",
    }
    send(
        owner,
        customer,
        **{"addresses-TOTAL_FORMS": 1, "addresses-INITIAL_FORMS": 1},
        **{f"addresses-0-{name}": value for name, value in row.items()},
    )
    assert Address.objects.get().line1 == "9 Elm St"


def test_a_lost_second_factor_is_removed_by_an_owner_only(owner: Client) -> None:
    person = make_staff("Catalog")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    chosen = {"action": "remove_second_factor", "_selected_action": [person.pk]}
    signed_in(make_staff("Orders")).post(LIST, chosen)
    assert Authenticator.objects.count() == 1
    answer = owner.post(LIST, chosen, follow=True)
    assert "set up a new one" in messages_of(answer)[0]
    assert not Authenticator.objects.exists()


def test_secrets_of_second_factors_have_no_page(owner: Client) -> None:
    assert owner.get("/admin/mfa/authenticator/").status_code == 404


def test_an_account_is_added_by_mail_address(owner: Client) -> None:
    values = {
        "email": "New@Example.com",
        "usable_password": "true",
        "password1": "a new long one 1",
        "password2": "a new long one 1",
    }
    owner.post(f"{LIST}add/", values)
    assert User.objects.filter(email__iexact="new@example.com").exists()


@pytest.mark.parametrize(("who", "count"), [("customers", 1), ("staff", 2)])
def test_the_list_tells_customers_from_staff(owner: Client, who: str, count: int) -> None:
    make_user()
    make_staff("Orders")
    assert owner.get(f"{LIST}?who={who}").context["cl"].result_count == count
