"""A small grocery, filled once per test that asks for it."""

from shop import catalog_version
from shop.models import Category, Product
from shop.search.candidates import Candidates
from shop.search.index import reindex
from tests.shop.factories import make_brand, make_category, make_product


def fill_shelves() -> dict[str, Product]:
    """Products by sku, indexed."""
    dairy = make_category("dairy-eggs", name="Dairy & Eggs", position=1)
    plants = make_category("plant-based", name="Plant-Based", position=2)
    pantry = make_category("pantry", name="Pantry", position=3)
    snacks = make_category("snacks", name="Snacks", position=4)
    care = make_category("health-beauty", name="Health & Beauty", position=5)
    milk = make_category("milk", dairy, name="Milk")
    eggs = make_category("eggs", dairy, name="Eggs")
    oat = make_category("oat-milk", plants, name="Oat Milk")
    cereal = make_category("cereal", pantry, name="Cereal")
    pasta = make_category("dry-pasta", pantry, name="Dry Pasta")
    chips = make_category("chips", snacks, name="Chips")
    hair = make_category("hair-care", care, name="Hair Care")
    soda = make_category("soda", pantry, name="Soda")
    oatwell, moonpail = make_brand("oatwell", name="Oatwell"), make_brand("moonpail", name="Moonpail Creamery")
    rows: list[tuple[str, str, Category, dict[str, object]]] = [
        ("MILK-WHOLE", "Whole Milk", milk, {"price": "4.29", "size": "1 gal", "brand": moonpail}),
        ("MILK-SKIM", "Skim Milk", milk, {"price": "3.99", "size": "1/2 gal", "brand": moonpail}),
        ("MILK-CHOC", "Chocolate Milk", milk, {"price": "2.49", "size": "1 pt", "stock": 0}),
        (
            "OAT-ORIG",
            "Original Oat Milk",
            oat,
            {
                "price": "4.79",
                "size": "64 fl oz",
                "brand": oatwell,
                "dietary": ["vegan", "dairy-free"],
                "attributes": ["plant-based"],
            },
        ),
        (
            "OAT-BARISTA",
            "Barista Oatmilk",
            oat,
            {
                "price": "5.49",
                "size": "32 fl oz",
                "brand": oatwell,
                "dietary": ["vegan", "dairy-free", "gluten-free"],
                "attributes": ["plant-based", "organic"],
            },
        ),
        ("EGGS", "Large Brown Eggs", eggs, {"price": "3.59", "size": "12 ct"}),
        ("EGGS-FREE", "Free-Range Eggs", eggs, {"price": "5.59", "size": "6 ct"}),
        ("FLAKES", "Corn Flakes", cereal, {"price": "3.29", "size": "12 oz", "dietary": ["vegan"]}),
        ("MUESLI", "Crunchy Muesli with Berries", cereal, {"price": "4.99", "size": "500 g"}),
        ("PENNE", "Penne Rigate", pasta, {"price": "1.49", "size": "1 lb", "dietary": ["vegan"]}),
        (
            "PENNE-GF",
            "Gluten-Free Penne",
            pasta,
            {"price": "3.99", "size": "12 oz", "dietary": ["vegan", "gluten-free"]},
        ),
        ("CHIPS-HOT", "Jalapeño Kettle Chips", chips, {"price": "3.49", "size": "8 oz", "attributes": ["spicy"]}),
        ("CHIPS", "Sea Salt Chips", chips, {"price": "2.99", "size": "8 oz"}),
        ("FRAICHE", "Crème Fraîche", dairy, {"price": "3.19", "size": "200 g"}),
        ("SHAMPOO", "Daily Shampoo", hair, {"price": "6.99", "size": "400 ml"}),
        ("COLA-2L", "Cola", soda, {"price": "1.99", "size": "2 l"}),
        ("COLA-CANS", "Cola Cans", soda, {"price": "4.99", "size": "6 pack"}),
        (
            "COOKIES",
            "Butter Cookies",
            snacks,
            {
                "price": "2.79",
                "size": "7 oz",
                "description": "Lovely with a glass of milk.",
                "allergens": ["wheat", "milk"],
            },
        ),
    ]
    made = {sku: make_product(sku, name=name, category=category, **fields) for sku, name, category, fields in rows}
    index_all()
    return made


def index_all() -> None:
    """Bring the index in step and start from empty caches."""
    reindex()
    catalog_version._advance()


def names_of(found: Candidates) -> list[str]:
    """Product names, best first."""
    names = dict(Product.objects.filter(pk__in=found.product_id.tolist()).values_list("pk", "name"))
    return [names[product_id] for product_id in found.product_id.tolist()]
