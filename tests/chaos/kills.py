"""Part 1: the exporting process is killed between BigQuery's answer and our mark, again and again, under load."""

import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from urllib.request import Request, urlopen

import psutil
from tqdm import tqdm

from tests.chaos.load import load
from tests.chaos.outcome import Outcome, compare, verify
from tests.chaos.stand import Stand
from tests.chaos.witness import Job

TITLE = "Chaos: the worker killed between BigQuery's answer and our mark"
# So many kills must hit the window; those that miss it, before or after, come on top.
HITS = 50
MOST_KILLS = 4 * HITS
PER_SECOND = 50.0
# The whole worker, its main process first, instead of the one process that exports. Its supervisor pauses before it
# starts it again, longer each time.
WHOLE_EVERY = 20
# BigQuery knows each job by its id for long: then nothing is sent again. So often it is made to forget one.
FORGET_SHARE = 0.4
# From the moment the exporter has the answer; it needs about as long to mark.
LONGEST_DELAY_S = 0.02
# The worker looks for events every 3 s.
LONGEST_WAIT_S = 4.0
LONGEST_PAUSE_S = 60.0
DRAIN_LIMIT_S = 90.0

When = Literal["at the answer", "just after it", "at any moment"]
Where = Literal["answered, not marked", "marked", "not answered", "not at work"]
HIT: Where = "answered, not marked"


@dataclass(frozen=True)
class Kill:
    """One kill: what of its batch was there and unmarked, by Postgres and by the warehouse, once it was dead."""

    when: When
    whole: bool
    where: Where
    unmarked: int = 0
    there: int = 0


class Ambush:
    """Kills the sender of the next job that BigQuery answers."""

    def __init__(self, stand: Stand, chance: random.Random) -> None:
        self._stand, self._chance = stand, chance
        self._when: When | None = None
        self._whole = False
        self._struck = threading.Event()
        self._job: Job | None = None
        stand.witness.before_answer = lambda job: self._strike(job, "at the answer")
        stand.witness.after_answer = lambda job: self._strike(job, "just after it")

    def lie_in_wait(self, when: When, *, whole: bool) -> Job | None:
        """Strike once; None when nothing was exported for a long time."""
        self._struck.clear()
        self._job, self._whole, self._when = None, whole, when
        deadline = time.monotonic() + LONGEST_PAUSE_S
        while not self._struck.wait(0.5) and time.monotonic() < deadline:
            # Sooner than beat would: under load there is always something to export.
            self._stand.tick()
        self._when = None
        return self._job

    def end(self) -> None:
        self._stand.witness.before_answer = self._stand.witness.after_answer = None

    def _strike(self, job: Job, now: When) -> None:
        if self._when != now or job.failed or not job.sender:
            return
        self._when, self._job = None, job
        if now == "just after it":
            time.sleep(self._chance.uniform(0, LONGEST_DELAY_S))
        kill(self._stand, job.sender, whole=self._whole)
        self._struck.set()


def kill(stand: Stand, pid: int, *, whole: bool) -> None:
    """kill -9, and return when it is dead."""
    main = stand.worker_main() if whole else None
    victims = [process for process in (main, _process(pid)) if process]
    for victim in victims:
        with suppress(ProcessLookupError):
            os.kill(victim.pid, signal.SIGKILL)
    for victim in victims:
        deadline = time.monotonic() + 5
        with suppress(psutil.Error):
            while victim.status() != psutil.STATUS_ZOMBIE and victim.is_running() and time.monotonic() < deadline:
                time.sleep(0.005)


def run(stand: Stand, scale: float) -> Outcome:
    outcome, chance = Outcome(TITLE), random.Random(50)
    count = max(3, round(HITS * scale))
    skus = [sku for (sku,) in stand.shop.query("SELECT sku FROM shop_product ORDER BY sku LIMIT 200")]
    kills: list[Kill] = []
    began = time.monotonic()
    first_job = len(stand.witness.jobs)
    stand.witness.lookups.clear()
    ambush = Ambush(stand, chance)
    with load(stand.web_port, "kills", skus, per_second=PER_SECOND) as visitors:
        with tqdm(total=count, unit=" hits", desc="kill -9") as bar:
            for number in range(MOST_KILLS):
                whole = number % WHOLE_EVERY == WHOLE_EVERY - 1
                when: When = chance.choices(("at the answer", "just after it", "at any moment"), (6, 5, 1))[0]
                kills.append(_one_kill(stand, ambush, when, chance, whole=whole))
                bar.update(sum(one.where == HIT for one in kills) - bar.n)
                bar.set_postfix_str(f"{len(kills)} kills")
                if bar.n >= count:
                    break
                time.sleep(chance.uniform(0, 0.3))
        ambush.end()
    under_load_s = time.monotonic() - began
    drained_s = stand.wait_until_drained(DRAIN_LIMIT_S)
    _tell(outcome, stand, kills, first_job, under_load_s, drained_s)
    hits = sum(one.where == HIT for one in kills)
    outcome.must(hits >= count, f"Only {hits} of {len(kills)} kills hit the window, {count} were wanted.")
    compare(outcome, stand, visitors)
    outcome.must(not visitors.faults(), f"Requests failed: {dict(visitors.faults())}")
    verify(outcome, stand)
    left = stand.shop.query("SELECT (SELECT count(*) FROM analytics_exportbatch), count(*) FROM analytics_exportclaim")
    outcome.must(left == [(0, 0)], f"Batches and claims are left: {left}")
    return outcome


def _one_kill(stand: Stand, ambush: Ambush, when: When, chance: random.Random, *, whole: bool) -> Kill:
    if when == "at any moment":
        time.sleep(chance.uniform(0, LONGEST_WAIT_S))
        at_work = next((job for job in reversed(stand.witness.jobs) if job.sender), None)
        pools = [process.pid for process in stand.exporters() if _is_pool(process)]
        if at_work and at_work.ended_at is None:
            pid = at_work.sender
        elif pools:
            pid = chance.choice(pools)
        else:
            return Kill(when, whole, "not at work")
        job = at_work if at_work and at_work.sender == pid else None
        kill(stand, pid, whole=whole)
    else:
        job = ambush.lie_in_wait(when, whole=whole)
    if job is None:
        return Kill(when, whole, "not at work")
    [(unmarked,)] = stand.shop.query(
        "SELECT count(*) FROM analytics_exportclaim JOIN analytics_event USING (event_id)"
        " WHERE batch_id = %s::uuid AND exported_at IS NULL",
        [job.batch],
    )
    if job.ended_at is None:
        return Kill(when, whole, "not answered")
    if not unmarked:
        return Kill(when, whole, "marked")
    there = _there(stand, job)
    if chance.random() < FORGET_SHARE:
        _forget(stand, job)
    return Kill(when, whole, HIT, unmarked, there)


def _forget(stand: Stand, job: Job) -> None:
    """Have BigQuery know nothing of a job any more, by its own request for that."""
    url = f"{stand.places.bigquery_url}/bigquery/v2/projects/leafloaf/jobs/{job.id}/delete"
    with urlopen(Request(url, method="DELETE"), timeout=30):
        pass


def _there(stand: Stand, job: Job) -> int:
    """How many of a job's events the warehouse has at this moment."""
    keys = ", ".join(f"'{key}'" for key in job.keys)
    [(count,)] = stand.warehouse(f"SELECT COUNT(*) FROM raw_user_actions WHERE event_id IN ({keys})")
    return int(str(count))


def _tell(
    outcome: Outcome, stand: Stand, kills: list[Kill], first_job: int, under_load_s: float, drained_s: float
) -> None:
    hits = [one for one in kills if one.where == HIT]
    jobs = stand.witness.jobs[first_job:]
    attempts: dict[str, int] = {}
    for job in jobs:
        attempts[job.batch] = max(attempts.get(job.batch, 0), job.attempt)
    sent = Counter(key for job in jobs for key in job.keys)
    places = Counter(one.where for one in kills)
    outcome.say(
        f"{len(kills)} kills (`kill -9`) in {under_load_s:.0f} s under {PER_SECOND:.0f} events/s, "
        f"{sum(one.whole for one in kills)} of them of the whole worker: "
        + ", ".join(f"{count} {place}" for place, count in places.most_common())
        + "."
    )
    outcome.say(
        f"{len(hits)} of {len(kills)} kills hit the window: BigQuery had answered, and when the process was dead "
        f"{sum(one.unmarked for one in hits):,} events stood unmarked in PostgreSQL while "
        f"{sum(one.there for one in hits):,} rows of these batches were in the warehouse."
    )
    outcome.say(
        f"Afterwards {stand.witness.lookups['known to BigQuery']} of these batches were marked because BigQuery knew "
        f"their job. {stand.witness.lookups['unknown to BigQuery']} were sent again, since BigQuery had been made to "
        f"forget it: {sum(count > 1 for count in sent.values()):,} events went there twice. "
        f"Nothing waited any more {drained_s:.0f} s after the load."
    )
    outcome.must(
        all(one.there >= one.unmarked for one in hits), "A job that BigQuery had answered has rows that are not there."
    )


def _is_pool(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        parent = process.parent()
        return parent is not None and "worker" in parent.cmdline()
    return False


def _process(pid: int) -> psutil.Process | None:
    with suppress(psutil.Error):
        return psutil.Process(pid)
    return None
