"""A picture for a product that came without one: an illustration and a pack, guessed from its words."""

import re
from functools import cache
from pathlib import Path

ICONS_FILE = Path(__file__).parent / "demo" / "catalog" / "icons.txt"
FALLBACK_ICON = "shopping-bags"

# The first rule with a word of the name (then of the category) wins; words are singular.
_ICON_RULES: list[tuple[str, str]] = [
    ("oat almond soy", "glass-of-milk"),
    ("milk", "glass-of-milk"),
    ("cheese cheddar mozzarella feta parmesan", "cheese-wedge"),
    ("butter margarine", "butter"),
    ("egg", "egg"),
    ("yogurt yoghurt pudding dessert custard", "custard"),
    ("icecream gelato sorbet", "ice-cream"),
    ("croissant pastry danish", "croissant"),
    ("baguette", "baguette-bread"),
    ("bagel", "bagel"),
    ("bread loaf bun roll toast", "bread"),
    ("flatbread wrap pita tortilla", "flatbread"),
    ("pancake waffle", "waffle"),
    ("cake muffin brownie", "shortcake"),
    ("cookie biscuit cracker", "cookie"),
    ("donut doughnut", "doughnut"),
    ("pie quiche", "pie"),
    ("chocolate cocoa", "chocolate-bar"),
    ("candy sweet gum lollipop mint", "candy"),
    ("honey syrup jam marmalade", "honey-pot"),
    ("popcorn", "popcorn"),
    ("pretzel", "pretzel"),
    ("peanut", "peanuts"),
    ("nut almond cashew walnut hazelnut pistachio seed", "chestnut"),
    ("chip crisp snack fry", "french-fries"),
    ("pizza", "pizza"),
    ("burger", "hamburger"),
    ("sandwich", "sandwich"),
    ("taco", "taco"),
    ("burrito", "burrito"),
    ("sushi", "sushi"),
    ("dumpling gyoza", "dumpling"),
    ("pasta spaghetti penne noodle macaroni", "spaghetti"),
    ("ramen soup broth", "steaming-bowl"),
    ("curry", "curry-rice"),
    ("rice quinoa couscous grain", "cooked-rice"),
    ("cereal oat oatmeal granola muesli porridge", "bowl-with-spoon"),
    ("bean lentil chickpea", "beans"),
    ("bacon", "bacon"),
    ("steak beef lamb pork meat ham veal", "cut-of-meat"),
    ("sausage hot-dog salami", "hot-dog"),
    ("chicken turkey poultry", "poultry-leg"),
    ("shrimp prawn", "shrimp"),
    ("crab lobster", "crab"),
    ("fish salmon tuna cod seafood anchovy sardine", "fish"),
    ("pepper chili chilli jalapeno", "hot-pepper"),
    ("tomato ketchup", "tomato"),
    ("potato", "potato"),
    ("carrot", "carrot"),
    ("corn", "ear-of-corn"),
    ("broccoli cauliflower", "broccoli"),
    ("cucumber pickle", "cucumber"),
    ("lettuce spinach kale cabbage leaf herb", "leafy-green"),
    ("mushroom", "mushroom"),
    ("onion shallot", "onion"),
    ("garlic", "garlic"),
    ("eggplant aubergine", "eggplant"),
    ("avocado guacamole", "avocado"),
    ("salad vegetable", "green-salad"),
    ("olive oil", "olive"),
    ("apple", "red-apple"),
    ("pear", "pear"),
    ("banana", "banana"),
    ("orange mandarin clementine tangerine", "tangerine"),
    ("lemon lime", "lemon"),
    ("grape raisin", "grapes"),
    ("strawberry", "strawberry"),
    ("blueberry berry raspberry blackberry", "blueberries"),
    ("cherry", "cherries"),
    ("peach nectarine apricot plum", "peach"),
    ("mango", "mango"),
    ("pineapple", "pineapple"),
    ("watermelon melon", "watermelon"),
    ("kiwi", "kiwi-fruit"),
    ("coconut", "coconut"),
    ("fruit", "red-apple"),
    ("coffee espresso cappuccino", "hot-beverage"),
    ("tea", "teacup-without-handle"),
    ("wine", "wine-glass"),
    ("beer", "beer-mug"),
    ("juice smoothie", "beverage-box"),
    ("water soda cola drink beverage lemonade", "cup-with-straw"),
    ("salt spice seasoning", "salt"),
    ("sauce mayonnaise mustard dressing canned can tin jar", "canned-food"),
    ("soap wash shampoo conditioner shower", "soap"),
    ("lotion cream moisturizer deodorant sunscreen", "lotion-bottle"),
    ("toothbrush toothpaste dental", "toothbrush"),
    ("toilet tissue paper towel napkin", "roll-of-paper"),
    ("detergent cleaner laundry bleach", "basket"),
    ("sponge", "sponge"),
    ("broom mop", "broom"),
    ("diaper nappy baby infant", "baby-bottle"),
    ("vitamin supplement medicine tablet", "pill"),
    ("dog puppy", "dog-face"),
    ("cat kitten", "cat-face"),
    ("battery", "battery"),
    ("candle", "candle"),
    ("flower", "bouquet"),
]
_PACKAGE_RULES: list[tuple[str, str]] = [
    ("milk juice", "carton"),
    ("oil vinegar sauce ketchup syrup wine beer water soda cola lemonade drink shampoo cleaner detergent", "bottle"),
    ("jam honey pickle olive spread mayonnaise mustard coffee", "jar"),
    ("canned tuna bean tin can", "can"),
    ("yogurt yoghurt pudding butter margarine hummus dip icecream", "tub"),
    ("chip crisp popcorn pretzel rice flour sugar nut frozen pasta snack", "bag"),
    ("cereal cookie biscuit cracker tea pizza", "box"),
    ("chocolate bar soap", "bar"),
    ("toothpaste lotion", "tube"),
    ("egg", "egg-box"),
    ("toilet towel foil tissue", "roll"),
    ("meat chicken beef pork fish salmon salad", "tray"),
    ("bread bun bagel tortilla cheese", "wrap"),
    ("fruit vegetable apple banana", "loose"),
]


def _words(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower().replace("ice cream", "icecream"))
    return {word for raw in words for word in (raw, raw.removesuffix("s"), raw.removesuffix("es"))}


@cache
def known_icons() -> frozenset[str]:
    """The illustrations that the storefront ships."""
    return frozenset(ICONS_FILE.read_text().split())


def _first(rules: list[tuple[str, str]], words: set[str]) -> str | None:
    return next((choice for keys, choice in rules if words & set(keys.split())), None)


def guess_art(name: str, category_names: list[str]) -> tuple[str, str]:
    """(icon, package) for a product, from its name first and its categories (innermost first) second."""
    texts = [name, *reversed(category_names)]
    icon = next((found for text in texts if (found := _first(_ICON_RULES, _words(text))) in known_icons()), None)
    package = next((found for text in texts if (found := _first(_PACKAGE_RULES, _words(text)))), None)
    return icon or FALLBACK_ICON, package or "box"
