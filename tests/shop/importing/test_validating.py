"""What a row must be to become a product."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shop.importing.mapping import BadMapping, Mapping, mapping_for
from shop.importing.validating import BadRow, validate

TODAY = date(2026, 11, 21)
GOOD: dict[str, Any] = {"sku": "A-1", "name": "Oat milk", "category": "Dairy > Milk", "price": "3.49"}


def test_a_good_row_becomes_values() -> None:
    values = validate({**GOOD, "dietary": "Vegan, Gluten Free", "stock": "7", "days_old": "3"}, TODAY)
    assert values.price == Decimal("3.49")
    assert values.category == ("Dairy", "Milk")
    assert values.dietary == ["gluten-free", "vegan"]
    assert (values.stock, values.added_on) == (7, date(2026, 11, 18))


def test_prices_are_rounded_to_cents_and_may_carry_a_currency_sign() -> None:
    assert validate({**GOOD, "price": "$2.417375"}, TODAY).price == Decimal("2.42")
    assert validate({**GOOD, "price": 22.779999999999998}, TODAY).price == Decimal("22.78")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sku": ""}, "sku is empty"),
        ({"sku": "x" * 65}, "sku has 65 characters"),
        ({"name": None}, "name is empty"),
        ({"name": ["a"]}, "name is not a text"),
        ({"price": ""}, "price is empty"),
        ({"price": "free"}, "is not an amount"),
        ({"price": "NaN"}, "is not an amount"),
        ({"price": "-1"}, "is not above zero"),
        ({"price": "0.004"}, "is not above zero"),
        ({"price": "1e30"}, "is not an amount below"),
        ({"compare_at_price": "3.49"}, "is not above the price"),
        ({"stock": "-1"}, "is not a whole number"),
        ({"stock": "1.5"}, "is not a whole number"),
        ({"stock": "many"}, "is not a whole number"),
        ({"stock": "1e9"}, "is not a whole number"),
        ({"category": " > "}, "category is empty"),
        ({"category": "!!!"}, "has no letters"),
        ({"dietary": "vegan,paleo"}, "dietary “paleo” is none of"),
        ({"allergens": ["lupin"]}, "allergens “lupin” is none of"),
        ({"package": "crate"}, "package “crate” is none of"),
        ({"attributes": "[broken"}, "is not a list"),
    ],
)
def test_a_bad_row_says_which_field_and_why(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        validate({**GOOD, **change}, TODAY)


def test_a_key_of_several_columns_is_stable_and_tells_rows_apart() -> None:
    mapping = Mapping({"sku": "item + weight", "category": "category > subcategory"})
    milk = {"item": "Milk", "weight": "1L", "category": "Dairy", "subcategory": ""}
    assert mapping.apply(milk) == mapping.apply({**milk, "item": "milk "})
    assert mapping.apply(milk)["sku"] != mapping.apply({**milk, "item": "Milk1", "weight": "L"})["sku"]
    assert mapping.apply(milk)["category"] == "Dairy"


def test_lists_of_known_shops_need_no_mapping() -> None:
    mapping = mapping_for(["product_id", "product_name", "aisle", "department"], {}, {})
    row = {"product_id": "7", "product_name": "Tea", "aisle": "tea", "department": "beverages"}
    assert mapping.name == "Instacart"
    assert mapping.apply(row) == {
        "sku": "7",
        "name": "Tea",
        "category": "beverages > tea",
        "price": "3.99",
        "stock": "50",
    }


def test_a_mapping_that_does_not_fit_names_what_would() -> None:
    with pytest.raises(BadMapping, match=r"no column “cost”.*Columns: id, title"):
        mapping_for(["id", "title"], {"sku": "id", "name": "title", "category": "=All", "price": "cost"}, {})
    with pytest.raises(BadMapping, match="“colour” is no field"):
        mapping_for(["id"], {"colour": "id"}, {})
    with pytest.raises(BadMapping, match="Nothing fills sku, name, category, price"):
        mapping_for(["a", "b"], {}, {})
