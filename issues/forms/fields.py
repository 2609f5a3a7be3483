"""Pieces that the forms of this app share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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


class IssueAnswerForm(forms.Form):
    """An answer about one issue and a word about it; subclasses add the choice, named in `answer`.

    `line` has the issue, the stored answer under that name, and the stored note.
    """

    answer: str
    #: What the answer is to a screen reader, with %(name)s for the issue.
    spoken: Any

    note = forms.CharField(
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "class": "form-control", "maxlength": MAX_TEXT}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, line: Any) -> None:
        initial = {self.answer: getattr(line, self.answer), "note": line.note}
        super().__init__(data, prefix=f"issue-{line.issue.pk}", initial=initial)
        self.line = line
        name = {"name": str(line.issue)}
        self.fields[self.answer].widget.attrs["aria-label"] = self.spoken % name
        self.fields["note"].widget.attrs["aria-label"] = _("Keterangan: %(name)s") % name
