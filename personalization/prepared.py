"""Statements that Postgres plans once per connection: planning a large one costs more than running it."""

import re
from collections.abc import Sequence
from typing import Any

from shop.prepared import prepared_cursor


class Prepared:
    """A statement with placeholders $1, $2, … of these types, that answers one row."""

    def __init__(self, types: Sequence[str], sql: str) -> None:
        def placeholder(found: re.Match[str]) -> str:
            return f"%({found[1]})s::{types[int(found[1]) - 1]}"

        self._sql = re.sub(r"\$(\d+)", placeholder, sql.replace("%", "%%"))

    def row(self, *values: Any) -> tuple[Any, ...]:
        """Run it: one query."""
        with prepared_cursor() as cursor:
            cursor.execute(self._sql, {str(place): value for place, value in enumerate(values, start=1)})
            found: tuple[Any, ...] = cursor.fetchone()
        return found
