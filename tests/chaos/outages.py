"""Part 2: the emulator and Redis stopped for a minute each, PostgreSQL restarted, all under load."""

import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
from tqdm import tqdm

from tests.chaos.load import Load, load
from tests.chaos.outcome import Outcome, compare, verify
from tests.chaos.stand import Stand

TITLE = "Chaos: BigQuery, Redis and PostgreSQL away"
AWAY_S = 60.0
CALM_S = 10.0
POSTGRES_AWAY_S = 5.0
PER_SECOND = 50.0
DRAIN_LIMIT_S = 100.0


def run(stand: Stand, scale: float) -> Outcome:
    outcome = Outcome(TITLE)
    skus = [sku for (sku,) in stand.shop.query("SELECT sku FROM shop_product ORDER BY sku LIMIT 200")]
    away_s = max(5.0, AWAY_S * scale)
    with load(stand.web_port, "outages", skus, per_second=PER_SECOND, lookers=3) as visitors:
        began = time.monotonic()
        _pass(stand, CALM_S, "calm")
        _tell_requests(outcome, visitors, "Nothing away", began)

        began = time.monotonic()
        stand.stop_emulator()
        _pass(stand, away_s, "BigQuery away")
        _tell_requests(outcome, visitors, f"BigQuery away for {away_s:.0f} s", began)
        _come_back(outcome, stand, "BigQuery", stand.start_emulator)

        began = time.monotonic()
        stand.redis.stop()
        _pass(stand, away_s, "Redis away")
        _tell_requests(outcome, visitors, f"Redis away for {away_s:.0f} s", began)
        _come_back(outcome, stand, "Redis", stand.redis.start)

        began = time.monotonic()
        stand.postgres.stop()
        time.sleep(POSTGRES_AWAY_S)
        back = _come_back(outcome, stand, "PostgreSQL", stand.postgres.start)
        postgres_away = [(began, back)]
        _pass(stand, CALM_S / 2, "PostgreSQL back")
        _tell_requests(outcome, visitors, f"PostgreSQL away for {back - began:.0f} s and after", began)
    outcome.say(
        f"{visitors.excused(postgres_away):,} requests failed while PostgreSQL was away, "
        f"{visitors.faults(postgres_away).total():,} of the other {len(visitors.said):,}."
    )
    outcome.must(not visitors.faults(postgres_away), f"Requests failed: {dict(visitors.faults(postgres_away))}")
    stand.wait_until_drained(DRAIN_LIMIT_S)
    compare(outcome, stand, visitors)
    verify(outcome, stand)
    return outcome


def _pass(stand: Stand, seconds: float, what: str) -> None:
    """Let time go by, and show what waits meanwhile."""
    ends = time.monotonic() + seconds
    with tqdm(total=round(seconds), unit=" s", desc=what) as bar:
        while (left := ends - time.monotonic()) > 0:
            with suppress(psycopg.Error):
                bar.set_postfix_str(f"{stand.waiting():,} events wait")
            time.sleep(min(1.0, left))
            bar.update(min(bar.total, round(seconds - max(0.0, ends - time.monotonic()))) - bar.n)


def _tell_requests(outcome: Outcome, visitors: Load, when: str, began: float) -> None:
    kinds = {"report": "events", "page": "pages", "cart": "cart"}
    times = ", ".join(f"{name} {visitors.p95_ms(kind, began):.0f} ms" for kind, name in kinds.items())
    outcome.say(f"{when}: p95 of requests: {times}.")


def _come_back(outcome: Outcome, stand: Stand, what: str, start: Callable[[], None]) -> float:
    """Start it, and see the backlog go by itself. Returns when it was back (monotonic)."""
    start()
    back = time.monotonic()
    waiting, lag_s = _waiting_and_lag(stand)
    peak, first_gone_s = waiting, None
    with tqdm(total=waiting, unit=" events", desc=f"{what} is back") as bar:

        def show(left: int) -> None:
            nonlocal peak, first_gone_s
            peak = max(peak, left)
            if first_gone_s is None and left < peak:
                first_gone_s = time.monotonic() - back
            bar.update(max(0, bar.total - left - bar.n))

        # Under load there is always something that waits: what counts is what waited then.
        _wait_until_fresh(stand, back, show)
    drained_s = time.monotonic() - back
    first = first_gone_s if first_gone_s is not None else drained_s
    rate = f" ({peak / (drained_s - first):,.0f} events/s)" if drained_s - first > 0.5 else ""
    outcome.say(
        f"When {what} was back, {waiting:,} events waited, the oldest for {lag_s:.0f} s; the first left after "
        f"{first:.0f} s, all of them within {drained_s:.0f} s{rate}, while others kept coming in."
    )
    return back


def _wait_until_fresh(stand: Stand, back: float, show: Callable[[int], None]) -> None:
    deadline = back + DRAIN_LIMIT_S
    while time.monotonic() < deadline:
        waiting, lag_s = _waiting_and_lag(stand)
        show(waiting)
        if lag_s < time.monotonic() - back:
            return
        time.sleep(0.25)
    raise AssertionError(f"The backlog did not drain within {DRAIN_LIMIT_S:.0f} s.")


def _waiting_and_lag(stand: Stand) -> tuple[int, float]:
    [(count, age)] = stand.shop.query(
        "SELECT count(*), COALESCE(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::float8"
        " FROM analytics_event WHERE exported_at IS NULL"
        " AND NOT EXISTS (SELECT FROM analytics_deadletter dead WHERE dead.key = event_id::text)"
    )
    return int(count), float(age)
