"""Words that find each other."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.decorators import display

from shop.models import Synonym


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    list_display = ("show_words", "is_active", "updated_at")
    list_editable = ("is_active",)
    search_fields = ("words",)

    @display(description="Words that mean the same")
    def show_words(self, synonym: Synonym) -> str:
        return " = ".join(synonym.words)
