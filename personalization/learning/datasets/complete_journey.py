"""The Complete Journey, households of a US grocer: a log of 79 days, a sample of a year, products, demographics."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from personalization.learning.datasets.reading import an_id, count, find_file, folder_of, read_columns, texts

FOLDER = "complete_journey"
# Quantities there are volumes, up to 32,623.
FUEL_DEPARTMENT = "FUEL"

Texts = NDArray[np.str_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Log:
    """Every purchase of the first 79 days; arrays of one length, in the file's order. No quantities."""

    day: Ints
    basket: Texts
    household: Texts
    product: Texts


@dataclass(frozen=True, slots=True)
class Sample:
    """Random rows of a year; arrays of one length, in the file's order. Money in dollars of the whole row."""

    household: Texts
    store: Texts
    basket: Texts
    product: Texts
    quantity: Ints
    sales_value: Floats
    retail_discount: Floats
    coupon_discount: Floats
    coupon_match_discount: Floats
    week: Ints
    # Days since 1970, with the time of day as a fraction.
    time_d: Floats


@dataclass(frozen=True, slots=True)
class Product:
    manufacturer: str
    department: str
    is_private_label: bool
    category: str
    # The finest kind, such as "BREAD:ITALIAN/FRENCH"; "" when unknown.
    type: str
    package_size: str


@dataclass(frozen=True, slots=True)
class Household:
    age: str
    income: str
    home_ownership: str
    marital_status: str
    size: str
    composition: str
    kids: str


def read_log(data: Path) -> Log:
    """`complete_journey/all_purchases_days_1_79.csv`."""
    read = _read(data, "all_purchases_days_1_79.csv", day=count, basket_id=an_id, household_id=an_id, product_id=an_id)
    return Log(
        day=np.asarray(read["day"], dtype=np.int64),
        basket=texts(read["basket_id"]),
        household=texts(read["household_id"]),
        product=texts(read["product_id"]),
    )


def read_sample(data: Path) -> Sample:
    """`complete_journey/transactions_2017_sample.csv`."""
    read = _read(
        data,
        "transactions_2017_sample.csv",
        household_id=an_id,
        store_id=an_id,
        basket_id=an_id,
        product_id=an_id,
        quantity=count,
        sales_value=float,
        retail_disc=float,
        coupon_disc=float,
        coupon_match_disc=float,
        week=count,
        transaction_timestamp=_days,
    )
    return Sample(
        household=texts(read["household_id"]),
        store=texts(read["store_id"]),
        basket=texts(read["basket_id"]),
        product=texts(read["product_id"]),
        quantity=np.asarray(read["quantity"], dtype=np.int64),
        sales_value=np.asarray(read["sales_value"], dtype=np.float64),
        retail_discount=np.asarray(read["retail_disc"], dtype=np.float64),
        coupon_discount=np.asarray(read["coupon_disc"], dtype=np.float64),
        coupon_match_discount=np.asarray(read["coupon_match_disc"], dtype=np.float64),
        week=np.asarray(read["week"], dtype=np.int64),
        time_d=np.asarray(read["transaction_timestamp"], dtype=np.float64),
    )


def read_products(data: Path) -> dict[str, Product]:
    """`complete_journey/products.csv`, by product id."""
    read = _read(
        data,
        "products.csv",
        product_id=an_id,
        manufacturer_id=str,
        department=str,
        brand=str,
        product_category=str,
        product_type=str,
        package_size=str,
    )
    rows = zip(
        read["product_id"],
        read["manufacturer_id"],
        read["department"],
        read["brand"],
        read["product_category"],
        read["product_type"],
        read["package_size"],
        strict=True,
    )
    return {
        product: Product(manufacturer, department, brand == "Private", category, kind, size)
        for product, manufacturer, department, brand, category, kind, size in rows
    }


def read_demographics(data: Path) -> dict[str, Household]:
    """`complete_journey/demographics.csv`, by household id; of some households only."""
    names = ("age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count")
    read = _read(data, "demographics.csv", household_id=an_id, **dict.fromkeys(names, str))
    rows = zip(*(read[name] for name in names), strict=True)
    return {household: Household(*row) for household, row in zip(read["household_id"], rows, strict=True)}


def _read(data: Path, name: str, **columns: Any) -> dict[str, list[Any]]:
    return read_columns(find_file(folder_of(data, FOLDER), name), columns)


def _days(value: str) -> float:
    # The times have no zone; only their differences are used.
    return float(np.datetime64(value, "s").astype(np.int64)) / 86400.0
