"""Reading pack sizes and pricing one unit."""

from decimal import Decimal

import pytest

from shop.sizes import Size, parse_size, unit_price


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("1 gal", "128", "fl oz"),
        ("half gal", None, None),
        ("0.5 gal", "64", "fl oz"),
        ("12 oz", "12", "oz"),
        ("16 fl oz", "16", "fl oz"),
        ("2 lb", "32", "oz"),
        ("6 ct", "6", "ct"),
        ("6 x 330ml", "1980", "ml"),
        ("4X1L", "4000", "ml"),
        ("12x18ct", "216", "ct"),
        ("1.04kg", "1040", "g"),
        ("Typically: 197g", "197", "g"),
        ("20 per pack", "20", "ct"),
        ("25s", "25", "ct"),
        ("1,5 l", "1500", "ml"),
        ("1,000 g", "1000", "g"),
        ("6 pk x 12 fl oz", "72", "fl oz"),
        ("each", "1", "ct"),
        ("", None, None),
        ("12inch", None, None),
        ("0 g", None, None),
        ("large", None, None),
    ],
)
def test_a_printed_size_becomes_an_amount_in_a_base_unit(text: str, amount: str | None, unit: str | None) -> None:
    expected = Size(Decimal(amount), unit) if amount and unit else None
    assert parse_size(text) == expected


def test_the_unit_price_is_for_the_label_a_shelf_shows() -> None:
    assert unit_price(Decimal("3.84"), parse_size("1 gal")) == (Decimal("0.0300"), "fl oz")
    assert unit_price(Decimal("5.00"), parse_size("500 g")) == (Decimal("1.0000"), "100 g")
    assert unit_price(Decimal("3.00"), parse_size("12 ct")) == (Decimal("0.2500"), "each")


def test_one_piece_and_no_size_have_no_unit_price() -> None:
    assert unit_price(Decimal("3.00"), parse_size("1 ct")) is None
    assert unit_price(Decimal("3.00"), None) is None
