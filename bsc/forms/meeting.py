"""Forms of a meeting: the invitation, attendance, minutes with decisions, what it establishes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bsc.models import Meeting, MeetingDecision, MeetingInvitee, Scorecard
from bsc.services.establishment import MeetingRecord
from bsc.services.meeting import MeetingPlan
from bsc.services.minutes import Attendance, DecisionLine, Minutes
from cint_portal.core.clock import WIB
from cint_portal.core.fields import PlainTextField
from cint_portal.documents.scans import ScanField
from cint_portal.organization.models import PlanningCycle, User

NUMBER = Meeting._meta.get_field("number").max_length
Presence = MeetingInvitee.Presence


def _day(**attrs: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MeetingForm(forms.Form):
    """Place, time and agenda; the guests are ticked in a list beside it."""

    title = PlainTextField(
        label=_("Judul rapat"),
        max_length=150,
        required=False,
        help_text=_("Kosongkan untuk judul baku, misalnya “Rapat Penetapan BSC 2027”."),
    )
    day = forms.DateField(label=_("Tanggal"), widget=_day())
    starts = forms.TimeField(label=_("Mulai (WIB)"), widget=_clock())
    ends = forms.TimeField(label=_("Selesai (WIB)"), widget=_clock())
    place = PlainTextField(label=_("Tempat"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Tautan rapat daring"), max_length=400, required=False, assume_scheme="https"
    )
    agenda = PlainTextField(
        label=_("Agenda"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Satu butir per baris. Usulan diambil dari scorecard; ubah seperlunya."),
    )
    guests = forms.ModelMultipleChoiceField(
        label=_("Undangan"),
        queryset=User.objects.filter(is_active=True),
        error_messages={"required": _("Pilih sekurangnya satu undangan.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("place") and not cleaned.get("link") and "link" in cleaned:
            self.add_error("place", _("Isi tempat rapat atau tautan rapat daring."))
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Waktu selesai harus setelah waktu mulai."))
        return cleaned

    def plan(self) -> MeetingPlan:
        data = self.cleaned_data
        starts, ends = (datetime.combine(data["day"], data[name], tzinfo=WIB) for name in ("starts", "ends"))
        words = {name: " ".join(data[name].split()) for name in ("title", "place", "link")}
        words["agenda"] = data["agenda"]
        return MeetingPlan(starts_at=starts, ends_at=ends, **words)


def planned_values(meeting: Meeting) -> dict[str, Any]:
    """A meeting as the form shows it."""
    starts, ends = (one.astimezone(WIB) if one else None for one in (meeting.starts_at, meeting.ends_at))
    return {
        "title": meeting.title,
        "day": starts.date() if starts else None,
        "starts": starts.time() if starts else None,
        "ends": ends.time() if ends else None,
        "place": meeting.place,
        "link": meeting.link,
        "agenda": meeting.agenda,
    }


class CancelForm(forms.Form):
    reason = PlainTextField(
        label=_("Alasan pembatalan"),
        max_length=500,
        help_text=_("Dikirim kepada semua undangan."),
        error_messages={"required": _("Tuliskan alasannya, agar undangan tahu mengapa rapat batal.")},
    )


class AttendanceForm(forms.Form):
    """Hadir or berhalangan per invited person, and who came besides."""

    others = PlainTextField(
        label=_("Hadir di luar undangan"),
        help_text=_("Satu nama per baris, dengan unit kerja atau perusahaannya."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, rows: Sequence[MeetingInvitee], **kw: Any):
        super().__init__(data, **kw)
        self.rows = rows
        for row in rows:
            self.fields[f"presence-{row.pk}"] = forms.ChoiceField(
                choices=[("", "–"), *Presence.choices], required=False, initial=row.presence
            )
            self.fields[f"reason-{row.pk}"] = PlainTextField(
                max_length=200, required=False, initial=row.reason
            )

    def lines(self) -> Iterable[tuple[MeetingInvitee, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"presence-{row.pk}"], self[f"reason-{row.pk}"]) for row in self.rows]

    def presences(self) -> dict[int, Attendance]:
        """As ticked; with the other button everybody who is not ticked came."""
        data, rest = self.cleaned_data, Presence.PRESENT if "rest_present" in self.data else ""
        return {
            row.pk: Attendance(data[f"presence-{row.pk}"] or rest, data[f"reason-{row.pk}"])
            for row in self.rows
        }


class ScanForm(forms.Form):
    file = ScanField(label=_("Pindaian atau foto"))


class MinutesForm(forms.Form):
    """Number, day and text of the minutes."""

    number = PlainTextField(label=_("Nomor notulen"), max_length=NUMBER)
    held_on = forms.DateField(label=_("Tanggal rapat"), widget=_day())
    minutes = PlainTextField(
        label=_("Notulen"),
        max_length=20000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Jalannya pembahasan. Keputusannya ditulis bernomor di bawah."),
    )

    def record(self) -> Minutes:
        data = self.cleaned_data
        return Minutes(data["number"], data["held_on"], data["minutes"])


class DecisionForm(forms.Form):
    """One numbered decision; PIC and date belong together."""

    text = PlainTextField(
        label=_("Keputusan"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    pic = forms.ModelChoiceField(
        label=_("PIC"), queryset=User.objects.none(), required=False, empty_label=_("– tanpa PIC –")
    )
    due_on = forms.DateField(label=_("Batas Waktu"), required=False, widget=_day())

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is not None:
            self.fields["pic"].queryset = people  # type: ignore[attr-defined]
            self.fields["pic"].choices = [("", gettext("– tanpa PIC –")), *((p.pk, str(p)) for p in people)]  # type: ignore[attr-defined]
        for name, label in (("text", _("Keputusan")), ("pic", _("PIC")), ("due_on", _("Batas Waktu"))):
            self.fields[name].widget.attrs["aria-label"] = label
            self.fields[name].widget.attrs["class"] = "form-select" if name == "pic" else "form-control"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pic, due_on, text = (cleaned.get(name) for name in ("pic", "due_on", "text"))
        if pic and not due_on and "due_on" not in self.errors:
            self.add_error("due_on", _("Isi batas waktunya."))
        if due_on and not pic and "pic" not in self.errors:
            self.add_error("pic", _("Pilih siapa yang menindaklanjuti."))
        if (pic or due_on) and not text and "text" not in self.errors:
            self.add_error("text", _("Tuliskan keputusannya."))
        return cleaned

    def line(self) -> DecisionLine:
        data = self.cleaned_data
        return DecisionLine(data.get("text", ""), data.get("pic"), data.get("due_on"))


#: Empty lines below those that are there: enough for one meeting without scripts.
SPARE = 4


def decision_forms(
    decisions: Iterable[MeetingDecision], people: Any, data: Mapping[str, Any] | None = None
) -> "forms.BaseFormSet[DecisionForm]":
    """A row per decision and a few empty ones."""
    factory = forms.formset_factory(DecisionForm, extra=SPARE, max_num=100, absolute_max=100)
    initial = [{"text": row.text, "pic": row.pic_id, "due_on": row.due_on} for row in decisions]
    return factory(data, initial=initial, prefix="decision", form_kwargs={"people": list_of(people)})


def list_of(people: Any) -> Any:
    """Evaluated once for all rows; a row validates against the same list."""
    len(people)
    return people


class EstablishmentForm(forms.Form):
    """What the minutes say, and which approved scorecards the meeting establishes."""

    number = PlainTextField(label=_("Nomor notulen"), max_length=NUMBER)
    held_on = forms.DateField(label=_("Tanggal rapat"), widget=_day())
    effective_from = forms.DateField(
        label=_("Tanggal Berlaku"),
        help_text=_("Scorecard berlaku sebagai Rev. 00 mulai tanggal ini."),
        widget=_day(),
    )
    attendance = PlainTextField(
        label=_("Daftar hadir"),
        help_text=_("Satu nama per baris. Cantumkan juga yang berhalangan."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    minutes = PlainTextField(
        label=_("Notulen"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    scorecards = forms.ModelMultipleChoiceField(
        label=_("Scorecard yang ditetapkan"),
        queryset=Scorecard.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sekurangnya satu scorecard yang ditetapkan.")},
    )

    def __init__(
        self, *args: Any, cycle: PlanningCycle, planned: Meeting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        # All of the year: the service says in words when one of them is no longer approved.
        self.fields["scorecards"].queryset = Scorecard.objects.filter(cycle=cycle)  # type: ignore[attr-defined]
        if planned is not None:
            self.fields["attendance"].required = False
            self.fields["attendance"].label = gettext("Hadir di luar undangan")
            self.fields["attendance"].help_text = ""
        if planned is not None and planned.status == Meeting.Status.ISSUED:
            for name in ("number", "held_on", "attendance", "minutes"):
                self.fields[name].disabled = True

    def record(self) -> MeetingRecord:
        data = self.cleaned_data
        return MeetingRecord(
            data["number"], data["held_on"], data["effective_from"], data["attendance"], data["minutes"]
        )
