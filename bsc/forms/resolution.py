"""Forms of the board's resolutions: the minutes' facts, a decision per scorecard, objections, messages."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bsc.models import BoardResolution, ResolutionItem, Scorecard
from bsc.models.thread import Side
from bsc.selectors.resolutions import ItemLine
from bsc.services.decision import Shown
from bsc.services.resolution import ItemDraft, ResolutionDraft
from cint_portal.documents.scans import ScanField
from cint_portal.workflow.services import posted_version

MAX_TEXT = 2000
Decision = ResolutionItem.Decision


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": MAX_TEXT})


class ResolutionForm(forms.Form):
    """What the minutes say about the meeting, or who said it by telephone."""

    kind = forms.ChoiceField(label=_("Jenis keputusan"), choices=BoardResolution.Kind.choices)
    number = forms.CharField(
        label=_("Nomor risalah"),
        help_text=_("Wajib untuk keputusan rapat. Tercatat di riwayat setiap scorecard."),
        max_length=60,
        required=False,
    )
    held_on = forms.DateField(
        label=_("Tanggal keputusan"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    attendance = forms.CharField(
        label=_("Daftar hadir"),
        help_text=_("Satu nama per baris. Untuk keputusan lisan: siapa yang menyampaikan, kepada siapa."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label=_("Catatan"), max_length=MAX_TEXT, required=False, widget=_area(2))
    minutes = ScanField(label=_("Berkas risalah"), required=False)


class ItemForm(forms.Form):
    """The board's decision on one scorecard; empty where the board did not speak about it."""

    decision = forms.ChoiceField(
        label=_("Keputusan"), choices=[("", _("Tidak dibahas")), *Decision.choices], required=False
    )
    note = forms.CharField(label=_("Catatan atau arahan"), max_length=MAX_TEXT, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, line: ItemLine, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, prefix=f"item-{line.scorecard.pk}", initial=initial)
        self.line = line
        unit = line.scorecard.unit.name
        self.fields["decision"].widget.attrs |= {
            "class": "form-select",
            "aria-label": gettext("Keputusan untuk %(unit)s") % {"unit": unit},
        }
        self.fields["note"].widget.attrs |= {
            "class": "form-control",
            "aria-label": gettext("Catatan atau arahan untuk %(unit)s") % {"unit": unit},
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") in (Decision.APPROVE_WITH_NOTE, Decision.RETURN) and not cleaned.get(
            "note"
        ):
            self.add_error("note", _("Tuliskan catatan atau arahan Direksi."))
        return cleaned

    def draft(self) -> ItemDraft:
        """Bound to what this page showed, not to what is stored now."""
        version = posted_version({"version": self.data.get(self.add_prefix("version"), "")})
        digest = self.data.get(self.add_prefix("content_sha256"), "")
        shown = Shown(self.line.scorecard, version, digest)
        return ItemDraft(shown, self.cleaned_data["decision"], self.cleaned_data["note"])


class ItemForms:
    """One form per scorecard that waits for the board; what another list holds is not proposed again."""

    def __init__(
        self,
        lines: Iterable[ItemLine],
        data: Mapping[str, Any] | None = None,
        *,
        proposed: str = "",
    ) -> None:
        self.forms = [
            ItemForm(data, line=line, initial={"decision": _proposal(line, proposed), "note": line.note})
            for line in lines
        ]

    def __iter__(self) -> Iterator[ItemForm]:
        return iter(self.forms)

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self]  # every form, so that each shows its errors
        return all(valid)

    def drafts(self) -> tuple[ItemDraft, ...]:
        return tuple(form.draft() for form in self if form.cleaned_data.get("decision"))


def _proposal(line: ItemLine, proposed: str) -> str:
    return line.decision or ("" if line.listed_on else proposed)


def resolution_draft(form: ResolutionForm, items: ItemForms) -> ResolutionDraft:
    data = form.cleaned_data
    return ResolutionDraft(
        kind=data["kind"],
        held_on=data["held_on"],
        attendance=data["attendance"],
        items=items.drafts(),
        number=data["number"],
        note=data["note"],
    )


class ObjectionForm(forms.Form):
    """Keberatan to the list, or to one scorecard of it."""

    scorecard = forms.ModelChoiceField(
        label=_("Keberatan atas"),
        queryset=Scorecard.objects.none(),
        required=False,
        empty_label=_("Seluruh daftar"),
    )
    text = forms.CharField(label=_("Keberatan"), max_length=MAX_TEXT, widget=_area())

    def __init__(self, *args: Any, resolution: BoardResolution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Scorecard.objects.filter(resolution_items__resolution=resolution)
        self.fields["scorecard"].queryset = rows.select_related("unit", "cycle")  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    """A question to another side, or an answer."""

    text = forms.CharField(
        label=_("Pesan"),
        max_length=MAX_TEXT,
        widget=_area(),
        error_messages={"required": _("Tuliskan pertanyaan atau jawaban Anda.")},
    )
    asks = forms.ChoiceField(label=_("Jenis pesan"), required=False)

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [
            (other.value, gettext("Pertanyaan kepada %(side)s") % {"side": other.label})
            for other in Side
            if other != side
        ]
        self.fields["asks"].choices = [("", _("Jawaban atau catatan")), *others]  # type: ignore[attr-defined]
