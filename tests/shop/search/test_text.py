"""Words as the search sees them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.search.text import joined, plain, tokens, words


def raw(text: str) -> list[str]:
    return [word.raw for word in words(text)]


def test_words_are_lower_case_without_accents_and_stop_words():
    assert raw("The Crème Fraîche of Jalapeño") == ["creme", "fraiche", "jalapeno"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cookies", "cookie"),
        ("tomatoes", "tomato"),
        ("berries", "berry"),
        ("loaves", "loaf"),
        ("Kellogg's", "kellogg"),
        ("gluten free", "Gluten-Free"),
        ("glutenfree", "gluten-free"),
        ("M&M's", "m&ms"),
        ("2 liters", "2L"),
        ("12 ounces", "12oz"),
        ("64 fl oz", "64 ounces"),
        ("6-pack", "6 count"),
        ("1.50 kg", "1,5 kilos"),
        ("1,000 g", "1000 grams"),
        ("½ gallon", "1/2 gal"),
        ("2 percent milk", "2% milk"),
    ],
)
def test_different_spellings_become_the_same_words(one: str, other: str):
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("organic", "organ"), ("pasta", "paste"), ("dressing", "dress"), ("dairy free", "dairy"), ("2%", "2 l")],
)
def test_different_things_stay_different_words(one: str, other: str):
    assert not set(tokens(one)) & set(tokens(other))


def test_a_unit_is_one_only_after_a_number():
    assert raw("ice pack") == ["ice", "pack"]
    assert raw("6 pack") == ["6", "ct"]


def test_free_range_is_not_free_of_anything():
    assert raw("large free range eggs") == ["large", "free", "range", "eggs"]


def test_neighbours_joined_are_what_the_joined_word_would_be():
    corn, flakes = words("corn flakes")
    assert [joined(corn, flakes)] == tokens("cornflakes")


def test_an_emoji_is_read_as_its_name():
    assert tokens("🍎🥛") == tokens("apple milk")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_plain_words_without_failing(text: str):
    for word in words(text):
        assert word.raw
        assert word.stem
        assert word.raw.isascii()
    assert plain(plain(text)) == plain(text)
