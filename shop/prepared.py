"""Statements that nearly every request makes, planned by Postgres once per connection instead of each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

# Executed so often on a connection before it is prepared. Its plan is then kept (settings: plan_cache_mode).
PREPARE_AFTER = 2


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor of Django's connection whose values travel apart from the statement, which can so be prepared.

    Values need a type Postgres can see: write `%s::uuid[]` where the place does not say it. Counted, logged and
    translated like any cursor of Django's.
    """
    django: Any = connection
    django.ensure_connection()
    django.connection.prepare_threshold = PREPARE_AFTER
    cursor_class: Any = ServerBindingCursor
    with cursor_class(django.connection) as cursor:
        yield django._prepare_cursor(cursor)
