"""News the shop tells whoever stands on a higher floor. Receivers must not raise for the shop's sake.

The cart and order signals are sent inside the transaction that makes the change, so that a receiver's row
(an event) lives or dies with it.
"""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class CartChange:
    """One product's quantity in a cart; 0 is "not there". `before` and `after` differ."""

    sku: str
    before: int
    after: int


# subject_id: UUID, session_key: str, changes: list[CartChange], never empty,
# context: dict[str, str] (for example {"ranking_id": ..., "position": ...} from the page)
cart_changed = Signal()

# order: shop.models.Order with lines; session_key: str. Sent once, when the order becomes PLACED.
order_placed = Signal()

# order: shop.models.Order. Sent once, when a placed order is cancelled.
order_cancelled = Signal()

# source_id: UUID, target_id: UUID. A visitor signed in: all that was `source` is now `target`.
subjects_merged = Signal()

# product_ids: list[int] | None (None: anything may have changed). Sent after commit.
catalog_changed = Signal()

# subject_id: UUID. A question, answered by the floor that keeps what shoppers allow: a receiver returns a bool,
# whether the shopper lets the shop learn. No receiver: yes.
learning_asked = Signal()

# is_open: bool. This process just began to do without Redis, or found it back.
redis_breaker_moved = Signal()
