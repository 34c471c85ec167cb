"""The admin's one search box."""

from typing import Any

import pytest
from django.test import Client

from tests.plain_static import plain_static
from tests.shop.factories import make_product, make_user
from tests.shop.orders import place_order
from tests.shop.staff import make_owner, make_staff, signed_in

__all__ = ["plain_static"]
pytestmark = pytest.mark.django_db


def found(client: Client, text: str) -> list[str]:
    answer = client.get("/admin/search/", {"s": text, "extended": "1"})
    assert answer.status_code == 200
    return [result.title for result in answer.context["results"]]


def test_orders_products_and_customers_are_found_by_what_staff_have_at_hand(plain_static: Any) -> None:
    owner, order = signed_in(make_owner()), place_order(make_product("OAT-7", name="Barista oat milk"))
    make_user("maya@example.com", first_name="Maya", last_name="Ortiz")
    assert order.number in found(owner, order.number[-4:])
    assert found(owner, "oat-7") == ["Barista oat milk"]
    assert found(owner, "barista") == ["Barista oat milk"]
    assert found(owner, "ortiz") == ["Maya Ortiz"]
    assert found(owner, "zzz") == []


def test_only_the_first_few_of_many_are_listed(plain_static: Any) -> None:
    for _ in range(9):
        make_product(name="Zebra bread")
    assert len(found(signed_in(make_owner()), "zebra")) == 6


def test_each_role_finds_what_it_may_open(plain_static: Any) -> None:
    order = place_order(make_product(name="Barista oat milk"))
    assert found(signed_in(make_staff("Catalog")), order.number) == []
    assert found(signed_in(make_staff("Catalog")), "barista") == ["Barista oat milk"]
    assert order.number in found(signed_in(make_staff("Orders")), order.number)
