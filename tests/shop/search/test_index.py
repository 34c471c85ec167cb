"""The index in step with the products, however they change."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from shop.models import Brand, Category, Product
from shop.search.index import reindex
from shop.search.retrieve import retrieve
from tests.shop.factories import make_brand, make_category, make_product

TABLES = ("shop_searchposting", "shop_searchterm", "shop_searchdocument", "shop_searchword", "shop_searchvector")


def everything_indexed() -> dict[str, list[tuple[object, ...]]]:
    """The whole index, comparable."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
        cursor.execute("SELECT documents FROM shop_searchstate")
        found["documents"] = cursor.fetchall()
    return found


def empty_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}, shop_searchstate")


@pytest.mark.usefixtures("shelves")
def test_products_changed_one_by_one_leave_the_index_a_rebuild_would_make():
    Product.objects.filter(sku="PENNE").update(name="Rigatoni")
    Product.objects.filter(sku="COLA-2L").update(is_active=False)
    Product.objects.filter(sku="FLAKES").update(description="Now with oats and milk powder.")
    Product.objects.filter(sku="COOKIES").delete()
    made = make_product("NEW", name="Soy Milk", category=make_category("oat-milk"))
    for product_id in [*Product.objects.values_list("pk", flat=True), made.pk]:
        reindex([product_id])
    reindex()
    piecemeal = everything_indexed()
    empty_index()
    reindex()
    assert everything_indexed() == piecemeal


@pytest.mark.usefixtures("shelves")
def test_counts_of_terms_and_words_are_what_the_products_have():
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash, documents FROM shop_searchterm")
        counted = dict(cursor.fetchall())
        cursor.execute("SELECT term, count(*) FROM shop_searchposting GROUP BY term")
        assert counted == dict(cursor.fetchall())
        cursor.execute("SELECT words FROM shop_searchdocument")
        words = Counter(word for (words,) in cursor.fetchall() for word in words)
        cursor.execute("SELECT word, products FROM shop_searchword")
        assert dict(cursor.fetchall()) == words


@pytest.mark.usefixtures("shelves")
def test_a_second_reindex_writes_nothing():
    done = reindex()
    assert (done.written, done.removed, done.vectors) == (0, 0, 0)
    assert done.unchanged == Product.objects.count()


@pytest.mark.usefixtures("shelves")
def test_a_price_or_stock_change_needs_no_new_entry():
    Product.objects.update(price="9.99", stock=1)
    assert reindex().written == 0


def test_rewriting_leaves_the_same_index(shelves: dict[str, Product]):
    before = everything_indexed()
    assert reindex(rewrite=True).written == len(shelves)
    assert everything_indexed() == before


@pytest.mark.usefixtures("shelves")
def test_a_renamed_category_and_brand_are_found_by_their_new_names():
    Category.objects.filter(slug="soda").update(name="Soft Drinks")
    Brand.objects.filter(slug="oatwell").update(name="Haferland")
    reindex()
    assert "COLA-2L" in retrieve("soft drinks").sku
    assert "OAT-ORIG" in retrieve("haferland").sku


@pytest.mark.django_db
def test_an_empty_catalog_is_an_empty_index():
    assert reindex().written == 0
    assert len(retrieve("milk")) == 0


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_count_every_product_once():
    category, brand = make_category("milk"), make_brand("moonpail")
    ids = [make_product(name=f"Milk {number}", category=category, brand=brand).pk for number in range(40)]
    start = Barrier(6)

    def write(worker: int) -> None:
        start.wait()
        try:
            for _ in range(3):
                with transaction.atomic():
                    reindex(ids[worker::2])
                reindex()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    together = everything_indexed()
    empty_index()
    reindex()
    assert everything_indexed() == together
