"""Acts scenes out in a real browser and photographs them at three widths, light and dark."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, Error, Page

from leafloaf.local.places import CHECKOUT
from tests.screenshots.scene import Scene, Who, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import StorageState

WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}
SCHEMES = ("light", "dark")
PATIENCE_MS = 20_000
# In a picture of a whole page the phone's bar would stand in the middle.
NO_BAR = "nav[aria-label='Main'], a[href='#main'] { display: none }"
# Of these pictures README.md shows the first screen: those that are there are renewed.
SHOWN = CHECKOUT / "docs" / "screenshots"
# What is still coming when the network rests: fonts. Pictures that nobody scrolled to never come.
READY = "async () => { await document.fonts.ready; }"


@dataclass
class Studio:
    """Photographs scenes of the shop at `url` into `folder`; `failures` says which could not be acted out."""

    browser: Browser
    url: str
    folder: Path
    failures: list[str] = field(default_factory=list)
    _states: dict[Who, "StorageState"] = field(default_factory=dict)

    def shoot(
        self,
        scenes: Sequence[Scene],
        widths: Sequence[str],
        schemes: Sequence[str],
        advance: Callable[[int], object],
    ) -> None:
        for scene in scenes:
            for width in widths:
                context = self._context(scene.who, width)
                page = context.new_page()
                try:
                    scene.act(page)
                    self._photograph(page, scene, width, schemes)
                except Error as error:
                    self.failures.append(f"{scene.name}-{width}: {error.message.splitlines()[0]}")
                    page.screenshot(path=self.folder / f"FAILED-{scene.name}-{width}.png")
                finally:
                    context.close()
                advance(1)

    def _context(self, who: Who, width: str) -> BrowserContext:
        x, y = WIDTHS[width]
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": x, "height": y},
            locale="en-US",
            timezone_id="America/New_York",
            reduced_motion="reduce",
            color_scheme="light",
            storage_state=self._state(who),
        )
        context.set_default_timeout(PATIENCE_MS)
        return context

    def _state(self, who: Who) -> "StorageState | None":
        """The cookies of a shopper who has signed in: once for all scenes, as the shop counts sign-ins."""
        if who.value is None:
            return None
        if who not in self._states:
            context = self.browser.new_context(base_url=self.url, locale="en-US")
            context.set_default_timeout(PATIENCE_MS)
            sign_in(context.new_page(), who.value)
            self._states[who] = context.storage_state()
            context.close()
        return self._states[who]

    def _photograph(self, page: Page, scene: Scene, width: str, schemes: Sequence[str]) -> None:
        page.wait_for_load_state("networkidle")
        page.evaluate(READY)
        if scene.whole:
            page.evaluate("window.scrollTo(0, 0)")
        for scheme in schemes:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            if scene.who is Who.STAFF and scheme == "dark":
                # The office decides when it loads.
                page.reload()
                page.wait_for_load_state("networkidle")
            page.wait_for_timeout(250)
            name = f"{scene.name}-{width}{'-dark' if scheme == 'dark' else ''}.png"
            if (SHOWN / name).is_file():
                page.screenshot(path=SHOWN / name)
            page.screenshot(path=self.folder / name, full_page=scene.whole, style=NO_BAR if scene.whole else None)
