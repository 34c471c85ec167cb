"""The demo catalog is data: these tests read the files alone and judge every claim by the ingredients."""

import json
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypedDict

import pytest

CATALOG = Path(__file__).parents[2] / "shop" / "demo" / "catalog"


def listed(text: str) -> set[str]:
    return set(text.split())


DIETARY = {"vegan", "vegetarian", "gluten-free", "dairy-free", "nut-free", "keto"}
ATTRIBUTES = listed(
    "organic plant-based spicy whole-grain high-protein low-sodium no-added-sugar low-fat lactose-free free-range "
    "grass-fed fair-trade local decaf fragrance-free recycled"
)
PACKAGES = listed("carton bottle jug jar can tin box bag pouch tub cup tray bar tube wrap loose egg-box roll")
SIZE = re.compile(r"(?P<amount>\d+(\.\d+)?) (?P<unit>gal|qt|pt|fl oz|oz|lb|ct)")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HEX = re.compile(r"#[0-9A-F]{6}")


class Product(TypedDict):
    sku: str
    name: str
    brand: str
    category: str
    description: str
    price: str
    compare_at_price: str | None
    size: str
    stock: int
    dietary: list[str]
    allergens: list[str]
    attributes: list[str]
    ingredients: str
    icon: str
    package: str
    days_old: int


class Node(NamedTuple):
    slug: str
    name: str
    icon: str
    department: str
    is_leaf: bool


class Brand(TypedDict):
    slug: str
    name: str
    own_label: bool
    tier: str
    color: str
    story: str


def read_tree() -> list[Node]:
    nodes: list[Node] = []

    def walk(raw: dict[str, object], department: str) -> None:
        children = raw["children"]
        assert isinstance(children, list)
        nodes.append(Node(str(raw["slug"]), str(raw["name"]), str(raw["icon"]), department, not children))
        for child in children:
            walk(child, department)

    for raw in json.loads((CATALOG / "departments.json").read_text()):
        walk(raw, raw["slug"])
    return nodes


def read_products() -> list[Product]:
    files = sorted((CATALOG / "products").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


TREE = read_tree()
BRANDS: list[Brand] = json.loads((CATALOG / "brands.json").read_text())
PRODUCTS = read_products()
DEPARTMENT_OF = {node.slug: node.department for node in TREE if node.is_leaf}
NOT_EATEN = {"household", "pets"}
FOOD = [
    product for product in PRODUCTS if DEPARTMENT_OF[product["category"]] not in NOT_EATEN and product["ingredients"]
]

# Words that betray an allergen, and the pairs of words in which they do not.
ALLERGEN_WORDS = {
    "milk": "milk butter buttermilk cream cheese cheeses whey yogurt yoghurt ghee lactose casein milkfat ricotta "
    "mozzarella parmesan cheddar mascarpone dairy kefir",
    "eggs": "egg eggs yolk yolks albumen mayonnaise",
    "fish": "fish salmon tuna cod pollock tilapia halibut trout mackerel sardine sardines anchovy anchovies whitefish",
    "shellfish": "shrimp prawn crab lobster oyster oysters clam clams mussel mussels scallop scallops",
    "tree-nuts": "almond almonds cashew cashews hazelnut hazelnuts walnut walnuts pecan pecans pistachio pistachios "
    "macadamia macadamias brazil praline marzipan nuts",
    "peanuts": "peanut peanuts",
    "wheat": "wheat semolina farro bulgur couscous seitan spelt durum farina",
    "soybeans": "soy soya soybean soybeans tofu tempeh edamame miso tamari",
    "sesame": "sesame tahini",
}
INNOCENT_PAIRS = {
    ("coconut", "milk"),
    ("almond", "milk"),
    ("soy", "milk"),
    ("oat", "milk"),
    ("certified", "milk"),
    ("coconut", "cream"),
    ("cream", "tartar"),
    ("cocoa", "butter"),
    ("peanut", "butter"),
    ("seed", "butter"),
    ("butter", "lettuce"),
    ("oyster", "mushrooms"),
    ("dairy", "free"),
    ("tempeh", "culture"),
}
STANDS_FOR_ITSELF = {"milk", "butter", "cream", "dairy", "oyster", "tempeh"}
FLESH = listed("chicken beef pork ham turkey lamb duck bacon pepperoni salami prosciutto gelatin lard tallow collagen")
OTHERWISE_ANIMAL = {"honey", "beeswax", "carmine", "shellac", "d3"}
GLUTEN = listed("wheat semolina farro bulgur couscous seitan spelt durum farina barley rye malt malted oat oats")
GRAINS_OF_FLOUR = listed("wheat rice corn almond chickpea lentil potato oat rye barley buckwheat sorghum pea tapioca")
HEAT = re.compile(
    r"chil[ei]|jalapeño|habanero|cayenne|chipotle|ghost pepper|reaper|wasabi|horseradish|red pepper", re.IGNORECASE
)


def words_of(ingredients: str) -> list[str]:
    # "Gluten-free oats" must not count as oats, nor "gluten-free oat milk" as milk: both are read as "certified".
    text = re.sub("gluten-free oats?", "certified", ingredients.lower()).replace("cream of tartar", "cream tartar")
    # Commas and brackets stay, so that "coconut, milk" is not taken for coconut milk.
    return re.findall(r"[a-zà-ÿ0-9]+|[,()\[\]]", text)


def telling_words(ingredients: str) -> set[str]:
    """The words of a list, without those that another word makes innocent (coconut milk, cocoa butter)."""
    words = words_of(ingredients)
    innocent: set[int] = set()
    for index, pair in enumerate(pairwise(words)):
        if pair in INNOCENT_PAIRS:
            innocent |= {place for place in (index, index + 1) if words[place] in STANDS_FOR_ITSELF}
    return {word for index, word in enumerate(words) if index not in innocent}


def allergens_in(ingredients: str) -> set[str]:
    words = telling_words(ingredients)
    return {allergen for allergen, signs in ALLERGEN_WORDS.items() if words & listed(signs)}


def diets_true_of(ingredients: str) -> set[str]:
    """Every diet that a list of ingredients allows; keto is a matter of amounts and left out."""
    words, allergens = telling_words(ingredients), allergens_in(ingredients)
    vegetarian = not (words & FLESH or allergens & {"fish", "shellfish"} or "animal rennet" in ingredients.lower())
    vegan = vegetarian and not (allergens & {"milk", "eggs"} or words & OTHERWISE_ANIMAL)
    diets = {
        "vegetarian": vegetarian,
        "vegan": vegan,
        "gluten-free": not words & GLUTEN,
        "dairy-free": "milk" not in allergens,
        "nut-free": not allergens & {"tree-nuts", "peanuts"},
    }
    return {diet for diet, holds in diets.items() if holds}


def label(product: Product) -> str:
    return f"{product['sku']} {product['name']}"


@pytest.mark.parametrize(
    ("ingredients", "expected"),
    [
        ("Water, coconut milk, cocoa butter, oyster mushrooms, cream of tartar, eggplant", set()),
        ("Peanut butter (peanuts, salt), rice flour, buckwheat flour", {"peanuts"}),
        ("Cultured almond milk (water, almonds)", {"tree-nuts"}),
        ("Gluten-free oat milk (water, gluten-free oats)", set()),
        ("Soy sauce (water, soybeans, wheat, salt), anchovy paste", {"soybeans", "wheat", "fish"}),
        ("Whole milk, coconut cream, butter (cream)", {"milk"}),
        ("Cocoa mass, coconut, milk, sugar", {"milk"}),
    ],
)
def test_the_rules_read_ingredients_as_a_careful_shopper_does(ingredients: str, expected: set[str]) -> None:
    assert allergens_in(ingredients) == expected


def test_a_diet_is_not_granted_by_a_word_that_only_looks_plant_made() -> None:
    assert "vegan" not in diets_true_of("Oats, honey, coconut milk")
    assert "vegetarian" not in diets_true_of("Corn syrup, sugar, gelatin")
    assert "vegetarian" not in diets_true_of("Parmesan cheese (part-skim milk, animal rennet)")
    assert "gluten-free" not in diets_true_of("Milled corn, malted barley")
    assert "gluten-free" in diets_true_of("Water, gluten-free oats, buckwheat flour")


def test_there_is_a_whole_shop_of_products() -> None:
    assert len(PRODUCTS) >= 850
    assert len({node.department for node in TREE}) >= 12
    assert min(Counter(DEPARTMENT_OF[product["category"]] for product in PRODUCTS).values()) >= 25


def test_every_product_has_exactly_the_agreed_fields_filled() -> None:
    for product in PRODUCTS:
        assert product.keys() == Product.__annotations__.keys(), product
        assert product["name"].strip()
        assert 25 <= len(product["description"]) <= 200, label(product)
        assert set(product["dietary"]) <= DIETARY, label(product)
        assert set(product["allergens"]) <= ALLERGEN_WORDS.keys(), label(product)
        assert set(product["attributes"]) <= ATTRIBUTES, label(product)
        assert product["package"] in PACKAGES, label(product)


def test_skus_are_unique_and_readable() -> None:
    assert max(Counter(product["sku"] for product in PRODUCTS).values()) == 1
    assert all(re.fullmatch(r"[A-Z]{3}-\d{4}", product["sku"]) for product in PRODUCTS)


def test_no_two_products_are_the_same_thing_or_share_a_description() -> None:
    things = Counter((product["brand"], product["name"], product["size"]) for product in PRODUCTS)
    descriptions = Counter(product["description"] for product in PRODUCTS)
    assert [thing for thing, count in things.items() if count > 1] == []
    assert [text for text, count in descriptions.items() if count > 1] == []


def test_slugs_are_valid_and_categories_unique_across_the_tree() -> None:
    slugs = [node.slug for node in TREE] + [brand["slug"] for brand in BRANDS]
    assert all(SLUG.fullmatch(slug) for slug in slugs)
    assert len({node.slug for node in TREE}) == len(TREE)
    assert len({brand["slug"] for brand in BRANDS}) == len(BRANDS)


def test_each_department_has_its_own_tint_by_day_and_by_night() -> None:
    departments = json.loads((CATALOG / "departments.json").read_text())
    for key in ("tint", "tint_dark"):
        assert all(HEX.fullmatch(department[key]) for department in departments)
        assert len({department[key] for department in departments}) == len(departments)
    assert [department["position"] for department in departments] == list(range(1, len(departments) + 1))


def test_products_sit_in_leaf_categories_of_their_file_and_no_leaf_is_empty() -> None:
    for file in (CATALOG / "products").glob("*.jsonl"):
        categories = {json.loads(line)["category"] for line in file.read_text().splitlines()}
        assert {DEPARTMENT_OF.get(category) for category in categories} == {file.stem}
    assert DEPARTMENT_OF.keys() - {product["category"] for product in PRODUCTS} == set()


def test_own_label_and_named_brands_share_the_shelves() -> None:
    own = {brand["slug"] for brand in BRANDS if brand["own_label"]}
    used = Counter(product["brand"] for product in PRODUCTS)
    assert used.keys() == {brand["slug"] for brand in BRANDS}
    assert len(own) >= 2
    assert len(used.keys() - own) >= 60
    assert {brand["tier"] for brand in BRANDS} == {"value", "standard", "premium"}
    assert all(HEX.fullmatch(brand["color"]) and brand["story"] for brand in BRANDS)
    assert 0.3 < sum(used[slug] for slug in own) / len(PRODUCTS) < 0.7


def test_prices_and_sizes_can_be_read_and_a_sale_is_a_saving() -> None:
    for product in PRODUCTS:
        price = Decimal(product["price"])
        assert Decimal("0.25") <= price <= 40, label(product)
        assert price.as_tuple().exponent == -2, label(product)
        if product["compare_at_price"] is not None:
            assert Decimal(product["compare_at_price"]) > price, label(product)
        size = SIZE.fullmatch(product["size"])
        assert size is not None, label(product)
        assert Decimal(size["amount"]) > 0, label(product)


def test_own_label_milk_costs_less_than_the_named_gallon() -> None:
    gallons = [p for p in PRODUCTS if p["category"] == "whole-milk" and p["size"] == "1 gal"]
    own = [Decimal(p["price"]) for p in gallons if p["brand"] in {"leafloaf", "everyday-leaf"}]
    named = [Decimal(p["price"]) for p in gallons if p["brand"] not in {"leafloaf", "everyday-leaf"}]
    assert max(own) < min(named)


@pytest.mark.parametrize(
    ("what", "share", "low", "high"),
    [
        ("on sale", [p["compare_at_price"] is not None for p in PRODUCTS], 0.05, 0.12),
        ("sold out", [p["stock"] == 0 for p in PRODUCTS], 0.01, 0.04),
        ("nearly sold out", [1 <= p["stock"] <= 5 for p in PRODUCTS], 0.02, 0.05),
        ("well stocked", [20 <= p["stock"] <= 200 for p in PRODUCTS], 0.75, 0.97),
        ("new", [p["days_old"] < 14 for p in PRODUCTS], 0.02, 0.06),
    ],
)
def test_the_shelves_vary_as_a_real_shop_does(what: str, share: list[bool], low: float, high: float) -> None:
    assert low <= sum(share) / len(share) <= high, what
    assert all(product["stock"] >= 0 and 0 <= product["days_old"] <= 700 for product in PRODUCTS)


def test_what_is_eaten_lists_its_ingredients_and_what_is_not_claims_no_diet() -> None:
    for product in PRODUCTS:
        department = DEPARTMENT_OF[product["category"]]
        if department == "pets":
            assert product["dietary"] == [], label(product)
        elif not product["ingredients"]:
            assert department in {"household", "health-beauty", "baby"}, label(product)
            assert product["dietary"] == product["allergens"] == [], label(product)


def test_allergens_are_those_of_the_ingredients_no_more_and_no_fewer() -> None:
    wrong = {label(p): p["allergens"] for p in PRODUCTS if set(p["allergens"]) != allergens_in(p["ingredients"])}
    assert wrong == {}


def test_diets_are_those_the_ingredients_allow_no_more_and_no_fewer() -> None:
    wrong = {
        label(product): sorted(set(product["dietary"]) - {"keto"} ^ diets_true_of(product["ingredients"]))
        for product in FOOD
        if set(product["dietary"]) - {"keto"} != diets_true_of(product["ingredients"])
    }
    assert wrong == {}


def test_every_flour_says_what_it_is_milled_from() -> None:
    for product in PRODUCTS:
        words = words_of(product["ingredients"])
        for before, word in pairwise(words):
            assert word != "flour" or before in GRAINS_OF_FLOUR or before == "certified", label(product)


def test_keto_foods_are_not_built_on_sugar_or_starch() -> None:
    for product in FOOD:
        if "keto" in product["dietary"]:
            first = " ".join(re.split(r"[,(]", product["ingredients"].lower())[:2])
            assert not re.search(r"sugar|syrup|honey|\brice|flour|oats|potato|\bcorn\b|(?<!lime )juice", first), label(
                product
            )


def test_fruit_vegetables_and_herbs_sold_alone_suit_every_plant_diet() -> None:
    for product in PRODUCTS:
        if DEPARTMENT_OF[product["category"]] == "fruit-vegetables" and "Kit" not in product["name"]:
            assert set(product["dietary"]) >= DIETARY - {"keto"}, label(product)
            assert product["allergens"] == [], label(product)


def claims(product: Product) -> dict[str, bool]:
    """What must hold for each attribute that text can prove."""
    said = f"{product['name']} {product['ingredients']} {product['description']}".lower()
    ingredients = product["ingredients"].lower()
    return {
        "organic": "organic" in said,
        "plant-based": "vegan" in product["dietary"],
        "spicy": HEAT.search(ingredients) is not None,
        "no-added-sugar": not re.search(r"sugar(?! snap)|syrup|honey|molasses|agave", ingredients),
        "lactose-free": "lactase" in ingredients,
        "decaf": "decaf" in ingredients,
        "grass-fed": re.search(r"beef|lamb|milk|cream", ingredients) is not None,
        "free-range": re.search(r"egg|chicken", ingredients) is not None,
        "whole-grain": re.search(
            r"whole|brown rice|oats|quinoa|popcorn|farro|bulgur|sprouted|blue corn|bran|rye|flakes|buckwheat",
            ingredients,
        )
        is not None,
        "fragrance-free": product["ingredients"] == "",
    }


def test_attributes_are_borne_out_by_the_label() -> None:
    wrong = [
        (label(product), attribute)
        for product in PRODUCTS
        for attribute, holds in claims(product).items()
        if attribute in product["attributes"] and not holds
    ]
    assert wrong == []


def test_names_do_not_promise_what_the_tags_withhold() -> None:
    promises: dict[str, Callable[[Product], bool]] = {
        "organic": lambda p: "organic" in p["attributes"],
        "vegan": lambda p: "vegan" in p["dietary"] or DEPARTMENT_OF[p["category"]] == "pets",
        "gluten-free": lambda p: "gluten-free" in p["dietary"],
        "dairy-free": lambda p: "dairy-free" in p["dietary"],
        "nut-free": lambda p: "nut-free" in p["dietary"],
        "lactose-free": lambda p: "lactose-free" in p["attributes"],
        "grass-fed": lambda p: "grass-fed" in p["attributes"],
        "decaf": lambda p: "decaf" in p["attributes"],
        "recycled": lambda p: "recycled" in p["attributes"],
    }
    wrong = [
        label(product)
        for product in PRODUCTS
        for word, kept in promises.items()
        if word in product["name"].lower() and not kept(product)
    ]
    assert wrong == []


def test_the_icon_list_names_exactly_the_icons_in_use() -> None:
    listed = (CATALOG / "icons.txt").read_text().splitlines()
    used = {product["icon"] for product in PRODUCTS} | {node.icon for node in TREE}
    assert listed == sorted(used)


class Need(NamedTuple):
    """Something shoppers come for: a category, and words its name or tags must hold."""

    category: str
    words: str = ""
    at_least: int = 3


NEEDS = [
    Need("whole-milk"),
    Need("reduced-fat-milk"),
    Need("skim-milk"),
    Need("oat-milk"),
    Need("oat-milk", "barista", 2),
    Need("almond-milk"),
    Need("soy-milk"),
    Need("coconut-other-milk", "coconut"),
    Need("greek-skyr-yogurt"),
    Need("classic-yogurt"),
    Need("plant-yogurt", "oat"),
    Need("plant-yogurt", "coconut"),
    Need("plant-yogurt", "almond"),
    Need("plant-yogurt", "soy"),
    Need("block-sliced-cheese"),
    Need("butter-cream", "butter"),
    Need("eggs"),
    Need("tofu-tempeh", "tofu"),
    Need("meat-alternatives", "burger"),
    Need("hummus-plant-spreads", "hummus"),
    Need("sliced-bread"),
    Need("gluten-free-bakery", "gluten-free"),
    Need("bagels-buns-rolls", "bagels", 2),
    Need("tortillas-flatbreads", "tortillas"),
    Need("bananas-tropical", "banana", 2),
    Need("bananas-tropical", "avocado"),
    Need("apples-pears", "apple"),
    Need("potatoes-onions-garlic", "potato"),
    Need("tomatoes-peppers-cucumbers", "tomato"),
    Need("chicken"),
    Need("beef", "ground beef"),
    Need("fresh-fish"),
    Need("frozen-pizza", "pizza"),
    Need("ice-cream-desserts", "ice cream"),
    Need("canned-beans-lentils", "beans"),
    Need("hot-sauce", "spicy"),
    Need("spreads-honey", "peanut butter", 2),
    Need("dry-pasta"),
    Need("pasta-sauces", "tomato"),
    Need("rice"),
    Need("potato-chips"),
    Need("spicy-chips", "spicy", 10),
    Need("salsa-dips", "salsa"),
    Need("nuts-seeds"),
    Need("dark-chocolate"),
    Need("cookies"),
    Need("family-cereal"),
    Need("oatmeal", "oat"),
    Need("sparkling-water"),
    Need("juice", "orange juice"),
    Need("ground-coffee"),
    Need("black-green-tea"),
    Need("diapers-wipes", "diapers"),
    Need("baby-formula", "formula"),
    Need("laundry", "detergent"),
    Need("paper-goods", "bath tissue"),
    Need("oral-care", "toothpaste"),
    Need("hair-care", "shampoo"),
    Need("dog-food"),
    Need("cat-food"),
]


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: f"{need.category} {need.words}".strip())
def test_a_common_need_is_met_by_several_products_of_more_than_one_brand(need: Need) -> None:
    found = [
        product
        for product in PRODUCTS
        if product["category"] == need.category
        and need.words in " ".join([product["name"], product["ingredients"], *product["attributes"]]).lower()
    ]
    assert len(found) >= need.at_least
    assert len({product["brand"] for product in found}) >= 2


@pytest.mark.parametrize("category", ["whole-milk", "reduced-fat-milk", "skim-milk"])
def test_dairy_milk_comes_in_gallons_and_half_gallons_from_three_brands(category: str) -> None:
    milks = [product for product in PRODUCTS if product["category"] == category]
    assert {"1 gal", "64 fl oz"} <= {product["size"] for product in milks}
    assert len({product["brand"] for product in milks}) >= 3
