"""One writer of the search index at a time."""

from django.db import connection

_KEY = 0x1EAF_5EAC


def lock_index() -> None:
    """Wait to be the only writer of the index until this transaction ends.

    Counts per term are then plain additions, and two writers never wait for each other's rows. Readers do not wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
