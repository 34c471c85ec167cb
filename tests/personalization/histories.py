"""Histories of what one shopper did, and learned state as it can be compared."""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies as st

from analytics.models import Event
from personalization import preferences
from personalization.preferences import Reading

# The moment at which every history is looked at.
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FACETS = ("category:oat-milk", "brand:oatwell", "attribute:vegan", "attribute:spicy")
PARTS = st.tuples(
    st.sampled_from(FACETS),
    st.sampled_from(("session", "taste", "lasting")),
    st.floats(-2, 2, allow_nan=False, width=32).filter(bool),
) | st.tuples(
    st.sampled_from(("101", "102")), st.sampled_from(("trending", "popular")), st.floats(0.125, 2, width=32)
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn, min_size: int = 1) -> list[Event]:
    """Unsaved events of nobody yet: up to two years old, in any order, each with up to six contributions."""
    acts = draw(
        st.lists(st.tuples(st.floats(0, 730), st.lists(PARTS, min_size=1, max_size=6)), min_size=min_size, max_size=12)
    )
    return [an_act(days_ago=age, contributions=[list(part) for part in parts]) for age, parts in acts]


def an_act(*, days_ago: float = 0, contributions: list[list[Any]] | None = None, **fields: Any) -> Event:
    at = NOW - timedelta(days=days_ago)
    values: dict[str, Any] = {
        "event_id": uuid4(),
        "event_type": "product_viewed",
        "occurred_at": at,
        "event_time": at,
        "received_at": at,
        "contributions": contributions or [["category:oat-milk", "taste", 0.2]],
        **fields,
    }
    return Event(**values)


def kept(events: Iterable[Event], subject_id: UUID) -> list[Event]:
    """The events as rows of a subject."""
    rows = list(events)
    for event in rows:
        event.subject_id = subject_id
    return Event.objects.bulk_create(rows)


def state(subject_id: UUID) -> Reading:
    """All that Redis knows about a subject and the crowd."""
    return preferences.read(subject_id, [101, 102], trending=10, popular=10)


def same(one: Reading, other: Reading) -> bool:
    """Whether two states are the same to 1e-9."""
    exactly = {"abs": 1e-9, "rel": 1e-9}
    assert dict(one.profile.counts) == dict(other.profile.counts)
    assert dict(one.profile.values) == pytest.approx(dict(other.profile.values), **exactly)
    assert one.popularity == pytest.approx(other.popularity, **exactly)
    for crowd in ("trending", "popular"):
        assert dict(getattr(one, crowd)) == pytest.approx(dict(getattr(other, crowd)), **exactly)
    return True


@contextmanager
def time_stands_still() -> Any:
    """Redis' numbers are read and written at NOW."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preferences.time, "time", NOW.timestamp)
        yield
