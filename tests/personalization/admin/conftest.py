from typing import Any

import pytest
from django.test import Client

from tests.plain_static import plain_static

__all__ = ["plain_static"]


@pytest.fixture
def owner(db: None, plain_static: Any) -> Client:
    """A browser in which the owner is signed in."""
    # Not at the top: this file is read before Django is set up.
    from tests.shop.staff import make_owner, signed_in

    return signed_in(make_owner())
