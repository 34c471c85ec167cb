"""The page that carries the storefront."""

import json
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from leafloaf.local.frontend import BUILT
from leafloaf.storefront import PAGES
from tests.live_shop import LiveShop


def read(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("path", ["/", "/search?q=milk", "/product/anything", "/nowhere"])
def test_every_page_of_the_storefront_is_the_one_that_carries_it(live_shop: LiveShop, path: str) -> None:
    page = read(f"{live_shop.url}{path}")
    assert '<div id="root">' in page
    assert "<noscript>" in page


def test_the_page_names_files_that_are_served(live_shop: LiveShop) -> None:
    page = read(f"{live_shop.url}/")
    script = page.split('type="module" src="')[1].split('"')[0]
    assert "import" in read(f"{live_shop.url}{script}")


def test_every_page_of_which_the_storefront_is_told_is_built() -> None:
    built = json.loads((BUILT / "manifest.json").read_text())
    assert [page.module for page in PAGES if page.module and page.module not in built] == []


@pytest.mark.parametrize(
    ("path", "module", "data"),
    [
        ("/product/PLB-0003", "src/app/routes/ProductPage.tsx", "/api/v1/products/PLB-0003/"),
        ("/search?q=whole+milk", "src/app/routes/SearchPage.tsx", "/api/v1/search/?q=whole%20milk"),
        ("/category/plant-milk", "src/app/routes/CategoryPage.tsx", "/api/v1/products/?category=plant-milk"),
    ],
)
def test_a_page_asks_for_its_own_code_and_first_data_at_once(
    live_shop: LiveShop, path: str, module: str, data: str
) -> None:
    page = read(f"{live_shop.url}{path}")
    code = json.loads((BUILT / "manifest.json").read_text())[module]["file"]
    assert f'<link rel="modulepreload" href="/static/{code}">' in page
    assert f'<link rel="preload" as="fetch" crossorigin href="{data}">' in page


@pytest.mark.parametrize("path", ["/search?q=milk&sort=price", "/category/plant-milk?dietary=vegan", "/search"])
def test_a_list_that_is_narrowed_is_asked_for_by_the_page_itself(live_shop: LiveShop, path: str) -> None:
    assert read(f"{live_shop.url}{path}").count('as="fetch"') == 1, "who one is, and nothing of the list"


def test_what_is_no_page_is_not_found_as_a_problem(live_shop: LiveShop) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{live_shop.url}/api/v1/nowhere/")
    assert refused.value.code == 404
    assert refused.value.headers["Content-Type"] == "application/problem+json"


def test_health_speaks_of_each_part(live_shop: LiveShop) -> None:
    """The worker's first sign of life may still be on its way."""
    vital = ("postgres", "redis", "worker", "beat", "rules", "catalog")
    deadline = time.monotonic() + 60
    while True:
        parts = json.loads(read(f"{live_shop.url}/api/v1/health"))["parts"]
        if all(parts[name]["ok"] for name in vital):
            return
        assert time.monotonic() < deadline, parts
        time.sleep(0.5)
