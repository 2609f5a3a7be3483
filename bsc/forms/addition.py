"""What a change request adds, as its pages ask for it: the KPI forms with what is special after the lock."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.forms.kpi import GroupForm, JoinForm, KpiForm, measure_initial, weighing_initial
from bsc.models import ChangeAddition, FigureClass, Kpi, Measure, Objective
from bsc.rules.figure_class import is_restricted
from bsc.selectors.figure_class import class_label
from bsc.selectors.parents import joinable_by_change
from bsc.selectors.rows import KpiRow
from bsc.selectors.stored_rows import read_row
from bsc.services.addition import ClassWish
from cint_portal.organization.models import User

Class = ChangeAddition.FigureClass


class AdditionForm(KpiForm):
    """A KPI with a measure of its own, and the class that its figures shall have."""

    figure_class = forms.ChoiceField(
        label=gettext_lazy("Kelas angka realisasi"), required=False, widget=forms.RadioSelect
    )
    class_reason = forms.CharField(
        label=gettext_lazy("Alasan kelas angka"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Wajib bila kelasnya tidak mengikuti aturan; tersimpan di riwayatnya."),
    )

    def __init__(self, *args: Any, objective: Objective, replaces: Kpi | None = None, **kwargs: Any) -> None:
        super().__init__(*args, objective=objective, **kwargs)
        field: Any = self.fields["figure_class"]
        field.choices = [(Class.BY_RULE.value, _by_rule(objective, replaces)), *Class.choices[1:]]
        field.help_text = _("Kelas Internal hanya dapat diteruskan ke Direksi oleh Kepala Bagian CMS.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("figure_class") and not data.get("class_reason", "").strip():
            self.add_error("class_reason", _("Tuliskan alasan kelas angka ini."))
        return data

    def wish(self) -> ClassWish:
        return ClassWish(self.cleaned_data["figure_class"], self.cleaned_data["class_reason"])


def _by_rule(objective: Objective, replaces: Kpi | None) -> str:
    """What holds when nothing else is chosen."""
    said = FigureClass.objects.filter(measure=replaces.measure_id).first() if replaces else None
    if said is not None:
        return _("Sama dengan KPI yang diganti: %(label)s") % {"label": class_label(said.is_restricted)}
    lane = objective.perspective
    label = class_label(is_restricted(None, [lane.kind]))
    return _("Mengikuti aturan perspektif %(lane)s: %(label)s") % {"lane": lane.label, "label": label}


class JoinByChangeForm(JoinForm):
    """KPI Bersama of a scorecard that is established already."""

    def __init__(self, *args: Any, objective: Objective, user: User, **kwargs: Any) -> None:
        super().__init__(*args, objective=objective, user=user, **kwargs)
        measure: Any = self.fields["measure"]
        measure.queryset = joinable_by_change(objective.perspective.scorecard, user)


AnyAdditionForm = AdditionForm | JoinByChangeForm | GroupForm


def addition_initial(addition: ChangeAddition) -> dict[str, Any]:
    """The stored row as its form shows it."""
    objective = addition.objective
    row = {**addition.row, "parts": []}
    shown = read_row(row, objective_id=objective.pk, lane_id=objective.perspective_id)
    return _initial(shown) | {
        "measure": addition.measure_id,
        "figure_class": addition.figure_class,
        "class_reason": addition.class_reason,
    }


def replacement_initial(row: KpiRow) -> dict[str, Any]:
    """The KPI that ends, as the start of the one that takes its place."""
    return _initial(row) | {"name": row.name, "weight": freed_weight(row)}


def freed_weight(row: KpiRow) -> Decimal | None:
    """What a row weighs; of a group without a weight of its own, its running sub-indicators."""
    given = [part.weight for part in row.parts if part.weight is not None and part.is_running]
    return row.weight if row.weight is not None or not given else sum(given, Decimal(0))


def _initial(row: KpiRow) -> dict[str, Any]:
    initial = weighing_initial(row)
    return initial | (measure_initial(Measure(cap=row.measure.own_cap), row.measure) if row.measure else {})
