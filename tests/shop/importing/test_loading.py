"""Loading lists into the catalog."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from shop.importing.loading import ImportReport, RejectsFile, import_products
from shop.importing.mapping import mapping_for
from shop.importing.reading import RawRow, columns_of, read_rows
from shop.models import Category, Product

pytestmark = pytest.mark.django_db

GOOD: dict[str, Any] = {
    "sku": "A-1",
    "name": "Barista Oat Milk",
    "brand": "Oatwell",
    "category": "Dairy > Plant milk",
    "price": "3.49",
    "size": "32 fl oz",
    "stock": "12",
    "dietary": "vegan",
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def load(path: Path) -> tuple[ImportReport, list[tuple[int, str]]]:
    refused: list[tuple[int, str]] = []

    def note(row: RawRow, reason: str) -> None:
        refused.append((row.line, reason))

    return import_products(read_rows(path), mapping_for(columns_of(path), {}, {}), on_reject=note), refused


def test_a_row_becomes_a_product_with_its_category_brand_unit_price_and_drawing(tmp_path: Path) -> None:
    report, refused = load(write(tmp_path / "list.jsonl", GOOD))
    product = Product.objects.select_related("brand", "category__parent").get(sku="A-1")
    assert (report.created, refused) == (1, [])
    assert product.brand is not None
    assert product.brand.name == "Oatwell"
    assert product.category.path == ["dairy", "plant-milk"]
    assert (product.unit_price, product.unit_price_per) == (Decimal("0.1091"), "fl oz")
    assert (product.icon, product.package) == ("glass-of-milk", "carton")


def test_the_same_list_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    path = write(tmp_path / "list.jsonl", GOOD, {**GOOD, "sku": "A-2"})
    load(path)
    before = list(Product.objects.order_by("id").values())
    report, _ = load(path)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert list(Product.objects.order_by("id").values()) == before


def test_a_changed_row_updates_its_product_in_place(tmp_path: Path) -> None:
    load(write(tmp_path / "list.jsonl", GOOD))
    first = Product.objects.get(sku="A-1")
    report, _ = load(write(tmp_path / "list.jsonl", {**GOOD, "price": "2.99"}))
    product = Product.objects.get(sku="A-1")
    assert (report.updated, product.pk, product.price) == (1, first.pk, Decimal("2.99"))
    assert product.unit_price == Decimal("0.0934")


def test_fields_the_list_does_not_have_stay_as_staff_left_them(tmp_path: Path) -> None:
    load(write(tmp_path / "list.jsonl", GOOD))
    Product.objects.update(description="Written by hand", stock=3)
    load(
        write(
            tmp_path / "list.jsonl", {"sku": "A-1", "name": "Oat Milk", "category": "Dairy > Plant milk", "price": "1"}
        )
    )
    product = Product.objects.get(sku="A-1")
    assert (product.name, product.description, product.stock) == ("Oat Milk", "Written by hand", 3)


def test_bad_rows_are_refused_by_line_and_the_good_ones_load(tmp_path: Path) -> None:
    rows = [GOOD, {**GOOD, "sku": "A-2", "price": "free"}, {**GOOD, "sku": "A-3"}, {**GOOD, "sku": ""}]
    report, refused = load(write(tmp_path / "list.jsonl", *rows))
    assert (report.created, report.rejected) == (2, 2)
    assert refused == [(2, "price “free” is not an amount"), (4, "sku is empty")]


def test_a_sku_named_twice_in_one_list_is_one_product_as_named_last(tmp_path: Path) -> None:
    report, _ = load(write(tmp_path / "list.jsonl", GOOD, {**GOOD, "name": "Oat Milk Barista"}))
    assert (report.created, report.repeated) == (1, 1)
    assert Product.objects.get().name == "Oat Milk Barista"


def test_two_categories_of_one_name_below_different_parents_stay_apart(tmp_path: Path) -> None:
    rows = [{**GOOD, "category": "Dog > Food"}, {**GOOD, "sku": "A-2", "category": "Cat > Food"}]
    load(write(tmp_path / "list.jsonl", *rows))
    paths = sorted(Category.objects.filter(name="Food").values_list("path", flat=True))
    assert paths == [["cat", "cat-food"], ["dog", "food"]]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "list.jsonl", GOOD)
    report = import_products(
        read_rows(path),
        mapping_for(columns_of(path), {}, {}),
        on_reject=lambda row, why: None,
        dry_run=True,
        examples=5,
    )
    assert [row.sku for row in report.examples] == ["A-1"]
    assert not Product.objects.exists()


def test_what_was_imported_is_found_by_search(tmp_path: Path) -> None:
    from shop.search.candidates import Filters
    from shop.search.retrieve import retrieve

    load(write(tmp_path / "list.jsonl", GOOD))
    assert list(retrieve("oat milk", Filters()).sku) == ["A-1"]


def test_the_command_writes_rejects_with_line_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "list.jsonl", GOOD, {**GOOD, "sku": "A-2", "stock": "-1"})
    rejects = tmp_path / "rejects.csv"
    call_command("import_catalog", str(path), rejects=rejects)
    rows = list(csv.DictReader(rejects.open()))
    assert [(row["line"], row["reason"]) for row in rows] == [
        ("2", "stock “-1” is not a whole number from 0 to 1000000")
    ]
    assert json.loads(rows[0]["row"])["sku"] == "A-2"
    assert "1 new, 0 updated, 0 unchanged, 0 repeated, 1 rejected" in capsys.readouterr().out


def test_the_command_takes_a_mapping_for_any_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,title,group,cost\n7,Green Tea,Drinks,2.5\n")
    mapping = ["sku=code", "name=title", "category=group", "price=cost"]
    call_command("import_catalog", str(path), map=mapping, default=["stock=5"], rejects=tmp_path / "r.csv")
    assert Product.objects.values_list("sku", "name", "stock").get() == ("7", "Green Tea", 5)


def test_the_command_says_what_is_wrong_with_a_list_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_catalog", str(tmp_path / "none.csv"))
    path = tmp_path / "list.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="Nothing fills sku"):
        call_command("import_catalog", str(path))
    with pytest.raises(CommandError, match="write FIELD=COLUMN"):
        call_command("import_catalog", str(path), map=["sku"])


def test_a_list_without_bad_rows_leaves_no_rejects_file(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "rejects.csv") as rejects:
        assert not rejects.path.exists()
