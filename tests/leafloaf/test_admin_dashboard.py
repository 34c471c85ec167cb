"""The first page of the admin, and the way around."""

import json
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.events import NewEvent, record
from leafloaf.admin_dashboard import days_of_orders
from leafloaf.admin_theme import UNFOLD
from shop import orders
from shop.models import Order
from tests.plain_static import plain_static
from tests.shop.factories import PASSWORD, make_product, make_slot, make_subject, make_user
from tests.shop.orders import place_order
from tests.shop.staff import make_owner, make_staff, signed_in

__all__ = ["plain_static"]
# What is trending is learned on commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(db: None, plain_static: Any) -> Client:
    return signed_in(make_owner(first_name="Olive"))


def placed_on(day: datetime, price: str = "2.00") -> Order:
    order = place_order(make_product(price=price))
    Order.objects.filter(pk=order.pk).update(placed_at=day)
    return order


def noon(days_ago: int) -> datetime:
    day = timezone.localdate() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time(12)))


def test_it_works(owner: Client) -> None:
    placed_on(timezone.now(), "12.50")
    make_product(name="Nearly gone", stock=2)
    slot = make_slot(timezone.now() + timedelta(hours=26), capacity=8)
    record(
        make_subject().id,
        "session",
        [NewEvent(uuid4(), "product_viewed", timezone.now(), sku=make_product("HOT", name="Hot sauce").sku)],
    )
    answer = owner.get("/admin/")
    page = answer.content.decode()
    for text in ("Olive", "$12.50", "Nearly gone", "2 left", "Hot sauce", "0 of 8"):
        assert text in page, text
    assert answer.context["selling"]["today"].orders == 1
    assert {step["status"]: step["count"] for step in answer.context["work"]}["placed"] == 1
    assert answer.context["events"]["total"] >= 1
    assert slot in [one for day in answer.context["slot_days"] for one in day["slots"]]


def test_an_empty_shop_says_what_will_appear_and_how(owner: Client) -> None:
    page = owner.get("/admin/").content.decode()
    for text in ("No orders in the last 14 days", "plan some", "every product has 10 or more", "Quiet just now"):
        assert text in page, text


def test_days_add_up_in_the_shop_s_own_time(owner: Client) -> None:
    today = timezone.localdate()
    placed_on(timezone.make_aware(datetime.combine(today, time(0, 1))), "1.00")
    placed_on(timezone.make_aware(datetime.combine(today, time(0, 0))) - timedelta(minutes=1), "2.00")
    placed_on(noon(13), "4.00")
    placed_on(noon(14), "8.00")
    days = days_of_orders(today)
    assert len(days) == 14
    assert [(day.orders, day.revenue) for day in (days[0], days[-2], days[-1])] == [
        (1, Decimal("4.00")),
        (1, Decimal("2.00")),
        (1, Decimal("1.00")),
    ]
    assert sum(day.revenue for day in days) == Decimal("7.00")


def test_what_was_cancelled_or_declined_is_not_sold(owner: Client) -> None:
    orders.cancel_order(place_order())
    declined = place_order()
    Order.objects.filter(pk=declined.pk).update(status=Order.Status.PAYMENT_FAILED)
    assert days_of_orders(timezone.localdate())[-1].orders == 0


def test_the_charts_carry_the_same_numbers_as_the_page(owner: Client) -> None:
    placed_on(noon(1), "3.25")
    selling = owner.get("/admin/").context["selling"]
    chart = json.loads(selling["revenue_chart"])
    assert len(chart["labels"]) == 14
    assert chart["datasets"][0]["data"][-2] == 3.25


def test_it_takes_few_queries_whatever_there_is_to_show(owner: Client) -> None:
    owner.get("/admin/")
    with CaptureQueriesContext(connection) as empty:
        owner.get("/admin/")
    for number in range(12):
        placed_on(noon(number))
        make_product(stock=1)
        make_slot(timezone.now() + timedelta(hours=20, minutes=number))
        record(make_subject().id, "session", [NewEvent(uuid4(), "search_performed", timezone.now(), query="milk")])
    with CaptureQueriesContext(connection) as full:
        owner.get("/admin/")
    assert len(full) <= len(empty) + 1, "trending products are looked up only when there are some"
    assert len(full) <= 10


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        ("Catalog", {"low_stock", "trending"}, {"selling", "work", "slot_days", "events"}),
        ("Orders", {"selling", "work", "slot_days", "low_stock"}, {"events"}),
        ("Marketing", {"trending", "events"}, {"selling", "work", "slot_days"}),
    ],
)
def test_each_role_sees_its_own_part(plain_static: Any, role: str, seen: set[str], unseen: set[str]) -> None:
    placed_on(timezone.now())
    context = signed_in(make_staff(role)).get("/admin/").context
    assert all(name in context for name in seen)
    assert not any(name in context for name in unseen)


def test_every_entry_of_the_sidebar_opens(owner: Client) -> None:
    links = [item["link"] for group in UNFOLD["SIDEBAR"]["navigation"] for item in group["items"]]
    assert len(links) == 16
    for link in links:
        assert owner.get(str(link)).status_code == 200, link


def test_the_sidebar_shows_what_a_role_may_open(plain_static: Any) -> None:
    page = signed_in(make_staff("Catalog")).get("/admin/").content.decode()
    assert "/admin/shop/product/" in page
    assert "/admin/shop/order/" not in page
    assert "/admin/auth/group/" not in page


def test_the_sign_in_page_is_the_shop_s_own(plain_static: Any, client: Client) -> None:
    page = client.get("/admin/").headers["Location"]
    answer = client.get(page)
    page = answer.content.decode()
    assert answer.status_code == 200
    wrong = client.post("/admin/login/", {"username": "x@example.com", "password": "x", "next": "/admin/"})
    assert "belong to no staff account" in wrong.content.decode()
    customer = make_user()
    refused = client.post("/admin/login/", {"username": customer.email, "password": PASSWORD})
    assert "belong to no staff account" in refused.content.decode()
    staff = make_staff("Orders")
    entered = client.post(
        "/admin/login/", {"username": staff.email, "password": PASSWORD, "next": "/admin/shop/order/"}
    )
    assert entered.headers["Location"] == "/admin/shop/order/"
    assert "shop/admin/theme.css" in page
    assert "shop/admin/leaf.svg" in page


def test_no_page_of_ours_carries_a_script_in_its_text(owner: Client) -> None:
    from leafloaf.settings import BASE_DIR

    for template in (BASE_DIR / "templates" / "admin").rglob("*.html"):
        text = template.read_text()
        assert "onclick=" not in text, template
        assert "<script>" not in text, template
