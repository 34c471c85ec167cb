"""What staff save is found at once."""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.core.management import call_command
from django.db import connection, transaction

from shop import catalog_version
from shop.models import Brand, Category, Product, Synonym
from shop.search import upkeep
from shop.search.retrieve import retrieve
from shop.search.synonyms import load_default_synonyms
from shop.signals import catalog_changed
from shop.tasks import reindex_products
from tests.shop.factories import make_brand, make_category, make_product
from tests.shop.search.shelves import fill_shelves, index_all, names_of


@pytest.fixture
def shop(transactional_db: None) -> dict[str, Product]:
    """A grocery whose changes are committed, as in life."""
    return fill_shelves()


@pytest.mark.usefixtures("shop")
def test_a_saved_product_is_found_and_a_renamed_one_under_its_new_name():
    product = make_product("KEFIR", name="Peach Kefir", category=make_category("milk"))
    assert names_of(retrieve("kefir")) == ["Peach Kefir"]
    product.name = "Plum Ayran"
    product.save()
    assert names_of(retrieve("ayran"))[0] == "Plum Ayran"
    assert "KEFIR" not in retrieve("peach").sku


def test_a_withdrawn_or_deleted_product_is_not_found(shop: dict[str, Product]):
    shop["PENNE"].is_active = False
    shop["PENNE"].save()
    shop["FLAKES"].delete()
    assert "PENNE" not in retrieve("penne").sku
    assert "FLAKES" not in retrieve("corn flakes").sku


@pytest.mark.usefixtures("shop")
def test_a_renamed_brand_and_category_rename_their_products_entries():
    brand = Brand.objects.get(slug="oatwell")
    brand.name = "Haferland"
    brand.save()
    category = Category.objects.get(slug="soda")
    category.name = "Fizz"
    category.save()
    assert set(retrieve("haferland").sku) >= {"OAT-ORIG", "OAT-BARISTA"}
    assert set(retrieve("fizz").sku) >= {"COLA-2L", "COLA-CANS"}


@pytest.mark.usefixtures("shop")
def test_a_synonym_works_as_soon_as_it_is_saved_and_no_longer_than_it_is_there():
    assert "COLA-2L" not in retrieve("pop").sku
    synonym = Synonym.objects.create(words=["pop", "soda"])
    assert "COLA-2L" in retrieve("pop").sku
    synonym.delete()
    assert "COLA-2L" not in retrieve("pop").sku


def test_a_rollback_changes_nothing(shop: dict[str, Product]):
    before = catalog_version.current()

    class Stop(Exception):
        pass

    def change_and_stop() -> None:
        with transaction.atomic():
            shop["PENNE"].name = "Never Was"
            shop["PENNE"].save()
            raise Stop

    with pytest.raises(Stop):
        change_and_stop()
    assert catalog_version.current() == before
    assert "PENNE" in retrieve("penne").sku


def test_many_changes_of_one_transaction_are_one_piece_of_news(shop: dict[str, Product]):
    heard: list[Any] = []

    def hear(product_ids: Any, **_: Any) -> None:
        heard.append(product_ids)

    catalog_changed.connect(hear)
    try:
        with transaction.atomic():
            for product in shop.values():
                product.save()
    finally:
        catalog_changed.disconnect(hear)
    assert heard == [sorted(product.pk for product in shop.values())]


RENAME_WITHOUT_REDIS = """
import django
django.setup()
from shop.models import Brand
from shop.search import upkeep
upkeep.HANDFUL = 1
brand = Brand.objects.get(slug="oatwell")
brand.name = "Haferland"
brand.save()
"""


@pytest.mark.usefixtures("shop")
def test_without_a_broker_many_products_are_indexed_here():
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    settings = {"DATABASE_URL": urlunsplit(database), "REDIS_URL": "redis://127.0.0.1:1/0"}
    subprocess.run([sys.executable, "-c", RENAME_WITHOUT_REDIS], env={**os.environ, **settings}, check=True, timeout=60)
    catalog_version._advance()
    assert set(retrieve("haferland").sku) >= {"OAT-ORIG", "OAT-BARISTA"}


@pytest.mark.usefixtures("shop")
def test_many_products_are_left_to_the_worker(monkeypatch: pytest.MonkeyPatch, redis_client: "redis.Redis[bytes]"):
    monkeypatch.setattr(upkeep, "HANDFUL", 1)
    brand = Brand.objects.get(slug="oatwell")
    brand.name = "Haferland"
    brand.save()
    (waiting,) = redis_client.lrange("celery:celery", 0, -1)
    assert json.loads(waiting)["headers"]["task"] == "shop.reindex_products"


def test_the_workers_task_indexes_and_drops_caches(shop: dict[str, Product]):
    assert "PENNE" not in retrieve("rigatoni").sku
    Product.objects.filter(sku="PENNE").update(name="Rigatoni")
    reindex_products([shop["PENNE"].pk])
    assert retrieve("rigatoni").sku[0] == "PENNE"


@pytest.mark.usefixtures("shelves")
def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]):
    Product.objects.filter(sku="PENNE").update(name="Rigatoni")
    Product.objects.filter(sku="EGGS").update(is_active=False)
    call_command("reindex_search")
    said = capsys.readouterr().out
    assert said.startswith("1 products indexed, 16 as they were, 1 taken out, 1 embedded, in ")
    call_command("reindex_search", "--all")
    assert capsys.readouterr().out.startswith("17 products indexed, 0 as they were")


@pytest.mark.usefixtures("shelves")
def test_default_synonyms_are_added_once_and_never_over_the_staffs():
    Synonym.objects.create(words=["Soda", "fizz"])
    added = load_default_synonyms()
    assert added > 50
    assert load_default_synonyms() == 0
    assert Synonym.objects.filter(words__contains=["soft drink"]).count() == 0
    make_product("CILANTRO", name="Cilantro", brand=make_brand(), category=make_category("herbs"))
    index_all()
    assert retrieve("fresh coriander").sku[0] == "CILANTRO"
