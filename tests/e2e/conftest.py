"""The demo shop under a real browser."""

import pytest

from tests.live_shop import LiveShop


@pytest.fixture(scope="session")
def demo_shop(live_shop: LiveShop) -> LiveShop:
    """The served shop with the demo catalog and shoppers, loaded once."""
    live_shop.manage("load_demo")
    return live_shop
