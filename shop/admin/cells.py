"""Fields in the cells of a list: each says which row it belongs to, for those who do not see the column."""

from django import forms
from django.db.models import Model


def name_cells(form: forms.BaseForm, row: Model) -> None:
    """Give every input of a row's form (`get_changelist_form`) an accessible name: "Price of Oat milk"."""
    if row.pk is None:
        return
    for name, field in form.fields.items():
        label = f"{field.label or name.replace('_', ' ').capitalize()} of {row}"
        widgets = field.widget.widgets if isinstance(field.widget, forms.MultiWidget) else [field.widget]
        for widget in widgets:
            widget.attrs["aria-label"] = label
