"""Rows of the warehouse as text: an aligned table for people, CSV for programs."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any


def as_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Columns aligned, numbers to the right, a line of dashes under the names; ends with how many rows there are."""
    values = [list(row) for row in rows]
    cells = [[_one_line(as_text(value)) for value in row] for row in values]
    widths = [max([len(name), *(len(row[place]) for row in cells)]) for place, name in enumerate(columns)]
    right = [_is_number(row[place] for row in values) for place in range(len(columns))]

    def line(texts: Sequence[str]) -> str:
        aligned = zip(texts, widths, right, strict=True)
        return "  ".join(text.rjust(width) if number else text.ljust(width) for text, width, number in aligned).rstrip()

    count = f"({len(values):,} row{'' if len(values) == 1 else 's'})"
    return "\n".join([line(columns), "  ".join("-" * width for width in widths), *map(line, cells), count])


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """RFC 4180, with the names as the first line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([as_text(value) for value in row] for row in rows)
    return out.getvalue()


def as_text(value: object) -> str:
    """A value as people and programs can read it: times in ISO 8601, nested ones as JSON, none as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, Decimal):
        # The emulator writes all nine digits of a NUMERIC, the service those that say something.
        return f"{value.normalize():f}"
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _one_line(text: str) -> str:
    return text.replace("\n", "\\n")


def _is_number(values: Iterable[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and not any(isinstance(value, bool | str | datetime | dict | list) for value in known)
