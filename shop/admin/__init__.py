from shop.admin import accounts, brands, catalog_import, categories, delivery, orders, products, promotions, search

__all__ = [
    "accounts",
    "brands",
    "catalog_import",
    "categories",
    "delivery",
    "orders",
    "products",
    "promotions",
    "search",
]
