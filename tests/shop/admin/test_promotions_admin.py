"""Promotions in the admin."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.models import Promotion
from tests.shop.factories import make_product, make_promotion
from tests.shop.staff import errors_of, make_staff, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/shop/promotion/"


def send(client: Client, promotion: Promotion | None = None, **changes: Any) -> Any:
    values = {
        "name": "Ten off",
        "kind": "percentage",
        "percent": "10",
        "amount": "",
        "buy_quantity": "",
        "pay_quantity": "",
        "code": "",
        "minimum_basket": "0",
        "products": [],
        "categories": [],
        "brands": [],
        "starts_at_0": "2026-01-01",
        "starts_at_1": "08:00:00",
        "ends_at_0": "",
        "ends_at_1": "",
        "is_active": "on",
        "max_redemptions": "",
        "max_redemptions_per_shopper": "",
        "uses-TOTAL_FORMS": 0,
        "uses-INITIAL_FORMS": 0,
    }
    where = f"{LIST}{promotion.pk}/change/" if promotion else f"{LIST}add/"
    return client.post(where, {**values, **changes}, follow=True)


def test_it_works(owner: Client) -> None:
    product = make_product()
    send(owner, code=" welcome5 ", products=[product.pk])
    made = Promotion.objects.get()
    assert (made.code, made.percent, list(made.products.all())) == ("WELCOME5", Decimal(10), [product])
    assert owner.get(LIST).status_code == 200
    assert owner.get(f"{LIST}{made.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"percent": ""}, "percent"),
        ({"percent": "101"}, "percent"),
        ({"kind": "amount"}, "amount"),
        ({"kind": "multi_buy", "buy_quantity": "3"}, "pay_quantity"),
        ({"kind": "multi_buy", "buy_quantity": "2", "pay_quantity": "2"}, "pay_quantity"),
        ({"kind": ""}, "kind"),
        ({"code": "TWO WORDS"}, "code"),
        ({"ends_at_0": "2025-01-01", "ends_at_1": "08:00:00"}, "ends_at"),
    ],
)
def test_what_makes_no_offer_is_refused_beside_its_field(owner: Client, changes: dict[str, Any], field: str) -> None:
    assert set(errors_of(send(owner, **changes))) == {field}
    assert not Promotion.objects.exists()


def test_a_code_is_used_once_in_any_case(owner: Client) -> None:
    make_promotion(name="Spring", code="FRESH")
    assert "“Spring” has this code already." in errors_of(send(owner, code="fresh"))["code"]


def test_what_another_kind_needs_is_not_kept(owner: Client) -> None:
    send(owner, kind="multi_buy", percent="10", buy_quantity="3", pay_quantity="2")
    made = Promotion.objects.get()
    assert (made.percent, made.buy_quantity, made.pay_quantity) == (None, 3, 2)


def test_uses_counted_while_staff_type_are_kept(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    promotion = make_promotion(max_redemptions=10)
    checked = Promotion.full_clean

    def then_one_is_used(self: Promotion, *args: Any, **kwargs: Any) -> None:
        checked(self, *args, **kwargs)
        Promotion.objects.filter(pk=promotion.pk).update(redemptions=4)

    monkeypatch.setattr(Promotion, "full_clean", then_one_is_used)
    send(owner, promotion, name="Renamed", max_redemptions="9")
    promotion.refresh_from_db()
    assert (promotion.name, promotion.redemptions, promotion.max_redemptions) == ("Renamed", 4, 9)


def test_a_limit_below_what_was_used_is_refused(owner: Client) -> None:
    promotion = make_promotion(max_redemptions=10, redemptions=7)
    assert "max_redemptions" in errors_of(send(owner, promotion, max_redemptions="6"))


def test_the_list_tells_what_is_running(owner: Client) -> None:
    now = timezone.now()
    names = {
        "Running": make_promotion(),
        "Off": make_promotion(is_active=False),
        "Planned": make_promotion(starts_at=now + timedelta(days=1)),
        "Ended": make_promotion(ends_at=now),
        "Used up": make_promotion(max_redemptions=1, redemptions=1),
    }
    admin = owner.get(LIST).context["cl"].model_admin
    assert {state: admin.show_state(one) for state, one in names.items()} == {state: state for state in names}
    running = owner.get(f"{LIST}?state=running").context["cl"].result_list
    assert [one.pk for one in running] == [names["Running"].pk]
    assert owner.get(f"{LIST}?state=over").context["cl"].result_count == 3
    assert owner.get(f"{LIST}?state=planned").context["cl"].result_count == 1


def test_the_marketing_role_makes_offers_and_the_orders_role_does_not() -> None:
    assert send(signed_in(make_staff("Orders"))).status_code == 403
    send(signed_in(make_staff("Marketing")))
    assert Promotion.objects.count() == 1
