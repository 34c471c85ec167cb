"""Writing many rows at once: Postgres's binary COPY from numpy arrays, without a Python step per value."""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

_HEADER = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
_END = struct.pack(">h", -1)


def copy_postings(terms: Sequence[int], product_ids: Sequence[int], impacts: Sequence[float]) -> None:
    """Add rows to the postings."""
    rows = np.empty(
        len(terms),
        [
            ("n", ">i2"),
            ("l1", ">i4"),
            ("term", ">i8"),
            ("l2", ">i4"),
            ("product", ">i8"),
            ("l3", ">i4"),
            ("impact", ">f4"),
        ],
    )
    rows["n"], rows["l1"], rows["l2"], rows["l3"] = 3, 8, 8, 4
    rows["term"], rows["product"], rows["impact"] = terms, product_ids, impacts
    _copy("shop_searchposting (term, product_id, impact)", rows.tobytes())


def copy_vectors(product_ids: Sequence[int], fingerprints: Sequence[int], vectors: npt.NDArray[Any]) -> None:
    """Add rows to the vectors; `vectors` has one row per product."""
    count, dimensions = vectors.shape
    rows = np.empty(
        count,
        [
            ("n", ">i2"),
            ("l1", ">i4"),
            ("product", ">i8"),
            ("l2", ">i4"),
            ("fingerprint", ">i8"),
            ("l3", ">i4"),
            # pgvector's own form: dimensions, 0, then the numbers.
            ("dimensions", ">i2"),
            ("unused", ">i2"),
            ("vector", ">f2", (dimensions,)),
        ],
    )
    rows["n"], rows["l1"], rows["l2"], rows["l3"] = 3, 8, 8, 4 + 2 * dimensions
    rows["product"], rows["fingerprint"] = product_ids, fingerprints
    rows["dimensions"], rows["unused"], rows["vector"] = dimensions, 0, vectors
    _copy("shop_searchvector (product_id, fingerprint, embedding)", rows.tobytes())


def _copy(target: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_HEADER)
        copy.write(rows)
        copy.write(_END)
