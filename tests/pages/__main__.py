"""`python -m tests.pages`: how soon a phone shows the shop's pages, and how still they stand.

The shop is served as in production, with its demo catalog; the phone is Chromium with its processor slowed to a
quarter on an emulated 4G network, its cache empty. Figures are printed to be read, never asserted.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import sync_playwright
from tqdm import tqdm

from tests.browser import ARGUMENTS
from tests.chromium import ensure_chromium
from tests.live_shop import served_shop
from tests.pages.visit import Visit, visit
from tests.screenshots.scene import Who, sign_in
from tests.servers import servers_for_tests

PAGES = [
    ("home, new visitor", "/", Who.VISITOR),
    ("home, returning shopper", "/", Who.MAYA),
    ("search", "/search?q=yogurt", Who.VISITOR),
    ("search, returning shopper", "/search?q=yogurt", Who.MAYA),
    ("category", "/category/plant-milk", Who.VISITOR),
    ("product", "/product/PLB-0003", Who.VISITOR),
    ("orders", "/orders", Who.MAYA),
    ("what was learned", "/you/learned", Who.MAYA),
    ("sign-in", "/sign-in", Who.VISITOR),
]
HEAD = """\
| page | answer ms | first paint ms | largest paint ms | shift | script kB | all kB | requests | largest is |
| --- | --: | --: | --: | --: | --: | --: | --: | --- |"""


@contextmanager
def demo_shop(address: str | None) -> Iterator[str]:
    """The address of a served demo shop: the given one, or one that ends with this process."""
    if address:
        yield address
        return
    servers = servers_for_tests()
    os.environ.update(servers.settings())
    os.environ["DJANGO_SETTINGS_MODULE"] = "leafloaf.settings"
    with served_shop(servers) as shop:
        shop.manage("load_demo")
        yield shop.url


def row(name: str, visits: list[Visit]) -> str:
    """The middle of several visits; the worst of their shifts."""
    middle = sorted(visits, key=lambda one: one.largest_paint)[len(visits) // 2]
    return (
        f"| {name} | {median(one.answered for one in visits):.0f} | {median(one.first_paint for one in visits):.0f} "
        f"| {middle.largest_paint:.0f} | {max(one.shift for one in visits):.3f} | {middle.script / 1000:.0f} "
        f"| {middle.bytes / 1000:.0f} | {middle.requests} | {middle.largest} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__)
    parser.add_argument("--visits", type=int, default=5, help="of each page; the middle one is printed")
    parser.add_argument("--only", default="", help="only pages whose name holds this text")
    parser.add_argument("--slowdown", type=float, default=4, help="of the processor; less on a busy machine")
    parser.add_argument("--url", help="a demo shop that is served already")
    options = parser.parse_args()
    chosen = [page for page in PAGES if options.only in page[0]]
    rows, shifted = [], []
    with demo_shop(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium(), args=ARGUMENTS)
        states = {}
        for who in {who for _, _, who in chosen}:
            context = browser.new_context(base_url=url)
            if who.value:
                sign_in(context.new_page(), who.value)
            states[who] = context.storage_state() if who.value else None
            context.close()
        with tqdm(total=len(chosen) * options.visits, unit=" visits", desc="Pages") as bar:
            for name, path, who in chosen:
                visits = []
                for _ in range(options.visits):
                    visits.append(visit(browser, url, path, states[who], options.slowdown))
                    bar.update()
                rows.append(row(name, visits))
                shifted += [f"moved on {name}: {what}" for one in visits for what in one.shifted]
        browser.close()
    print(f"\nProcessor slowed {options.slowdown:g} times, 4G; load of this machine {os.getloadavg()[0]:.1f}\n")
    print(HEAD, *rows, sep="\n")
    print(*sorted(set(shifted)), sep="\n")


if __name__ == "__main__":
    main()
