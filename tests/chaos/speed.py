"""Part 5: how fast a backlog drains, and how soon a click can be queried in the warehouse."""

import re
import time

from tqdm import tqdm

from tests.bench.measuring import quantile
from tests.chaos import backlog
from tests.chaos.load import load
from tests.chaos.outcome import Outcome, compare, ids_there
from tests.chaos.stand import Stand

TITLE = "Chaos: from the click to the warehouse"
ROWS = 50_000
PER_SECOND = 50.0
LOOK_S = 30.0
DRAIN_LIMIT_S = 60.0


def run(stand: Stand, scale: float) -> Outcome:
    outcome = Outcome(TITLE)
    _drain(outcome, stand, max(5_000, round(ROWS * scale)))
    _freshness(outcome, stand, max(10.0, LOOK_S * scale))
    return outcome


def _drain(outcome: Outcome, stand: Stand, count: int) -> None:
    print(f"{count:,} events wait; one exporter …", flush=True)
    first_job = len(stand.witness.jobs)
    with stand.worker_paused():
        made = backlog.make(stand.shop, count, "backlog")
        said = stand.shop.manage("export_events")
    found = re.search(r"([\d,]+) events in ([\d.]+) s", said)
    assert found, said
    seconds = float(found[2])
    jobs = stand.witness.jobs[first_job:]
    in_bigquery_s = sum(job.ended_at - job.sent_at for job in jobs if job.ended_at)
    outcome.say(
        f"{count:,} waiting events, one exporter: {seconds:.1f} s, **{count / seconds:,.0f} events/s**, "
        f"{in_bigquery_s:.1f} s of it in the emulator ({len(jobs)} jobs)."
    )
    there = ids_there(stand, "backlog")
    outcome.must(there.keys() == made and there.total() == count, f"{there.total():,} rows, {len(there):,} ids.")


def _freshness(outcome: Outcome, stand: Stand, look_s: float) -> None:
    skus = [sku for (sku,) in stand.shop.query("SELECT sku FROM shop_product ORDER BY sku LIMIT 200")]
    with load(stand.web_port, "fresh", skus, per_second=PER_SECOND) as visitors:
        for _ in tqdm(range(round(look_s)), unit=" s", desc="freshness"):
            time.sleep(1)
    stand.wait_until_drained(DRAIN_LIMIT_S)
    arrived = stand.witness.arrived()
    ages = sorted(arrived[key] - made for key, made in visitors.made.items() if key in arrived)
    outcome.say(
        f"From click to warehouse at {PER_SECOND:.0f} events/s, {len(ages):,} events: p50 {quantile(ages, 0.5):.1f} s, "
        f"**p95 {quantile(ages, 0.95):.1f} s**, longest {ages[-1]:.1f} s; p95 of the requests "
        f"{visitors.p95_ms('report'):.0f} ms."
    )
    compare(outcome, stand, visitors)
