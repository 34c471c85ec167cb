"""A card provider without cards, for one machine and tests: its test numbers decide how a payment ends.

It keeps its own books (`SandboxCharge`) as a real provider would on its side, and never sees a real card number:
only the numbers below are taken, and a token holds no more than the last four digits and the outcome.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from secrets import token_hex
from typing import cast

from django.core import signing
from django.utils import timezone

from shop import errors
from shop.models import SandboxCharge
from shop.payments.provider import Charge, ChargeState, ProviderError

CARD_SALT = "shop.payments.sandbox"
TOKEN_MAX_AGE_S = 3600

APPROVED = "4242424242424242"
DECLINED = "4000000000000002"
INSUFFICIENT_FUNDS = "4000000000009995"
PROVIDER_ERROR = "4000000000000119"
# Authorized, but the answer never reaches the shop.
ANSWER_LOST = "4000000000000341"

OUTCOMES = {
    APPROVED: "approved",
    DECLINED: "declined",
    INSUFFICIENT_FUNDS: "insufficient_funds",
    PROVIDER_ERROR: "provider_error",
    ANSWER_LOST: "answer_lost",
}
DECLINE_REASONS = {
    "declined": "Your bank declined this card.",
    "insufficient_funds": "There is not enough money on this card.",
}


class CardRefused(errors.InvalidInput):
    code = "card_refused"
    title = "Please check the card"


@dataclass(frozen=True, slots=True)
class CardToken:
    """What a page sends instead of a card number."""

    card_token: str
    last4: str
    brand: str


def tokenize(number: str, expiry: str, cvc: str, today: date | None = None) -> CardToken:
    """Turn test card details into a token that is good for an hour.

    Args:
        expiry: "MM/YY".

    Raises:
        CardRefused: not one of the test numbers, past its expiry, or a malformed code.
    """
    digits = "".join(number.split())
    if digits not in OUTCOMES:
        raise CardRefused("This shop takes test cards only: try 4242 4242 4242 4242.")
    if not _still_good(expiry, today or timezone.localdate()):
        raise CardRefused("The expiry date is not in the future. Write it as MM/YY.")
    if not (cvc.isascii() and cvc.isdigit() and len(cvc) in (3, 4)):
        raise CardRefused("The security code is the three digits on the back of the card.")
    token = signing.dumps({"last4": digits[-4:], "outcome": OUTCOMES[digits]}, salt=CARD_SALT)
    return CardToken(token, digits[-4:], "Visa")


def _still_good(expiry: str, today: date) -> bool:
    month, slash, year = (part.strip() for part in expiry.partition("/"))
    if not (slash and month.isascii() and month.isdigit() and year.isascii() and year.isdigit() and len(year) == 2):
        return False
    return 1 <= int(month) <= 12 and (2000 + int(year), int(month)) >= (today.year, today.month)


class SandboxProvider:
    name = "sandbox"

    def authorize(self, key: str, card_token: str, amount: Decimal, currency: str) -> Charge:
        known = SandboxCharge.objects.filter(idempotency_key=key).first()
        if known is not None:
            return _as_charge(known)
        try:
            card = signing.loads(card_token, salt=CARD_SALT, max_age=TOKEN_MAX_AGE_S)
        except signing.BadSignature:
            card = {"last4": "", "outcome": "declined"}
            reason = "The card details have expired. Please enter them again."
        else:
            reason = DECLINE_REASONS.get(card["outcome"], "")
        if card["outcome"] == "provider_error":
            raise ProviderError("The sandbox was told to fail.")
        charge, _ = SandboxCharge.objects.get_or_create(
            idempotency_key=key,
            defaults={
                "reference": f"sb_{token_hex(12)}",
                "amount": amount,
                "currency": currency,
                "last4": card["last4"],
                "state": "declined" if reason else "authorized",
                "decline_reason": reason,
            },
        )
        if card["outcome"] == "answer_lost":
            raise ProviderError("The sandbox was told to lose its answer.")
        return _as_charge(charge)

    def capture(self, reference: str) -> Charge:
        return self._move(reference, ("authorized",), "captured")

    def void(self, reference: str) -> Charge:
        return self._move(reference, ("authorized",), "voided")

    def refund(self, reference: str) -> Charge:
        return self._move(reference, ("captured",), "refunded")

    def lookup(self, key: str) -> Charge | None:
        known = SandboxCharge.objects.filter(idempotency_key=key).first()
        return None if known is None else _as_charge(known)

    def _move(self, reference: str, before: tuple[str, ...], after: str) -> Charge:
        SandboxCharge.objects.filter(reference=reference, state__in=before).update(state=after)
        charge = SandboxCharge.objects.filter(reference=reference).first()
        if charge is None or charge.state != after:
            raise ProviderError(f"{reference} cannot become {after}.")
        return _as_charge(charge)


def _as_charge(row: SandboxCharge) -> Charge:
    return Charge(row.reference, cast(ChargeState, row.state), row.amount, row.last4, row.decline_reason)
