"""Words that find each other."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display

from shop.admin.cells import name_cells
from shop.admin.tags import TagsField
from shop.models import Synonym
from shop.search.synonyms import LONGEST_PHRASE
from shop.search.text import words as words_of


class SynonymForm(forms.ModelForm[Synonym]):
    words = TagsField(
        label="Words that mean the same",
        max_tag_length=60,
        max_tags=20,
        help_text="Whoever searches for one finds the others. Two at least; a phrase has at most "
        f"{LONGEST_PHRASE} words. It works from the next search on.",
    )

    class Meta:
        model = Synonym
        fields = ("words", "is_active")

    def clean_words(self) -> list[str]:
        texts: list[str] = [text.lower() for text in self.cleaned_data["words"]]
        for text in texts:
            if not words_of(text):
                raise ValidationError(f"“{text}” has no letters or digits to search for.")
            if len(words_of(text)) > LONGEST_PHRASE:
                raise ValidationError(f"“{text}” is too long: a phrase has at most {LONGEST_PHRASE} words.")
        if len({tuple(word.stem for word in words_of(text)) for text in texts}) < 2:
            raise ValidationError("Give at least two different words. Plurals are found without your help.")
        for group in Synonym.objects.filter(words__overlap=texts).exclude(pk=self.instance.pk):
            shared = next(text for text in texts if text in group.words)
            raise ValidationError(f"“{shared}” is in the group “{group}” already: add the others there.")
        return texts


class SynonymRowForm(forms.ModelForm[Synonym]):
    class Meta:
        model = Synonym
        fields = ("is_active",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_cells(self, self.instance)


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    form = SynonymForm
    list_display = ("show_words", "is_active", "updated_at")
    list_editable = ("is_active",)
    list_filter = ("is_active",)
    list_per_page = 60
    search_fields = ("words",)
    fieldsets = ((None, {"fields": ("words", "is_active")}),)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": SynonymRowForm, **kwargs})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Synonym], search_term: str
    ) -> tuple[QuerySet[Synonym], bool]:
        # A Postgres array has no "contains this text": ask for each word as it is written in the group.
        if not search_term.strip():
            return queryset, False
        return queryset.filter(words__icontains=search_term.strip().lower()), False

    @display(description="Words that mean the same")
    def show_words(self, synonym: Synonym) -> SafeString:
        chips = format_html_join("", "<li>{}</li>", ((word,) for word in synonym.words))
        return format_html('<ul class="leaf-chips">{}</ul>', chips)
