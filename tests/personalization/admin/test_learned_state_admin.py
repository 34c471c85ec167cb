"""What the shop learned about a shopper, as staff see it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analytics.events import NewEvent, record
from analytics.privacy.settings import set_learning
from personalization import preferences
from shop import redis_client as shop_redis
from shop.models import Subject
from tests.shop.factories import make_category, make_product, make_subject, make_user
from tests.shop.orders import place_order
from tests.shop.staff import make_staff, messages_of, signed_in

# Learning happens on commit.
pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/shop/subject/"


def page_of(client: Client, subject: Subject) -> Any:
    return client.get(f"{LIST}{subject.pk}/change/")


@pytest.fixture
def maya(db: None) -> Subject:
    """A shopper who opened an oat milk twice and searched for it."""
    subject = make_subject(make_user("maya@example.com", first_name="Maya"))
    make_product("OAT", name="Oat milk", category=make_category("oat-milk"), attributes=["plant-based"])
    acts = [
        NewEvent(uuid4(), "search_performed", timezone.now(), query="oat milk"),
        NewEvent(uuid4(), "product_viewed", timezone.now(), sku="OAT"),
        NewEvent(uuid4(), "cart_item_added", timezone.now(), sku="OAT"),
    ]
    record(subject.id, "session", acts)
    return subject


def test_it_works(owner: Client, maya: Subject) -> None:
    order = place_order(subject=maya)
    answer = page_of(owner, maya)
    page = answer.content.decode()
    for text in ("Maya", "Personalisation on", "You like oat milk", "plant-based", "“oat milk”", order.number):
        assert text in page, text
    assert [group["title"] for group in answer.context["groups"]][:2] == ["Kinds of food", "What it is like"]


def test_the_list_counts_and_finds(owner: Client, maya: Subject) -> None:
    Subject.objects.exclude(pk=maya.pk).delete()  # the owner's own
    visitor = make_subject()
    listed = {row.pk: row for row in owner.get(LIST).context["cl"].result_list}
    assert (listed[maya.pk].event_count, listed[visitor.pk].event_count) == (3, 0)
    for query, expected in (
        ({"q": "maya@"}, maya),
        ({"q": str(visitor)}, visitor),
        ({"q": str(visitor.pk)}, visitor),
        ({"who": "accounts"}, maya),
        ({"who": "visitors"}, visitor),
    ):
        assert [row.pk for row in owner.get(LIST, query).context["cl"].result_list] == [expected.pk], query


def test_who_switched_personalisation_off_is_told_apart(owner: Client, maya: Subject) -> None:
    set_learning(maya.pk, False)
    assert "has switched personalisation off" in page_of(owner, maya).content.decode()
    assert [row.pk for row in owner.get(LIST, {"learning": "off"}).context["cl"].result_list] == [maya.pk]
    assert maya not in owner.get(LIST, {"learning": "on"}).context["cl"].result_list


def test_the_learned_state_is_made_again_from_the_events(owner: Client, maya: Subject) -> None:
    before = preferences.profile(maya.pk)
    preferences.drop(maya.pk)
    assert "Nothing learned yet" in page_of(owner, maya).content.decode()
    answer = owner.post(reverse("admin:shop_subject_rebuild", args=[maya.pk]), follow=True)
    assert messages_of(answer) == ["Made again from the events."]
    after = preferences.profile(maya.pk)
    assert after.values.keys() == before.values.keys()
    assert "You like oat milk" in answer.content.decode()


def test_redis_away_is_said_and_not_taken_for_nothing_learned(owner: Client, maya: Subject, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    shop_redis.client.cache_clear()
    shop_redis.close_breaker()
    try:
        page = page_of(owner, maya).content.decode()
        assert "Redis is away just now" in page
        assert "Nothing learned yet" not in page
        answer = owner.post(reverse("admin:shop_subject_rebuild", args=[maya.pk]), follow=True)
        assert "try again later" in messages_of(answer)[0]
    finally:
        shop_redis.client.cache_clear()
        shop_redis.close_breaker()


def test_a_visitor_who_signed_in_is_shown_as_the_account(owner: Client, maya: Subject) -> None:
    visitor = Subject.objects.create(merged_into=maya)
    answer = owner.get(f"{LIST}{visitor.pk}/change/")
    assert answer.headers["Location"] == f"{LIST}{maya.pk}/change/"
    assert visitor not in owner.get(LIST).context["cl"].result_list
    assert [row.pk for row in owner.get(LIST, {"q": str(visitor.pk)}).context["cl"].result_list] == [maya.pk]


def test_nothing_about_a_shopper_is_written_by_hand(owner: Client, maya: Subject) -> None:
    key = maya.warehouse_key
    assert owner.get(f"{LIST}add/").status_code == 403
    owner.post(f"{LIST}{maya.pk}/change/", {"user": "", "warehouse_key": str(uuid4())})
    assert owner.post(f"{LIST}{maya.pk}/delete/", {"post": "yes"}).status_code == 403
    maya.refresh_from_db()
    assert maya.warehouse_key == key


def test_who_may_only_look_is_offered_no_rebuild(maya: Subject, plain_static: Any) -> None:
    looker = signed_in(make_staff("Marketing"))
    page = page_of(looker, maya)
    assert page.status_code == 200
    assert "Rebuild from events" not in page.content.decode()
    assert looker.post(reverse("admin:shop_subject_rebuild", args=[maya.pk])).status_code == 403
    assert page_of(signed_in(make_staff("Catalog")), maya).status_code == 403


def test_pages_take_few_queries_whatever_the_number_of_events(owner: Client, maya: Subject) -> None:
    page_of(owner, maya)
    with CaptureQueriesContext(connection) as few:
        page_of(owner, maya)
    for number in range(8):
        make_product(f"P-{number}", category=make_category(f"shelf-{number}"))
        record(maya.pk, "session", [NewEvent(uuid4(), "product_viewed", timezone.now(), sku=f"P-{number}")])
        make_subject(make_user())
    page_of(owner, maya)
    with CaptureQueriesContext(connection) as many:
        page_of(owner, maya)
    assert len(many) == len(few) <= 11
    with CaptureQueriesContext(connection) as listed:
        owner.get(LIST)
    assert len(listed) <= 7
