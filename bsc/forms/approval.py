"""Forms of approval: a decision per KPI, the board's return."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bsc.models import Kpi
from bsc.services.approval import KpiDecision

MAX_COMMENT = 2000
Decision = Kpi.Decision


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": MAX_COMMENT})


class KpiDecisionForm(forms.Form):
    """CMS's decision on one KPI row."""

    decision = forms.ChoiceField(
        label=_("Keputusan"),
        choices=[(Decision.ACCEPTED, _("Terima")), (Decision.RETURNED, _("Kembalikan"))],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    comment = forms.CharField(
        label=_("Komentar untuk departemen"), max_length=MAX_COMMENT, required=False, widget=_area()
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, kpi: Kpi) -> None:
        decided = kpi.decision if kpi.decision != Decision.PENDING else ""
        initial = {"decision": decided, "comment": kpi.decision_comment if decided else ""}
        super().__init__(data, prefix=f"kpi-{kpi.pk}", initial=initial)
        self.kpi = kpi
        #: What CMS or the board wrote in the round before, shown beside the repaired row.
        self.last_comment = "" if decided else kpi.decision_comment
        self.fields["comment"].widget.attrs["aria-label"] = gettext("Komentar untuk %(kpi)s") % {"kpi": kpi}

    @property
    def was_posted(self) -> bool:
        return self.add_prefix("comment") in self.data

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == Decision.RETURNED and not cleaned.get("comment"):
            self.add_error("comment", _("Tuliskan apa yang perlu diperbaiki."))
        return cleaned

    def decide(self, default: str) -> KpiDecision:
        decision = self.cleaned_data["decision"] or default
        comment = self.cleaned_data["comment"]
        if decision == Decision.PENDING:
            comment = self.kpi.decision_comment
        return KpiDecision(self.kpi.pk, decision, comment)


class ReviewForms:
    """The decision forms of all KPI rows of a scorecard, bound or not."""

    def __init__(self, kpis: Iterable[Kpi], data: Mapping[str, Any] | None = None) -> None:
        self.forms = {kpi.pk: KpiDecisionForm(data, kpi=kpi) for kpi in kpis}

    def __iter__(self) -> Iterator[KpiDecisionForm]:
        return iter(self.forms.values())

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self]  # every form, so that each shows its errors
        return all(valid)

    def decisions(self, *, default: str = Decision.PENDING) -> list[KpiDecision]:
        """Decisions of the rows that can be read; `default` for rows without one.

        A row that the page did not send keeps what is stored, unless the rest is accepted.
        """
        sent = [form for form in self if form.was_posted or default != Decision.PENDING]
        return [form.decide(default) for form in sent if form.is_valid()]

    @property
    def progress(self) -> str:
        """3 dari 4 KPI sudah diperiksa, as stored."""
        done = sum(form.kpi.decision != Decision.PENDING for form in self)
        return gettext("%(n)d dari %(total)d KPI sudah diperiksa") % {"n": done, "total": len(self.forms)}

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """(id of the field, KPI, what is missing) of every comment that is not there, from top to bottom."""
        return [
            (form["comment"].id_for_label, str(form.kpi), " ".join(map(str, form["comment"].errors)))
            for form in self
            if form["comment"].errors
        ]

    @property
    def errors_by_name(self) -> dict[str, str]:
        return {
            form.add_prefix(name): " ".join(map(str, errors))
            for form in self
            for name, errors in form.errors.items()
        }


class BoardReturnForm(forms.Form):
    """The board's direction, and a comment on single KPIs where it has one."""

    reason = forms.CharField(
        label=_("Arahan Direksi"),
        help_text=_("Wajib diisi. Tercatat di riwayat dan dibaca penyusun scorecard."),
        max_length=MAX_COMMENT,
        widget=_area(4),
        error_messages={"required": _("Tuliskan arahan, agar penyusun tahu apa yang perlu diperbaiki.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, kpis: Iterable[Kpi]) -> None:
        super().__init__(data, prefix="return")
        self.rows = {f"kpi_{kpi.pk}": kpi for kpi in kpis}
        for name, kpi in self.rows.items():
            self.fields[name] = forms.CharField(
                label=str(kpi), max_length=MAX_COMMENT, required=False, widget=_area()
            )

    @property
    def kpi_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rows]

    @property
    def has_comments(self) -> bool:
        return self.is_bound and any(field.value() for field in self.kpi_fields)

    def decisions(self) -> list[KpiDecision]:
        """A comment on a KPI returns that KPI; the others stay as they are."""
        return [
            KpiDecision(kpi.pk, Decision.RETURNED, self.cleaned_data[name])
            for name, kpi in self.rows.items()
            if self.cleaned_data.get(name)
        ]
