"""`make screenshots`: every page of the demo shop at phone, tablet and desktop width, light and dark, to look at.

The few that README.md shows are written to docs/screenshots as well.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tqdm import tqdm

from leafloaf.local.places import CHECKOUT
from personalization.demo.households import PASSWORD
from tests.browser import ARGUMENTS
from tests.chromium import ensure_chromium
from tests.live_shop import LiveShop, served_shop
from tests.servers import servers_for_tests

WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}
PAGES = {
    "home": "/",
    "search": "/search?q=yogurt",
    "category": "/category/plant-milk",
    "product": "/product/PLB-0003",
    "usuals": "/usuals",
    "orders": "/orders",
    "account": "/account",
    "learned": "/you/learned",
    "checkout": "/checkout",
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "nothing-found": "/search?q=zzxqy",
    "not-found": "/nowhere",
}
# In README.md: (page, width, dark)
SHOWN = {
    ("home", "desktop", False),
    ("search", "desktop", False),
    ("product", "phone", False),
    ("learned", "desktop", True),
}
SIGNED_OUT = {"sign-in", "sign-up"}


def take(shop: LiveShop, browser: Browser, folder: Path, shown: Path) -> None:
    total = len(PAGES) * len(WIDTHS) * 2
    with tqdm(total=total, unit=" pages", desc="Screenshots") as bar:
        for width, (x, y) in WIDTHS.items():
            for dark in (False, True):
                page = _page(browser, shop.url, x, y, dark)
                _each(page, SIGNED_OUT.__contains__, width, dark, folder, shown, bar.update)
                _sign_in(page)
                _each(page, lambda name: name not in SIGNED_OUT, width, dark, folder, shown, bar.update)
                page.context.close()


def _page(browser: Browser, url: str, width: int, height: int, dark: bool) -> Page:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="en-US",
        reduced_motion="reduce",
    )
    return context.new_page()


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill("maya@leafloaf.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    if page.get_by_role("button", name="Add Firm Tofu to cart").count():
        page.get_by_role("button", name="Add Firm Tofu to cart").first.click()


def _each(
    page: Page,
    chosen: Callable[[str], bool],
    width: str,
    dark: bool,
    folder: Path,
    shown: Path,
    advance: Callable[[int], object],
) -> None:
    for name in filter(chosen, PAGES):
        page.goto(PAGES[name])
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        picture = f"{name}-{width}{'-dark' if dark else ''}.png"
        page.screenshot(path=folder / picture)
        if (name, width, dark) in SHOWN:
            page.screenshot(path=shown / picture)
        advance(1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=CHECKOUT / ".local" / "screenshots")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    shown = CHECKOUT / "docs" / "screenshots"
    shown.mkdir(parents=True, exist_ok=True)
    servers = servers_for_tests()
    os.environ.update(servers.settings())
    os.environ["DJANGO_SETTINGS_MODULE"] = "leafloaf.settings"
    with served_shop(servers) as shop, sync_playwright() as playwright:
        shop.manage("load_demo")
        browser = playwright.chromium.launch(executable_path=ensure_chromium(), args=ARGUMENTS)
        take(shop, browser, options.folder, shown)
        browser.close()
    print(f"Look at them in {options.folder}")


if __name__ == "__main__":
    main()
