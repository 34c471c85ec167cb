"""Entry of a few words as tags: chips in the browser, a comma-separated text without script."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from unfold.widgets import UnfoldAdminTextInputWidget


class TagsInput(UnfoldAdminTextInputWidget):
    class Media:
        js = ("shop/admin/tags.js",)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-tags": "", "autocomplete": "off", **(attrs or {})})


class TagsField(SimpleArrayField):
    """Trimmed, without empty ones, each once in any case, in the order typed."""

    widget = TagsInput

    def __init__(self, *, max_tag_length: int, max_tags: int, **options: Any) -> None:
        super().__init__(forms.CharField(max_length=max_tag_length), max_length=max_tags, **options)

    def to_python(self, value: Any) -> Any:
        typed = value if isinstance(value, list) else str(value or "").replace("\n", ",").split(",")
        tags = {" ".join(text.split()).casefold(): " ".join(text.split()) for text in typed if text.strip()}
        return super().to_python(list(tags.values()))
