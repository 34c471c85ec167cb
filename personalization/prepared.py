"""Statements that Postgres plans once per connection: planning a large one costs more than running it."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

from django.db import connection


class Prepared:
    """A statement with placeholders $1, $2, … that answers one row."""

    def __init__(self, name: str, types: Sequence[str], sql: str) -> None:
        self._prepare = f"PREPARE {name} ({', '.join(types)}) AS {sql}"
        self._execute = f"EXECUTE {name} ({', '.join(['%s'] * len(types))})"
        # The driver's connections that know it: Django's own objects take another one from the pool with each request.
        self._known: WeakSet[Any] = WeakSet()

    def row(self, *values: Any) -> tuple[Any, ...]:
        """Run it. One query, and one more the first time on a connection."""
        with connection.cursor() as cursor:
            if connection.connection not in self._known:
                cursor.execute(self._prepare)
                self._known.add(connection.connection)
            cursor.execute(self._execute, values)
            found: tuple[Any, ...] = cursor.fetchone()
        return found
