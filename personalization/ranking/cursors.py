"""Where the next page begins: signed, bound to one shopper and one question, and opaque to the page."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.core import signing

from shop.errors import Gone, InvalidInput

SALT = "leafloaf.ranking.cursor"


class CursorRefused(InvalidInput):
    code = "cursor_refused"
    title = "This page cannot be found"


class ListIsOver(Gone):
    code = "list_is_over"
    title = "This list is over"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on.

    `offset` counts into the order kept under `ranking_id`. When Redis could not keep it, `rest` carries what is left
    of it instead. `after` goes on in the base order behind it.
    """

    ranking_id: str
    offset: int = 0
    rest: tuple[int, ...] = field(default=())
    after: str | None = None
    total: int = 0
    total_is_exact: bool = True


def question_key(*parts: object) -> str:
    """A short name of everything that a cursor must not be moved between."""
    return blake2b(repr(parts).encode(), digest_size=9).hexdigest()


def _owner(subject_id: UUID | None) -> str:
    return question_key(str(subject_id)) if subject_id else ""


def sealed(cursor: Cursor, question: str, subject_id: UUID | None) -> str:
    """The cursor as text.

    Args:
        subject_id: whose order it goes on in; None when there is nothing personal in it.
    """
    payload: dict[str, Any] = {"r": cursor.ranking_id, "q": question, "s": _owner(subject_id)}
    optional = {"o": cursor.offset, "i": list(cursor.rest), "a": cursor.after}
    payload |= {key: value for key, value in optional.items() if value}
    if cursor.rest or cursor.after:
        payload |= {"t": cursor.total, "e": cursor.total_is_exact}
    return signing.dumps(payload, salt=SALT, compress=True)


def opened(text: str, question: str, subject_id: UUID | None) -> Cursor:
    """Read a cursor back.

    Raises:
        CursorRefused: when it was changed, or belongs to another list or another shopper.
    """
    try:
        payload = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        raise CursorRefused("This link to the next page is not valid. Start again from the first page.") from None
    if payload["q"] != question or payload["s"] not in ("", _owner(subject_id)):
        raise CursorRefused("This link belongs to another list. Start again from the first page.")
    return Cursor(
        ranking_id=payload["r"],
        offset=payload.get("o", 0),
        rest=tuple(payload.get("i", ())),
        after=payload.get("a"),
        total=payload.get("t", 0),
        total_is_exact=payload.get("e", True),
    )
