"""What is in a cart and what it costs now, in two queries whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db import connection

from shop.cards import CARD_COLUMNS, CARD_JOINS, CardData, card_of
from shop.offers import Offer, label_of, running_offers
from shop.promotions import BasketLine, PricedLine, Pricing, evaluate

_CODES = """
    SELECT ARRAY_AGG(promotion.id ORDER BY code.id), ARRAY_AGG(promotion.code ORDER BY code.id)
    FROM shop_cartcode code JOIN shop_promotion promotion ON promotion.id = code.promotion_id
    WHERE code.cart_id = cart.id
"""
_LINES = f"""
SELECT cart.version, typed.ids, typed.codes, line.quantity, {CARD_COLUMNS}
FROM shop_cart cart
CROSS JOIN LATERAL ({_CODES}) typed(ids, codes)
LEFT JOIN (shop_cartitem line JOIN shop_product item ON item.id = line.product_id {CARD_JOINS})
    ON line.cart_id = cart.id
WHERE cart.subject_id = %s
ORDER BY line.added_at, line.id
"""  # noqa: S608  constants of this module and shop.cards


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line cannot be ordered as it stands; `available` is what could be."""

    code: Literal["out_of_stock", "short", "unavailable"]
    available: int
    text: str


@dataclass(frozen=True, slots=True)
class CartLine:
    card: CardData
    priced: PricedLine
    problem: LineProblem | None

    @property
    def quantity(self) -> int:
        return self.priced.quantity


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart as shown. `offers` are those in force for it, used-up ones included."""

    version: int
    currency: str
    lines: tuple[CartLine, ...]
    pricing: Pricing
    codes: tuple[str, ...]
    hints: tuple[str, ...]
    offers: tuple[Offer, ...]

    @property
    def item_count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def basket(self) -> tuple[BasketLine, ...]:
        return tuple(BasketLine(line.card.product_id, line.card.price, line.quantity) for line in self.lines)


def price_cart(subject_id: UUID | None) -> PricedCart:
    """The subject's cart with today's prices, offers and stock; an empty one when there is none."""
    rows = _rows(subject_id) if subject_id is not None else []
    if not rows:
        return PricedCart(0, settings.CURRENCY, (), evaluate([], []), (), (), ())
    version, promotion_ids, codes = rows[0][:3]
    held = [(row[3], row[4:]) for row in rows if row[3] is not None]
    offers = running_offers([card[0] for _, card in held], promotion_ids or (), subject_id)
    cards = [(quantity, card_of(card, label_of(card[4], card[0], offers))) for quantity, card in held]
    pricing = evaluate([BasketLine(card.product_id, card.price, quantity) for quantity, card in cards], offers)
    lines = tuple(
        CartLine(card, priced, problem_of(card, quantity))
        for (quantity, card), priced in zip(cards, pricing.lines, strict=True)
    )
    return PricedCart(
        version=version,
        currency=settings.CURRENCY,
        lines=lines,
        pricing=pricing,
        codes=tuple(codes or ()),
        hints=(*pricing.hints, *_hints_about_codes(codes or (), offers)),
        offers=tuple(offers),
    )


def problem_of(card: CardData, quantity: int) -> LineProblem | None:
    """What stands against ordering this many of the product now."""
    if not card.is_active:
        return LineProblem("unavailable", 0, "We no longer sell this. Remove it to go on.")
    if card.available <= 0:
        return LineProblem("out_of_stock", 0, "Sold out just now. Remove it to go on.")
    if card.available < quantity:
        return LineProblem("short", card.available, f"Only {card.available} left. Lower the quantity to go on.")
    return None


def _hints_about_codes(codes: Sequence[str], offers: Sequence[Offer]) -> list[str]:
    running = {offer.code: offer for offer in offers if offer.code}
    hints = []
    for code in codes:
        if code not in running:
            hints.append(f"The code {code} has ended.")
        elif running[code].is_used_up:
            hints.append(f"The code {code} has been used up.")
    return hints


def _rows(subject_id: UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [subject_id])
        return list(cursor.fetchall())
