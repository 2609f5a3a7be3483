"""The lines of an action programme, and how far one of them has come."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.selectors.rows import ActivityRow
from bsc.services.programme import ActivityDraft

BLANK_LINES = 3
TEXTS = {
    "activity": (gettext_lazy("Kegiatan"), 300),
    "resources": (gettext_lazy("Sumber daya/anggaran"), 200),
    "pic": (gettext_lazy("PIC"), 150),
    "evaluation": (gettext_lazy("Cara evaluasi"), 200),
}
DATES = {"starts_on": gettext_lazy("Mulai"), "ends_on": gettext_lazy("Selesai")}


def _cell(label: Any, widget: type[forms.Widget], **attrs: Any) -> forms.Widget:
    return widget(attrs={"aria-label": label, **attrs})


class ActivityForm(forms.Form):
    """One line; a line in which nothing is written is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    activity = forms.CharField(max_length=300, required=False)
    resources = forms.CharField(max_length=200, required=False)
    pic = forms.CharField(max_length=150, required=False)
    starts_on = forms.DateField(required=False)
    ends_on = forms.DateField(required=False)
    evaluation = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, longest) in TEXTS.items():
            self.fields[name].label = label
            self.fields[name].widget = _cell(label, forms.Textarea, rows=2, maxlength=longest)
        for name, label in DATES.items():
            self.fields[name].label = label
            self.fields[name].widget = forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "aria-label": label}
            )

    @property
    def is_blank(self) -> bool:
        data = self.cleaned_data
        return not any(data.get(name) for name in (*TEXTS, *DATES))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.is_blank:
            if not data["activity"]:
                self.add_error("activity", _("Tuliskan kegiatannya."))
            if data["starts_on"] and data["ends_on"] and data["ends_on"] < data["starts_on"]:
                self.add_error("ends_on", _("Selesai tidak boleh sebelum mulai."))
        return data

    def draft(self) -> ActivityDraft:
        data = self.cleaned_data
        return ActivityDraft(**{name: data[name] for name in (*TEXTS, *DATES)}, id=data["id"])


class BaseProgramme(forms.BaseFormSet):  # type: ignore[type-arg]
    def drafts(self) -> list[ActivityDraft]:
        """The lines in which something is written."""
        return [form.draft() for form in self.forms if not form.is_blank]


ProgrammeFormSet: Any = forms.formset_factory(
    ActivityForm, formset=BaseProgramme, extra=BLANK_LINES, max_num=60
)


def programme_initial(lines: tuple[ActivityRow, ...]) -> list[dict[str, Any]]:
    """Stored lines as the form shows them."""
    return [{"id": line.id, **{name: getattr(line, name) for name in (*TEXTS, *DATES)}} for line in lines]


class ProgressForm(forms.Form):
    """How far an activity has come."""

    percent = forms.IntegerField(label=gettext_lazy("Kemajuan (%)"), min_value=0, max_value=100)
    note = forms.CharField(label=gettext_lazy("Catatan"), max_length=300, required=False)
