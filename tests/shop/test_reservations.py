"""The second guard: even a statement that forgets every rule cannot oversell."""

import pytest
from django.db import IntegrityError, transaction

from shop.models import DeliverySlot, Product, Promotion
from tests.shop.factories import make_product, make_promotion, make_slot


@pytest.mark.django_db
def test_the_tables_refuse_what_must_never_be() -> None:
    make_product(stock=1)
    make_slot(capacity=1, booked=1)
    make_promotion(max_redemptions=1, redemptions=1)
    for model, change in ((Product, {"stock": -1}), (DeliverySlot, {"booked": 2}), (Promotion, {"redemptions": 2})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model._default_manager.update(**change)
