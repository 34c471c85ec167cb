"""Fixtures that drive a real Chromium over the served shop. A failed test leaves a picture and what went wrong."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from leafloaf.local.places import CHECKOUT
from tests.chromium import ensure_chromium
from tests.live_shop import LiveShop

ARTIFACTS = CHECKOUT / ".local" / "test-artifacts"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 10_000
failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; each test gets its own context, so no cookie is shared."""
    # Playwright's loop runs in this thread, which Django takes for an async context.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    program = ensure_chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_shop: LiveShop, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a new visitor on the served shop; `page.goto("/")` is the shop's home.

    An error that nothing on the page catches fails the test.
    """
    context = browser.new_context(
        base_url=live_shop.url, viewport={"width": 1280, "height": 900}, locale="en-US", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    console: list[str] = []
    uncaught: list[str] = []
    page.on("console", lambda message: console.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    yield page
    if request.node.stash.get(failed, False) or uncaught:
        _keep_evidence(page, request.node.nodeid, console, uncaught)
    context.close()
    assert not uncaught, f"errors nothing on the page caught: {uncaught}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]  # what a wrapper is sent is not typed
    if report.when == "call":
        item.stash[failed] = report.failed
    return report  # type: ignore[return-value]


def _keep_evidence(page: Page, nodeid: str, console: list[str], uncaught: list[str]) -> None:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    stem = ARTIFACTS / re.sub(r"\W+", "-", nodeid.removeprefix("tests/").replace(".py", "")).strip("-")
    page.screenshot(path=stem.with_suffix(".png"), full_page=True)
    stem.with_suffix(".html").write_text(page.content())
    stem.with_suffix(".log").write_text("\n".join([page.url, *uncaught, *console]))
    print(f"A picture of the page is in {stem.with_suffix('.png')}")
