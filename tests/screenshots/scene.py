"""A scene: who stands before the shop, and what they do until there is something to look at."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from playwright.sync_api import Page

from personalization.demo.households import NEWCOMER_EMAIL, PASSWORD, STAFF_EMAIL


class Who(Enum):
    """Whose browser it is, by the email they sign in with; a visitor is new in every scene."""

    VISITOR = None
    MAYA = "maya@leafloaf.example"
    SAM = "sam@leafloaf.example"
    NEWCOMER = NEWCOMER_EMAIL
    STAFF = STAFF_EMAIL


@dataclass(frozen=True, slots=True)
class Scene:
    """`act` leaves the page as it shall be seen; `whole` shows it down to its end, not only its first screen."""

    name: str
    who: Who
    act: Callable[[Page], object]
    whole: bool = False


def at(path: str) -> Callable[[Page], object]:
    """The act of opening a page and doing nothing."""
    return lambda page: page.goto(path)


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
