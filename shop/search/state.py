"""What each process knows of the index at a version of the catalog."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection


@dataclass(frozen=True, slots=True)
class IndexState:
    documents: int
    # Name of the embedder whose vectors are stored; empty: there are none.
    embedder: str


@lru_cache(maxsize=2)
def index_state(version: int) -> IndexState:
    """One query the first time a process needs it at this version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT documents, embedder FROM shop_searchstate")
        row = cursor.fetchone()
    return IndexState(*row) if row else IndexState(0, "")
