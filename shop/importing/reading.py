"""Reading a product list: CSV or JSON Lines, plain or gzipped, one row at a time with its line number."""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

MAX_FIELD_CHARS = 200_000


class UnreadableList(Exception):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True)
class RawRow:
    """One row as found. `problem` is set instead of `values` when the row itself cannot be read."""

    line: int
    values: dict[str, Any]
    problem: str | None = None


def open_list(path: Path) -> IO[str]:
    """Open a list as text; bytes that are no UTF-8 survive as surrogates and are refused row by row.

    Raises:
        UnreadableList: when there is no such file or it may not be read.
    """
    try:
        with path.open("rb") as probe:
            zipped = probe.read(2) == b"\x1f\x8b"
        if zipped:
            return gzip.open(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
        return path.open("rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise UnreadableList(f"{path} cannot be read: {error.strerror or error}.") from None


def is_json_lines(path: Path) -> bool:
    return any(suffix in {".jsonl", ".ndjson", ".json"} for suffix in path.suffixes)


def columns_of(path: Path) -> list[str]:
    """The column names (CSV) or the first row's keys (JSON Lines).

    Raises:
        UnreadableList: when the file is empty or its beginning makes no sense.
    """
    if is_json_lines(path):
        first = next(read_rows(path), None)
        if first is None or first.problem:
            raise UnreadableList(f"{path} has no JSON object in its first line.")
        return list(first.values)
    with open_list(path) as file:
        header = next(csv.reader(file), None)
    if not header or not any(name.strip() for name in header):
        raise UnreadableList(f"{path} is empty: the first line must name the columns.")
    return [name.strip() for name in header]


def read_rows(path: Path) -> Iterator[RawRow]:
    """Every row of the list in order. A row that cannot be read comes with its `problem`; reading goes on.

    Raises:
        UnreadableList: when the file cannot be opened or breaks off (a damaged gzip).
    """
    try:
        yield from _json_rows(path) if is_json_lines(path) else _csv_rows(path)
    except (EOFError, zlib.error, OSError) as error:
        raise UnreadableList(f"{path} breaks off: {error}.") from None


def _csv_rows(path: Path) -> Iterator[RawRow]:
    csv.field_size_limit(MAX_FIELD_CHARS)
    names = columns_of(path)
    with open_list(path) as file:
        reader = csv.reader(file)
        next(reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RawRow(line, {}, f"not readable as CSV: {error}")
                continue
            if not cells:
                continue
            values = dict(zip(names, cells, strict=False))
            if len(cells) != len(names):
                yield RawRow(line, values, f"has {len(cells)} cells, the header names {len(names)}")
            else:
                yield RawRow(line, values, _unreadable_text(cells))


def _json_rows(path: Path) -> Iterator[RawRow]:
    with open_list(path) as file:
        for line, text in enumerate(file, start=1):
            if not text.strip():
                continue
            try:
                values = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield RawRow(line, {"line": text[:500]}, f"not valid JSON: {error}")
                continue
            if not isinstance(values, dict):
                yield RawRow(line, {"line": text[:500]}, "is not a JSON object")
            else:
                yield RawRow(line, values, _unreadable_text([text]))


def _unreadable_text(cells: list[str]) -> str | None:
    for cell in cells:
        if not cell.isascii() and any("\udc80" <= letter <= "\udcff" for letter in cell):
            return "is not valid UTF-8"
        if "\x00" in cell:
            return "holds a NUL character"
    return None
