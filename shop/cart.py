"""The basket: one per subject, seen and changed from any device. What it costs is in `shop.cart_pricing`.

Every change first takes the cart's row (which also counts up its version), so two devices never overwrite each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from shop import errors, signals
from shop.models import CartItem, Promotion
from shop.models.cart import MAX_LINES_PER_CART, MAX_QUANTITY_PER_LINE
from shop.signals import CartChange

MAX_CODES_PER_CART = 5

# A merged visitor's cart is the account's: see `shop.accounts`.
_TAKE_CART = """
INSERT INTO shop_cart (subject_id, version, created_at, updated_at)
SELECT COALESCE(merged_into_id, id), 1, now(), now() FROM shop_subject WHERE id = %(subject)s
ON CONFLICT (subject_id) DO UPDATE SET version = shop_cart.version + 1, updated_at = now()
RETURNING id
"""

# Takes the cart and adds in one round trip. ON CONFLICT adds to the newest quantity, even one written since this
# statement began.
_ADD = f"""
WITH cart AS ({_TAKE_CART})
INSERT INTO shop_cartitem (cart_id, product_id, quantity, added_at)
SELECT cart.id, product.id, %(quantity)s, now() FROM cart, shop_product product
WHERE product.sku = %(sku)s AND product.is_active AND product.stock > 0
  AND (SELECT count(*) FROM shop_cartitem WHERE cart_id = cart.id AND product_id <> product.id) < %(max_lines)s
ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = shop_cartitem.quantity + EXCLUDED.quantity
WHERE shop_cartitem.quantity + EXCLUDED.quantity <= %(max_quantity)s
RETURNING quantity
"""  # noqa: S608  constants

# No FOR UPDATE on the old quantity: the cart's row is already ours.
_SET = """
WITH before AS (
    SELECT item.quantity FROM shop_cartitem item JOIN shop_product product ON product.id = item.product_id
    WHERE item.cart_id = %(cart)s AND product.sku = %(sku)s
)
INSERT INTO shop_cartitem (cart_id, product_id, quantity, added_at)
SELECT %(cart)s, id, %(quantity)s, now() FROM shop_product
WHERE sku = %(sku)s AND ((is_active AND stock > 0) OR EXISTS (SELECT 1 FROM before))
  AND (SELECT count(*) FROM shop_cartitem WHERE cart_id = %(cart)s AND product_id <> shop_product.id) < %(max_lines)s
ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = EXCLUDED.quantity
RETURNING COALESCE((SELECT quantity FROM before), 0)
"""

_REMOVE = """
DELETE FROM shop_cartitem item USING shop_product product
WHERE item.cart_id = %s AND product.id = item.product_id AND product.sku = %s
RETURNING item.quantity
"""

_CLEAR = """
DELETE FROM shop_cartitem item USING shop_product product
WHERE item.cart_id = %s AND product.id = item.product_id
RETURNING product.sku, item.quantity
"""


class OutOfStock(errors.Conflict):
    code = "out_of_stock"
    title = "Not enough left"


class CodeUnknown(errors.InvalidInput):
    code = "code_unknown"
    title = "That code does not work"


class PromotionExhausted(errors.Conflict):
    code = "promotion_exhausted"
    title = "That offer is used up"


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who changes a cart: the subject, and the browsing session for the record of it."""

    subject_id: UUID
    session_key: str = ""


def add_item(shopper: Shopper, sku: str, quantity: int, context: Mapping[str, str] | None = None) -> None:
    """Put `quantity` more of a product into the cart.

    Raises:
        errors.NotFound: no such product is sold.
        OutOfStock: nothing of it is left.
        errors.InvalidInput: the cart would hold more than MAX_QUANTITY_PER_LINE of it, or too many products.
    """
    _check_quantity(quantity)
    with transaction.atomic():
        after = _one_value(_ADD, {"subject": str(shopper.subject_id), **_line_values(sku, quantity)})
        if after is None:
            raise _why_refused(take_cart(shopper.subject_id), sku, quantity)
        tell(shopper, [CartChange(sku, after - quantity, after)], context)


def set_item(shopper: Shopper, sku: str, quantity: int, context: Mapping[str, str] | None = None) -> None:
    """Have exactly `quantity` of a product in the cart. Raises as `add_item` does."""
    _check_quantity(quantity)
    with transaction.atomic():
        cart_id = take_cart(shopper.subject_id)
        before = _one_value(_SET, {"cart": cart_id, **_line_values(sku, quantity)})
        if before is None:
            raise _why_refused(cart_id, sku, 0)
        tell(shopper, [CartChange(sku, before, quantity)], context)


def remove_item(shopper: Shopper, sku: str, context: Mapping[str, str] | None = None) -> None:
    """Take a product out of the cart; nothing happens when it is not there."""
    with transaction.atomic():
        cart_id = take_cart(shopper.subject_id)
        before = _one_value(_REMOVE, [cart_id, sku])
        if before is not None:
            tell(shopper, [CartChange(sku, before, 0)], context)


def clear(shopper: Shopper) -> None:
    """Empty the cart, typed codes included."""
    with transaction.atomic():
        cart_id = take_cart(shopper.subject_id)
        with connection.cursor() as cursor:
            cursor.execute(_CLEAR, [cart_id])
            removed = cursor.fetchall()
            cursor.execute("DELETE FROM shop_cartcode WHERE cart_id = %s", [cart_id])
        tell(shopper, [CartChange(sku, before, 0) for sku, before in removed])


def apply_code(shopper: Shopper, code: str) -> None:
    """Keep a typed code in the cart; it takes effect as soon as the basket allows.

    Raises:
        CodeUnknown: no such code, or it is not in force now.
        errors.Conflict: it has been used as often as it may be.
        errors.InvalidInput: too many codes.
    """
    promotion = Promotion.objects.filter(code__iexact=code.strip()).exclude(code="").first()
    now = timezone.now()
    if promotion is None or not promotion.is_active or promotion.starts_at > now:
        raise CodeUnknown("We do not know that code. Please check how it is spelled.")
    if promotion.ends_at is not None and promotion.ends_at <= now:
        raise CodeUnknown(f"The code {promotion.code} has ended.")
    if promotion.max_redemptions is not None and promotion.redemptions >= promotion.max_redemptions:
        raise PromotionExhausted(f"The code {promotion.code} has been used up.")
    with transaction.atomic():
        cart_id = take_cart(shopper.subject_id)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO shop_cartcode (cart_id, promotion_id) SELECT %s, %s"
                " WHERE (SELECT count(*) FROM shop_cartcode WHERE cart_id = %s AND promotion_id <> %s) < %s"
                " ON CONFLICT DO NOTHING RETURNING id",
                [cart_id, promotion.id, cart_id, promotion.id, MAX_CODES_PER_CART],
            )
            kept = cursor.fetchone()
        if kept is None and not promotion_is_kept(cart_id, promotion.id):
            raise errors.InvalidInput(f"A cart takes {MAX_CODES_PER_CART} codes. Remove one to add another.")


def remove_code(shopper: Shopper, code: str) -> None:
    """Forget a typed code; nothing happens when it is not there."""
    with transaction.atomic():
        cart_id = take_cart(shopper.subject_id)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM shop_cartcode code USING shop_promotion promotion"
                " WHERE code.cart_id = %s AND promotion.id = code.promotion_id AND upper(promotion.code) = upper(%s)",
                [cart_id, code.strip()],
            )


def merge(source_id: UUID, target_id: UUID) -> None:
    """Move a visitor's cart into an account's; call inside a transaction.

    Where both hold a product the larger quantity stays: a shopper who added two on the phone and two here wants two.
    That also makes merging twice the same as merging once.
    """
    target_cart = take_cart(target_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM shop_cart WHERE subject_id = %s FOR UPDATE", [source_id])
        row = cursor.fetchone()
        if row is None:
            return
        (source_cart,) = row
        cursor.execute(
            "INSERT INTO shop_cartitem (cart_id, product_id, quantity, added_at)"
            " SELECT %s, product_id, quantity, added_at FROM shop_cartitem WHERE cart_id = %s"
            " ON CONFLICT (cart_id, product_id)"
            " DO UPDATE SET quantity = GREATEST(shop_cartitem.quantity, EXCLUDED.quantity)",
            [target_cart, source_cart],
        )
        cursor.execute(
            "INSERT INTO shop_cartcode (cart_id, promotion_id)"
            " SELECT %s, promotion_id FROM shop_cartcode WHERE cart_id = %s ON CONFLICT DO NOTHING",
            [target_cart, source_cart],
        )
        cursor.execute("DELETE FROM shop_cartitem WHERE cart_id = %s", [source_cart])
        cursor.execute("DELETE FROM shop_cartcode WHERE cart_id = %s", [source_cart])
        cursor.execute("DELETE FROM shop_cart WHERE id = %s", [source_cart])


def take_cart(subject_id: UUID) -> int:
    """Lock the subject's cart until the transaction ends, made if there is none, and count up its version.

    Raises:
        errors.NotFound: the subject has been erased.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_CART, {"subject": subject_id})
        row = cursor.fetchone()
    if row is None:
        raise errors.NotFound("Your session is no longer known here. Reload the page to start again.")
    return int(row[0])


def quantities_in_cart(cart_id: int) -> dict[int, int]:
    """Product id to quantity."""
    return dict(CartItem.objects.filter(cart_id=cart_id).order_by("product_id").values_list("product_id", "quantity"))


def promotion_is_kept(cart_id: int, promotion_id: int) -> bool:
    """Whether the code of this promotion waits in the cart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM shop_cartcode WHERE cart_id = %s AND promotion_id = %s", [cart_id, promotion_id])
        return cursor.fetchone() is not None


def _check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MAX_QUANTITY_PER_LINE:
        raise errors.InvalidInput(f"Choose a quantity from 1 to {MAX_QUANTITY_PER_LINE}.")


def _line_values(sku: str, quantity: int) -> dict[str, int | str]:
    return {
        "sku": sku,
        "quantity": quantity,
        "max_lines": MAX_LINES_PER_CART,
        "max_quantity": MAX_QUANTITY_PER_LINE,
    }


def _one_value(statement: str, values: dict[str, int | str] | list[int | str]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _why_refused(cart_id: int, sku: str, adding: int) -> errors.DomainError:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product.name, product.is_active, product.stock, item.quantity FROM shop_product product"
            " LEFT JOIN shop_cartitem item ON item.product_id = product.id AND item.cart_id = %s"
            " WHERE product.sku = %s",
            [cart_id, sku],
        )
        row = cursor.fetchone()
    if row is None or not row[1]:
        return errors.NotFound("We do not sell a product with that number.")
    name, _, stock, held = row
    if stock <= 0:
        line = {"sku": sku, "name": name, "wanted": (held or 0) + adding or 1, "available": 0}
        return OutOfStock(f"{name} is sold out just now.", lines=[line])
    if held is not None and held + adding > MAX_QUANTITY_PER_LINE:
        return errors.InvalidInput(
            f"You can have at most {MAX_QUANTITY_PER_LINE} of one product; there are {held} in your cart."
        )
    return errors.InvalidInput(f"A cart holds at most {MAX_LINES_PER_CART} products. Remove one to add another.")


def tell(shopper: Shopper, changes: Sequence[CartChange], context: Mapping[str, str] | None = None) -> None:
    """Send `cart_changed` for what really changed; call inside the transaction that changed it."""
    real = [change for change in changes if change.before != change.after]
    if real:
        signals.cart_changed.send(
            sender=CartItem,
            subject_id=shopper.subject_id,
            session_key=shopper.session_key,
            changes=real,
            context=dict(context or {}),
        )
