"""Shoppers for the API's tests."""

from typing import TYPE_CHECKING

import pytest

# Imported in the fixtures: pytest reads this file before Django is set up.
if TYPE_CHECKING:
    from tests.shop.shopper import Shopper


@pytest.fixture
def visitor(db: None) -> "Shopper":
    """Somebody who has not signed in."""
    from tests.shop.shopper import Shopper

    return Shopper()


@pytest.fixture
def customer(db: None) -> "Shopper":
    """Somebody signed in."""
    from tests.shop.factories import make_user
    from tests.shop.shopper import Shopper

    shopper = Shopper()
    shopper.client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    shopper.client.get("/api/v1/me/")
    return shopper
