"""Redis is away: people still sign in, fill carts, type codes and order."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

from shop.cache import ask_redis_now
from tests.shop.factories import ADDRESS, PASSWORD, make_product, make_promotion, make_slot, make_user
from tests.shop.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_redis(settings: Any) -> Iterator[None]:
    """A cache that reaches nobody."""
    dead = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    ask_redis_now()
    settings.CACHES = {"default": dead}
    yield
    # What memory kept meanwhile; Redis was never reached.
    cache.clear()
    LocMemCache("while-redis-is-away", {}).clear()
    ask_redis_now()


@pytest.mark.usefixtures("no_redis")
def test_a_customer_signs_in_fills_a_cart_and_orders() -> None:
    product, slot = make_product(price="10.00"), make_slot()
    make_promotion(kind="amount", amount=Decimal(5), code="FIVE")
    customer = Shopper()
    customer.sign_in(make_user())
    assert customer.post("cart/items/", {"sku": product.sku, "quantity": 1}).status_code == 200
    assert customer.post("cart/codes/", {"code": "FIVE"}).json()["total"] == "5.00"
    body = {
        "address": ADDRESS,
        "slot_id": slot.id,
        "payment": {"method": "on_delivery"},
        "expected_total": "5.00",
    }
    answer = customer.post("checkout/", body, **{"Idempotency-Key": "k"})
    assert answer.status_code == 201, answer.content
    assert customer.get("orders/").json()["results"][0]["number"] == answer.json()["number"]


@pytest.mark.usefixtures("no_redis")
def test_guessing_passwords_is_still_slowed_down() -> None:
    user, guesser = make_user(), Shopper()
    login = "/_allauth/browser/v1/auth/login"
    for _ in range(6):
        guesser.post(login, {"email": user.email, "password": "not the password"})
    guesser.post(login, {"email": user.email, "password": PASSWORD})
    assert guesser.get("me/").json()["authenticated"] is False


@pytest.mark.usefixtures("no_redis")
def test_redis_is_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    client = type(cache.client)
    real = client.get
    monkeypatch.setattr(client, "get", lambda *args, **kwargs: asked.append(1) or real(*args, **kwargs))
    cache.set("a", 1)
    assert [cache.get("a") for _ in range(10)] == [1] * 10
    assert len(asked) <= 1


def test_redis_is_used_when_it_is_there() -> None:
    ask_redis_now()
    cache.set("a", 1, 60)
    assert cache.add("a", 2) is False
    assert LocMemCache("while-redis-is-away", {}).get("a") is None
    cache.delete("a")
    assert cache.get("a", "gone") == "gone"
