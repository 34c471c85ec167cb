"""The order a shopper was shown, kept for an hour, so that paging neither repeats nor skips while learning goes on."""

import json
import zlib
from dataclasses import dataclass
from uuid import uuid4

import numpy as np

from personalization.ranking.rank import SIGNALS, Ranked
from shop import redis_client

KEPT_S = 3600
# Values are only drawn as bars: four digits are plenty.
VALUE_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What the first page of a list decided and the later ones repeat."""

    ranked: Ranked
    corrected_query: str | None
    notice: str | None
    total: int
    total_is_exact: bool
    # Where the base order goes on behind the ranked products; None: nowhere.
    after: str | None


def new_ranking_id() -> str:
    return uuid4().hex


def keep(ranking_id: str, shown: Shown) -> bool:
    """Store it under its ranking id; False while Redis is away."""
    packed = _packed(shown)
    try:
        return bool(redis_client.ask(lambda client: client.set(_key(ranking_id), packed, ex=KEPT_S)))
    except redis_client.RedisAway:
        return False


def recall(ranking_id: str) -> Shown | None:
    """The stored order, or None when it is over (or Redis is away)."""
    try:
        raw = redis_client.ask(lambda client: client.get(_key(ranking_id)))
    except redis_client.RedisAway:
        return None
    return _unpacked(raw) if isinstance(raw, bytes) else None


def _key(ranking_id: str) -> str:
    return f"ranking:{ranking_id}"


def _packed(shown: Shown) -> bytes:
    ranked = shown.ranked
    head = {
        "corrected": shown.corrected_query,
        "notice": shown.notice,
        "total": shown.total,
        "exact": shown.total_is_exact,
        "after": shown.after,
        "weights": ranked.weights,
        "lifts": dict(ranked.facet_lifts),
        "personalized": ranked.personalized,
        "count": len(ranked),
    }
    # Column by column: a signal that knows nothing is a run of zeros.
    parts = (
        ranked.product_ids.astype("<i8"),
        ranked.contributions.T.astype("<i4"),
        np.rint(ranked.values.T * VALUE_STEPS).astype("<i2"),
        ranked.seeds.astype("<i8"),
        ranked.own.astype("<i1"),
    )
    body = zlib.compress(b"".join(part.tobytes() for part in parts), 1)
    return json.dumps(head).encode() + b"\n" + body


def _unpacked(raw: bytes) -> Shown:
    line, _, body = raw.partition(b"\n")
    head, data, offset = json.loads(line), zlib.decompress(body), 0
    count, width = head["count"], len(SIGNALS)

    def column(kind: str, size: int) -> np.ndarray:
        nonlocal offset
        part = np.frombuffer(data, kind, size, offset)
        offset += part.nbytes
        return part

    ranked = Ranked(
        product_ids=column("<i8", count).astype(np.int64),
        contributions=column("<i4", count * width).reshape(width, count).T.astype(np.int64),
        values=column("<i2", count * width).reshape(width, count).T / VALUE_STEPS,
        seeds=column("<i8", count).astype(np.int64),
        own=column("<i1", count).astype(np.bool_),
        facet_lifts=head["lifts"],
        weights=tuple(head["weights"]),
        personalized=head["personalized"],
    )
    return Shown(ranked, head["corrected"], head["notice"], head["total"], head["exact"], head["after"])
