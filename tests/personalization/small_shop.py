"""A shop small enough to know by heart: milk, yogurt and chips, some of each plant-based or spicy."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils import timezone

from analytics.events import NewEvent, Recorded, record
from shop.models import Product
from shop.search.index import reindex
from tests.shop.factories import make_brand, make_category, make_product

PLANT = {"attributes": ["plant-based"], "dietary": ["vegan", "vegetarian", "dairy-free"]}
DAIRY = {"dietary": ["vegetarian"], "allergens": ["milk"]}


@dataclass(frozen=True)
class SmallShop:
    oat_milk: Product
    whole_milk: Product
    yogurts: list[Product]
    plant_yogurts: list[Product]
    chips: list[Product]
    spicy_chips: list[Product]


def open_small_shop(fillers: int = 0) -> SmallShop:
    """Make its products and index them.

    Args:
        fillers: so many further products called "Biscuit", for long lists.
    """
    dairy, plant, snacks = make_category("dairy-eggs"), make_category("plant-based"), make_category("snacks")
    milk, oat = make_category("whole-milk", dairy), make_category("oat-milk", plant)
    yogurt, plant_yogurt = make_category("classic-yogurt", dairy), make_category("plant-yogurt", plant)
    chips, spicy = make_category("potato-chips", snacks), make_category("spicy-chips", snacks)
    shop = SmallShop(
        oat_milk=make_product("OAT", name="Barista Oat Milk", category=oat, brand=make_brand("oatwell"), **PLANT),
        whole_milk=make_product("MILK", name="Whole Milk", category=milk, brand=make_brand("tansy"), **DAIRY),
        yogurts=[
            make_product(f"YO-{at}", name=f"{taste} Yogurt", category=yogurt, brand=make_brand("tansy"), **DAIRY)
            for at, taste in enumerate(["Vanilla", "Cherry", "Peach", "Plain"])
        ],
        plant_yogurts=[
            make_product(
                f"PY-{at}", name=f"{taste} Yogurt", category=plant_yogurt, brand=make_brand("cocofar"), **PLANT
            )
            for at, taste in enumerate(["Coconut", "Almond", "Soy", "Cashew"])
        ],
        chips=[
            make_product(f"CH-{at}", name=f"{taste} Chips", category=chips, brand=make_brand("crackle"))
            for at, taste in enumerate(["Salted", "Vinegar", "Ripple", "Kettle"])
        ],
        spicy_chips=[
            make_product(
                f"SC-{at}", name=f"{taste} Chips", category=spicy, brand=make_brand("crackle"), attributes=["spicy"]
            )
            for at, taste in enumerate(["Chili", "Jalapeno", "Wasabi", "Ghost"])
        ],
    )
    pantry = make_category("pantry")
    Product.objects.bulk_create(
        Product(
            sku=f"FILL-{at:04}", name=f"Biscuit {at}", category=pantry, price="2.00", stock=5, added_on="2026-01-01"
        )
        for at in range(fillers)
    )
    reindex(None)
    return shop


def do(subject_id: UUID, event_type: str, *products: Product, times: int = 1, query: str = "") -> Recorded:
    """Let a shopper do something with products, as their page would report it."""
    skus = [product.sku for product in products for _ in range(times)] or [""]
    events = [
        NewEvent(event_id=uuid4(), event_type=event_type, occurred_at=timezone.now(), sku=sku, query=query)
        for sku in skus
    ]
    return record(subject_id, "session", events)
