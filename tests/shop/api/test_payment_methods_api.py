"""Which ways to pay the page offers."""

from typing import Any

from shop.payments import provider
from tests.shop.shopper import Shopper

METHODS = "payments/methods/"


def test_the_sandbox_takes_cards_and_says_that_they_are_test_cards(visitor: Shopper) -> None:
    assert visitor.get(METHODS).json() == {"methods": ["on_delivery", "card"], "is_sandbox": True}


def test_a_shop_without_a_card_provider_offers_payment_on_delivery_alone(visitor: Shopper, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "none"
    assert visitor.get(METHODS).json() == {"methods": ["on_delivery"], "is_sandbox": False}


def test_a_real_provider_is_no_sandbox(visitor: Shopper, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "shop.payments.sandbox.SandboxProvider"
    assert provider.get_provider() is not None
    assert visitor.get(METHODS).json() == {"methods": ["on_delivery", "card"], "is_sandbox": False}
