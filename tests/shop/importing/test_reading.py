"""Reading lists row by row, whatever is in them."""

import gzip
from pathlib import Path

import pytest

from shop.importing.reading import UnreadableList, columns_of, read_rows


def test_csv_rows_come_with_the_line_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('sku,name\nA,"Oat\nmilk"\nB,Bread\n')
    rows = list(read_rows(path))
    assert [(row.line, row.values["sku"]) for row in rows] == [(2, "A"), (4, "B")]


def test_a_gzipped_list_reads_like_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gzip.compress(b"sku,name\nA,Oat milk\n"))
    assert [row.values for row in read_rows(path)] == [{"sku": "A", "name": "Oat milk"}]


def test_json_lines_read_with_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"sku": "A", "price": "1.00"}\n\n[1]\n{broken\n')
    rows = list(read_rows(path))
    assert columns_of(path) == ["sku", "price"]
    assert [(row.line, row.problem is None) for row in rows] == [(1, True), (3, False), (4, False)]


def test_a_row_with_too_many_cells_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("sku,name\nA,B,C\nD,E\n")
    bad, good = read_rows(path)
    assert bad.problem == "has 3 cells, the header names 2"
    assert good.problem is None


def test_bytes_that_are_no_utf8_are_refused_in_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"sku,name\nA,caf\xe9\nB,caf\xc3\xa9\n")
    bad, good = read_rows(path)
    assert bad.problem == "is not valid UTF-8"
    assert good.values["name"] == "café"


def test_a_nul_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"sku,name\nA,mi\x00lk\n")
    assert next(read_rows(path)).problem is not None


@pytest.mark.parametrize("content", ["", "\n", ",,\n"])
def test_an_empty_list_says_what_is_missing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content)
    with pytest.raises(UnreadableList, match="the first line must name the columns"):
        columns_of(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableList, match=r"nowhere\.csv cannot be read"):
        columns_of(tmp_path / "nowhere.csv")


def test_a_gzip_that_breaks_off_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gzip.compress(b"sku,name\n" + b"A,Oat milk\n" * 5000)[:-20])
    with pytest.raises(UnreadableList, match="breaks off"):
        list(read_rows(path))
