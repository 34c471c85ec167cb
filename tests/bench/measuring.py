"""Running one scenario at one concurrency, and what its times come to."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.client import Answer, Shopper

# Of the requests that are counted, one after the other: plans and caches are made by the first ones.
WARM_UP, COUNTED = 3, 12

# One measured request of a prepared shopper.
Step = Callable[[Shopper, int], Answer]


@dataclass(frozen=True)
class Scenario:
    """What one row of the report measures.

    `prepare` makes a shopper ready once; `before` runs, unmeasured, ahead of every measured `step`.
    """

    name: str
    step: Step
    prepare: Callable[[Shopper], None] = lambda shopper: None
    before: Callable[[Shopper, int], None] | None = None
    requests: int = 600


@dataclass(frozen=True)
class Result:
    """Times in seconds. `per_second` is measured requests over the time they took all clients together."""

    scenario: str
    concurrency: int
    count: int
    p50: float
    p95: float
    p99: float
    per_second: float
    queries: int
    redis_round_trips: int
    # What a request waits for PostgreSQL, its own time and the way there: the median of a few, one at a time.
    postgres_ms: float


def quantile(ordered: list[float], share: float) -> float:
    """The nearest-rank quantile of an ordered list."""
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]


def run(scenario: Scenario, port: int, concurrency: int, tick: Callable[[int], None]) -> Result:
    """Measure one scenario with `concurrency` shoppers at once, after a tenth of the requests as warm-up."""
    share = max(1, scenario.requests // concurrency)
    warm_up = max(3, share // 10)
    times: list[list[float]] = [[] for _ in range(concurrency)]
    busy = [0.0] * concurrency
    failures: list[BaseException] = []
    barrier = threading.Barrier(concurrency)

    def shop(number: int) -> None:
        try:
            shopper = Shopper(port)
            shopper.open_session()
            scenario.prepare(shopper)
            for turn in range(-warm_up, share):
                if turn == 0:
                    barrier.wait()
                unique = number * 1_000_000 + turn + warm_up
                if scenario.before:
                    scenario.before(shopper, unique)
                answer = scenario.step(shopper, unique)
                if turn >= 0:
                    times[number].append(answer.seconds)
                    busy[number] += answer.seconds
                    tick(1)
        except BaseException as error:
            failures.append(error)
            barrier.abort()

    threads = [threading.Thread(target=shop, args=(number,)) for number in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise next((error for error in failures if not isinstance(error, threading.BrokenBarrierError)), failures[0])
    ordered = sorted(second for own in times for second in own)
    counted = _count(scenario, port)
    return Result(
        scenario=scenario.name,
        concurrency=concurrency,
        count=len(ordered),
        p50=quantile(ordered, 0.50),
        p95=quantile(ordered, 0.95),
        p99=quantile(ordered, 0.99),
        per_second=sum(len(own) / spent for own, spent in zip(times, busy, strict=True) if spent),
        queries=counted[0],
        redis_round_trips=counted[1],
        postgres_ms=counted[2],
    )


def _count(scenario: Scenario, port: int) -> tuple[int, int, float]:
    """Queries and Redis round trips of a warmed-up request, and how many milliseconds it waits for Postgres."""
    shopper = _Counting(port)
    shopper.open_session()
    scenario.prepare(shopper)
    answers: list[Answer] = []
    for turn in range(WARM_UP + COUNTED):
        unique = 900_000_000 + turn
        if scenario.before:
            scenario.before(shopper, unique)
        answers.append(scenario.step(shopper, unique))
    last = answers[-1].headers
    waits = sorted(float(answer.headers.get("x-postgres-ms", 0)) for answer in answers[WARM_UP:])
    return int(last.get("x-queries", 0)), int(last.get("x-redis", 0)), quantile(waits, 0.5)


class _Counting(Shopper):
    def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None, **kwargs: object
    ) -> Answer:  # type: ignore[override]
        return super().ask(method, path, body, {**(headers or {}), "X-Count": "1"}, **kwargs)  # type: ignore[arg-type]
