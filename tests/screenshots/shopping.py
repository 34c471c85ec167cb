"""Looking around: home, lists, products, and how learning shows on them."""

import re
from functools import partial

from playwright.sync_api import Page

from tests.screenshots.scene import Scene, Who, at

OAT_MILK = "/product/PLB-0003"
WHY = re.compile("^Why this")


def _type(page: Page, words: str) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name=re.compile("search", re.I))
    box.press_sequentially(words, delay=40)
    page.get_by_role("option").first.wait_for()


def _open_filters(page: Page) -> None:
    page.goto("/search?q=yogurt&dietary=vegan&price_max=6")
    page.get_by_role("main").get_by_role("article").first.wait_for()
    button = page.get_by_role("button", name=re.compile("^Filter"))
    if button.is_visible():
        button.click()
        page.get_by_role("dialog").wait_for()


def _open_departments(page: Page) -> None:
    page.goto("/")
    button = page.get_by_role("button", name="Departments")
    if button.is_visible():
        button.click()
        page.get_by_role("dialog").wait_for()


def _learn(page: Page, then: str) -> None:
    """Open an oat milk, wait until it was noticed, and go on to another page."""
    with page.expect_response(lambda answer: "/api/v1/events" in answer.url):
        page.goto(OAT_MILK)
    page.get_by_role("status").filter(has_text="Learned:").wait_for()
    if then:
        page.goto(then)


def _why(page: Page) -> None:
    _learn(page, "/search?q=yogurt")
    page.get_by_role("main").get_by_role("button", name=WHY).first.click()
    page.get_by_role("dialog").wait_for()


def _switched_off(page: Page) -> None:
    _learn(page, "/you/learned")
    page.get_by_role("switch").click()
    page.get_by_text("nothing new is learned").wait_for()


def _without_its_order(page: Page) -> None:
    _learn(page, "/search?q=yogurt")
    page.get_by_role("switch", name="For you").click()
    page.wait_for_url(re.compile("personal=false"))


def _unanswered(page: Page, path: str, pattern: str) -> None:
    page.route(pattern, lambda route: route.abort("connectionreset"))
    page.goto(path)
    page.get_by_role("button", name=re.compile("again", re.I)).first.wait_for()


def _cut_off(page: Page) -> None:
    page.goto("/departments")
    page.get_by_role("main").get_by_role("link").first.wait_for()
    page.context.set_offline(True)
    box = page.get_by_role("combobox", name=re.compile("search", re.I))
    box.fill("bananas")
    box.press("Enter")
    page.get_by_role("button", name=re.compile("again", re.I)).first.wait_for()


SCENES = [
    Scene("home-new", Who.VISITOR, at("/"), whole=True),
    Scene("home", Who.MAYA, at("/"), whole=True),
    Scene("home-learned", Who.VISITOR, partial(_learn, then="/"), whole=True),
    Scene("departments-menu", Who.VISITOR, _open_departments),
    Scene("departments", Who.VISITOR, at("/departments"), whole=True),
    Scene("suggestions", Who.VISITOR, partial(_type, words="oat")),
    Scene("search-start", Who.VISITOR, at("/search")),
    Scene("search", Who.VISITOR, at("/search?q=milk"), whole=True),
    Scene("search-personal", Who.MAYA, at("/search?q=yogurt"), whole=True),
    Scene("search-filters", Who.VISITOR, _open_filters),
    Scene("search-misspelt", Who.VISITOR, at("/search?q=yogrt")),
    Scene("search-nothing", Who.VISITOR, at("/search?q=zzxqy")),
    Scene("search-filtered-away", Who.VISITOR, at("/search?q=milk&price_max=0.5")),
    Scene("category", Who.VISITOR, at("/category/plant-milk"), whole=True),
    Scene("brand", Who.VISITOR, at("/brand/leafloaf"), whole=True),
    Scene("product", Who.VISITOR, at(OAT_MILK), whole=True),
    Scene("product-usual", Who.SAM, at("/product/DAI-0004"), whole=True),
    Scene("learned-chip", Who.VISITOR, partial(_learn, then="")),
    Scene("why-this", Who.VISITOR, _why),
    Scene("everybodys-order", Who.VISITOR, _without_its_order),
    Scene("learned", Who.MAYA, at("/you/learned"), whole=True),
    Scene("learned-nothing", Who.VISITOR, at("/you/learned")),
    Scene("learning-off", Who.VISITOR, _switched_off),
    Scene("usuals", Who.MAYA, at("/usuals"), whole=True),
    Scene("usuals-nothing", Who.VISITOR, at("/usuals")),
    Scene("page-missing", Who.VISITOR, at("/nowhere")),
    Scene("product-missing", Who.VISITOR, at("/product/NOPE-1")),
    Scene("unanswered-home", Who.VISITOR, partial(_unanswered, path="/", pattern="**/api/v1/home/**")),
    Scene("unanswered-search", Who.VISITOR, partial(_unanswered, path="/search?q=milk", pattern="**/api/v1/search/**")),
    Scene("offline", Who.VISITOR, _cut_off),
]
