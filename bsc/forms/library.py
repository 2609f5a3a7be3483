"""Taking a definition over, and what CMS says about it; copying last year's scorecard."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bsc.models import LibraryMark, Objective


class TakeForm(forms.Form):
    """Into which objective, and whether the old target comes along as a proposal."""

    objective: Any = forms.ModelChoiceField(
        Objective.objects.none(), label=_("Ke sasaran"), empty_label=_("– pilih –")
    )
    with_target = forms.BooleanField(
        label=_("Bawa juga targetnya sebagai usulan"),
        required=False,
        help_text=_(
            "Tanpa ini KPI diambil dengan definisi, rumus, satuan, sifat, frekuensi dan daftar buktinya saja."
        ),
    )

    def __init__(self, *args: Any, objectives: list[Objective], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["objective"]
        field.queryset = Objective.objects.filter(pk__in=[row.pk for row in objectives]).select_related(
            "perspective__scorecard__unit",
            "perspective__scorecard__cycle",
            "perspective__scorecard__employee",
        )
        field.label_from_instance = _labelled


def _labelled(objective: Objective) -> str:
    lane = objective.perspective
    whose = lane.scorecard.employee or lane.scorecard.unit
    return f"{objective.name} · {lane.label} · {whose} {lane.scorecard.cycle.year}"


class MarkForm(forms.Form):
    """CMS's word on a definition."""

    standing = forms.ChoiceField(
        label=_("Catatan CMS"),
        choices=[("", _("tanpa catatan")), *LibraryMark.Standing.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        required=False,
        help_text=_("Wajib bila tidak dipakai lagi; terlihat oleh semua orang."),
    )


class CopyForm(forms.Form):
    """Which objectives of last year come over."""

    objectives = forms.TypedMultipleChoiceField(
        label=_("Sasaran yang disalin"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["objectives"]
        field.choices = offered
        field.initial = [pk for pk, _name in offered]
        field.error_messages["required"] = _("Pilih sekurangnya satu sasaran.")
