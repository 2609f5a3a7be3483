"""The class of measures' figures, Terbatas or Internal, and how it came about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.translation import gettext as _

from bsc.models import FigureClass, Kpi, Measure
from bsc.rules.figure_class import is_restricted, restricted_among
from bsc.selectors.calculation import sources_by_measure
from cint_portal.organization.models import User

Edges = Mapping[int, Iterable[int]]


def restricted_measures(measure_ids: Iterable[int], edges: Edges | None = None) -> frozenset[int]:
    """Those of these measures whose figures are Terbatas. Two queries, however many they are."""
    wanted = set(measure_ids)
    edges = edges or {}
    every = wanted | {source for sources in edges.values() for source in sources}
    explicit = dict(
        FigureClass.objects.filter(measure__in=every).values_list("measure", "is_restricted").order_by()
    )
    return restricted_among(wanted, explicit, _lanes(every), edges)


def _lanes(measure_ids: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Kpi.objects.of_units().filter(measure__in=list(measure_ids)).order_by()
    for pk, kind in rows.values_list("measure", "objective__perspective__kind").distinct():
        found[pk or 0].add(kind)
    return found


@dataclass(frozen=True)
class ClassLine:
    """One decision of CMS."""

    at: datetime
    name: str
    label: str
    reason: str


@dataclass(frozen=True)
class FigureClassCard:
    """The class of one measure, where it comes from, and what CMS decided before, newest first."""

    measure: Measure
    explicit: bool | None
    by_default: bool
    rests_on_restricted: bool
    reason: str
    history: tuple[ClassLine, ...]

    @property
    def is_restricted(self) -> bool:
        return self.by_default if self.explicit is None else self.explicit

    @property
    def label(self) -> str:
        return class_label(self.is_restricted)

    @property
    def why(self) -> str:
        if self.explicit is not None:
            return _("Ditetapkan CMS: %(reason)s") % {"reason": self.reason}
        if self.rests_on_restricted:
            return _("Dihitung dari KPI Terbatas.")
        if self.by_default:
            return _("KPI perspektif Financial adalah Terbatas kecuali CMS menetapkan lain.")
        return _("Bukan KPI perspektif Financial.")


def class_label(restricted: bool) -> str:
    return _("Terbatas") if restricted else _("Internal")


def figure_class_of(measure: Measure) -> FigureClassCard:
    """The class with its history; four queries, six for a calculated measure."""
    edges = sources_by_measure(measure.cycle_id) if _is_calculated(measure) else {}
    row = FigureClass.objects.filter(measure=measure).first()
    below = bool(restricted_measures(edges.get(measure.pk, ()), edges))
    lanes = _lanes([measure.pk])[measure.pk]
    return FigureClassCard(
        measure=measure,
        explicit=row.is_restricted if row else None,
        by_default=is_restricted(None, lanes, rests_on_restricted=below),
        rests_on_restricted=below,
        reason=row.reason if row else "",
        history=_history(measure),
    )


def _is_calculated(measure: Measure) -> bool:
    return measure.value_source in (Measure.ValueSource.FORMULA, Measure.ValueSource.ROLLUP)


def _history(measure: Measure) -> tuple[ClassLine, ...]:
    """From the row history; a deleted row means that the default holds again."""
    events = apps.get_model("bsc", "FigureClassEvent").objects.filter(measure=measure.pk).order_by("-pgh_id")
    rows = list(events)
    people = User.objects.in_bulk({row.decided_by_id for row in rows}) if rows else {}
    return tuple(
        ClassLine(
            row.decided_at, str(people.get(row.decided_by_id, "")), class_label(row.is_restricted), row.reason
        )
        for row in rows
        if row.pgh_label != "delete"
    )
