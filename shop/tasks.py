"""What the worker does for the shop. Doors only: each task calls one function of its subject."""

from celery import shared_task

# --- Search -------------------------------------------------------------------------------------------------------


@shared_task(name="shop.reindex_products")
def reindex_products(product_ids: list[int]) -> None:
    """Index products that changed together, for example those of a renamed brand."""
    from shop.search.upkeep import reindex_and_tell

    reindex_and_tell(product_ids)
