"""Real clicks in real Chromium pages that close, or go elsewhere, right after: does each arrive?

What is clicked is counted three times, none of them by the storefront's code: by who drives the browser, by a listener
in each page that notes the click while it happens, and by the shop's database.

    python -m tests.chaos.browser_delivery SHOP_URL DATABASE_URL [CLICKS [SECONDS]]
"""

import asyncio
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psycopg
from playwright.async_api import Browser, BrowserContext, Error, Page, Route, async_playwright

from tests.browser import ARGUMENTS
from tests.chromium import ensure_chromium

PATIENCE_MS = 300_000
MOST_TRIES = 50
LISTS = ("/", "/search?q=milk", "/search?q=chips", "/search?q=bread", "/search?q=cheese")

# Notes each click on a product's link as it happens, with the product and the list it stood in. `__then` is what the
# page does in the same moment: nothing, or leave, before any of its own code can run again.
NOTE_CLICKS = """
addEventListener('click', (event) => {
  const card = event.isTrusted && event.target.closest('a')?.closest('[data-sku]');
  if (!card) return;
  const place = `note.${performance.timeOrigin}.${performance.now()}.${Math.random()}`;
  localStorage.setItem(place, card.dataset.sku);
  if (window.__then === 'leave') location.assign('/favicon.svg');
});
"""
NOTES = (
    "() => Object.keys(localStorage).filter((key) => key.startsWith('note.')).map((key) => localStorage.getItem(key))"
)
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('leafloaf.event.')).length"
ARCHIVED = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'leafloaf')) return 0;
  const opening = indexedDB.open('leafloaf');
  const database = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
  const counting = database.transaction('events').objectStore('events').count();
  const count = await new Promise((resolve) => { counting.onsuccess = () => resolve(counting.result); });
  database.close();
  return count;
}"""

# The link of one of the first products in view.
A_PRODUCT = """(chance) => {
  const links = [...document.querySelectorAll('main [data-sku] h3 a')].filter((link) => link.checkVisibility());
  return links[Math.floor(chance * Math.min(8, links.length))];
}"""

# One event more, told by the page's session without the storefront's code.
MARK = """async () => {
  const event_id = crypto.randomUUID();
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  const body = JSON.stringify({ event_id, event_type: 'search_performed', query: 'mark' });
  for (;;) {
    const headers = { 'X-CSRFToken': token, 'Content-Type': 'application/json' };
    const answer = await fetch('/api/v1/events/', { method: 'POST', headers, body });
    if (answer.ok) return event_id;
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('Retry-After') ?? 1)));
  }
}"""


@dataclass
class Told:
    """What a run clicked, and who says so."""

    skus: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    # Ids of one event of each visitor, by which the database knows their browsing session.
    marks: list[str] = field(default_factory=list)
    pages: int = 0
    took_s: float = 0.0

    @property
    def clicks(self) -> int:
        """Clicks that were made. (Where the page's end took the browser's answer, the page alone has counted.)"""
        return self.skus.total()

    @property
    def seen_by_pages(self) -> int:
        """Clicks that the pages saw."""
        return self.noted.total()

    def in_postgres(self, database_url: str) -> Counter[str]:
        """Clicks that the shop has recorded in these sessions, by sku."""
        with psycopg.connect(database_url) as connection:
            rows = connection.execute(
                "SELECT sku, count(*) FROM analytics_event WHERE event_type = 'search_result_clicked' AND session_id IN"
                " (SELECT session_id FROM analytics_event WHERE event_id = ANY(%s::uuid[])) GROUP BY sku",
                [self.marks],
            ).fetchall()
        return Counter(dict(rows))

    def difference(self, database_url: str) -> Counter[str]:
        """By sku, how many clicks that the pages saw are missing (above 0), or too many (below); empty when none is."""
        recorded = self.in_postgres(database_url)
        return Counter({sku: gap for sku in self.noted | recorded if (gap := self.noted[sku] - recorded[sku])})


def drive_pages(
    url: str,
    *,
    clicks: int,
    visitors: int = 8,
    pages_at_once: int = 4,
    clicks_per_page: int = 10,
    within_s: float = float("inf"),
) -> Told:
    """Click real products in real pages, each of which ends right after its last click.

    A click opens the product within the page; the next one is made after going back. The last click of a page is
    followed at once by closing the tab, by leaving for another address, or, in the same task as the click, by the page
    itself leaving. At the end every visitor comes back once, as people do, and nothing may be left in their browser.

    Args:
        visitors: browsers with storage of their own.
        pages_at_once: tabs that are driven side by side.
        within_s: after this time no further page is opened, however many clicks are still wanted.
    """
    # In a thread of its own: another Playwright may be at work in this one.
    with ThreadPoolExecutor(1) as apart:
        drive = _drive(url, clicks, visitors, pages_at_once, clicks_per_page, within_s)
        return apart.submit(asyncio.run, drive).result()


async def _drive(
    url: str, clicks: int, visitors: int, pages_at_once: int, clicks_per_page: int, within_s: float
) -> Told:
    told, began = Told(), time.monotonic()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=ensure_chromium(), args=ARGUMENTS)
        contexts = [await _visitor(browser, url) for _ in range(visitors)]
        todo = iter([min(clicks_per_page, clicks - done) for done in range(0, clicks, clicks_per_page)])
        turns = iter(range(clicks))
        chance = random.Random(clicks)

        async def one_after_the_other() -> None:
            for count in todo:
                if time.monotonic() - began > within_s:
                    return
                context = contexts[next(turns) % visitors]
                await _visit(context, count, chance, told)

        await asyncio.gather(*(one_after_the_other() for _ in range(pages_at_once)))
        for context in contexts:
            await _come_back(context, told)
        await browser.close()
    told.took_s = time.monotonic() - began
    return told


async def _visitor(browser: Browser, url: str) -> BrowserContext:
    """A browser of somebody new, with the shop's pictures and letters left out: they are no part of this."""
    context = await browser.new_context(base_url=url, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    await context.add_init_script(NOTE_CLICKS)

    async def leave_out(route: Route) -> None:
        await route.abort()

    await context.route("**/*.{woff2,svg,png,webp,jpg}", leave_out)
    return context


async def _visit(context: BrowserContext, clicks: int, chance: random.Random, told: Told) -> None:
    page = await context.new_page()
    await page.goto(chance.choice(LISTS), wait_until="commit")
    for left in reversed(range(clicks)):
        if left:
            await _click(page, chance, told)
            await page.wait_for_url("**/product/**")
            await page.go_back(wait_until="commit")
        else:
            await _click_and_end(page, chance, told)
    if not page.is_closed():
        await page.close()
    told.pages += 1


async def _click(page: Page, chance: random.Random, told: Told) -> None:
    """Click one of the products in view. The page may be changing: one that has gone before is not clicked."""
    for _ in range(MOST_TRIES):
        try:
            found = await page.wait_for_function(A_PRODUCT, arg=chance.random())
            # The element, not the place it stands at: learning moves products.
            link = found.as_element()
            assert link is not None
            sku = str(await link.evaluate("(link) => link.closest('[data-sku]').dataset.sku"))
            await link.click(trial=True, timeout=2_000)
            await link.click(no_wait_after=True, timeout=PATIENCE_MS)
        except Error:
            continue
        told.skus[sku] += 1
        return
    raise RuntimeError(f"No product of {page.url} could be clicked.")


async def _click_and_end(page: Page, chance: random.Random, told: Told) -> None:
    end = chance.choice(("close", "go", "leave"))
    if end == "leave":
        await page.evaluate("() => { window.__then = 'leave' }")
    await _click(page, chance, told)
    if end == "close":
        await page.close()
    elif end == "go":
        await page.goto("about:blank", wait_until="commit")


async def _come_back(context: BrowserContext, told: Told) -> None:
    page = await context.new_page()
    await page.goto("/departments")
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while await page.evaluate(KEPT) or await page.evaluate(ARCHIVED):
        if time.monotonic() > deadline:
            break
        await asyncio.sleep(0.2)
    told.noted.update(await page.evaluate(NOTES))
    told.marks.append(await page.evaluate(MARK))
    await page.close()


def main() -> int:
    url, database_url, *rest = sys.argv[1:]
    clicks, within_s = [*rest, *("10000", "inf")[len(rest) :]]
    told = drive_pages(url, clicks=int(clicks), within_s=float(within_s))
    difference = told.difference(database_url)
    print(
        f"{told.clicks:,} clicks of {int(clicks):,} wanted, in {told.pages:,} pages that ended right after, "
        f"in {told.took_s:.0f} s: "
        f"{told.seen_by_pages:,} seen by the pages, {told.in_postgres(database_url).total():,} in PostgreSQL."
    )
    for sku, gap in difference.items():
        print(f"  {sku}: {gap} missing" if gap > 0 else f"  {sku}: {-gap} too many")
    return 1 if difference or told.seen_by_pages < told.clicks else 0


if __name__ == "__main__":
    sys.exit(main())
