"""Part 3: ten thousand clicks in real pages that end right after, and where they have got to."""

from tests.chaos.browser_delivery import drive_pages
from tests.chaos.outcome import Outcome, verify
from tests.chaos.stand import Stand

TITLE = "Chaos: clicks in real pages that end right after"
CLICKS = 10_000
DRAIN_LIMIT_S = 60.0


def run(stand: Stand, scale: float) -> Outcome:
    outcome = Outcome(TITLE)
    clicks = max(100, round(CLICKS * scale))
    print(f"{clicks:,} clicks in Chromium …", flush=True)
    told = drive_pages(stand.shop.url, clicks=clicks)
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
        f"{told.clicks:,} clicks in {told.pages:,} pages of Chromium that were closed, or left, right after, in "
        f"{told.took_s:.0f} s ({told.clicks / told.took_s:.0f}/s): {told.seen_by_pages:,} seen by the pages, "
        f"{told.in_postgres(stand.shop.database_url).total():,} in PostgreSQL, {rows:,} rows and {ids:,} different ids "
        "in the warehouse."
    )
    difference = told.difference(stand.shop.database_url)
    outcome.must(told.seen_by_pages == told.clicks, "The pages saw another number of clicks than were made.")
    outcome.must(not difference, f"Of {len(difference)} products clicks are missing or too many.")
    outcome.must(rows == ids == told.clicks, f"The warehouse has {rows:,} rows with {ids:,} ids.")
    verify(outcome, stand)
    return outcome
