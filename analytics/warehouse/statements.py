"""The statements that write to the warehouse: rows travel as one JSON text, whatever their number."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from analytics.warehouse.client import table_id
from analytics.warehouse.tables import Table

# More days than this in one batch are looked up as one span.
MAX_DAYS = 30
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def add(table: Table, key: str, days: Iterable[str]) -> str:
    """Add the rows of @rows (a JSON array of objects) whose key the table does not have on these days.

    Only keys are read of the table, and only of these days' partitions: that is all a batch costs.
    """
    names = table.column_names
    return f"""
MERGE {_quoted(table)} AS kept USING ({_rows(table)}) AS given
ON kept.{key} = given.{key} AND {_within(table, days)}
WHEN NOT MATCHED THEN INSERT ({", ".join(names)}) VALUES ({", ".join(f"given.{name}" for name in names)})"""  # noqa: S608  names of our own


def make_equal(table: Table, key: str, days: Iterable[str]) -> str:
    """Make the table's rows with these keys as they are in @rows; one with `gone` true shall not be there.

    It reads the whole partitions of these days: for what is seldom.
    """
    names = table.column_names
    others = [name for name in names if name != key]
    return f"""
MERGE {_quoted(table)} AS kept USING ({_rows(table, with_gone=True)}) AS given
ON kept.{key} = given.{key} AND {_within(table, days)}
WHEN MATCHED AND given.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET {", ".join(f"{name} = given.{name}" for name in others)}
WHEN NOT MATCHED AND NOT given.gone THEN
INSERT ({", ".join(names)}) VALUES ({", ".join(f"given.{name}" for name in names)})"""  # noqa: S608  names of our own


def rename_subjects(table: Table, since: date) -> str:
    """Give the rows of one subject key to another: @rows is a JSON array of {"old": key, "new": key}."""
    return f"""
MERGE {_quoted(table)} AS kept USING (
    SELECT JSON_VALUE(one, '$.old') AS old_key, JSON_VALUE(one, '$.new') AS new_key
    FROM UNNEST(JSON_QUERY_ARRAY(@rows)) AS one
) AS given
ON kept.user_id = given.old_key AND kept.{table.partition} >= TIMESTAMP '{since} 00:00:00+00:00'
WHEN MATCHED THEN UPDATE SET user_id = given.new_key"""  # noqa: S608  names of our own


def _quoted(table: Table) -> str:
    return f"`{table_id(table.name)}`"


def _rows(table: Table, *, with_gone: bool = False) -> str:
    values = [f"{_value(column.name, column.type)} AS {column.name}" for column in table.columns]
    if with_gone:
        values.append("COALESCE(CAST(JSON_VALUE(one, '$.gone') AS BOOL), FALSE) AS gone")
    return f"SELECT {', '.join(values)} FROM UNNEST(JSON_QUERY_ARRAY(@rows)) AS one"  # noqa: S608  names of our own


def _value(name: str, kind: str) -> str:
    if kind == "JSON":
        # A number that no double can hold is rounded instead of refusing the row.
        return f"PARSE_JSON(JSON_QUERY(one, '$.{name}'), wide_number_mode => 'round')"
    text = f"JSON_VALUE(one, '$.{name}')"
    return text if kind == "STRING" else f"CAST({text} AS {kind})"


def _within(table: Table, days: Iterable[str]) -> str:
    """The partitions of these days, as constants, so that the others are not read.

    A day that is none (a time out of range) is left out: its row is refused anyway.
    """
    found = sorted({date.fromisoformat(day) for day in days if DAY.fullmatch(day)}) or [date(2000, 1, 1)]
    spans = [(day, day) for day in found] if len(found) <= MAX_DAYS else [(found[0], found[-1])]
    column = f"kept.{table.partition}"
    parts = [
        f"({column} >= TIMESTAMP '{first} 00:00:00+00:00' AND {column} < TIMESTAMP '{_after(last)} 00:00:00+00:00')"
        for first, last in spans
    ]
    return f"({' OR '.join(parts)})"


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
