"""Instacart: product names with aisle and department, and whole baskets in the order of picking, without users."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from personalization.learning.datasets.reading import Convert, an_id, count, find_file, folder_of, read_columns, texts

FOLDER = "instacart"


@dataclass(frozen=True, slots=True)
class Lines:
    """One row per item of an order; arrays of one length, in the file's order."""

    order: NDArray[np.str_]
    product: NDArray[np.str_]
    # 1 for what was put into the cart first.
    position: NDArray[np.int64]
    is_reordered: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Product:
    name: str
    aisle: str
    department: str


def read_baskets(data: Path) -> Lines:
    """`instacart/baskets_slice.csv`."""
    columns: dict[str, Convert] = {
        "order_id": an_id,
        "product_id": an_id,
        "add_to_cart_order": count,
        "reordered": count,
    }
    read = read_columns(find_file(folder_of(data, FOLDER), "baskets_slice.csv"), columns)
    return Lines(
        order=texts(read["order_id"]),
        product=texts(read["product_id"]),
        position=np.asarray(read["add_to_cart_order"], dtype=np.int64),
        is_reordered=np.asarray(read["reordered"], dtype=np.bool_),
    )


def read_products(data: Path) -> dict[str, Product]:
    """`instacart/products.csv`, by product id."""
    columns: dict[str, Convert] = {"product_id": an_id, "product_name": str, "aisle": str, "department": str}
    read = read_columns(find_file(folder_of(data, FOLDER), "products.csv"), columns)
    rows = zip(read["product_id"], read["product_name"], read["aisle"], read["department"], strict=True)
    return {product: Product(name, aisle, department) for product, name, aisle, department in rows}
