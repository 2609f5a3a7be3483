"""What every filter bar has in common; `components/_filters.html` draws it."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cint_portal.core.fields import PlainInput


class PlainSelect(forms.Select):
    """A list without groups, written in one go: Django renders a template per option."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = set(self.format_value(value))
        options = ((key, " selected" if str(key) in chosen else "", label) for key, label in self.choices)
        return format_html(
            "<select{}>{}</select>",
            forms.utils.flatatt(self.build_attrs({**self.attrs, "name": name}, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )


class _Box(PlainInput, forms.TextInput):
    """A filter's box of any type."""

    def __init__(self, input_type: str, attrs: dict[str, Any]) -> None:
        super().__init__(attrs)
        self.input_type = input_type


#: Widgets that are nothing but an input of their type.
_INPUTS = (forms.TextInput, forms.NumberInput, forms.HiddenInput)


class _Bar(forms.Form):
    """What a filter bar knows of itself: whether it narrows the list, and where it does not."""

    @property
    def is_narrowed(self) -> bool:
        return any(field.data for field in self.visible_fields() if not _stays(field))

    @property
    def clear_query(self) -> str:
        """The address without what narrows: the year, the objective that is looked for stay."""
        kept = {field.name: field.data for field in self if _stays(field) and field.data}
        return f"?{urlencode(kept)}" if kept else ""


def _stays(field: forms.BoundField) -> bool:
    """What travels along unseen, or always has a value."""
    choices = getattr(field.field, "choices", ())
    return field.is_hidden or (all(key not in ("", None) for key, _label in choices) and bool(choices))


class ListFilter(django_filters.FilterSet):
    """Base of the filters of lists: inputs that look like the portal's, choices that are fetched once."""

    def get_form_class(self) -> type[forms.Form]:
        form: type[forms.Form] = super().get_form_class()
        fields: list[Any] = list(form.base_fields.values())
        for field in fields:
            if isinstance(field.widget, forms.Select) and hasattr(field.choices, "choices"):
                choices = field.choices.choices
                field.choices = list(choices() if callable(choices) else choices)
                field.widget = PlainSelect(field.widget.attrs, choices=field.choices)
            if type(field.widget) in _INPUTS:
                field.widget = _Box(field.widget.input_type, field.widget.attrs)
            if not field.widget.is_hidden:
                look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                field.widget.attrs.setdefault("class", look)
        return type(form.__name__, (_Bar, form), {})
