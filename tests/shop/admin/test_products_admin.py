"""Products in the admin."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shop.models import Product
from shop.search.retrieve import Filters, retrieve
from tests.shop.factories import make_brand, make_category, make_product
from tests.shop.search.shelves import index_all
from tests.shop.staff import errors_of, make_staff, messages_of, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/shop/product/"


def form_of(product: Product, **changes: Any) -> dict[str, Any]:
    """What the browser would send from the product's page, with changes."""
    values = {
        "sku": product.sku,
        "name": product.name,
        "brand": product.brand_id or "",
        "category": product.category_id,
        "description": product.description,
        "ingredients": product.ingredients,
        "price": product.price,
        "compare_at_price": product.compare_at_price or "",
        "size": product.size,
        "stock": product.stock,
        "stock_seen": product.stock,
        "is_active": "on",
        "dietary": product.dietary,
        "allergens": product.allergens,
        "attributes": ", ".join(product.attributes),
        "icon": product.icon,
        "package": product.package,
        "added_on": product.added_on.isoformat(),
    }
    return {**values, **changes}


def save(client: Client, product: Product, **changes: Any) -> Any:
    return client.post(f"{LIST}{product.pk}/change/", form_of(product, **changes), follow=True)


def photo(size: tuple[int, int] = (2400, 1200)) -> Any:
    data = BytesIO()
    Image.new("RGB", size, (9, 90, 40)).save(data, "JPEG")
    return SimpleUploadedFile("IMG 1.JPG", data.getvalue(), "image/jpeg")


def test_it_works(owner: Client) -> None:
    product = make_product(name="Oat milk")
    assert owner.get(LIST).status_code == 200
    assert owner.get(f"{LIST}{product.pk}/change/").status_code == 200
    answer = save(
        owner, product, name="Oat milk, barista", price="3.99", size="64 fl oz", attributes="Plant based, plant-based, "
    )
    assert answer.status_code == 200
    product.refresh_from_db()
    assert (product.name, product.price, product.attributes) == ("Oat milk, barista", Decimal("3.99"), ["plant-based"])
    assert product.unit_price is not None


@pytest.mark.django_db(transaction=True)
def test_a_new_product_gets_a_drawing_and_is_found_at_once(owner: Client) -> None:
    index_all()
    template = Product(
        sku="NEW-1",
        name="Crunchy zebra cereal",
        category=make_category("cereal"),
        price=Decimal("4.50"),
        added_on=make_product().added_on,
        stock=5,
    )
    answer = owner.post(f"{LIST}add/", form_of(template), follow=True)
    assert messages_of(answer)
    made = Product.objects.get(sku="NEW-1")
    assert made.icon
    assert made.package
    assert made.pk in retrieve("zebra cereal", Filters()).product_id


def test_a_photo_is_made_small_and_replaces_the_old_one(owner: Client, django_capture_on_commit_callbacks: Any) -> None:
    product = make_product()
    save(owner, product, image=photo())
    product.refresh_from_db()
    assert product.image.name.endswith(".webp")
    assert Image.open(product.image).size == (1600, 800)
    storage, first = product.image.storage, product.image.name
    with django_capture_on_commit_callbacks(execute=True):
        save(owner, product, image=photo((900, 900)))
    product.refresh_from_db()
    assert product.image.name != first
    assert not storage.exists(first)
    assert product.image.url in owner.get(LIST).content.decode()


def test_a_file_that_is_no_photo_is_refused_beside_its_field(owner: Client) -> None:
    product = make_product()
    answer = save(owner, product, image=SimpleUploadedFile("photo.jpg", b"<html>", "image/jpeg"))
    assert errors_of(answer) == {"image": ["This is no picture we can read. Upload a JPEG, PNG or WebP photo."]}


def test_saving_without_a_new_photo_keeps_the_old_one(owner: Client) -> None:
    product = make_product()
    save(owner, product, image=photo())
    save(owner, Product.objects.get(pk=product.pk), name="Other")
    product.refresh_from_db()
    assert product.image
    assert product.name == "Other"


# --- Stock -----------------------------------------------------------------------------------------------------------


def test_what_was_sold_while_staff_counted_stays_sold(owner: Client) -> None:
    product = make_product(stock=10)
    Product.objects.filter(pk=product.pk).update(stock=7)  # three sold since the page was opened
    answer = save(owner, product, stock=25)  # fifteen more arrived
    product.refresh_from_db()
    assert product.stock == 22
    assert any("22 in stock" in text for text in messages_of(answer))


def test_saving_without_touching_the_stock_leaves_it_alone(owner: Client) -> None:
    product = make_product(stock=10)
    Product.objects.filter(pk=product.pk).update(stock=3)
    save(owner, product, name="Renamed")
    product.refresh_from_db()
    assert (product.stock, product.name) == (3, "Renamed")


def test_stock_never_falls_below_zero(owner: Client) -> None:
    product = make_product(stock=10)
    Product.objects.filter(pk=product.pk).update(stock=2)
    save(owner, product, stock=0)
    product.refresh_from_db()
    assert product.stock == 0


@pytest.mark.parametrize("stock", ["-1", "two", "1000001", "", "1.5"])
def test_a_stock_that_cannot_be_is_refused(owner: Client, stock: str) -> None:
    product = make_product(stock=10)
    assert "stock" in errors_of(save(owner, product, stock=stock))
    product.refresh_from_db()
    assert product.stock == 10


def edit_in_list(client: Client, product: Product, **cells: Any) -> Any:
    row = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": product.pk,
        "form-0-price": product.price,
        "form-0-stock": product.stock,
        "form-0-stock_seen": product.stock,
        "form-0-is_active": "on",
        "_save": "Save",
    }
    return client.post(LIST, {**row, **{f"form-0-{name}": value for name, value in cells.items()}}, follow=True)


def test_price_and_stock_are_changed_in_the_list_itself(owner: Client) -> None:
    product = make_product(stock=10, price="2.00")
    Product.objects.filter(pk=product.pk).update(stock=9)
    edit_in_list(owner, product, price="2.50", stock=30)
    product.refresh_from_db()
    assert (product.price, product.stock) == (Decimal("2.50"), 29)


def test_a_row_that_was_not_touched_keeps_what_was_sold_meanwhile(owner: Client) -> None:
    product = make_product(stock=10)
    Product.objects.filter(pk=product.pk).update(stock=4)
    edit_in_list(owner, product, price="9.99")
    product.refresh_from_db()
    assert (product.stock, product.price) == (4, Decimal("9.99"))


def test_a_price_in_the_list_may_not_reach_the_price_before(owner: Client) -> None:
    product = make_product(price="2.00", compare_at_price=Decimal("3.00"))
    edit_in_list(owner, product, price="3.00")
    product.refresh_from_db()
    assert product.price == Decimal("2.00")


# --- What cannot be true ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dietary", "allergens", "ok"),
    [
        (["vegan"], ["milk"], False),
        (["vegetarian"], ["fish"], False),
        (["gluten-free"], ["wheat"], False),
        (["nut-free"], ["peanuts"], False),
        (["dairy-free"], ["milk"], False),
        (["vegan"], ["wheat", "soybeans"], True),
        (["vegetarian"], ["milk", "eggs"], True),
    ],
)
def test_diets_and_allergens_may_not_contradict_each_other(
    owner: Client, dietary: Any, allergens: Any, ok: bool
) -> None:
    answer = save(owner, make_product(), dietary=dietary, allergens=allergens)
    assert (answer.redirect_chain != []) is ok
    if not ok:
        assert "cannot hold with" in errors_of(answer)["dietary"][0]


def test_the_price_before_must_be_above_the_price_now(owner: Client) -> None:
    assert "compare_at_price" in errors_of(save(owner, make_product(price="5.00"), compare_at_price="5.00"))


def test_a_sku_is_used_once(owner: Client) -> None:
    make_product("TAKEN")
    assert "sku" in errors_of(save(owner, make_product(), sku="TAKEN"))


# --- Lists and rights -------------------------------------------------------------------------------------------------


def test_products_are_taken_off_sale_and_put_back_together(owner: Client) -> None:
    products = [make_product(), make_product()]
    chosen = {"_selected_action": [one.pk for one in products]}
    answer = owner.post(LIST, {"action": "take_off_sale", **chosen}, follow=True)
    assert messages_of(answer) == ["2 products are off sale now."]
    assert not Product.objects.filter(is_active=True).exists()
    owner.post(LIST, {"action": "put_on_sale", **chosen})
    assert Product.objects.filter(is_active=True).count() == 2


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("stock_level=out", {"OUT"}),
        ("stock_level=low", {"LOW"}),
        ("stock_level=short", {"OUT", "LOW"}),
        ("stock_level=in", {"IN"}),
        ("photo=no", {"OUT", "LOW", "IN"}),
        ("q=oatwell", {"LOW"}),
    ],
)
def test_the_list_filters(owner: Client, query: str, skus: set[str]) -> None:
    make_product("OUT", stock=0)
    make_product("LOW", stock=9, brand=make_brand("oatwell"))
    make_product("IN", stock=10)
    assert {row.sku for row in owner.get(f"{LIST}?{query}").context["cl"].result_list} == skus


def test_the_list_takes_as_many_queries_for_many_products_as_for_few(owner: Client) -> None:
    make_product(brand=make_brand())
    owner.get(LIST)
    with CaptureQueriesContext(connection) as few:
        owner.get(LIST)
    for _ in range(6):
        make_product(brand=make_brand(), category=make_category())
    with CaptureQueriesContext(connection) as many:
        owner.get(LIST)
    assert len(many) == len(few) <= 10


def test_the_catalog_role_edits_products_and_the_marketing_role_only_looks() -> None:
    product = make_product()
    save(signed_in(make_staff("Catalog")), product, name="By catalog")
    assert save(signed_in(make_staff("Marketing")), product, name="By marketing").status_code == 403
    assert signed_in(make_staff("Marketing")).get(f"{LIST}{product.pk}/change/").status_code == 200
    product.refresh_from_db()
    assert product.name == "By catalog"
