"""Reading request bodies: JSON under its own name or as text/plain, which a page may send without a preflight."""

import codecs
import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.http import UnreadablePostError
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "body_too_large"
    default_detail = "The request is larger than 1 MB: send less at once."


class StrictJSONParser(BaseParser):
    """JSON in valid UTF-8, without NaN or Infinity, no larger than DATA_UPLOAD_MAX_MEMORY_SIZE."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            raw = stream.read(limit + 1)
        except UnreadablePostError:
            raise ParseError("The connection was cut before the whole request was here.") from None
        if len(raw) > limit:
            raise BodyTooLarge
        try:
            value = json.loads(codecs.decode(raw, "utf-8"), parse_constant=self._refuse_constant)
            if b"\\u" in raw:
                # Half a surrogate pair ("\ud800") is JSON, but no text that could be stored or shown.
                json.dumps(value, ensure_ascii=False).encode()
            return value
        except UnicodeError:
            raise ParseError("The body is not valid UTF-8.") from None
        except (ValueError, RecursionError):
            raise ParseError("The body is not valid JSON.") from None

    @staticmethod
    def _refuse_constant(name: str) -> Any:
        raise ValueError(name)


class TextJSONParser(StrictJSONParser):
    """The same JSON sent as text/plain."""

    media_type = "text/plain"
