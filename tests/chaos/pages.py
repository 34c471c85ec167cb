"""Part 3: ten thousand clicks in real pages that end right after, and where they have got to."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context

from tests.chaos.browser_delivery import drive_pages
from tests.chaos.outcome import Outcome, verify
from tests.chaos.stand import Stand

TITLE = "Chaos: clicks in real pages that end right after"
CLICKS = 10_000
PAGES_AT_ONCE = 3
DRAIN_LIMIT_S = 60.0
# The whole run is bounded: so long before its end no further page is opened, yet for so long at least they are.
ENDING_S = 100.0
SHORTEST_S = 30.0


def run(stand: Stand, scale: float) -> Outcome:
    outcome = Outcome(TITLE)
    clicks = max(100, round(CLICKS * scale))
    print(f"{clicks:,} clicks in Chromium …", flush=True)
    within_s = max(SHORTEST_S, stand.ends_at - time.monotonic() - ENDING_S)
    # In a process of its own: one that waits for a browser could not be ended when the whole run's time is over.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        driving = apart.submit(
            drive_pages, stand.shop.url, clicks=clicks, pages_at_once=PAGES_AT_ONCE, within_s=within_s
        )
        try:
            told = driving.result()
        except BaseException:
            for process in active_children():
                process.kill()
            raise
    stand.wait_until_drained(DRAIN_LIMIT_S)
    sessions = [
        str(session)
        for (session,) in stand.shop.query(
            "SELECT DISTINCT session_id FROM analytics_event WHERE event_id = ANY(%s::uuid[])", [told.marks]
        )
    ]
    named = ", ".join(f"'{session}'" for session in sessions)
    [(rows, ids)] = stand.warehouse(
        "SELECT COUNT(*), COUNT(DISTINCT event_id) FROM raw_user_actions"
        f" WHERE event_type = 'search_result_clicked' AND session_id IN ({named})"
    )
    outcome.say(
        f"{told.seen_by_pages:,} clicks in {told.pages:,} pages of Chromium that were closed, or left, right after, in "
        f"{told.took_s:.0f} s ({told.seen_by_pages / told.took_s:.0f}/s): "
        f"{told.in_postgres(stand.shop.database_url).total():,} in PostgreSQL, {rows:,} rows and {ids:,} different ids "
        "in the warehouse."
    )
    difference = told.difference(stand.shop.database_url)
    if told.seen_by_pages < clicks:
        outcome.say(f"{clicks:,} were wanted, but the time was over: `--only pages` gives them all of it.")
    outcome.must(not difference, f"Of {len(difference)} products clicks are missing or too many.")
    outcome.must(rows == ids == told.seen_by_pages, f"The warehouse has {rows:,} rows with {ids:,} ids.")
    verify(outcome, stand)
    return outcome
