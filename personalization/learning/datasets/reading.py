"""Finding and reading data files: CSV (plain or gzipped) by column, and JSON."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

Convert = Callable[[str], Any]


class DataError(Exception):
    """The data cannot be used; the message names the file, and the line where there is one."""


def folder_of(data: Path, name: str) -> Path:
    """The data set's own folder below `data`, or `data` itself when it is that folder."""
    if not data.is_dir():
        raise DataError(f"{data}: there is no such folder; --data names the one that holds {name}/.")
    inside = data / name
    return inside if inside.is_dir() else data


def find_file(folder: Path, name: str) -> Path:
    """The file, plain or gzipped (`name` without .gz)."""
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    raise DataError(f"{folder / name}: the file is missing (looked for it with and without .gz).")


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file as UTF-8 text, unpacked."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8", newline="") as packed:
                yield packed
        else:
            with path.open(encoding="utf-8", newline="") as plain:
                yield plain
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error


def read_columns(path: Path, columns: Mapping[str, Convert]) -> dict[str, list[Any]]:
    """The named columns of a CSV file with a header, each value converted; other columns are passed over.

    Raises:
        DataError: with file and line, for a missing column, a row of another length or a value that does not convert.
    """
    values: dict[str, list[Any]] = {name: [] for name in columns}
    with opened(path) as file:
        rows = csv.reader(file)
        header = next(rows, None)
        if header is None:
            raise DataError(f"{path}, line 1: the file is empty.")
        missing = [name for name in columns if name not in header]
        if missing:
            raise DataError(f"{path}, line 1: column {', '.join(missing)} is missing; there are {', '.join(header)}.")
        wanted = [(values[name], header.index(name), name, convert) for name, convert in columns.items()]
        try:
            for row in rows:
                if len(row) != len(header):
                    raise DataError(f"{path}, line {rows.line_num}: {len(row)} values instead of {len(header)}.")
                for into, place, name, convert in wanted:
                    try:
                        into.append(convert(row[place]))
                    except ValueError as error:
                        raise DataError(
                            f"{path}, line {rows.line_num}: {name} is “{row[place]}”, which cannot be read: {error}."
                        ) from error
        except csv.Error as error:
            raise DataError(f"{path}, line {rows.line_num}: {error}.") from error
    return values


def read_json(path: Path) -> Any:
    """The file's JSON.

    Raises:
        DataError: with file and line where it is no JSON.
    """
    with opened(path) as file:
        try:
            return json.load(file)
        except json.JSONDecodeError as error:
            raise DataError(f"{path}, line {error.lineno}: {error.msg}.") from error


def texts(values: list[str]) -> NDArray[np.str_]:
    """Ids and names as an array; ids are text, so that nothing depends on how they are numbered."""
    return np.asarray(values, dtype=np.str_)


def count(value: str) -> int:
    """A whole number of 0 or more, also when written "2.0"."""
    number = float(value)
    if number < 0 or number != int(number):
        raise ValueError("a whole number of 0 or more is expected")
    return int(number)


def an_id(value: str) -> str:
    if not value.strip():
        raise ValueError("an id is expected")
    return value.strip()
