"""The shop office: what staff see."""

import re
from functools import partial

from playwright.sync_api import Page

from tests.screenshots.scene import Scene, Who, at

PREVIEW = """sku,name,description,price,stock,category,brand,size_value,size_unit
DEMO-1,Rye Crispbread,Thin and dark,3.49,20,crackers,LeafLoaf,250,g
DEMO-2,Fig Jam,Spread of figs,abc,10,jam,LeafLoaf,340,g
,No Sku Tea,Black tea,4.10,10,tea,LeafLoaf,100,g
"""


def _first_of(page: Page, model: str, words: str = "") -> None:
    page.goto(f"/admin/{model}/?q={words}" if words else f"/admin/{model}/")
    page.locator("#result_list tbody a").first.click()
    page.wait_for_url(re.compile(rf"/admin/{model}/[^/]+/"))


def _upload(page: Page) -> None:
    page.goto("/admin/shop/catalogimport/add/")
    field = page.locator("input[type=file]")
    field.set_input_files(files=[{"name": "list.csv", "mimeType": "text/csv", "buffer": PREVIEW.encode()}])
    page.locator("main form button[type=submit], form[enctype] button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/catalogimport/\d+/"))


def _tomorrows_picking(page: Page) -> None:
    page.goto("/admin/shop/order/picking/")
    page.get_by_role("link", name="Tomorrow").click()


SCENES = [
    Scene("office-sign-in", Who.VISITOR, at("/admin/")),
    Scene("office", Who.STAFF, at("/admin/"), whole=True),
    Scene("office-orders", Who.STAFF, at("/admin/shop/order/")),
    Scene("office-order", Who.STAFF, partial(_first_of, model="shop/order"), whole=True),
    Scene("office-picking", Who.STAFF, _tomorrows_picking, whole=True),
    Scene("office-products", Who.STAFF, at("/admin/shop/product/")),
    Scene("office-product", Who.STAFF, partial(_first_of, model="shop/product"), whole=True),
    Scene("office-slots", Who.STAFF, at("/admin/shop/deliveryslot/")),
    Scene("office-promotions", Who.STAFF, at("/admin/shop/promotion/")),
    Scene("office-promotion", Who.STAFF, partial(_first_of, model="shop/promotion"), whole=True),
    Scene("office-customers", Who.STAFF, at("/admin/shop/user/")),
    Scene("office-categories", Who.STAFF, at("/admin/shop/category/")),
    Scene("office-synonyms", Who.STAFF, at("/admin/shop/synonym/")),
    Scene("office-lists", Who.STAFF, at("/admin/shop/catalogimport/")),
    Scene("office-list-new", Who.STAFF, at("/admin/shop/catalogimport/add/")),
    Scene("office-list-preview", Who.STAFF, _upload, whole=True),
    Scene("office-rules", Who.STAFF, at("/admin/personalization/rulesversion/")),
    Scene("office-rules-edit", Who.STAFF, at("/admin/personalization/rulesversion/add/"), whole=True),
    Scene("office-rules-version", Who.STAFF, partial(_first_of, model="personalization/rulesversion"), whole=True),
    Scene("office-learned", Who.STAFF, at("/admin/shop/subject/")),
    Scene("office-learned-one", Who.STAFF, partial(_first_of, model="shop/subject", words="maya"), whole=True),
    Scene("office-events", Who.STAFF, at("/admin/analytics/event/")),
    Scene("office-event", Who.STAFF, partial(_first_of, model="analytics/event"), whole=True),
    Scene("office-pipeline", Who.STAFF, at("/admin/pipeline/"), whole=True),
]
