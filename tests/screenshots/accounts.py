"""Signing in and up, and the account's own pages."""

import re

from playwright.sync_api import Page

from personalization.demo.households import PASSWORD
from tests.screenshots.scene import Scene, Who, at


def _wrong_password(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill("nobody@example.com")
    page.get_by_label("Password", exact=True).fill("not-the-password")
    page.get_by_role("button", name="Sign in").click()
    page.locator("[aria-invalid=true]").first.wait_for()


def _weak_password(page: Page) -> None:
    page.goto("/sign-up")
    page.get_by_label("Email").fill("robin.reed@example.com")
    page.get_by_label("Password", exact=True).fill("12345")
    page.get_by_role("button", name="Create my account").click()
    page.get_by_role("alert").or_(page.locator("[aria-invalid=true]")).first.wait_for()


def _forgotten(page: Page) -> None:
    page.goto("/account/reset-password")
    page.get_by_label("Email").fill("robin.reed@example.com")
    page.get_by_role("main").get_by_role("button").last.click()
    page.get_by_role("heading", name=re.compile("mail", re.I)).first.wait_for()


def _edit_address(page: Page) -> None:
    page.goto("/account/addresses")
    page.get_by_role("button", name=re.compile("^Change")).first.click()
    page.get_by_label("City").wait_for()


def _remove_address(page: Page) -> None:
    page.goto("/account/addresses")
    page.get_by_role("button", name=re.compile("^Remove")).first.click()
    page.get_by_role("dialog").wait_for()


def _confirm(page: Page) -> None:
    page.goto("/account/security")
    page.get_by_role("button", name="Set it up").click()
    page.get_by_label("Your password").wait_for()


def _scan(page: Page) -> None:
    _confirm(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("The six digits it shows").or_(page.get_by_role("alert")).first.wait_for()


SCENES = [
    Scene("sign-in", Who.VISITOR, at("/sign-in")),
    Scene("sign-in-refused", Who.VISITOR, _wrong_password),
    Scene("sign-up", Who.VISITOR, at("/sign-up")),
    Scene("sign-up-refused", Who.VISITOR, _weak_password),
    Scene("forgot-password", Who.VISITOR, at("/account/reset-password")),
    Scene("forgot-password-sent", Who.VISITOR, _forgotten),
    Scene("new-password-stale", Who.VISITOR, at("/account/reset-password/stale-key")),
    Scene("verify-email-stale", Who.VISITOR, at("/account/verify-email/stale-key")),
    Scene("account-guest", Who.VISITOR, at("/account")),
    Scene("account", Who.MAYA, at("/account"), whole=True),
    Scene("account-details", Who.MAYA, at("/account/details"), whole=True),
    Scene("account-addresses", Who.MAYA, at("/account/addresses"), whole=True),
    Scene("account-address-form", Who.MAYA, _edit_address, whole=True),
    Scene("account-address-remove", Who.MAYA, _remove_address),
    Scene("account-security", Who.MAYA, at("/account/security"), whole=True),
    Scene("account-two-step", Who.SAM, _scan, whole=True),
]
