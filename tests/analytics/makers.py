"""Small makers of events, as a page reports them and as the domain takes them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from analytics.events import NewEvent
from shop.models import Product
from tests.shop.factories import make_brand, make_category, make_product


def oat_milk(sku: str = "OAT", **fields: Any) -> Product:
    """A product with a facet of every kind."""
    dairy = make_category("dairy-eggs")
    plant_milk = make_category("plant-milk", dairy)
    fields = {"attributes": ["plant-based"], "dietary": ["vegan"], **fields}
    return make_product(
        sku, category=make_category("oat-milk", plant_milk), brand=make_brand("oatwell", name="Oatwell"), **fields
    )


def an_event(
    event_type: str = "product_viewed", sku: str = "OAT", *, ago: timedelta = timedelta(), **fields: Any
) -> NewEvent:
    """An event that happened just now, or some time ago."""
    fields.setdefault("event_id", uuid4())
    return NewEvent(event_type=event_type, sku=sku, occurred_at=timezone.now() - ago, **fields)


def reported(event_type: str | None = "product_viewed", sku: str | None = "OAT", **fields: Any) -> dict[str, Any]:
    """The same as JSON from a page; a field given as None is left out."""
    event = {
        "event_id": str(uuid4()),
        "event_type": event_type,
        "sku": sku,
        "occurred_at": datetime.now(UTC).isoformat(),
        **fields,
    }
    return {name: value for name, value in event.items() if value is not None}
