"""CMS's decision per row of a register."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from issues.forms.fields import MAX_TEXT, area, errors_by_name
from issues.models import Category, Issue, IssueRegister, Question
from issues.rules import RowDecision
from issues.selectors import ShownValue, option_words, previous_round, values_of, with_reviews

Decision = Issue.Decision


def _text(label: Any, rows: int = 2) -> forms.CharField:
    widget = area("form-control")
    widget.attrs["rows"] = rows
    return forms.CharField(label=label, max_length=MAX_TEXT, required=False, widget=widget)


class RowDecisionForm(forms.Form):
    """CMS's decision on one row, its own words beside it, and a question that is being typed."""

    decision = forms.ChoiceField(
        choices=[(Decision.ACCEPTED, _("Terima")), (Decision.RETURNED, _("Kembalikan"))],
        required=False,
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(
        label=_("Kategori SWOT"),
        choices=Category.choices,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = _text(_("Alasan perubahan kategori"), rows=1)
    comment = _text(_("Komentar untuk departemen"))
    annotation = _text(_("Catatan CMS di samping baris ini"))
    question = _text(_("Pertanyaan untuk departemen"))
    #: The thread as the page showed it.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, issue: Issue, register: IssueRegister
    ) -> None:
        decided = issue.decision if issue.decision != Decision.PENDING else ""
        initial = {
            "decision": decided,
            "category": issue.final_category,
            "reason": issue.category_reason,
            "comment": issue.decision_comment,
            "annotation": issue.annotation,
        }
        super().__init__(data, prefix=f"row-{issue.pk}", initial=initial)
        self.row = issue
        self.previous = previous_round(issue)
        self.is_settled = issue.is_settled(register)

    def clean(self) -> dict[str, Any]:
        """What keeps this one row from being stored: said beside the field, the other rows go on."""
        cleaned: dict[str, Any] = super().clean() or {}
        decision = cleaned.get("decision")
        if decision == Decision.RETURNED and not cleaned.get("comment"):
            self.add_error("comment", _("Tuliskan apa yang perlu diperbaiki."))
        if decision and self._changes_category(cleaned) and not cleaned.get("reason"):
            self.add_error("reason", _("Tuliskan alasannya; departemen membacanya."))
        if decision and cleaned.get("seen") not in (None, self.row.thread_size):
            self.add_error("decision", _("Tanya jawab baris ini bertambah. Baca dahulu, lalu putuskan."))
        elif decision == Decision.ACCEPTED and self.row.has_open_question:
            self.add_error("decision", _("Belum dijawab departemen. Tunggu, atau tarik pertanyaannya."))
        return cleaned

    def _changes_category(self, cleaned: Mapping[str, Any]) -> bool:
        return cleaned.get("category") not in (None, "", self.row.category)

    @property
    def was_posted(self) -> bool:
        return any(self.add_prefix(name) in self.data for name in self.fields)

    @property
    def options(self) -> list[ShownValue]:
        """What the department says besides the six columns."""
        return option_words(values_of(self.row))

    @property
    def thread(self) -> list[Question]:
        return list(self.row.questions.all())

    @property
    def shown_category(self) -> str:
        """The category that the page shows as chosen: with another than the proposed one goes a reason."""
        return str(self["category"].value() or self.row.category)

    @property
    def has_category_change(self) -> bool:
        return self.shown_category != self.row.category

    @property
    def stored_text(self) -> str:
        """What another reviewer stored on this row, where the page says something else."""
        row = self.row
        stored = row.decision if row.decision != Decision.PENDING else ""
        if (stored, row.decision_comment) == (self["decision"].value() or "", self["comment"].value() or ""):
            return ""
        who = {"decision": row.get_decision_display(), "name": row.decided_by or "CMS"}
        text = gettext("Tersimpan: %(decision)s (%(name)s).") % who
        return f"{text} {row.decision_comment}".strip()

    def decide(self, *, default: str = Decision.PENDING) -> RowDecision:
        cleaned = self.cleaned_data
        return RowDecision(
            cleaned["decision"] or default,
            cleaned["comment"],
            cleaned["category"],
            cleaned["reason"],
            cleaned["annotation"] if self.add_prefix("annotation") in self.data else None,
            cleaned["seen"],
        )

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What stands in the form, in words, to be copied where it could not be stored."""
        decisions, categories = dict(self.fields["decision"].choices), dict(Category.choices)  # type: ignore[attr-defined]
        values = {name: self[name].value() or "" for name in self.fields}
        shown = [
            (_("Keputusan"), decisions.get(values["decision"], "")),
            (_("Kategori SWOT"), categories.get(values["category"], "") if self.has_category_change else ""),
            *((self[name].label, values[name]) for name in ("reason", "comment", "annotation", "question")),
        ]
        return [(str(label), str(text)) for label, text in shown if text]


class ReviewForms:
    """The decision forms of all rows that this round decides, bound or not."""

    def __init__(self, register: IssueRegister, data: Mapping[str, Any] | None = None) -> None:
        issues = with_reviews(register.issues.all())
        self.register = register
        self.forms = [RowDecisionForm(data, issue=issue, register=register) for issue in issues]
        self.open = [form for form in self.forms if not form.is_settled]
        self.settled = [form for form in self.forms if form.is_settled]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.open]  # every form, so that each shows its errors
        return all(valid)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.open)

    def decisions(self, *, default: str = Decision.PENDING) -> dict[int, RowDecision]:
        """Decisions of the forms that can be read, by the rows' ids; `default` for rows without one."""
        return {form.row.pk: form.decide(default=default) for form in self.open if form.is_valid()}

    def question_on(self, row: int) -> str:
        """The question typed on the row with this id."""
        typed = [form["question"].value() for form in self.open if form.row.pk == row]
        return (typed[0] or "")[:MAX_TEXT] if typed else ""

    @property
    def progress(self) -> str:
        """5 dari 16 baris sudah diperiksa, as stored."""
        decided = sum(form.row.decision != Decision.PENDING for form in self.forms)
        counts = {"n": decided, "total": len(self.forms)}
        return gettext("%(n)d dari %(total)d baris sudah diperiksa") % counts

    @property
    def outcome(self) -> str:
        """What ending the round would do now, as stored: said above the button that ends it."""
        words = [form.row.decision for form in self.open]
        pending, returned = words.count(Decision.PENDING), words.count(Decision.RETURNED)
        if pending:
            text = ngettext("%(n)d baris belum diputuskan.", "%(n)d baris belum diputuskan.", pending)
            return text % {"n": pending}
        if returned:
            text = ngettext(
                "Register kembali ke departemen: %(n)d baris perlu diperbaiki.",
                "Register kembali ke departemen: %(n)d baris perlu diperbaiki.",
                returned,
            )
            return text % {"n": returned}
        return gettext("Register diterima: semua baris diterima.")

    @property
    def cells(self) -> dict[str, str]:
        """What the page updates after each save."""
        return {"progress": self.progress, "outcome": self.outcome}

    @property
    def errors_by_name(self) -> dict[str, str]:
        return errors_by_name(self.open)
