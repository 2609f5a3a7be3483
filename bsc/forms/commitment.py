"""Forms of the Wrapping Commitment: ticks of one person, wet signatures on a scan."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bsc.models import CommitmentSignature
from bsc.selectors.commitment import capacity_of


class SignForm(forms.Form):
    """One tick per unit; nothing is ticked for anybody."""

    signatures = forms.TypedMultipleChoiceField(
        label=_("Saya menandatangani untuk"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Centang sekurangnya satu unit yang Anda tanda tangani.")},
    )
    content_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rows: Sequence[CommitmentSignature], **kw: Any
    ) -> None:
        super().__init__(data, **kw)
        self.fields["signatures"].choices = [(row.pk, str(row.unit)) for row in rows]  # type: ignore[attr-defined]


class MarkForm(forms.Form):
    """The page of each person's wet signature; empty where it is not on this scan."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, rows: Sequence[CommitmentSignature]) -> None:
        super().__init__(data)
        self.rows = rows
        for row in rows:
            self.fields[f"page-{row.pk}"] = forms.IntegerField(
                min_value=1,
                max_value=999,
                required=False,
                label=_("Halaman tanda tangan %(name)s") % {"name": row.person},
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control num"}),
            )

    def lines(self) -> list[tuple[CommitmentSignature, str, forms.BoundField]]:
        return [(row, capacity_of(row), self[f"page-{row.pk}"]) for row in self.rows]

    def pages(self) -> dict[int, int]:
        found = {row.pk: self.cleaned_data.get(f"page-{row.pk}") for row in self.rows}
        return {pk: page for pk, page in found.items() if page}
