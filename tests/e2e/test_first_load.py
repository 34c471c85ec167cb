"""What a browser asks for when a page is opened: nothing twice, and the first data before the code that shows it."""

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("demo_shop")]

DATA = {
    "/": "/api/v1/home/",
    "/search?q=whole+milk": "/api/v1/search/?q=whole%20milk",
    "/category/plant-milk": "/api/v1/products/?category=plant-milk",
    "/brand/leafloaf": "/api/v1/products/?brand=leafloaf",
    "/usuals": "/api/v1/home/",
    "/you/learned": "/api/v1/learned/",
}


@pytest.mark.parametrize(("path", "data"), DATA.items())
def test_the_first_data_is_asked_for_once(page: Page, path: str, data: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert sum(address.endswith(data) for address in asked) == 1, asked
    assert sum(address.endswith("/api/v1/me/") for address in asked) == 1, asked
    begun = page.evaluate("data => performance.getEntriesByName(location.origin + data)[0].initiatorType", data)
    assert begun == "link", "the code asked for it, and only when it had come itself"


def test_the_welcome_pushes_no_shelf_down_however_late_it_is_known_who_one_is(page: Page) -> None:
    waiting: list[Route] = []
    page.route("**/api/v1/me/", lambda route: waiting.append(route))
    page.goto("/")
    expect(page.get_by_role("status", name="Loading products").first).to_be_visible()
    page.wait_for_function("performance.getEntriesByName(location.origin + '/api/v1/home/').length > 0")
    expect(page.get_by_role("article")).to_have_count(0)
    for route in waiting:
        route.continue_()
    expect(page.get_by_role("region", name="Welcome")).to_be_visible()
    expect(page.get_by_role("article").first).to_be_visible()
