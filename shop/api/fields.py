"""Input fields that believe nothing: a number is a JSON number, a text is a JSON text."""

from typing import Any

from rest_framework import serializers


class StrictIntegerField(serializers.IntegerField):
    """A JSON integer; DRF's own also takes "2", 2.0 and true."""

    def __init__(self, *, message: str, min_value: int, max_value: int, **kwargs: Any) -> None:
        said: dict[str, Any] = dict.fromkeys(("invalid", "min_value", "max_value", "required", "null"), message)
        super().__init__(min_value=min_value, max_value=max_value, error_messages=said, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return int(data)


class StrictCharField(serializers.CharField):
    """A JSON text; DRF's own also takes numbers."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))
