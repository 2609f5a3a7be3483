"""Pieces that the forms of this app share."""

from collections.abc import Iterable

from django import forms

#: Of a text column and of a comment.
MAX_TEXT = 2000


def area(css_class: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2, "maxlength": MAX_TEXT, "class": css_class})


def errors_by_name(rows: Iterable[forms.Form]) -> dict[str, str]:
    """Each field's errors by its name in the page, as the autosave answer wants them."""
    return {
        row.add_prefix(name): " ".join(str(error) for error in errors)
        for row in rows
        for name, errors in row.errors.items()
    }
