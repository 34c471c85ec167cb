"""What a search finds, and in which order."""

from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop import catalog_version
from shop.models import Product, Synonym
from shop.search.candidates import Filters
from shop.search.retrieve import fuse, retrieve
from shop.search.suggest import suggestions
from shop.search.warm_up import warm_up
from tests.shop.factories import make_category, make_product
from tests.shop.search.shelves import index_all, names_of

pytestmark = pytest.mark.usefixtures("shelves")


def found(query: str, **filters: object) -> list[str]:
    return names_of(retrieve(query, Filters(**filters)))  # type: ignore[arg-type]


def by_text(query: str) -> list[str]:
    """Only what was found by its words."""
    answer = retrieve(query)
    return [name for name, score in zip(names_of(answer), answer.text, strict=True) if not np.isnan(score)]


def test_what_is_called_so_comes_before_what_only_mentions_it():
    names = found("milk")
    assert set(names[:5]) == {"Whole Milk", "Skim Milk", "Chocolate Milk", "Original Oat Milk", "Barista Oatmilk"}
    assert names.index("Butter Cookies") > 4


def test_all_words_are_wanted():
    assert by_text("chocolate milk")[0] == "Chocolate Milk"
    assert "Butter Cookies" not in by_text("brown eggs")


def test_a_rare_word_weighs_more_than_a_common_one():
    category = make_category("milk")
    for number in range(6):
        make_product(name=f"Plain Milk {number}", category=category)
    make_product("KEFIR", name="Kefir", category=category)
    index_all()
    assert found("kefir with quark milk")[0] == "Kefir"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("oatmilk", "Original Oat Milk"),
        ("oat milk", "Barista Oatmilk"),
        ("cornflakes", "Corn Flakes"),
        ("corn flake", "Corn Flakes"),
        ("jalapeno", "Jalapeño Kettle Chips"),
        ("creme fraiche", "Crème Fraîche"),
        ("CRÈME FRAÎCHE", "Crème Fraîche"),
        ("egg", "Large Brown Eggs"),
        ("cookie", "Butter Cookies"),
        ("glutenfree penne", "Gluten-Free Penne"),
        ("kettlechips", "Jalapeño Kettle Chips"),
        ("moonpail", "Whole Milk"),
        ("spicy", "Jalapeño Kettle Chips"),
        ("snacks", "Sea Salt Chips"),
        ("dairy", "Whole Milk"),
    ],
)
def test_other_ways_to_say_it_find_it(typed: str, name: str):
    assert name in by_text(typed)


@pytest.mark.parametrize(
    ("typed", "meant", "name"),
    [
        ("shampo", "shampoo", "Daily Shampoo"),
        ("cokies", "cookies", "Butter Cookies"),
        ("choclate milk", "chocolate milk", "Chocolate Milk"),
        ("glutten free penne", "gluten-free penne", "Gluten-Free Penne"),
        ("jalepeno chips", "jalapeno chips", "Jalapeño Kettle Chips"),
    ],
)
def test_a_typo_is_corrected_from_the_catalogs_words_and_said(typed: str, meant: str, name: str):
    answer = retrieve(typed)
    assert answer.corrected_query == meant
    assert answer.notice == f"Showing results for “{meant}”."
    assert names_of(answer)[0] == name


def test_a_word_the_catalog_has_is_never_corrected():
    make_product(name="Milt, Smoked", category=make_category("fish"))
    index_all()
    answer = retrieve("milt")
    assert answer.corrected_query is None
    assert names_of(answer)[0] == "Milt, Smoked"


def test_a_number_is_never_corrected():
    assert retrieve("eggs 77").corrected_query is None


def test_when_nothing_has_all_words_those_with_most_come_and_it_is_said():
    answer = retrieve("jalapeno kettle dragonfruit")
    assert names_of(answer)[0] == "Jalapeño Kettle Chips"
    assert answer.notice == "Nothing has all of “jalapeno kettle dragonfruit”. These have most of it."


def test_a_size_says_what_is_better_not_what_must_be():
    assert found("cola 2l")[0] == "Cola"
    assert found("cola 6 pack")[0] == "Cola Cans"
    assert found("2 liter cola")[0] == "Cola"
    assert retrieve("cola 9 l").notice is None


def test_what_is_near_in_meaning_is_found_without_its_words():
    answer = retrieve("coke")
    assert names_of(answer)[0] in {"Cola", "Cola Cans"}
    assert np.isnan(answer.text).all()
    assert answer.notice == "Nothing is called “coke”. These come close."


def test_nonsense_finds_nothing():
    for query in ("zzzz", "qwxz", "the of and", "-", "…"):
        answer = retrieve(query)
        assert (len(answer), answer.total) == (0, 0)


def test_meaning_does_not_bring_shampoo_to_milk():
    assert "Daily Shampoo" not in found("milk")


def test_dairy_free_is_not_dairy():
    names = by_text("dairy free")
    assert "Original Oat Milk" in names
    assert "Whole Milk" not in names


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_000,
        "milk " * 3_000,
        "'; DROP TABLE shop_product; --",
        "milk\x00",
        "\x00",
        "%00",
        "%s %(terms)s {} {0}",
        "\\",
        "milk' OR '1'='1",
        "<script>alert(1)</script>",
        "😂🤣",
        "\u202emilk\u202c",
        "\ud800",
        "１２",
        "∑∏√",
        "a&b&c&d",
        "1/0 0/0 0.0 .. ,,",
        "-----",
        "\r\n\t",
        "$1 $2 :a",
        " ".join(str(number) for number in range(500)),
    ],
)
def test_a_hostile_query_is_answered(query: str):
    answer = retrieve(query)
    assert len(answer) <= 601
    assert answer.total >= len(answer) or answer.total == 0


def test_filters_hold_for_words_and_for_meaning():
    assert set(found("milk", dietary=("vegan",))) == {"Original Oat Milk", "Barista Oatmilk"}
    assert set(found("milk", category="plant-based")) == {"Original Oat Milk", "Barista Oatmilk"}
    assert "Chocolate Milk" not in found("milk", in_stock=True)
    assert "Butter Cookies" not in found("milk", without_allergens=("milk",))
    cheap = retrieve("milk", Filters(price_max=Decimal("4.00")))
    assert (cheap.price <= 4).all()
    assert set(found("milk", brands=("oatwell", "moonpail"))) == {
        "Whole Milk",
        "Skim Milk",
        "Original Oat Milk",
        "Barista Oatmilk",
    }
    assert found("milk", attributes=("plant-based", "organic")) == ["Barista Oatmilk"]


def test_scores_are_between_0_and_1_and_the_best_text_is_1():
    answer = retrieve("milk")
    assert np.nanmax(answer.text) == 1
    assert np.nanmin(answer.text) >= 0
    assert ((answer.relevance >= 0) & (answer.relevance <= 1)).all()
    assert (np.diff(answer.relevance) <= 0).all()


def test_a_longer_name_of_the_same_thing_loses_little():
    make_product("LONG", name="Lactose-Free Reduced Fat Grass-Fed Whole Milk", category=make_category("milk"))
    index_all()
    answer = retrieve("whole milk")
    scores = dict(zip(answer.sku, answer.text.tolist(), strict=True))
    assert scores["MILK-WHOLE"] - scores["LONG"] < 0.12


def test_candidates_carry_what_a_ranker_needs(shelves: dict[str, Product]):
    answer = retrieve("barista oat milk")
    assert answer.sku[0] == "OAT-BARISTA"
    product = shelves["OAT-BARISTA"]
    assert answer.product_id[0] == product.pk
    assert answer.category_id[0] == product.category_id
    assert answer.brand_id[0] == product.brand_id
    assert answer.price[0] == pytest.approx(5.49)
    assert np.isnan(answer.unit_price[0])
    assert answer.in_stock[0]
    assert answer.added_on[0] == np.datetime64(product.added_on)
    assert answer.facets[0] == (
        "category:oat-milk",
        "brand:oatwell",
        "attribute:plant-based",
        "attribute:organic",
        "attribute:vegan",
        "attribute:dairy-free",
        "attribute:gluten-free",
    )


def test_a_query_sorted_by_price_holds_only_what_has_the_words():
    answer = retrieve("milk", sort="price")
    assert answer.price.tolist() == sorted(answer.price.tolist())
    assert not np.isnan(answer.text).any()


@pytest.mark.parametrize("sort", ["relevance", "price", "-price", "unit_price", "name", "newest"])
def test_the_parts_of_an_answer_hold_each_product_once(sort: str):
    category = make_category("milk")
    for number in range(23):
        make_product(f"M-{number}", name=f"Milk No. {number % 5}", category=category, price=f"{1 + number % 4}.00")
    index_all()
    whole = retrieve("milk", limit=600, sort=sort)  # type: ignore[arg-type]
    seen: list[str] = []
    after = None
    while True:
        part = retrieve("milk", limit=4, sort=sort, after=after)  # type: ignore[arg-type]
        seen += part.sku
        after = part.next_after
        if after is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == set(whole.sku)


def test_synonyms_find_each_other_in_both_directions():
    assert "Cola" not in by_text("pop")
    Synonym.objects.create(words=["pop", "soda"])
    Synonym.objects.create(words=["tube snacks", "penne"])
    catalog_version._advance()
    assert "Cola" in by_text("pop")
    make_product(name="Tube Snacks", category=make_category("misc"))
    index_all()
    assert "Tube Snacks" in by_text("penne")


def test_a_synonym_switched_off_finds_nothing():
    Synonym.objects.create(words=["pop", "soda"], is_active=False)
    catalog_version._advance()
    assert "Cola" not in by_text("pop")


def test_the_same_search_again_asks_postgres_nothing():
    first = retrieve("oat milk")
    with CaptureQueriesContext(connection) as queries:
        again = retrieve("oat milk")
    assert len(queries) == 0
    assert again.sku == first.sku
    assert again.relevance.tolist() == first.relevance.tolist()


def test_a_new_search_takes_two_queries():
    retrieve("warm up")
    with CaptureQueriesContext(connection) as queries:
        retrieve("skim milk")
    assert len(queries) == 2


def test_a_changed_catalog_drops_what_was_cached():
    assert "Milk Foam" not in found("milk")
    make_product(name="Milk Foam", category=make_category("milk"))
    index_all()
    assert "Milk Foam" in found("milk")


@pytest.mark.usefixtures("redis_away")
def test_without_redis_the_search_goes_on():
    assert found("oat milk") == found("oat milk")
    assert found("oat milk")[0] in {"Original Oat Milk", "Barista Oatmilk"}


def test_fusion_divides_both_sides_by_their_best():
    nan = np.nan
    fused = fuse(np.array([1.0, 0.5, nan], np.float32), np.array([0.4, 0.8, 0.8], np.float32))
    assert fused.tolist() == pytest.approx([0.75 + 0.25 * 0.5, 0.75 * 0.5 + 0.25, 0.25])


def test_fusion_takes_the_side_that_is_there():
    nan = np.nan
    assert fuse(np.array([nan, nan], np.float32), np.array([0.4, 0.8], np.float32)).tolist() == pytest.approx([0.5, 1])
    assert fuse(np.array([1, 0.5], np.float32), np.array([nan, nan], np.float32)).tolist() == [1, 0.5]


def test_after_warming_up_a_new_search_loads_nothing_more():
    warm_up()
    with CaptureQueriesContext(connection) as queries:
        retrieve("skim milk")
        suggestions("coo")
    assert len(queries) == 3
