"""What the shop needs of a card provider. `settings.PAYMENT_PROVIDER` says which one is used."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

ChargeState = Literal["authorized", "captured", "declined", "voided", "refunded"]


class ProviderError(Exception):
    """The provider did not answer properly: whether it acted is unknown until `lookup` says so."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What the provider holds under one of our keys. `decline_reason` is a sentence for the shopper."""

    reference: str
    state: ChargeState
    amount: Decimal
    last4: str = ""
    decline_reason: str = ""


class PaymentProvider(Protocol):
    """A card provider. Every method may raise ProviderError; doing anything twice is doing it once."""

    name: str

    def authorize(self, key: str, card_token: str, amount: Decimal, currency: str) -> Charge:
        """Hold `amount` on the card. The same key always gives the same charge."""

    def capture(self, reference: str) -> Charge:
        """Take the held amount."""

    def void(self, reference: str) -> Charge:
        """Let go of the held amount."""

    def refund(self, reference: str) -> Charge:
        """Give back a captured amount."""

    def lookup(self, key: str) -> Charge | None:
        """What became of `authorize` under this key; None when it never arrived."""


@cache
def _make(path: str) -> PaymentProvider:
    return cast(PaymentProvider, import_string(path)())


def get_provider() -> PaymentProvider | None:
    """The provider in use, or None when the shop takes no cards."""
    if settings.PAYMENT_PROVIDER == "none":
        return None
    if settings.PAYMENT_PROVIDER == "sandbox":
        return _make("shop.payments.sandbox.SandboxProvider")
    return _make(settings.PAYMENT_PROVIDER)
