"""Saving a row while the shop is open: columns that orders count on stay as the database has them."""

from django.db.models import Model


def save_all_but(row: Model, *left_alone: str) -> None:
    """Save a row that exists, leaving out columns that checkouts may have changed since it was read."""
    row.save(
        update_fields=[
            field.name for field in row._meta.concrete_fields if not field.primary_key and field.name not in left_alone
        ]
    )
