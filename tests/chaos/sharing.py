"""Part 4: a poison row, two beats by mistake, two workers side by side."""

import time
from collections import Counter

import psutil
from tqdm import tqdm

from tests.chaos import backlog
from tests.chaos.load import load
from tests.chaos.outcome import Outcome, compare, ids_there
from tests.chaos.stand import Stand
from tests.chaos.witness import Job

TITLE = "Chaos: a poison row, two beats, two workers"
POISONED_BATCH = 500
LOOK_S = 12.0
PER_SECOND = 50.0
SHARED_ROWS = 30_000
DRAIN_LIMIT_S = 90.0
# A worker's heartbeats and the other tasks need it, too: its start is waited for.
WORKER_LIMIT_S = 60.0


def run(stand: Stand, scale: float) -> Outcome:
    outcome = Outcome(TITLE)
    _poison(outcome, stand)
    _two_beats(outcome, stand, max(6.0, LOOK_S * scale))
    _two_workers(outcome, stand, max(20_000, round(SHARED_ROWS * scale)))
    return outcome


def _poison(outcome: Outcome, stand: Stand) -> None:
    first_job = len(stand.witness.jobs)
    with stand.worker_paused():
        made = backlog.make(stand.shop, POISONED_BATCH, "poison", poison=True)
    began = time.monotonic()
    stand.wait_until_drained(DRAIN_LIMIT_S)
    took_s = time.monotonic() - began
    there = ids_there(stand, "poison")
    letters = stand.shop.query(
        "SELECT key, split_part(reason, chr(10), 1) FROM analytics_deadletter WHERE key = ANY(%s)", [sorted(made)]
    )
    outcome.say(
        f"One poison row in a batch of {POISONED_BATCH}: {there.total()} arrived within {took_s:.0f} s in "
        f"{len(stand.witness.jobs) - first_job} jobs, {len(letters)} is kept with BigQuery's reason "
        f"(“{letters[0][1][:80] if letters else ''}”)."
    )
    outcome.must(there.total() == len(there) == POISONED_BATCH - 1, f"{there.total()} rows, {len(there)} ids arrived.")
    outcome.must(len(letters) == 1, f"{len(letters)} rows were refused.")
    outcome.must(there.keys() | {key for key, _ in letters} == made, "An event is neither here nor there.")


def _two_beats(outcome: Outcome, stand: Stand, look_s: float) -> None:
    skus = [sku for (sku,) in stand.shop.query("SELECT sku FROM shop_product ORDER BY sku LIMIT 200")]
    second = stand.second_beat()
    with load(stand.web_port, "beats", skus, per_second=PER_SECOND) as visitors:
        alone = _watch(stand, look_s, "one beat")
        second.start()
        try:
            together = _watch(stand, look_s, "two beats")
        finally:
            second.stop()
    stand.wait_until_drained(DRAIN_LIMIT_S)
    for name, jobs in (("One beat", alone), ("Two beats", together)):
        rows = sum(len(job.keys) for job in jobs)
        outcome.say(f"{name}: {len(jobs)} jobs in {look_s:.0f} s for {rows:,} events, {_again(jobs):,} sent twice.")
    outcome.must(not _again([*alone, *together]), "Two beats made some events be sent twice.")
    compare(outcome, stand, visitors)


def _two_workers(outcome: Outcome, stand: Stand, count: int) -> None:
    second_worker, second_beat = stand.second_worker(), stand.second_beat()
    second_worker.start()
    second_beat.start()
    try:
        _wait_until_it_works(stand, second_worker.process.pid if second_worker.process else 0)
        first_job = len(stand.witness.jobs)
        made = backlog.make(stand.shop, count, "shared")
        began = time.monotonic()
        with tqdm(total=count, unit=" events", desc="two workers") as bar:
            stand.wait_until_drained(DRAIN_LIMIT_S, lambda left: bar.update(max(0, count - left - bar.n)) and None)
        took_s = time.monotonic() - began
        jobs = stand.witness.jobs[first_job:]
        by_worker = Counter(dict.fromkeys(("one", "other"), 0))
        own = stand.worker_main()
        for job in jobs:
            by_worker["one" if own and _worker_of(job.sender) == own.pid else "other"] += len(job.keys)
    finally:
        second_beat.stop()
        second_worker.stop()
    processes = len({job.sender for job in jobs})
    outcome.say(
        f"Two workers, two beats and {count:,} events at once: one sent {by_worker['one']:,}, the other "
        f"{by_worker['other']:,} ({processes} processes in all, {len(jobs)} jobs), {_again(jobs):,} events were sent "
        f"twice, {took_s:.0f} s."
    )
    there = ids_there(stand, "shared")
    outcome.must(not _again(jobs), "Two workers sent some events twice.")
    outcome.must(there.keys() == made and there.total() == count, f"{there.total():,} rows, {len(there):,} ids.")
    outcome.must(processes > 1, "One process did all the work.")


def _watch(stand: Stand, seconds: float, what: str) -> list[Job]:
    first = len(stand.witness.jobs)
    for _ in tqdm(range(round(seconds)), unit=" s", desc=what):
        time.sleep(1)
    return stand.witness.jobs[first:]


def _again(jobs: list[Job]) -> int:
    """How many events are in more than one of the jobs."""
    return sum(count > 1 for count in Counter(key for job in jobs for key in job.keys).values())


def _worker_of(pid: int) -> int:
    try:
        return int(psutil.Process(pid).ppid())
    except psutil.Error:
        return 0


def _wait_until_it_works(stand: Stand, main: int) -> None:
    """Wait until a worker has processes that take tasks."""
    deadline = time.monotonic() + WORKER_LIMIT_S
    while time.monotonic() < deadline:
        if main and any(process.ppid() == main for process in stand.exporters()):
            return
        time.sleep(0.2)
    raise AssertionError("The second worker did not start.")
