"""Which products are bought by the same shoppers."""

from datetime import timedelta
from io import StringIO
from math import sqrt

import pytest
from django.core.management import call_command
from django.utils import timezone

from analytics.models import PrivacySetting
from personalization.collaborative import MAX_SEED_WEIGHT, build_neighbours, seed_weights
from personalization.models import ItemNeighbour
from shop.models import Order, Product
from tests.personalization.makers import a_purchase, a_shopper, an_act, make_order
from tests.shop.factories import make_product, make_subject

pytestmark = pytest.mark.django_db


def likeness(one: Product, other: Product) -> float | None:
    found = ItemNeighbour.objects.filter(product=one, neighbour=other).first()
    return found.similarity if found else None


def test_likeness_is_the_cosine_of_who_bought_what_shrunk_by_support() -> None:
    bread, butter, bleach = make_product(), make_product(), make_product()
    # Bread: 4 buyers, butter: 3 of them and one more, bleach: 3 others.
    for basket in [[bread, butter]] * 3 + [[bread], [butter]] + [[bleach]] * 3:
        make_order(make_subject(), dict.fromkeys(basket, 1))
    report = build_neighbours(min_support=3)
    expected = 3 / sqrt(4 * 4) * 3 / (3 + 5)
    assert likeness(bread, butter) == pytest.approx(expected)
    assert likeness(butter, bread) == pytest.approx(expected)
    assert likeness(bread, bleach) is None
    assert (report.pairs, report.products) == (2, 2)


def test_buying_a_pair_again_and_again_is_still_one_shopper() -> None:
    bread, butter = make_product(), make_product()
    shopper = make_subject()
    for days_ago in range(10):
        make_order(shopper, {bread: 1, butter: 1}, days_ago=days_ago)
    build_neighbours(min_support=2)
    assert likeness(bread, butter) is None


def test_products_bought_in_different_orders_of_one_shopper_count_together() -> None:
    bread, butter = make_product(), make_product()
    for _ in range(2):
        shopper = make_subject()
        make_order(shopper, {bread: 1}, days_ago=30)
        make_order(shopper, {butter: 1}, days_ago=2)
    build_neighbours(min_support=2)
    assert likeness(bread, butter) == pytest.approx(2 / 7)


def test_fewer_shoppers_than_the_support_betray_nothing() -> None:
    bread, butter = make_product(), make_product()
    for _ in range(2):
        make_order(make_subject(), {bread: 1, butter: 1})
    build_neighbours()
    assert not ItemNeighbour.objects.exists()


@pytest.mark.parametrize("status", [Order.Status.CANCELLED, Order.Status.PENDING_PAYMENT, Order.Status.PAYMENT_FAILED])
def test_what_was_not_sold_does_not_count(status: str) -> None:
    bread, butter = make_product(), make_product()
    for _ in range(3):
        make_order(make_subject(), {bread: 1, butter: 1}, status=status)
    build_neighbours()
    assert not ItemNeighbour.objects.exists()


def test_shoppers_who_switched_personalisation_off_teach_nothing() -> None:
    bread, butter = make_product(), make_product()
    for _ in range(3):
        shopper = make_subject()
        PrivacySetting.objects.create(subject=shopper, personalization_enabled=False)
        make_order(shopper, {bread: 1, butter: 1})
    build_neighbours()
    assert not ItemNeighbour.objects.exists()


def test_withdrawn_products_and_old_orders_do_not_count() -> None:
    bread, gone, old = make_product(), make_product(is_active=False), make_product()
    for _ in range(3):
        shopper = make_subject()
        make_order(shopper, {bread: 1, gone: 1})
        make_order(shopper, {old: 1}, days_ago=400)
    build_neighbours()
    assert not ItemNeighbour.objects.exists()


def test_building_again_replaces_what_was_there() -> None:
    bread, butter, jam = make_product(), make_product(), make_product()
    orders = [make_order(make_subject(), {bread: 1, butter: 1}) for _ in range(3)]
    build_neighbours()
    for order in orders:
        order.lines.filter(product=butter).update(product=jam)
    build_neighbours()
    assert likeness(bread, butter) is None
    assert likeness(bread, jam) is not None


def test_the_command_says_what_it_built() -> None:
    bread, butter = make_product(), make_product()
    for _ in range(2):
        make_order(make_subject(), {bread: 1, butter: 1})
    said = StringIO()
    call_command("build_neighbours", "--min-support", "2", stdout=said)
    assert said.getvalue() == "2 neighbours of 2 products.\n"


WEIGHTS = {"order_completed": 1.0, "product_viewed": 0.2, "cart_item_added": 0.5, "displayed_but_scrolled": -0.05}


def test_each_touch_of_a_product_counts_by_what_it_says_and_fades() -> None:
    now = timezone.now()
    shopper = a_shopper(
        purchases=(a_purchase(1, bought_at=now - timedelta(days=30)),),
        acts=(an_act("cart_item_added", 1, at=now), an_act("product_viewed", 2, at=now - timedelta(days=60))),
    )
    assert seed_weights(shopper, WEIGHTS, now) == pytest.approx({1: 0.5 + 0.5, 2: 0.05})


def test_a_product_passed_over_is_no_seed_and_a_staple_does_not_drown_the_rest() -> None:
    shopper = a_shopper(purchases=tuple(a_purchase(1) for _ in range(50)), acts=(an_act("displayed_but_scrolled", 2),))
    assert seed_weights(shopper, WEIGHTS) == {1: MAX_SEED_WEIGHT}
