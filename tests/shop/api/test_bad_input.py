"""Whatever is sent, the answer is a 4xx with one clear problem, and nothing is half-done."""

import socket
from typing import Any

import pytest

from shop.models import Cart, Order
from tests.shop.factories import make_product
from tests.shop.shopper import Shopper, is_problem

pytestmark = pytest.mark.django_db
WRITES = ["cart/items/", "cart/codes/", "checkout/", "payments/sandbox/tokens/"]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"not json", 400),
        (b"[]", 400),
        (b"[1, 2]", 400),
        (b"7", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b'{"quantity": NaN}', 400),
        (b'{"sku": "\xff\xfe", "quantity": 1}', 400),
        (b'{"sku": "\\ud800", "quantity": 1}', 400),
        (b'{"sku": "a\\u0000b", "quantity": 1}', 400),
        (b"[" * 100_000, 400),
        (b'{"sku": ' + b"9" * 5000 + b"}", 400),
        (b'{"sku": "' + b"x" * 5_000_000 + b'"}', 413),
    ],
    ids=lambda value: f"{value[:12]!r}" if isinstance(value, bytes) else "",
)
def test_a_body_that_cannot_be_read_is_one_problem(visitor: Shopper, path: str, body: bytes, status: int) -> None:
    answer = visitor.post(path, body, **{"Idempotency-Key": "k"})
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert not Cart.objects.exists()
    assert not Order.objects.exists()


def test_a_form_is_not_json(visitor: Shopper) -> None:
    token = visitor.client.cookies["csrftoken"].value
    answer = visitor.client.post("/api/v1/cart/items/", {"sku": "A", "quantity": 1}, headers={"X-CSRFToken": token})
    assert is_problem(answer, 415, "unsupported_media_type")


def test_a_huge_form_is_refused_before_it_is_read(visitor: Shopper) -> None:
    answer = visitor.client.generic(
        "POST", "/api/v1/cart/items/", b"a=" + b"x" * 5_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in {403, 413, 415}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "cart/"), ("POST", "cart/"), ("DELETE", "orders/"), ("PATCH", "checkout/")]
)
def test_a_method_that_is_not_there_is_a_problem(visitor: Shopper, method: str, path: str) -> None:
    assert is_problem(visitor.send(method, path), 405, "method_not_allowed")


@pytest.mark.parametrize("path", ["nothing/here/", "cart/items/a/b/", "cart/items/%00/", "orders/%ff/", "addresses/x/"])
def test_an_unknown_address_is_a_problem(visitor: Shopper, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in {404, 405}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_unknown_members_are_ignored_and_never_believed(visitor: Shopper) -> None:
    make_product("A")
    answer = visitor.post(
        "cart/items/", {"sku": "A", "quantity": 1, "price": "0.01", "unit_price": "0.01", "user_id": 1}
    )
    assert answer.json()["lines"][0]["unit_price"] == "2.00"


@pytest.mark.parametrize("context", [7, "x", [], {"position": -1}, {"position": "first"}, {"ranking_id": "x" * 41}])
def test_a_context_that_cannot_be_right_is_refused(visitor: Shopper, context: Any) -> None:
    make_product("A")
    assert is_problem(visitor.post("cart/items/", {"sku": "A", "quantity": 1, "context": context}), 400, "invalid")
    assert not Cart.objects.exists()


@pytest.mark.parallel
def test_a_cut_connection_leaves_nothing_half_done(live_shop: Any) -> None:
    """The client promises 500 bytes, sends half an order, and is gone. The next one is served."""
    from urllib.parse import urlsplit
    from urllib.request import urlopen

    place = urlsplit(live_shop.url)
    before = live_shop.query("SELECT count(*) FROM shop_cart")
    for _ in range(5):
        with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
            connection.sendall(
                b"POST /api/v1/cart/items/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Cookie: csrftoken=" + b"a" * 32 + b"\r\nX-CSRFToken: " + b"a" * 32 + b"\r\n"
                b'Content-Length: 500\r\n\r\n{"sku": "A", "quan'
            )
    with urlopen(f"{live_shop.url}/api/v1/cart/", timeout=20) as answer:
        assert answer.status == 200
    assert live_shop.query("SELECT count(*) FROM shop_cart") == before
    assert "Traceback" not in live_shop.log()
