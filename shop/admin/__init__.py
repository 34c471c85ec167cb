from shop.admin import accounts, catalog, delivery, promotions, search

__all__ = ["accounts", "catalog", "delivery", "promotions", "search"]
