"""Two hundred shoppers at once, for the last ten of something.

Each test runs the same crowd first against `tests.shop.naive_shop`, which must oversell: otherwise the crowd would
prove nothing about the real shop. Only what a test is about is shared between the shoppers; all else (product, slot)
is each one's own, so that no other lock hides a missing one.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from tests.live_shop import LiveShop
from tests.shop.crowd import Answer, Client, Server, all_at_once, each, served

pytestmark = pytest.mark.parallel
CROWD = 200
NAIVE_CROWD = 60
LAST = 10
_serial = count(1)

ADDRESS = {"recipient": "Robin Baker", "line1": "12 Orchard Lane", "city": "Albany", "postcode": "12207"}


@pytest.fixture(scope="module")
def real(live_shop: LiveShop) -> Iterator[Server]:
    with served("leafloaf.wsgi", live_shop) as server:
        yield server


@pytest.fixture(scope="module")
def naive(live_shop: LiveShop) -> Iterator[Server]:
    with served("tests.shop.naive_shop", live_shop) as server:
        yield server


class Stage:
    """What the crowd finds in the live shop's database."""

    def __init__(self, shop: LiveShop) -> None:
        self.shop = shop
        self.name = f"crowd-{uuid4().hex[:8]}-{next(_serial)}"
        self.category = self._insert(
            "shop_category", slug=self.name, name="Crowd", path=[self.name], position=0, icon="", tint="", tint_dark=""
        )

    def _insert(self, table: str, **values: Any) -> int:
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        row = self.shop.query(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", list(values.values()))
        return int(row[0][0])

    def products(self, number: int, stock: int) -> list[str]:
        """Skus of new products at 5.00."""
        rows = self.shop.query(
            "INSERT INTO shop_product (sku, name, category_id, description, ingredients, price, size, unit_price_per,"
            " stock, is_active, dietary, allergens, attributes, icon, package, image, added_on, updated_at)"
            " SELECT %s || '-' || n || '-' || %s, 'Last apples', %s, '', '', 5.00, '', '', %s, true, '{}', '{}', '{}',"
            " '', '', '', current_date, now() FROM generate_series(1, %s) n RETURNING sku",
            [self.name, next(_serial), self.category, stock, number],
        )
        return [sku for (sku,) in rows]

    def slots(self, number: int, capacity: int) -> list[int]:
        """Ids of new free-of-charge slots tomorrow."""
        rows = self.shop.query(
            "INSERT INTO shop_deliveryslot (starts_at, ends_at, capacity, booked, fee, is_open)"
            " SELECT t, t + interval '1 hour', %s, 0, 0, true FROM (SELECT now() + interval '1 day'"
            " + n * interval '1 millisecond' + %s * interval '1 microsecond' AS t FROM generate_series(1, %s) n) one"
            " RETURNING id",
            [capacity, next(_serial), number],
        )
        return [slot_id for (slot_id,) in rows]

    def code(self, uses: int) -> str:
        """A new code for 1.00 off this stage's products that works so many times."""
        code = f"CROWD{uuid4().hex[:10].upper()}"
        promotion = self._insert(
            "shop_promotion", name="One off", kind="amount", amount=Decimal(1), code=code, minimum_basket=0,
            starts_at="2020-01-01T00:00:00Z", is_active=True, max_redemptions=uses, redemptions=0,
        )  # fmt: skip
        self._insert("shop_promotion_categories", promotion_id=promotion, category_id=self.category)
        return code

    def value(self, statement: str, *values: Any) -> Any:
        return self.shop.query(statement, values)[0][0]

    def deadlocks(self) -> int:
        return int(self.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))

    def orders(self) -> int:
        """Placed orders for this stage's products."""
        return int(
            self.value(
                "SELECT count(DISTINCT o.id) FROM shop_order o JOIN shop_orderline l ON l.order_id = o.id"
                " JOIN shop_product p ON p.id = l.product_id WHERE p.category_id = %s AND o.status = 'placed'",
                self.category,
            )
        )


@pytest.fixture
def stage(live_shop: LiveShop) -> Stage:
    return Stage(live_shop)


def crowd(server: Server, skus: list[str], number: int, code: str = "") -> list[Client]:
    """Shoppers with one product each in the cart: the only one there is, or each its own."""
    clients = [server.client() for _ in range(number)]
    each(clients, lambda client, n: client.post("cart/items/", {"sku": skus[n % len(skus)], "quantity": 1}))
    if code:
        each(clients, lambda client, n: client.post("cart/codes/", {"code": code}))
    return clients


def check_out(client: Client, slot_id: int, total: str, key: str | None = None) -> Answer:
    body = {
        "address": ADDRESS,
        "email": "crowd@example.com",
        "slot_id": slot_id,
        "payment": {"method": "on_delivery"},
        "expected_total": total,
    }
    return client.post("checkout/", body, **{"Idempotency-Key": key or uuid4().hex})


def rush(clients: list[Client], slots: list[int], total: str) -> Counter[str]:
    """Everybody checks out at once; how often each answer came."""
    answers = all_at_once(clients, lambda client, n: check_out(client, slots[n % len(slots)], total))
    return Counter(answer.code for answer in answers)


def test_the_last_ten_of_a_product_are_sold_ten_times(real: Server, naive: Server, stage: Stage) -> None:
    apples = stage.products(1, stock=LAST)
    oversold = rush(crowd(naive, apples, NAIVE_CROWD), stage.slots(NAIVE_CROWD, 1), "5.00")
    assert oversold["201"] > LAST, f"the crowd does not bite: {oversold}"

    fresh = Stage(stage.shop)
    apples, before = fresh.products(1, stock=LAST), fresh.deadlocks()
    answers = rush(crowd(real, apples, CROWD), fresh.slots(CROWD, 1), "5.00")
    assert answers == {"201": LAST, "out_of_stock": CROWD - LAST}
    assert fresh.orders() == LAST
    assert fresh.value("SELECT stock FROM shop_product WHERE sku = %s", apples[0]) == 0
    assert fresh.deadlocks() == before


@pytest.mark.parametrize("uses", [1, LAST])
def test_a_limited_code_works_as_often_as_it_may(real: Server, naive: Server, stage: Stage, uses: int) -> None:
    code = stage.code(uses)
    oversold = rush(
        crowd(naive, stage.products(NAIVE_CROWD, 5), NAIVE_CROWD, code), stage.slots(NAIVE_CROWD, 1), "4.00"
    )
    assert oversold["201"] > uses, f"the crowd does not bite: {oversold}"

    fresh = Stage(stage.shop)
    code, before = fresh.code(uses), fresh.deadlocks()
    answers = rush(crowd(real, fresh.products(CROWD, 5), CROWD, code), fresh.slots(CROWD, 1), "4.00")
    assert answers == {"201": uses, "promotion_exhausted": CROWD - uses}
    assert fresh.orders() == uses
    assert fresh.value("SELECT redemptions FROM shop_promotion WHERE code = %s", code) == uses
    assert fresh.deadlocks() == before


def test_a_slot_takes_as_many_orders_as_it_has_places(real: Server, naive: Server, stage: Stage) -> None:
    oversold = rush(crowd(naive, stage.products(NAIVE_CROWD, 5), NAIVE_CROWD), stage.slots(1, LAST), "5.00")
    assert oversold["201"] > LAST, f"the crowd does not bite: {oversold}"

    fresh = Stage(stage.shop)
    slots, before = fresh.slots(1, LAST), fresh.deadlocks()
    answers = rush(crowd(real, fresh.products(CROWD, 5), CROWD), slots, "5.00")
    assert answers == {"201": LAST, "slot_full": CROWD - LAST}
    assert fresh.value("SELECT booked FROM shop_deliveryslot WHERE id = %s", slots[0]) == LAST
    assert fresh.deadlocks() == before


def test_carts_that_share_products_in_any_order_never_block_each_other(real: Server, stage: Stage) -> None:
    skus, slots, before = stage.products(6, stock=1000), stage.slots(2, 1000), stage.deadlocks()
    clients = [real.client() for _ in range(60)]
    for step in range(len(skus)):

        def add(client: Client, n: int, step: int = step) -> Answer:
            place = step + n // 2 if n % 2 else -step - n // 2
            return client.post("cart/items/", {"sku": skus[place % len(skus)], "quantity": 1})

        each(clients, add)
    totals = [client.post("cart/items/", {"sku": skus[0], "quantity": 1}).body["total"] for client in clients]
    answers = all_at_once(clients, lambda client, n: check_out(client, slots[n % 2], totals[n]))
    assert Counter(answer.code for answer in answers) == {"201": len(clients)}
    assert stage.deadlocks() == before


def test_one_key_sent_many_times_at_once_is_one_order(real: Server, stage: Stage) -> None:
    (apples,), (slot,) = stage.products(1, stock=100), stage.slots(1, 100)
    first = real.client()
    assert first.post("cart/items/", {"sku": apples, "quantity": 2}).status == 200
    tabs = [Client(real.client().connection, dict(first.cookies)) for _ in range(30)]
    answers = all_at_once(tabs, lambda client, n: check_out(client, slot, "10.00", key="pressed-often"))
    assert Counter(answer.status for answer in answers) == {201: 1, 200: len(tabs) - 1}
    assert len({answer.body["number"] for answer in answers}) == 1
    assert stage.orders() == 1
    assert stage.value("SELECT stock FROM shop_product WHERE sku = %s", apples) == 98


def test_adding_from_many_tabs_at_once_loses_nothing(real: Server, stage: Stage) -> None:
    (apples,) = stage.products(1, stock=100)
    first = real.client()
    assert first.post("cart/items/", {"sku": apples, "quantity": 1}).status == 200
    tabs = [Client(real.client().connection, dict(first.cookies)) for _ in range(40)]
    answers = all_at_once(tabs, lambda client, n: client.post("cart/items/", {"sku": apples, "quantity": 1}))
    assert {answer.status for answer in answers} == {200}
    assert max(answer.body["item_count"] for answer in answers) == 41
