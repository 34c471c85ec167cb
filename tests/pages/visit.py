"""One visit of a page by a slow phone on a mobile network, with an empty cache, and what it cost."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser

if TYPE_CHECKING:
    from playwright.sync_api import StorageState

# What Chromium's own tools call "Fast 4G": bytes a second, and milliseconds added to each request.
NETWORK = {
    "offline": False,
    "downloadThroughput": 9_000_000 / 8 * 0.9,
    "uploadThroughput": 1_500_000 / 8 * 0.9,
    "latency": 60 * 2.75,
}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 180_000
# The page is still for this long before it is judged, so that late shifts count.
STILL_MS = 1_500

OBSERVE = """
window.seen = { paint: 0, element: '', shift: 0, shifted: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { element } = entry;
    window.seen.paint = entry.startTime;
    const words = element?.textContent || element?.src || '';
    window.seen.element = element ? `${element.tagName.toLowerCase()} ${words.slice(0, 48)}` : '';
  }
}).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.seen.shift += entry.value;
    for (const { node } of entry.sources) window.seen.shifted.push(node?.nodeName + '.' + (node?.className || ''));
  }
}).observe({ type: 'layout-shift', buffered: true });
"""
READ = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const first = performance.getEntriesByName('first-contentful-paint')[0];
  const files = performance.getEntriesByType('resource');
  const sum = (some) => some.reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0);
  return {
    ...window.seen,
    first: first?.startTime ?? 0,
    answered: page.responseStart,
    script: sum(files.filter(({ name }) => name.split('?')[0].endsWith('.js'))),
    bytes: page.encodedBodySize + sum(files),
    requests: 1 + files.length,
  };
}"""


@dataclass(frozen=True, slots=True)
class Visit:
    """Times in milliseconds from the address being asked for; sizes in bytes, compressed as they travel."""

    answered: float
    first_paint: float
    largest_paint: float
    largest: str
    shift: float
    shifted: list[str]
    script: int
    bytes: int
    requests: int


def visit(browser: Browser, url: str, path: str, state: "StorageState | None", slowdown: float) -> Visit:
    """Open a page as someone whose browser has nothing of the shop yet but their cookies."""
    context = browser.new_context(
        base_url=url, viewport=PHONE, device_scale_factor=2, has_touch=True, locale="en-US", storage_state=state
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(STILL_MS)
    read: dict[str, Any] = page.evaluate(READ)
    context.close()
    return Visit(
        answered=read["answered"],
        first_paint=read["first"],
        largest_paint=read["paint"],
        largest=read["element"],
        shift=read["shift"],
        shifted=read["shifted"],
        script=read["script"],
        bytes=read["bytes"],
        requests=read["requests"],
    )
