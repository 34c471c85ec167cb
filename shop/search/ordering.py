"""Orders of a list, and the place in it where the next part begins.

Each order is a row of ascending keys that ends in the product's id, so "after this one" is one comparison: a page never
repeats or skips a product, whatever was added in between.
"""

import base64
import binascii
import json
from typing import Any

from shop.errors import InvalidInput
from shop.search.candidates import Sort

# Over shop_product p. Ascending all; the id is added last.
SORT_KEYS: dict[Sort, tuple[str, ...]] = {
    # In stock first, then a fixed shuffle: no department, brand or import comes first by accident.
    "recommended": ("(p.stock <= 0)::int", "hashint8(p.id)"),
    "price": ("p.price",),
    "-price": ("-p.price",),
    "unit_price": ("coalesce(p.unit_price, 99999999)",),
    "name": ("lower(p.name)",),
    "newest": ("-(p.added_on - DATE '1970-01-01')",),
}


def encode_place(sort: Sort, keys: list[Any]) -> str:
    """An opaque mark of a place in a list."""
    text = json.dumps([sort, *keys], default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_place(sort: Sort, place: str, count: int) -> list[Any]:
    """The keys of a place.

    Raises:
        InvalidInput: when the mark is not one of this order's.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
        if not isinstance(values, list) or values[0] != sort or len(values) != count + 1:
            raise ValueError
        if not all(isinstance(value, str | int | float) for value in values):
            raise ValueError
        if not isinstance(values[-1], int):
            raise ValueError
    except (ValueError, IndexError, binascii.Error, UnicodeDecodeError):
        raise InvalidInput("This page of the list is no longer there: start again from the first.") from None
    return values[1:]
