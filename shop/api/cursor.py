"""Opaque, signed cursors for lists in order of time."""

from datetime import datetime

from django.core import signing

from shop import errors

SIGNED_FOR = "shop.api.cursor"


def encode(after: tuple[datetime, int] | None) -> str | None:
    if after is None:
        return None
    return signing.dumps([after[0].isoformat(), after[1]], salt=SIGNED_FOR)


def decode(cursor: str | None) -> tuple[datetime, int] | None:
    """
    Raises:
        errors.InvalidInput: not one of ours.
    """
    if not cursor:
        return None
    try:
        moment, id = signing.loads(cursor, salt=SIGNED_FOR)
        return datetime.fromisoformat(moment), int(id)
    except (signing.BadSignature, ValueError, TypeError):
        raise errors.InvalidInput("That page of the list is not known. Start again at the first.") from None
