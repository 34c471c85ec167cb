"""Unpersonalised answers kept in Redis for five minutes, under the catalog's version.

Stored as a JSON header and raw columns: nothing read back from Redis is executed, and 600 products decode in a
fraction of a millisecond. Redis away is an empty cache.
"""

import json
import logging
import struct
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

import numpy as np

from shop.catalog_version import CACHE_SECONDS
from shop.redis_client import RedisAway, ask
from shop.search.candidates import Bucket, Candidates, Facets, PriceBucket, PriceFacet

log = logging.getLogger(__name__)

FORMAT = 2
_ARRAYS = {
    "product_id": "<i8",
    "text": "<f4",
    "semantic": "<f4",
    "relevance": "<f4",
    "category_id": "<i8",
    "brand_id": "<i8",
    "price": "<f8",
    "unit_price": "<f8",
    "in_stock": "|b1",
    "added_on": "<M8[D]",
    "facet_index": "<i8",
    "facet_start": "<i8",
}


def get(key: str) -> bytes | None:
    """What is kept under a key."""
    try:
        kept = ask(lambda line: line.get(f"search:{FORMAT}:{key}"))
    except RedisAway:
        return None
    return kept if isinstance(kept, bytes) else None


def put(key: str, value: bytes) -> None:
    """Keep a value for CACHE_SECONDS."""
    try:
        ask(lambda line: line.set(f"search:{FORMAT}:{key}", value, ex=CACHE_SECONDS))
    except RedisAway as away:
        log.debug("Not cached, Redis is away: %s", away)


def pack(found: Candidates) -> bytes:
    """Candidates as bytes."""
    header: dict[str, Any] = {"lengths": {name: len(getattr(found, name)) for name in _ARRAYS}}
    for field in fields(found):
        if field.name not in _ARRAYS:
            header[field.name] = getattr(found, field.name)
    head = json.dumps(header, separators=(",", ":")).encode()
    columns = [np.ascontiguousarray(getattr(found, name), dtype).tobytes() for name, dtype in _ARRAYS.items()]
    return b"".join([struct.pack("<I", len(head)), head, *columns])


def unpack(data: bytes) -> Candidates:
    """The candidates that `pack` made bytes of; their arrays are read-only."""
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    offset = 4 + length
    values: dict[str, Any] = {}
    for name, dtype in _ARRAYS.items():
        count = header["lengths"][name]
        values[name] = np.frombuffer(data, dtype, count, offset)
        offset += values[name].nbytes
    del header["lengths"]
    values |= {name: tuple(value) if isinstance(value, list) else value for name, value in header.items()}
    return Candidates(**values)


def pack_facets(found: Facets) -> bytes:
    """Facets as bytes."""
    return json.dumps(asdict(found), default=str, separators=(",", ":")).encode()


def unpack_facets(data: bytes) -> Facets:
    """The facets that `pack_facets` made bytes of."""
    kept = json.loads(data)
    price = kept["price"]
    lists = {name: tuple(Bucket(**row) for row in kept[name]) for name in kept if name != "price"}
    buckets = tuple(
        PriceBucket(Decimal(row["from_"]), Decimal(row["to"]) if row["to"] is not None else None, row["count"])
        for row in price["buckets"]
    )
    return Facets(**lists, price=PriceFacet(Decimal(price["min"]), Decimal(price["max"]), buckets))
