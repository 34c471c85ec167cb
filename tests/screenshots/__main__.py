"""`make screenshots`: every page of the demo shop at phone, tablet and desktop width, light and dark, to look at.

The few in docs/screenshots, which README.md shows, are renewed as well.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright
from tqdm import tqdm

from leafloaf.local.places import CHECKOUT
from tests.browser import ARGUMENTS
from tests.chromium import ensure_chromium
from tests.live_shop import served_shop
from tests.screenshots import accounts, buying, office, shopping
from tests.screenshots.scene import Scene
from tests.screenshots.studio import SCHEMES, WIDTHS, Studio
from tests.servers import servers_for_tests

SCENES = shopping.SCENES + accounts.SCENES + buying.SCENES + office.SCENES
INDEX_HEAD = """<!doctype html><meta charset="utf-8"><title>LeafLoaf in pictures</title>
<style>body{font:16px system-ui;margin:24px}div{display:flex;gap:12px;overflow-x:auto}img{height:640px}</style>
"""


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


def write_index(folder: Path, scenes: list[Scene]) -> None:
    """A page that shows all pictures of a scene side by side."""
    rows = []
    for scene in scenes:
        pictures = sorted(folder.glob(f"{scene.name}-[pdt]*.png"))
        own = [one for one in pictures if re.fullmatch(rf"{scene.name}-({'|'.join(WIDTHS)})(-dark)?\.png", one.name)]
        images = "".join(f'<img loading="lazy" src="{escape(one.name)}" alt="{escape(one.stem)}">' for one in own)
        rows.append(f"<h2>{escape(scene.name)}</h2><div>{images}</div>")
    (folder / "index.html").write_text(f"{INDEX_HEAD}{''.join(rows)}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=CHECKOUT / ".local" / "screenshots")
    parser.add_argument("--only", default="", metavar="PATTERN", help="scenes whose name matches")
    parser.add_argument("--width", choices=WIDTHS, action="append", help="default: all")
    parser.add_argument("--scheme", choices=SCHEMES, action="append", help="default: both")
    parser.add_argument("--url", help="a demo shop that is served already")
    options = parser.parse_args()
    scenes = [scene for scene in SCENES if re.search(options.only, scene.name)]
    widths, schemes = options.width or list(WIDTHS), options.scheme or list(SCHEMES)
    options.folder.mkdir(parents=True, exist_ok=True)
    with demo_shop(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium(), args=ARGUMENTS)
        studio = Studio(browser, url, options.folder)
        with tqdm(total=len(scenes) * len(widths), unit=" scenes", desc="Screenshots") as bar:
            studio.shoot(scenes, widths, schemes, bar.update)
        browser.close()
    write_index(options.folder, SCENES)
    print(f"Look at them: {options.folder / 'index.html'}")
    for failure in studio.failures:
        print(f"could not be acted out: {failure}", file=sys.stderr)
    return 1 if studio.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
