"""What a browser keeps of the shopper's acts, and what the shop has recorded of them."""

import time
from collections.abc import Callable, Sequence

from playwright.sync_api import Page, Route

from tests.live_shop import LiveShop

EVENTS = "**/api/v1/events/"
PATIENCE_S = 60

# Read without the storefront's own code. (Opening a database that is not there would make it.)
KEPT = """async () => {
  const kept = new Map();
  const list = await indexedDB.databases();
  if (list.some(({ name }) => name === 'leafloaf')) {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open('leafloaf');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const rows = await new Promise((resolve, reject) => {
      const reading = database.transaction('events').objectStore('events').getAll();
      reading.onsuccess = () => resolve(reading.result);
      reading.onerror = () => reject(reading.error);
    });
    database.close();
    rows.forEach(({ event }) => kept.set(event.event_id, { ...event, place: 'archive' }));
  }
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith('leafloaf.event.'))) {
    const { event } = JSON.parse(localStorage.getItem(key));
    kept.set(event.event_id, { place: 'journal', ...event });
  }
  return [...kept.values()];
}"""


def kept(page: Page, event_type: str | None = None) -> dict[str, str]:
    """Where each event that the browser keeps is: {event_id: "archive" or "journal"}."""
    rows: list[dict[str, str]] = page.evaluate(KEPT)
    return {row["event_id"]: row["place"] for row in rows if event_type in (None, row["event_type"])}


def recorded(shop: LiveShop, event_ids: Sequence[str]) -> int:
    """How many of these events the shop has."""
    [(count,)] = shop.query("SELECT count(*) FROM analytics_event WHERE event_id = ANY(%s::uuid[])", [list(event_ids)])
    return int(count)


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Wait, while the page goes on, until something is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        page.wait_for_timeout(50)


def close_the_way(page: Page, status: int | None = None, **headers: str) -> None:
    """From now on the page's events reach no shop: no answer comes, or one of this status."""

    def refuse(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body="", headers=headers)

    page.context.route(EVENTS, refuse)


def open_the_way(page: Page) -> None:
    page.context.unroute(EVENTS)
