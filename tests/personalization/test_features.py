"""What is known about one shopper."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from analytics.events import retract
from analytics.models import Event, PrivacySetting
from personalization.affordability import build_ladders
from personalization.collaborative import build_neighbours
from personalization.features import NOBODY, shopper_of
from personalization.forgetting import forget
from shop.models import Order
from tests.personalization.makers import make_order
from tests.personalization.small_shop import do, open_small_shop
from tests.shop.factories import make_category, make_product, make_subject

pytestmark = pytest.mark.django_db


def test_a_shopper_is_read_in_one_query(django_assert_num_queries: Any) -> None:
    subject = make_subject()
    bread, butter = make_product(name="Bread"), make_product(name="Butter")
    for shopper in (subject, make_subject(), make_subject()):
        make_order(shopper, {bread: 2, butter: 1}, days_ago=3)
    make_order(subject, {bread: 3}, days_ago=1)
    build_neighbours()
    do(subject.id, "product_viewed", butter)
    # The first time on a connection the statement is planned, too.
    shopper_of(subject.id)
    with django_assert_num_queries(1):
        shopper = shopper_of(subject.id)
    assert shopper.personal
    assert [(purchase.name, purchase.quantity) for purchase in shopper.purchases] == [
        ("Bread", 3),
        ("Bread", 2),
        ("Butter", 1),
    ]
    assert [(act.event_type, act.name) for act in shopper.acts] == [("product_viewed", "Butter")]
    assert set(zip(shopper.seed_ids, shopper.neighbour_ids, strict=True)) == {
        (bread.id, butter.id),
        (butter.id, bread.id),
    }


def test_nobody_and_a_request_without_anything_personal_cost_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert shopper_of(None) is NOBODY
        assert shopper_of(uuid4(), personal=False) is NOBODY


def test_switched_off_nothing_is_known() -> None:
    subject, bread = make_subject(), make_product()
    make_order(subject, {bread: 1})
    PrivacySetting.objects.create(subject=subject, personalization_enabled=False)
    shopper = shopper_of(subject.id)
    assert not shopper.personal
    assert shopper.purchases == shopper.acts == ()


def test_another_shoppers_orders_and_acts_are_not_read() -> None:
    bread = make_product()
    other = make_subject()
    make_order(other, {bread: 1})
    do(other.id, "product_viewed", bread)
    shopper = shopper_of(make_subject().id)
    assert shopper.purchases == shopper.acts == ()


def test_a_cancelled_order_was_no_purchase() -> None:
    subject = make_subject()
    make_order(subject, {make_product(): 1}, status=Order.Status.CANCELLED)
    assert shopper_of(subject.id).purchases == ()


def test_an_act_that_was_taken_back_is_gone() -> None:
    subject, bread = make_subject(), make_product()
    do(subject.id, "product_viewed", bread)
    retract(subject.id, [Event.objects.get().event_id])
    assert shopper_of(subject.id).acts == ()


def test_an_act_of_a_facet_forgotten_since_is_gone_and_a_new_one_counts() -> None:
    shop, subject = open_small_shop(), make_subject()
    do(subject.id, "product_viewed", shop.oat_milk, shop.whole_milk)
    forget(subject.id, "attribute:plant-based")
    assert [act.name for act in shopper_of(subject.id).acts] == ["Whole Milk"]
    do(subject.id, "product_viewed", shop.oat_milk)
    assert [act.name for act in shopper_of(subject.id).acts] == ["Barista Oat Milk", "Whole Milk"]


def test_an_act_done_while_learning_was_off_is_not_used_later() -> None:
    subject, bread = make_subject(), make_product()
    setting = PrivacySetting.objects.create(subject=subject, personalization_enabled=False)
    do(subject.id, "product_viewed", bread)
    setting.personalization_enabled = True
    setting.save()
    assert shopper_of(subject.id).acts == ()


def test_acts_come_newest_first() -> None:
    subject = make_subject()
    old, new = make_product(name="Old"), make_product(name="New")
    do(subject.id, "product_viewed", old, new)
    Event.objects.filter(sku=old.sku).update(event_time=timezone.now() - timedelta(hours=1))
    assert [act.name for act in shopper_of(subject.id).acts] == ["New", "Old"]


def test_a_ladder_is_made_of_the_categorys_most_frequent_measure() -> None:
    flour = make_category("flour")
    for at in range(11):
        make_product(category=flour, unit_price=f"0.{10 + at}", unit_price_per="oz")
    make_product(category=flour, unit_price="4.00", unit_price_per="each")
    make_product(category=flour, unit_price="9.00", unit_price_per="oz", is_active=False)
    ladder = build_ladders().by_category[flour.id]
    assert ladder.per == "oz"
    assert ladder.rungs.tolist() == pytest.approx([0.10 + at / 100 for at in range(11)])
