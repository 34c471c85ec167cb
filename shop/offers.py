"""Which promotions run now, and on which of the given products. The arithmetic is in `shop.promotions`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from shop.models import Promotion

# One row per running promotion, with those of the asked products that it covers. Naming no product, category or
# brand covers everything; a category covers its whole subtree.
_RUNNING = """
SELECT p.id, p.name, p.kind, p.percent, p.amount, p.buy_quantity, p.pay_quantity, p.code, p.minimum_basket,
       p.max_redemptions, p.max_redemptions_per_shopper, p.redemptions,
       (SELECT count(*) FROM shop_promotionredemption use
        WHERE use.promotion_id = p.id AND use.subject_id = %(subject_id)s),
       ARRAY(
           SELECT item.id FROM shop_product item JOIN shop_category shelf ON shelf.id = item.category_id
           WHERE item.id = ANY(%(product_ids)s) AND (
               scope.everything
               OR EXISTS (SELECT 1 FROM shop_promotion_products one
                          WHERE one.promotion_id = p.id AND one.product_id = item.id)
               OR EXISTS (SELECT 1 FROM shop_promotion_categories tree
                          JOIN shop_category root ON root.id = tree.category_id
                          WHERE tree.promotion_id = p.id AND root.slug = ANY(shelf.path))
               OR EXISTS (SELECT 1 FROM shop_promotion_brands maker
                          WHERE maker.promotion_id = p.id AND maker.brand_id = item.brand_id)
           )
       )
FROM shop_promotion p,
     LATERAL (SELECT NOT EXISTS (SELECT 1 FROM shop_promotion_products WHERE promotion_id = p.id)
                 AND NOT EXISTS (SELECT 1 FROM shop_promotion_categories WHERE promotion_id = p.id)
                 AND NOT EXISTS (SELECT 1 FROM shop_promotion_brands WHERE promotion_id = p.id)
                 AS everything) scope
WHERE p.is_active AND p.starts_at <= %(now)s AND (p.ends_at IS NULL OR p.ends_at > %(now)s)
  AND (p.code = '' OR p.id = ANY(%(code_promotion_ids)s))
ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A running promotion as plain values.

    `product_ids` are those of the asked products that it covers; `used_by_shopper` counts the asked subject's orders
    with it.
    """

    id: int
    name: str
    kind: str
    percent: Decimal | None
    amount: Decimal | None
    buy_quantity: int | None
    pay_quantity: int | None
    code: str
    minimum_basket: Decimal
    max_redemptions: int | None
    max_redemptions_per_shopper: int | None
    redemptions: int
    used_by_shopper: int
    product_ids: frozenset[int]

    @property
    def is_used_up(self) -> bool:
        """Nobody, or not this shopper, may use it once more."""
        in_all, each = self.max_redemptions, self.max_redemptions_per_shopper
        return (in_all is not None and self.redemptions >= in_all) or (
            each is not None and self.used_by_shopper >= each
        )

    @property
    def is_limited(self) -> bool:
        return self.max_redemptions is not None or self.max_redemptions_per_shopper is not None


def running_offers(
    product_ids: Collection[int],
    code_promotion_ids: Collection[int] = (),
    subject_id: UUID | None = None,
    now: datetime | None = None,
) -> list[Offer]:
    """Promotions in force, by id: those without a code, and those whose code was typed. One query."""
    values: dict[str, Any] = {
        "product_ids": list(product_ids),
        "code_promotion_ids": list(code_promotion_ids),
        "subject_id": subject_id,
        "now": now or timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, values)
        return [Offer(*(*row[:-1], frozenset(row[-1]))) for row in cursor.fetchall()]


def label_of(price: Decimal, product_id: int, offers: Collection[Offer]) -> str | None:
    """What a product's card says about its best offer that needs neither a code nor a minimum basket."""
    best: tuple[Decimal, int, str] | None = None
    for offer in offers:
        if product_id not in offer.product_ids or offer.code or offer.minimum_basket > 0 or offer.is_used_up:
            continue
        if offer.kind == Promotion.Kind.PERCENTAGE and offer.percent is not None:
            saving = price * offer.percent / 100
        elif offer.kind == Promotion.Kind.MULTI_BUY and offer.buy_quantity and offer.pay_quantity is not None:
            saving = price * (offer.buy_quantity - offer.pay_quantity) / offer.buy_quantity
        else:
            continue
        candidate = (saving, -offer.id, offer.name)
        best = candidate if best is None else max(best, candidate)
    return best[2] if best else None
