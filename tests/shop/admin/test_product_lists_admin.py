"""Product lists in the admin: upload, preview, load in the background, rejects."""

import gzip
import os
import signal
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from shop.importing import uploads
from shop.importing.loading import BATCH_ROWS
from shop.importing.reading import UnreadableList
from shop.models import CatalogImport, Product
from shop.tasks import load_product_lists
from tests.shop.factories import make_product
from tests.shop.staff import make_staff, messages_of, signed_in

ADD = "/admin/shop/catalogimport/add/"
GOOD = "sku,name,category,price,stock\nA-1,Oat milk,Dairy > Plant milk,3.49,12\nA-2,Rye bread,Bakery,4.20,5\n"
UNKNOWN = "Artikel,Bezeichnung,Gruppe,Preis\nB-1,Oat milk,Dairy,3.49\n"
pytestmark = pytest.mark.django_db(transaction=True)


def upload(client: Client, content: str | bytes = GOOD, name: str = "list.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(ADD, {"file": SimpleUploadedFile(name, data)}, follow=True)


def page_of(item: CatalogImport) -> str:
    return f"/admin/shop/catalogimport/{item.pk}/change/"


def load(client: Client, item: CatalogImport) -> Any:
    return client.post(reverse("admin:shop_catalogimport_load", args=[item.pk]), follow=True)


def test_it_works(owner: Client) -> None:
    answer = upload(owner)
    item = CatalogImport.objects.get()
    assert answer.redirect_chain[-1][0] == page_of(item)
    for text in ("Oat milk", "Dairy › Plant milk", "$3.49", "Load this list"):
        assert text in answer.content.decode(), text
    assert not Product.objects.exists(), "a preview writes nothing"
    load(owner, item)
    item.refresh_from_db()
    assert item.state == CatalogImport.State.QUEUED
    load_product_lists()
    item.refresh_from_db()
    assert (item.state, item.created, item.rows_done) == (CatalogImport.State.DONE, 2, 2)
    assert Product.objects.get(sku="A-1").price == Decimal("3.49")
    assert "Loaded" in owner.get(page_of(item)).content.decode()
    assert owner.get("/admin/shop/catalogimport/").status_code == 200


def test_the_preview_tells_new_from_known_and_what_would_be_rejected(owner: Client) -> None:
    make_product("A-1", price="9.99")
    answer = upload(owner, GOOD + "A-3,No price,Bakery,,1\nA-2,Rye bread again,Bakery,4.30,5\n")
    report = answer.context["report"]
    assert (report.created, report.updated, report.repeated, report.rejected) == (1, 1, 1, 1)
    assert report.reasons == [(4, "price is empty")]
    assert "Line 4" in answer.content.decode()
    assert Product.objects.get().price == Decimal("9.99")


def test_staff_say_which_column_is_what(owner: Client) -> None:
    answer = upload(owner, UNKNOWN)
    item = CatalogImport.objects.get()
    assert "Nothing fills sku, name, category, price" in answer.content.decode()
    columns = {
        "column_sku": "Artikel",
        "column_name": "Bezeichnung",
        "column_category": "Gruppe",
        "column_price": "Preis",
    }
    answer = owner.post(page_of(item), {**columns, "default_stock": "7"}, follow=True)
    assert answer.context["report"].created == 1
    load(owner, item)
    load_product_lists()
    assert Product.objects.get(sku="B-1").stock == 7


def test_a_mapping_that_does_not_fit_keeps_the_old_one(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    answer = owner.post(page_of(item), {"column_name": "name"})
    assert "Nothing fills sku, category, price" in answer.content.decode()
    item.refresh_from_db()
    assert item.expressions["sku"] == "sku"
    assert owner.post(page_of(item), {"column_sku": "no such column"}).status_code == 200


def test_rejected_rows_can_be_fetched_with_line_and_reason(owner: Client) -> None:
    upload(owner, GOOD + "A-3,No price,Bakery,,1\n")
    item = CatalogImport.objects.get()
    address = reverse("admin:shop_catalogimport_rejects", args=[item.pk])
    assert owner.get(address).status_code == 404
    load(owner, item)
    load_product_lists()
    assert address in owner.get(page_of(item)).content.decode()
    answer = owner.get(address)
    assert b"".join(answer.streaming_content).decode().splitlines()[1].startswith("4,price is empty,")  # type: ignore[arg-type]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.rejects.csv"'


def test_a_list_is_loaded_once_however_often_the_button_is_pressed(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    load(owner, item)
    assert "loading or loaded already" in messages_of(load(owner, item))[0]
    load_product_lists()
    load_product_lists()
    assert Product.objects.count() == 2


def test_a_list_can_be_looked_at_and_loaded_again(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    load(owner, item)
    load_product_lists()
    owner.post(reverse("admin:shop_catalogimport_again", args=[item.pk]))
    load(owner, item)
    load_product_lists()
    item.refresh_from_db()
    assert (item.state, item.created, item.unchanged) == (CatalogImport.State.DONE, 0, 2)


def test_progress_is_told_to_the_page_that_waits(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    load(owner, item)
    address = reverse("admin:shop_catalogimport_progress", args=[item.pk])
    assert owner.get(address).json() == {"state": "queued", "label": "Queued", "done": 0, "total": 2}
    load_product_lists()
    assert owner.get(address).json() == {"state": "done", "label": "Loaded", "done": 2, "total": 2}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("list.csv", b"", "This file is empty"),
        ("list.csv", b"\n\n", "the first line must name the columns"),
        ("list.csv", b"sku,name\n", "has no rows"),
        ("list.jsonl", b"not json\n", "no JSON object in its first line"),
        ("list.csv.gz", gzip.compress(GOOD.encode() * 900)[:-30], "breaks off"),
        ("list.csv.gz", gzip.compress(GOOD.encode() * 900)[:60] + b"rubbish" * 30, "breaks off"),
        ("list.csv", b"sku,name\n" + b"x" * 1_100_000, "a line of more than 1 MB"),
    ],
)
def test_a_file_that_is_no_list_says_why(owner: Client, name: str, content: bytes, why: str) -> None:
    answer = upload(owner, content, name)
    text = answer.content.decode()
    assert why in text, answer.context["form"].errors
    assert tempfile.gettempdir() not in text, "the shop's own folders are nobody's business"
    assert not CatalogImport.objects.exists()


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 2 * 1024**2)
    bomb = gzip.compress(b"sku,name\n" + b"A,B\n" * 1_000_000)
    assert len(bomb) < 20_000
    assert "unpacks to more than 2 MB" in upload(owner, bomb, "bomb.csv.gz").content.decode()


def test_a_list_whose_file_is_gone_stops_with_a_sentence(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    load(owner, item)
    item.file.storage.delete(item.file.name)
    load_product_lists()
    item.refresh_from_db()
    assert item.state == CatalogImport.State.FAILED
    assert item.problem == "list.csv is no longer in the shop's storage: upload it again."
    assert "upload it again" in owner.get(page_of(item)).content.decode()


def test_a_fault_of_the_shop_stops_one_list_and_not_the_next(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(owner)
    upload(owner, GOOD.replace("A-", "C-"))
    first, second = CatalogImport.objects.order_by("pk")
    real = uploads.import_products

    def breaks_once(rows: Any, mapping: Any, **options: Any) -> Any:
        if mapping.name == "list.csv" and not Product.objects.exists() and breaks_once.__dict__.setdefault("left", 1):
            breaks_once.__dict__["left"] = 0
            raise ZeroDivisionError
        return real(rows, mapping, **options)

    load(owner, first)
    load(owner, second)
    monkeypatch.setattr(uploads, "import_products", breaks_once)
    load_product_lists()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (CatalogImport.State.FAILED, CatalogImport.State.DONE)
    assert "Load the list again" in first.problem


def test_where_a_list_is_kept_cannot_be_guessed(owner: Client) -> None:
    upload(owner)
    upload(owner)
    first, second = CatalogImport.objects.values_list("file", flat=True)
    assert Path(first).name == Path(second).name == "list.csv"
    assert Path(first).parent != Path(second).parent


def test_a_deleted_list_takes_its_file_along(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    owner.post(f"/admin/shop/catalogimport/{item.pk}/delete/", {"post": "yes"})
    assert not CatalogImport.objects.exists()
    assert not item.file.storage.exists(item.file.name)


def test_a_list_that_is_loading_is_not_deleted(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    load(owner, item)
    assert owner.post(f"/admin/shop/catalogimport/{item.pk}/delete/", {"post": "yes"}).status_code == 403


def test_staff_without_the_right_are_kept_out_of_every_door(owner: Client) -> None:
    upload(owner)
    item = CatalogImport.objects.get()
    stranger = signed_in(make_staff("Orders"))
    assert upload(stranger).status_code == 403
    assert stranger.get(page_of(item)).status_code == 403
    assert load(stranger, item).status_code == 403
    for door in ("progress", "rejects"):
        assert stranger.get(reverse(f"admin:shop_catalogimport_{door}", args=[item.pk])).status_code == 403
    assert stranger.post(reverse("admin:shop_catalogimport_again", args=[item.pk])).status_code == 403
    item.refresh_from_db()
    assert item.state == CatalogImport.State.PREVIEW
    assert "Product lists" not in stranger.get("/admin/").content.decode()
    assert upload(signed_in(make_staff("Catalog"))).status_code == 200


def test_a_list_whose_worker_was_killed_is_taken_up_again(owner: Client) -> None:
    rows = "".join(f"K-{number},Item {number},Bakery,1.00,5\n" for number in range(12_000))
    upload(owner, f"sku,name,category,price,stock\n{rows}")
    item = CatalogImport.objects.get()
    load(owner, item)
    worker = _worker_in_its_own_process()
    try:
        _wait_until(lambda: CatalogImport.objects.get().rows_done >= BATCH_ROWS, worker)
        assert not uploads.run_next(), "a living worker's list is not taken from it"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    item.refresh_from_db()
    assert (item.state, 0 < item.rows_done < 12_000) == (CatalogImport.State.RUNNING, True)
    _wait_until(lambda: uploads.run_next() or CatalogImport.objects.get().state == CatalogImport.State.DONE)
    item.refresh_from_db()
    assert (item.state, item.rows_done, Product.objects.count()) == (CatalogImport.State.DONE, 12_000, 12_000)
    assert item.unchanged >= BATCH_ROWS, "what the dead worker had loaded is not loaded again"


def _worker_in_its_own_process() -> "subprocess.Popen[bytes]":
    settings = connection.settings_dict
    address = f"postgres://{settings['USER']}:{quote(settings['PASSWORD'])}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    script = "import django; django.setup(); from shop.tasks import load_product_lists as load; load()"
    return subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "DATABASE_URL": address})


def _wait_until(happened: Any, worker: "subprocess.Popen[bytes] | None" = None) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert worker is None or worker.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "that took too long"
        time.sleep(0.02)


def test_a_damaged_list_never_reaches_the_preview() -> None:
    with pytest.raises(UnreadableList, match="breaks off"):
        uploads.stage(SimpleUploadedFile("list.csv.gz", gzip.compress(GOOD.encode())[:20]), None)
