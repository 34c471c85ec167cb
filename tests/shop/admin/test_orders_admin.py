"""Orders in the admin: a record that moves by steps and is never edited."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop import orders
from shop.models import Order, Product
from tests.shop.factories import make_category, make_product, make_slot, make_user
from tests.shop.orders import place_order
from tests.shop.staff import make_staff, messages_of, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/shop/order/"


def page_of(client: Client, order: Order) -> Any:
    return client.get(f"{LIST}{order.pk}/change/")


def step(client: Client, order: Order, to: str) -> Any:
    return client.post(reverse("admin:shop_order_step", args=[order.pk]), {"to": to}, follow=True)


def test_it_works(owner: Client) -> None:
    order = place_order(make_product(name="Oat milk", price="3.49"), quantity=2, note="Ring twice")
    answer = page_of(owner, order)
    assert answer.status_code == 200
    for text in (order.number, "Oat milk", "$6.98", "Ring twice", "Robin Baker", "12 Orchard Lane", "Start picking"):
        assert text in answer.content.decode(), text


def test_only_the_next_step_is_offered(owner: Client) -> None:
    order = place_order()
    for words, to in (
        ("Start picking", "picking"),
        ("Send out", "out_for_delivery"),
        ("Mark delivered", "delivered"),
    ):
        assert [one["words"] for one in page_of(owner, order).context["steps"]] == [words]
        step(owner, order, to)
    assert page_of(owner, order).context["steps"] == []
    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED


def test_a_step_says_who_took_it(owner: Client) -> None:
    order, picker = place_order(), make_staff("Orders", first_name="Pia")
    step(signed_in(picker), order, "picking")
    assert order.history.last().changed_by == picker  # type: ignore[union-attr]
    assert "Pia" in page_of(owner, order).content.decode()


@pytest.mark.parametrize("to", ["delivered", "placed", "cancelled", "nonsense", ""])
def test_a_step_that_does_not_follow_changes_nothing(owner: Client, to: str) -> None:
    order = place_order()
    assert step(owner, order, to).status_code == 200
    order.refresh_from_db()
    assert order.status == Order.Status.PLACED


def test_cancelling_gives_everything_back_and_keeps_the_reason(owner: Client) -> None:
    product = make_product(stock=10)
    order = place_order(product, quantity=3)
    owner.post(reverse("admin:shop_order_cancel", args=[order.pk]), {"reason": " Customer   called "})
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert order.history.last().note == "Customer called"  # type: ignore[union-attr]
    assert Product.objects.get(pk=product.pk).stock == 10


def test_cancelling_needs_a_reason(owner: Client) -> None:
    order = place_order()
    answer = owner.post(reverse("admin:shop_order_cancel", args=[order.pk]), {"reason": "  "}, follow=True)
    assert "Say why" in messages_of(answer)[0]
    order.refresh_from_db()
    assert order.status == Order.Status.PLACED


def test_an_order_on_its_way_cannot_be_cancelled(owner: Client) -> None:
    order = place_order()
    orders.advance(order, "picking")
    orders.advance(order, "out_for_delivery")
    order.refresh_from_db()
    assert page_of(owner, order).context["may_cancel"] is False
    answer = owner.post(reverse("admin:shop_order_cancel", args=[order.pk]), {"reason": "No"}, follow=True)
    assert messages_of(answer)
    order.refresh_from_db()
    assert order.status == Order.Status.OUT_FOR_DELIVERY


def test_nothing_of_an_order_can_be_edited(owner: Client) -> None:
    order = place_order()
    owner.post(f"{LIST}{order.pk}/change/", {"total": "0.01", "status": "delivered", "email": "thief@example.com"})
    after = Order.objects.get(pk=order.pk)
    assert (after.total, after.status, after.email) == (order.total, "placed", order.email)
    assert owner.get(f"{LIST}add/").status_code == 403
    assert owner.post(f"{LIST}{order.pk}/delete/", {"post": "yes"}).status_code == 403


def test_steps_are_taken_by_post_only(owner: Client) -> None:
    assert owner.get(reverse("admin:shop_order_step", args=[place_order().pk])).status_code == 405


def test_who_may_only_look_is_offered_no_step() -> None:
    order = place_order()
    stranger = make_staff("Catalog")
    assert page_of(signed_in(stranger), order).status_code == 403
    assert step(signed_in(stranger), order, "picking").status_code == 403
    order.refresh_from_db()
    assert order.status == Order.Status.PLACED


def test_customers_do_not_get_in() -> None:
    order = place_order()
    assert page_of(signed_in(make_user()), order).status_code == 302


def test_many_orders_start_picking_at_once_and_the_others_are_told(owner: Client) -> None:
    ready = [place_order(), place_order()]
    late = place_order()
    orders.advance(late, "picking")
    answer = owner.post(
        LIST, {"action": "start_picking", "_selected_action": [one.pk for one in [*ready, late]]}, follow=True
    )
    assert Order.objects.filter(status="picking").count() == 3
    said = messages_of(answer)
    assert "2 orders: being picked." in said
    assert any(late.number in sentence for sentence in said)


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("state=to-do", 1), ("state=delivered", 1), ("state=cancelled", 0), ("state=nonsense", 2), ("day=x", 2)],
)
def test_the_list_filters_by_status(owner: Client, query: str, found: int) -> None:
    done = place_order()
    for to in ("picking", "out_for_delivery", "delivered"):
        orders.advance(done, to)
    place_order()
    assert owner.get(f"{LIST}?{query}").context["cl"].result_count == found


def test_the_list_filters_by_delivery_day(owner: Client) -> None:
    soon = timezone.localtime() + timedelta(days=1)
    later = place_order(slot=make_slot(soon.replace(hour=12, minute=0) + timedelta(days=2)))
    place_order(slot=make_slot(soon.replace(hour=12, minute=0)))
    day = timezone.localtime(later.slot.starts_at).date()  # type: ignore[union-attr]
    assert [row.pk for row in owner.get(f"{LIST}?day={day}").context["cl"].result_list] == [later.pk]


def test_an_order_is_found_by_number_mail_and_sku(owner: Client) -> None:
    order = place_order(make_product("OAT-7"), email="maya@example.com")
    place_order()
    for text in (order.number, "maya@", "OAT-7"):
        assert owner.get(LIST, {"q": text}).context["cl"].result_count == 1, text


def test_the_list_takes_as_many_queries_for_many_orders_as_for_few(owner: Client) -> None:
    place_order()
    owner.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        owner.get(LIST)
    for _ in range(5):
        place_order()
    with CaptureQueriesContext(connection) as many:
        owner.get(LIST)
    assert len(many) == len(few)
    assert len(many) <= 9


def test_an_order_s_page_takes_few_queries(owner: Client) -> None:
    few, many = place_order(), place_order(*[make_product() for _ in range(8)])
    with CaptureQueriesContext(connection) as first:
        page_of(owner, few)
    with CaptureQueriesContext(connection) as second:
        page_of(owner, many)
    assert len(first) == len(second) <= 9


def test_a_product_that_left_the_catalog_stays_on_the_order(owner: Client) -> None:
    product = make_product(name="Blue cheese")
    order = place_order(product)
    order.lines.update(product=None)
    assert "no longer in the catalog" in page_of(owner, order).content.decode()


# --- Picking ----------------------------------------------------------------------------------------------------------


def test_the_picking_list_adds_up_a_slot_in_the_order_of_the_shelves(owner: Client) -> None:
    fruit = make_category("fruit", name="Fruit", position=1)
    dairy = make_category("dairy", name="Dairy", position=2)
    milk, apple = make_product("MILK", category=dairy, name="Milk"), make_product("APPLE", category=fruit, name="Apple")
    slot = make_slot(timezone.localtime() + timedelta(hours=30))
    first, second = place_order(milk, slot=slot, quantity=2), place_order(milk, apple, slot=slot)
    day = timezone.localtime(slot.starts_at).date()
    (found,) = owner.get(reverse("admin:shop_order_picking"), {"day": day.isoformat()}).context["lists"]
    assert [aisle.name for aisle in found.aisles] == ["Fruit", "Dairy"]
    (pick,) = found.aisles[1].picks
    assert (pick.quantity, set(pick.parts)) == (3, {(first.number, 2), (second.number, 1)})
    assert found.pieces == 4


def test_the_picking_list_leaves_out_what_is_on_its_way_or_cancelled(owner: Client) -> None:
    slot = make_slot(timezone.localtime() + timedelta(hours=30))
    gone, off, left = (place_order(slot=slot) for _ in range(3))
    orders.advance(gone, "picking")
    orders.advance(gone, "out_for_delivery")
    orders.cancel_order(off)
    lists = owner.get(reverse("admin:shop_order_picking"), {"orders": f"{gone.pk},{off.pk},{left.pk}"}).context["lists"]
    assert [order.number for order in lists[0].orders] == [left.number]


def test_a_day_without_orders_says_so(owner: Client) -> None:
    answer = owner.get(reverse("admin:shop_order_picking"), {"day": "2030-01-01"})
    assert "Nothing to pick" in answer.content.decode()


@pytest.mark.parametrize("query", ["day=2026-02-30", "day=%00", "orders=,,x,", "orders=99999999999"])
def test_odd_addresses_of_the_picking_list_do_no_harm(owner: Client, query: str) -> None:
    assert owner.get(f"{reverse('admin:shop_order_picking')}?{query}").status_code == 200
