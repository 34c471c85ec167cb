"""Shoppers in a small shop."""

from typing import TYPE_CHECKING

import pytest

# Imported in the fixtures: pytest reads this file before Django is set up.
if TYPE_CHECKING:
    from tests.personalization.small_shop import SmallShop
    from tests.shop.shopper import Shopper


@pytest.fixture
def small_shop(db: None) -> "SmallShop":
    from tests.personalization.small_shop import open_small_shop

    return open_small_shop()


@pytest.fixture
def stranger(db: None) -> "Shopper":
    """Somebody who has left no trace."""
    from tests.shop.shopper import Shopper

    return Shopper()


@pytest.fixture
def visitor(db: None) -> "Shopper":
    """Somebody known by a session, not signed in."""
    from tests.shop.shopper import Shopper

    shopper = Shopper()
    shopper.post("session/")
    return shopper


@pytest.fixture
def neighbour(db: None) -> "Shopper":
    """Somebody else."""
    from tests.shop.shopper import Shopper

    shopper = Shopper()
    shopper.post("session/")
    return shopper
