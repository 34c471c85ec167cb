"""What people type most, on the demo catalog: the first eight answers are what was asked for.

So many of the first eight must be filed below one of the categories, and the first answer always.
"""

import pytest

from shop.demo import catalog_loader
from shop.models import Product
from shop.search.retrieve import retrieve
from shop.search.synonyms import load_default_synonyms

FIRST = 8
# Query: where its answers are filed, and how many of the first eight must be.
HEADS: dict[str, tuple[set[str], int]] = {
    "milk": ({"milk", "plant-milk"}, 8),
    "bread": ({"bread", "bakery"}, 8),
    "snack": ({"snacks"}, 8),
    "snacks": ({"snacks"}, 8),
    "chips": ({"chips"}, 8),
    "yogurt": ({"yogurt", "plant-yogurt"}, 8),
    "coffee": ({"coffee"}, 8),
    "eggs": ({"eggs"}, 8),
    "cheese": ({"cheese", "plant-cheese-butter"}, 6),
    "pasta": ({"pasta-noodles"}, 8),
    "rice": ({"rice-grains"}, 7),
    "chicken": ({"poultry"}, 8),
    "beef": ({"red-meat"}, 8),
    "fish": ({"fresh-fish", "smoked-cured-fish", "frozen-fish-chicken"}, 8),
    "apple": ({"apples-pears"}, 6),
    "bananas": ({"bananas-tropical"}, 2),
    "tomato": ({"tomatoes-peppers-cucumbers", "canned-tomatoes-vegetables"}, 8),
    "potato": ({"potatoes-onions-garlic", "frozen-potatoes", "potato-chips"}, 8),
    "onion": ({"potatoes-onions-garlic"}, 3),
    "salad": ({"salads-leafy-greens"}, 8),
    "vegetables": ({"vegetables", "frozen-vegetables"}, 8),
    "fruit": ({"fruit"}, 8),
    "butter": ({"butter-cream", "spreads-honey", "plant-cheese-butter"}, 8),
    "water": ({"cold-drinks"}, 8),
    "juice": ({"juice"}, 8),
    "soda": ({"cold-drinks"}, 8),
    "tea": ({"tea"}, 8),
    "cereal": ({"cereal", "oatmeal", "toddler-snacks"}, 8),
    "granola": ({"granola-muesli", "breakfast-bars"}, 8),
    "cookies": ({"cookies"}, 8),
    "chocolate": ({"chocolate"}, 8),
    "candy": ({"candy"}, 8),
    "ice cream": ({"ice-cream-desserts"}, 8),
    "pizza": ({"frozen-pizza"}, 8),
    "soup": ({"soups-broths"}, 8),
    "beans": ({"canned-beans-lentils", "grains-pulses", "broccoli-cabbage-beans"}, 8),
    "tuna": ({"canned-fish", "fresh-fish"}, 8),
    "oil": ({"oils-vinegars"}, 7),
    "sugar": ({"baking"}, 5),
    "spices": ({"spices-seasonings"}, 8),
    "nuts": ({"nuts-seeds"}, 8),
    "crackers": ({"crackers", "cookies", "spicy-chips"}, 8),
    "bacon": ({"bacon-sausage", "meat-alternatives"}, 8),
    "tofu": ({"tofu-tempeh"}, 7),
    "diapers": ({"diapers-wipes"}, 6),
    "shampoo": ({"hair-care", "baby-care"}, 7),
    "dog food": ({"dog-food"}, 8),
    "toilet paper": ({"paper-goods"}, 3),
}


@pytest.fixture
def demo_catalog(db: None) -> None:
    catalog_loader.load_departments()
    catalog_loader.load_brands()
    catalog_loader.load_products()
    load_default_synonyms()


@pytest.mark.usefixtures("demo_catalog")
def test_the_first_answers_are_what_was_asked_for() -> None:
    filed = {pk: (name, set(path)) for pk, name, path in Product.objects.values_list("pk", "name", "category__path")}
    faults = []
    for query, (wanted, least) in HEADS.items():
        first = [filed[found] for found in retrieve(query).product_id[:FIRST].tolist()]
        right = [bool(path & wanted) for _, path in first]
        if sum(right) < least or not right[0]:
            faults.append(f"{query}: {sum(right)} of {least}, {[name for name, _ in first]}")
    assert not faults, "\n".join(faults)
