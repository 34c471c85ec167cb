"""Staff whom the admin sends to set a second factor up get it set up, and back to where they wanted to go."""

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from personalization.demo.households import PASSWORD, STAFF_EMAIL
from tests.live_shop import LiveShop

pytestmark = pytest.mark.e2e


@pytest.fixture
def shop(demo_shop: LiveShop) -> Iterator[LiveShop]:
    """The shop, whose staff have no second factor before and after."""
    yield demo_shop
    demo_shop.query("DELETE FROM mfa_authenticator")


def sign_in_here(page: Page) -> None:
    page.get_by_label("Email").fill(STAFF_EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_staff_return_to_the_page_they_came_from(shop: LiveShop, page: Page) -> None:
    page.goto("/sign-in?next=/admin/shop/order/")
    sign_in_here(page)
    expect(page).to_have_url(f"{shop.url}/admin/shop/order/")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def test_staff_without_a_second_factor_set_it_up_and_go_on(shop: LiveShop, page: Page) -> None:
    # What the admin's middleware answers to staff without one.
    page.goto("/account/security?next=%2Fadmin%2Fshop%2F")
    sign_in_here(page)
    expect(page).to_have_url(f"{shop.url}/account/security?next=%2Fadmin%2Fshop%2F")
    main = page.get_by_role("main")
    expect(main).to_contain_text("The staff pages open with two-step sign-in only")

    main.get_by_role("button", name="Set it up").click()
    main.get_by_label("Your password").fill(PASSWORD)
    main.get_by_role("button", name="Go on").click()
    secret = main.locator("code").inner_text().replace(" ", "")
    _, counter, _ = yield_hotp_counters_from_time()
    main.get_by_label("The six digits it shows").fill(format_hotp_value(hotp_value(secret, counter)))
    main.get_by_role("button", name="Turn it on").click()
    expect(main).to_contain_text("Two-step sign-in is on")
    main.get_by_role("link", name="To the staff pages").click()
    expect(page).to_have_url(f"{shop.url}/admin/shop/")
