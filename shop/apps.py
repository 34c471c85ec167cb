from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = "Shop"

    def ready(self) -> None:
        from shop import accounts  # noqa: F401  connects the sign-in merge
        from shop.api import schema  # noqa: F401  tells drf-spectacular about our authentication
        from shop.search import receivers  # noqa: F401  keeps the search index in step
