"""What is measured: the requests a shopping visit is made of."""

import random
import uuid
from datetime import UTC, datetime
from typing import Any

from tests.bench.client import Answer, Shopper
from tests.bench.measuring import Scenario

QUERIES = [
    "milk", "oat milk", "yogurt", "bread", "organic eggs", "spicy chips", "cheddar", "coffee", "pasta sauce", "chicken",
    "salmon", "apple juice", "gluten free pasta", "dark chocolate", "shampoo", "dog food", "diapers", "frozen pizza",
    "olive oil", "rice", "tortilla", "hummus", "butter", "ice cream", "tea", "granola", "peanut butter", "salad",
    "tofu", "sparkling water",
]  # fmt: skip
WORDS = ["whole", "fresh", "light", "sea", "sweet", "green", "red", "crisp", "smoked", "plain", "wild", "golden"]


EVENTS_PER_CALL = 500
BATCH = f"report {EVENTS_PER_CALL} events"


class Scenarios:
    """Every scenario over one catalog.

    Args:
        skus: products in stock.
        categories: slugs of categories that hold products.
    """

    def __init__(self, skus: list[str], categories: list[str], requests: int) -> None:
        self.skus, self.categories, self.requests = skus, categories, requests
        self._orders: dict[int, tuple[str, str]] = {}

    def all(self) -> list[Scenario]:
        return [
            Scenario(
                "empty DRF view (POST)", lambda s, n: s.ask("POST", "/bench/empty/", {}), requests=2 * self.requests
            ),
            Scenario("track one event", self._track, requests=2 * self.requests),
            Scenario(BATCH, self._report_many, requests=max(24, self.requests // 8)),
            Scenario("search", self._search(personal=0), requests=self.requests),
            Scenario("personalised search", self._search(personal=1), self._teach, requests=self.requests),
            Scenario("search, never asked before", self._unique_search, requests=self.requests // 2),
            Scenario("product list", self._list, requests=self.requests),
            Scenario("product page", self._product, requests=self.requests),
            Scenario("home", lambda s, n: s.ask("GET", "/api/v1/home/"), self._teach, requests=self.requests),
            Scenario("suggestions", self._suggest, requests=self.requests),
            Scenario("add to cart", self._add, before=self._empty_sometimes, requests=self.requests),
            Scenario("place order", self._checkout, before=self._fill_cart, requests=self.requests // 2),
        ]

    def _sku(self, number: int) -> str:
        return self.skus[(number * 7919) % len(self.skus)]

    def _event(self, sku: str) -> dict[str, Any]:
        return {
            "event_id": str(uuid.uuid4()),
            "event_type": "product_viewed",
            "sku": sku,
            "occurred_at": datetime.now(UTC).isoformat(),
        }

    def _track(self, shopper: Shopper, number: int) -> Answer:
        return shopper.ask("POST", "/api/v1/interactions/track", self._event(self._sku(number)))

    def _report_many(self, shopper: Shopper, number: int) -> Answer:
        events = [self._event(self._sku(number * EVENTS_PER_CALL + place)) for place in range(EVENTS_PER_CALL)]
        return shopper.ask("POST", "/api/v1/events/", {"events": events, "sent_at": datetime.now(UTC).isoformat()})

    def _teach(self, shopper: Shopper) -> None:
        events = [self._event(self._sku(number)) for number in random.Random(1).sample(range(10_000), 20)]
        shopper.ask("POST", "/api/v1/events/", {"events": events, "sent_at": datetime.now(UTC).isoformat()})

    def _search(self, personal: int) -> Any:
        def step(shopper: Shopper, number: int) -> Answer:
            query = QUERIES[number % len(QUERIES)].replace(" ", "+")
            return shopper.ask("GET", f"/api/v1/search/?q={query}&personal={personal}")

        return step

    def _unique_search(self, shopper: Shopper, number: int) -> Answer:
        pick = random.Random(number)
        query = f"{pick.choice(WORDS)}+{pick.choice(QUERIES).replace(' ', '+')}+{pick.choice(WORDS)}"
        return shopper.ask("GET", f"/api/v1/search/?q={query}&price_max={10 + number % 9000}")

    def _list(self, shopper: Shopper, number: int) -> Answer:
        return shopper.ask("GET", f"/api/v1/products/?category={self.categories[number % len(self.categories)]}")

    def _product(self, shopper: Shopper, number: int) -> Answer:
        return shopper.ask("GET", f"/api/v1/products/{self._sku(number)}/")

    def _suggest(self, shopper: Shopper, number: int) -> Answer:
        query = QUERIES[number % len(QUERIES)]
        return shopper.ask("GET", f"/api/v1/search/suggestions/?q={query[: 2 + number % 4].strip().replace(' ', '+')}")

    def _add(self, shopper: Shopper, number: int) -> Answer:
        return shopper.ask("POST", "/api/v1/cart/items/", {"sku": self._sku(number), "quantity": 1})

    def _empty_sometimes(self, shopper: Shopper, number: int) -> None:
        if number % 12 == 0:
            shopper.ask("DELETE", "/api/v1/cart/")

    def _fill_cart(self, shopper: Shopper, number: int) -> None:
        for offset in range(3):
            answer = shopper.ask(
                "POST", "/api/v1/cart/items/", {"sku": self._sku(number * 3 + offset), "quantity": 1 + offset}
            )
        days = shopper.ask("GET", "/api/v1/delivery/slots/").json()["days"]
        offered = [row for day in days[1:] for row in day["slots"] if row["available"]]
        slot, fee = offered[number % len(offered)]["id"], offered[number % len(offered)]["fee"]
        cents = round(100 * float(answer.json()["total"])) + round(100 * float(fee))
        self._orders[id(shopper)] = (f"{cents // 100}.{cents % 100:02d}", str(slot))

    def _checkout(self, shopper: Shopper, number: int) -> Answer:
        total, slot = self._orders[id(shopper)]
        address = {
            "recipient": "Robin Reed",
            "line1": "12 Orchard Lane",
            "city": "Springfield",
            "region": "NY",
            "postcode": "10001",
        }
        body = {
            "address": address,
            "email": "robin@bench.example",
            "slot_id": int(slot),
            "payment": {"method": "on_delivery"},
            "expected_total": total,
        }
        return shopper.ask("POST", "/api/v1/checkout/", body, {"Idempotency-Key": str(uuid.uuid4())})
