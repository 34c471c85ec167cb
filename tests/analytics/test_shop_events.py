"""What happens in carts and orders is recorded by the shop itself, with the change or not at all."""

from typing import Any

import pytest
from django.db import transaction

from analytics.models import Event
from analytics.privacy.settings import allows_learning, set_learning
from analytics.receivers import purchase_id
from shop import cart, signals
from shop.accounts import merge_subjects
from shop.cart import Shopper
from shop.models import Order, Product, Subject
from tests.analytics.makers import oat_milk
from tests.personalization.makers import make_order
from tests.shop.factories import make_product, make_subject, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    return oat_milk()


@pytest.fixture
def shopper(product: Product) -> Shopper:
    return Shopper(make_subject().id, "session-1")


def happened() -> list[tuple[str, str, int | None]]:
    rows = Event.objects.order_by("received_at").values_list("event_type", "sku", "quantity")
    return [(kind, sku, quantity) for kind, sku, quantity in rows]


def test_a_cart_tells_what_is_added_changed_and_removed(shopper: Shopper) -> None:
    cart.add_item(shopper, "OAT", 2, {"ranking_id": "r1", "position": "4", "query": "milk", "shelf": "trending"})
    cart.add_item(shopper, "OAT", 1)
    cart.set_item(shopper, "OAT", 1)
    cart.set_item(shopper, "OAT", 1)
    cart.remove_item(shopper, "OAT")
    assert happened() == [
        ("cart_item_added", "OAT", 2),
        ("cart_item_updated", "OAT", 3),
        ("cart_item_updated", "OAT", 1),
        ("cart_item_removed", "OAT", 1),
    ]
    added = Event.objects.get(event_type="cart_item_added")
    assert (added.subject_id, added.session_id) == (shopper.subject_id, "session-1")
    assert (added.ranking_id, added.position, added.query) == ("r1", 4, "milk")
    assert added.data == {"before": 0, "after": 2, "shelf": "trending"}


def test_a_context_that_cannot_be_is_left_out(shopper: Shopper) -> None:
    cart.add_item(shopper, "OAT", 1, {"position": "far", "ranking_id": "x" * 80})
    added = Event.objects.get()
    assert (added.position, added.ranking_id) == (None, "x" * 40)


def test_an_addition_that_fails_is_no_event(shopper: Shopper) -> None:
    @transaction.atomic
    def change_of_heart() -> None:
        cart.add_item(shopper, "OAT", 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_heart()
    assert happened() == []


def placed(shopper: Shopper, *skus: str) -> Order:
    products = list(Product.objects.filter(sku__in=skus))
    order = make_order(Subject.objects.get(pk=shopper.subject_id), dict.fromkeys(products, 2), status="placed")
    signals.order_placed.send(sender=Order, order=order, session_key=shopper.session_key)
    return order


def test_an_order_is_one_event_a_line(shopper: Shopper) -> None:
    make_product("BREAD", price="3.49")
    order = placed(shopper, "OAT", "BREAD")
    assert sorted(happened()) == [("order_completed", "BREAD", 2), ("order_completed", "OAT", 2)]
    bread = Event.objects.get(sku="BREAD")
    assert bread.data == {"order": order.number, "unit_price": "3.49", "line_total": "6.98"}


def test_an_order_told_twice_is_one(shopper: Shopper) -> None:
    order = placed(shopper, "OAT")
    signals.order_placed.send(sender=Order, order=order, session_key="another-process")
    assert Event.objects.count() == 1


def test_a_cancelled_order_teaches_nothing(shopper: Shopper, django_capture_on_commit_callbacks: Any) -> None:
    from personalization.preferences import profile

    with django_capture_on_commit_callbacks(execute=True):
        order = placed(shopper, "OAT")
    assert profile(shopper.subject_id).values
    with django_capture_on_commit_callbacks(execute=True):
        signals.order_cancelled.send(sender=Order, order=order)
        signals.order_cancelled.send(sender=Order, order=order)
    assert Event.objects.get(pk=purchase_id(order, "OAT")).retracted_at is not None
    assert not profile(shopper.subject_id).values


def test_an_order_of_nobody_is_no_event(shopper: Shopper) -> None:
    order = make_order(Subject.objects.get(pk=shopper.subject_id), dict.fromkeys(Product.objects.all(), 1))
    order.subject = None
    signals.order_placed.send(sender=Order, order=order, session_key="")
    signals.order_cancelled.send(sender=Order, order=order)
    assert happened() == []


class TestChoices:
    def test_the_shop_may_learn_until_told_otherwise(self) -> None:
        subject = make_subject()
        assert allows_learning(subject.id)
        set_learning(subject.id, False)
        assert not allows_learning(subject.id)
        set_learning(subject.id, True)
        assert allows_learning(subject.id)

    def test_a_choice_made_as_a_visitor_holds_after_sign_in(self) -> None:
        visitor, account = make_subject(), make_subject(make_user())
        set_learning(visitor.id, False)
        merge_subjects(visitor.id, account.id)
        assert not allows_learning(account.id)

    @pytest.mark.parametrize("later", ["visitor", "account"])
    def test_the_later_choice_holds(self, later: str) -> None:
        subjects = {"visitor": make_subject(), "account": make_subject(make_user())}
        for name in sorted(subjects, key=lambda name: name == later):
            set_learning(subjects[name].id, name == later)
        merge_subjects(subjects["visitor"].id, subjects["account"].id)
        assert allows_learning(subjects["account"].id)

    def test_the_account_page_asks_the_same(self) -> None:
        subject = make_subject()
        set_learning(subject.id, False)
        assert [answer for _, answer in signals.learning_asked.send(sender=Subject, subject_id=subject.id)] == [False]
