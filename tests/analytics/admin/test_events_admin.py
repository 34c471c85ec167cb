"""Events in the admin: to look at, never to write."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.events import NewEvent, record
from analytics.models import Event
from shop.models import Subject
from tests.shop.factories import make_product, make_subject, make_user
from tests.shop.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/analytics/event/"


def happened(event_type: str, subject: Subject | None = None, **fields: Any) -> Event:
    event_id = uuid4()
    (result,) = record(
        (subject or make_subject()).id, "session", [NewEvent(event_id, event_type, timezone.now(), **fields)]
    ).results
    assert result.status == "accepted", result.reason
    return Event.objects.get(pk=event_id)


def found(client: Client, **query: str) -> set[Any]:
    return {event.pk for event in client.get(LIST, query).context["cl"].result_list}


def test_it_works(owner: Client) -> None:
    product = make_product("OAT-7", name="Oat milk", attributes=["plant-based"])
    event = happened("product_viewed", make_subject(make_user("maya@example.com")), sku="OAT-7", position=3)
    listed = owner.get(LIST).content.decode()
    for text in ("Opened a product", "Oat milk", "maya@example.com"):
        assert text in listed, text
    page = owner.get(f"{LIST}{event.pk}/change/")
    assert page.status_code == 200
    for text in ("attribute:plant-based", f"category:{product.category.slug}", "Position", "OAT-7"):
        assert text in page.content.decode(), text


def test_an_event_can_be_neither_made_nor_changed_nor_deleted(owner: Client) -> None:
    event = happened("search_performed", query="milk")
    assert owner.get(f"{LIST}add/").status_code == 403
    owner.post(f"{LIST}{event.pk}/change/", {"query": "changed"})
    assert owner.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    owner.post(LIST, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert Event.objects.get().query == "milk"


def test_events_are_found_by_sku_query_shopper_and_id(owner: Client) -> None:
    make_product("OAT-7")
    person, visitor = make_subject(make_user("maya@example.com")), make_subject()
    viewed = happened("product_viewed", person, sku="OAT-7")
    searched = happened("search_performed", visitor, query="yogurt drink")
    for text, event in (
        ("oat-7", viewed),
        ("yogurt", searched),
        ("maya@", viewed),
        (str(visitor.pk), searched),
        (str(viewed.pk), viewed),
    ):
        assert found(owner, q=text) == {event.pk}, text
    assert found(owner, q="nothing like it") == set()


def test_events_are_filtered_by_type_and_day(owner: Client) -> None:
    make_product("OAT-7")
    viewed, searched = happened("product_viewed", sku="OAT-7"), happened("search_performed", query="milk")
    Event.objects.filter(pk=searched.pk).update(received_at=timezone.now() - timedelta(days=9))
    assert found(owner, event_type__exact="product_viewed") == {viewed.pk}
    today = timezone.localdate().isoformat()
    assert found(owner, received_at_from=today, received_at_to=today) == {viewed.pk}
    assert found(owner, received_at_to=(timezone.localdate() - timedelta(days=1)).isoformat()) == {searched.pk}
    assert found(owner, received_at_from="2026-02-31") == {viewed.pk, searched.pk}


def test_an_event_outlives_its_product_and_its_shopper(owner: Client) -> None:
    product, subject = make_product("GONE"), make_subject()
    event = happened("product_viewed", subject, sku="GONE")
    product.delete()
    subject.delete()
    assert "No longer in the catalog" in owner.get(LIST).content.decode()
    assert "Erased" in owner.get(f"{LIST}{event.pk}/change/").content.decode()


@pytest.mark.parametrize("where", ["no-uuid", str(uuid4()), "%00"])
def test_an_unknown_event_is_not_found(owner: Client, where: str) -> None:
    assert owner.get(f"{LIST}{where}/change/").status_code == 404


def test_the_list_takes_as_many_queries_for_many_events_as_for_few(owner: Client) -> None:
    make_product("OAT-7")
    happened("product_viewed", sku="OAT-7")
    owner.get(LIST)
    with CaptureQueriesContext(connection) as few:
        owner.get(LIST)
    for _ in range(6):
        make_product(f"P-{_}")
        happened("product_viewed", make_subject(make_user()), sku=f"P-{_}")
    with CaptureQueriesContext(connection) as many:
        owner.get(LIST)
    assert len(many) == len(few) <= 7


def test_only_roles_that_may_look_do(owner: Client) -> None:
    assert signed_in(make_staff("Marketing")).get(LIST).status_code == 200
    assert signed_in(make_staff("Catalog")).get(LIST).status_code == 403
