"""What a name is the name of."""

import pytest

from shop.search.heads import heads_of, is_list, parts_of


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("Fish Sauce", ["sauce"]),
        ("Whole Milk, 1 gal", ["milk"]),
        ("2% Milk", ["milk"]),
        ("Chunk Light Tuna in Water, 5 oz", ["tuna"]),
        ("Orange Juice from Concentrate", ["juice"]),
        ("Dish Soap, Lemon", ["soap"]),
        ("Beet, Parsnip & Carrot Chips", ["beet", "chips"]),
        ("Crème Brûlée (2 ct)", ["brulee"]),
        ("Cola 12 oz", ["cola"]),
        ("12 oz", []),
        ("", []),
    ],
)
def test_the_last_word_before_what_only_describes_is_the_thing(name: str, heads: list[str]) -> None:
    assert [word.raw for word in heads_of(name)] == heads


def test_a_category_of_several_things_is_a_list_of_them() -> None:
    assert parts_of("Ketchup, Mustard and Mayo") == ["Ketchup", "Mustard", "Mayo"]
    assert is_list("Nuts & Seeds")
    assert not is_list("Fresh Fish")
