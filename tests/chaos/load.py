"""Visitors that report events as the storefront does, and others that only look around; every answer is written down.

A visitor keeps each event until the shop has answered for it, and sends it again as long as it has not. What it was
answered is the count that the warehouse is compared with: made here, without the shop's database.
"""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.bench.client import Answer, Shopper
from tests.bench.measuring import quantile

ANYTHING = tuple(range(100, 600))
# The storefront gathers for so long before it sends what it has (frontend/src/lib/events).
GATHER_S = 0.15
AT_MOST_AT_ONCE = 50
FIRST_RETRY_S, LAST_RETRY_S = 0.5, 3.0
NO_ANSWER = 0
LOOKS = (
    "/api/v1/home/",
    "/api/v1/search/?q=milk",
    "/api/v1/search/?q=bread",
    "/api/v1/products/?category=snacks",
    "/api/v1/session/",
)
# What must not happen, but while PostgreSQL is away.
FAULTS_FROM = 500


@dataclass(frozen=True)
class Said:
    """One answer: when it was asked for and came (monotonic), what was asked for, and its status (0: none came)."""

    began: float
    ended: float
    kind: str
    status: int

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass
class Load:
    """What a run of visitors has done. `part` marks its events in the warehouse (`raw_event_data.data.part`)."""

    part: str
    # event_id -> when it happened (monotonic), and those the shop has answered for.
    made: dict[str, float] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    rejected: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def p95_ms(self, kind: str, began: float = 0.0, ended: float = float("inf")) -> float:
        """Of the answers to requests of a kind that began within this time; those without an answer left out."""
        times = sorted(
            one.seconds
            for one in list(self.said)
            if one.kind == kind and began <= one.began < ended and 0 < one.status < FAULTS_FROM
        )
        return 1000 * quantile(times, 0.95) if times else float("nan")

    def faults(self, away: Sequence[tuple[float, float]] = ()) -> Counter[str]:
        """Requests answered with a 5xx, or not at all, outside of the times in which PostgreSQL was away."""
        return Counter(
            f"{one.kind}: {one.status or 'no answer'}"
            for one in self.said
            if (one.status == NO_ANSWER or one.status >= FAULTS_FROM)
            and not any(one.began < ended and one.ended > began for began, ended in away)
        )

    def excused(self, away: Sequence[tuple[float, float]]) -> int:
        """Requests that failed while PostgreSQL was away."""
        return self.faults().total() - self.faults(away).total()


@contextmanager
def load(
    port: int, part: str, skus: Sequence[str], *, per_second: float, visitors: int = 3, lookers: int = 0
) -> Iterator[Load]:
    """Have visitors report `per_second` events in all while the block runs; at its end, wait until all are answered.

    Args:
        lookers: others, who ask for lists and pages and fill carts, a few times a second each.
    """
    run, ends = Load(part), threading.Event()
    threads = [
        threading.Thread(target=_report, args=(port, run, skus, per_second / visitors, number, ends))
        for number in range(visitors)
    ]
    threads += [threading.Thread(target=_look, args=(port, run, skus, number, ends)) for number in range(lookers)]
    for thread in threads:
        thread.daemon = True
        thread.start()
    try:
        yield run
    finally:
        ends.set()
        for thread in threads:
            thread.join(60)
    left = run.made.keys() - run.recorded
    if left - set(run.rejected):
        raise AssertionError(f"{len(left):,} events were never answered for.")


def _visitor(number: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"203.0.113.{number + 1}"}


def _report(port: int, run: Load, skus: Sequence[str], per_second: float, number: int, ends: threading.Event) -> None:
    chance = random.Random(f"{run.part} {number}")
    shopper = _opened(port, run, number)
    kept: dict[str, dict[str, Any]] = {}
    made, began, failures = 0, time.monotonic(), 0
    while not ends.is_set() or kept:
        while not ends.is_set() and made < (time.monotonic() - began) * per_second:
            event = _event(run.part, chance.choice(skus))
            run.made[event["event_id"]] = began + made / per_second
            kept[event["event_id"]] = event
            made += 1
        if kept:
            several = [kept[event_id] for event_id in list(kept)[:AT_MOST_AT_ONCE]]
            body = {"events": several, "sent_at": _now()}
            answer = _ask(run, shopper, "report", "POST", "/api/v1/events/", body, _visitor(number))
            if answer is not None and answer.status == 200:
                failures = 0
                for result in answer.json()["results"]:
                    kept.pop(result["event_id"], None)
                    if result["status"] == "rejected":
                        run.rejected.append(f"{result['event_id']}: {result['reason']}")
                    else:
                        run.recorded.add(result["event_id"])
            else:
                failures += 1
                asked = float(answer.headers.get("retry-after", 0)) if answer is not None else 0.0
                time.sleep(max(asked, min(LAST_RETRY_S, FIRST_RETRY_S * 2**failures) * chance.uniform(0.5, 1)))
        ends.wait(GATHER_S if not ends.is_set() else 0)


def _look(port: int, run: Load, skus: Sequence[str], number: int, ends: threading.Event) -> None:
    chance = random.Random(f"looker {number}")
    shopper = _opened(port, run, 100 + number)
    while not ends.is_set():
        place = chance.randrange(len(LOOKS) + 2)
        headers = _visitor(100 + number)
        if place < len(LOOKS):
            _ask(run, shopper, "page", "GET", LOOKS[place], None, headers)
        elif place == len(LOOKS):
            _ask(run, shopper, "page", "GET", f"/api/v1/products/{chance.choice(skus)}/", None, headers)
        else:
            item = {"sku": chance.choice(skus), "quantity": 1}
            _ask(run, shopper, "cart", "POST", "/api/v1/cart/items/", item, headers)
        ends.wait(chance.uniform(0.2, 0.5))


def _opened(port: int, run: Load, number: int) -> Shopper:
    shopper = Shopper(port)
    while (answer := _ask(run, shopper, "session", "POST", "/api/v1/session/", {}, _visitor(number))) is None or (
        answer.status >= FAULTS_FROM
    ):
        time.sleep(FIRST_RETRY_S)
    return shopper


def _ask(
    run: Load, shopper: Shopper, kind: str, method: str, path: str, body: Any, headers: dict[str, str]
) -> Answer | None:
    began = time.monotonic()
    try:
        answer = shopper.ask(method, path, body, headers, expect=ANYTHING)
    except OSError:
        run.said.append(Said(began, time.monotonic(), kind, NO_ANSWER))
        return None
    run.said.append(Said(began, time.monotonic(), kind, answer.status))
    return answer


def _event(part: str, sku: str) -> dict[str, Any]:
    return {
        "event_id": str(uuid.uuid4()),
        "event_type": "product_viewed",
        "sku": sku,
        "occurred_at": _now(),
        "data": {"part": part},
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
