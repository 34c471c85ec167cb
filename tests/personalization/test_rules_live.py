"""A change of the rules reaches every process of the served shop within 5 s, without a restart."""

import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.analytics.makers import reported
from tests.bench.client import Shopper
from tests.live_shop import LiveShop

pytestmark = pytest.mark.parallel

LIVE_WITHIN_S = 5.0
PRODUCT = """
from shop.models import Product
from tests.analytics.makers import oat_milk
Product.objects.filter(sku="LIVE-RULES").exists() or oat_milk("LIVE-RULES")
"""
SAVE = """
from personalization import rules, rules_history
text = rules.RULES_FILE.read_text()
assert "learned: 0.15" in text
rules_history.save(text.replace("learned: 0.15", "learned: {line}"), None, "a test")
"""


@pytest.fixture
def shop(live_shop: LiveShop) -> Iterator[LiveShop]:
    """Sells one product, and has the file's rules again afterwards."""
    live_shop.manage("shell", "--no-imports", "-c", PRODUCT)
    yield live_shop
    live_shop.manage("shell", "--no-imports", "-c", SAVE.format(line="0.15"))


def says_what_it_learned(shop: LiveShop) -> bool:
    """Whether a newcomer's first like is answered with a fact; any process of the shop may answer."""
    newcomer = Shopper(urlsplit(shop.url).port or 0)
    newcomer.open_session()
    event = reported("product_liked", "LIVE-RULES", event_id=str(uuid.uuid4()))
    return bool(newcomer.ask("POST", "/api/v1/interactions/track", event).json()["learned"])


def test_every_process_goes_by_the_new_rules_within_five_seconds(shop: LiveShop) -> None:
    assert all(says_what_it_learned(shop) for _ in range(8))
    shop.manage("shell", "--no-imports", "-c", SAVE.format(line="900.0"))
    deadline = time.monotonic() + LIVE_WITHIN_S
    # New connections go to any of the web processes.
    while any(says_what_it_learned(shop) for _ in range(12)):
        assert time.monotonic() < deadline
