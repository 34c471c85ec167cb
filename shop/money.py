"""Money in the shop's one currency: always Decimal, always whole cents."""

from decimal import ROUND_HALF_EVEN, Decimal

from django.conf import settings

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half-even to whole cents."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def money_text(amount: Decimal) -> str:
    """As a person reads it: "$4.10"."""
    symbol = SYMBOLS.get(settings.CURRENCY)
    return f"{symbol}{amount:,.2f}" if symbol else f"{amount:,.2f} {settings.CURRENCY}"
