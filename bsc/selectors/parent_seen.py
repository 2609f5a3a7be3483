"""Children whose parent says something else than their owner knew: perlu ditinjau (7.1.13, realities 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import ParentSeen, Scorecard
from bsc.selectors.rows import ScorecardStructure
from cint_portal.core.composed import Composed, Given
from cint_portal.core.dates import format_month
from cint_portal.core.templatetags.portal_format import num, reader_language

_PARENT = "kpi__parent"
_CARD = ("kpi__objective__perspective__scorecard", "objective__perspective__scorecard")


@dataclass(frozen=True)
class ParentChange:
    """One child with what changed in its parent, as sentences from → to."""

    seen_id: int
    scorecard_id: int
    unit_name: str
    child: str
    parent: str
    is_kpi: bool
    url: str
    changes: tuple[str, ...]


def open_changes(scorecards: QuerySet[Scorecard] | Iterable[Scorecard]) -> QuerySet[ParentSeen]:
    """Rows of these scorecards whose parent changed since the owner last looked. One query."""
    return (
        _open()
        .filter(pk__in=_of_cards(scorecards))
        .select_related(
            "kpi__measure",
            "kpi__parent__measure",
            "kpi__parent__replaced_by__measure",
            f"{_CARD[0]}__unit",
            f"{_CARD[0]}__cycle",
            "objective__source",
            f"{_CARD[1]}__unit",
            f"{_CARD[1]}__cycle",
        )
        .order_by("pk")
    )


def count_changes(read: ScorecardStructure) -> int:
    """How many rows of a scorecard that has been read wait to be looked at. One query if any has a parent."""
    kpis = [row.id for kpi in read.kpis for row in (kpi, *kpi.parts) if row.parent]
    objectives = [row.id for row in read.objectives if row.source_id]
    if not kpis and not objectives:
        return 0
    return len(_OPEN_OF(kpis=kpis, objectives=objectives))


def _named() -> QuerySet[ParentSeen]:
    """With what the parent of a KPI is called now."""
    return ParentSeen.objects.annotate(
        kpi_name=Coalesce(f"{_PARENT}__measure__name", f"{_PARENT}__title"),
        kpi_unit=Coalesce(f"{_PARENT}__measure__unit", "unit"),
    )


def _kpi_is_open() -> Q:
    """Of rows that are named."""
    same = Q(name=F("kpi_name"), unit=F("kpi_unit")) & _equal("target", f"{_PARENT}__measure__target")
    return Q(kpi__parent=F("parent_pk")) & ~(same & _equal("through_month", f"{_PARENT}__through_month"))


def _objective_is_open() -> Q:
    return Q(objective__source=F("parent_pk")) & ~Q(name=F("objective__source__name"))


def _open() -> QuerySet[ParentSeen]:
    """All whose parent says something else by now."""
    return _named().filter(_kpi_is_open() | _objective_is_open())


def _open_of() -> QuerySet[ParentSeen, Any]:
    """Those of given rows: KPIs and objectives apart, so that neither way reads what the other needs."""
    of_kpis = _named().filter(_kpi_is_open(), kpi__among=Given("kpis"))
    of_objectives = ParentSeen.objects.filter(_objective_is_open(), objective__among=Given("objectives"))
    return of_kpis.order_by().values_list("pk").union(of_objectives.values_list("pk"), all=True)


_OPEN_OF = Composed(_open_of)


def _of_cards(scorecards: QuerySet[Scorecard] | Iterable[Scorecard]) -> QuerySet[ParentSeen, Any]:
    """Through KPIs or through objectives: as two ways each finds its index, as one `or` neither does."""
    by_kpi, by_objective = (ParentSeen.objects.filter(**{f"{way}__in": scorecards}) for way in _CARD)
    return by_kpi.values("pk").union(by_objective.values("pk"), all=True)


def _equal(left: str, right: str) -> Q:
    """Equal, or both unknown."""
    return Q(**{left: F(right)}) | Q(**{f"{left}__isnull": True, f"{right}__isnull": True})


def card_of(row: ParentSeen) -> Scorecard:
    """The scorecard of the child."""
    objective = row.kpi.objective if row.kpi else row.objective
    assert objective is not None  # noqa: S101 (the table's constraint: one of both)
    return objective.perspective.scorecard


def parent_changes(rows: Iterable[ParentSeen]) -> list[ParentChange]:
    return [_of_kpi(row) if row.kpi_id else _of_objective(row) for row in rows]


def _of_kpi(row: ParentSeen) -> ParentChange:
    kpi = row.kpi
    assert kpi is not None  # noqa: S101 (the caller asked)
    assert kpi.parent is not None  # noqa: S101 (only rows with a parent are open)
    scorecard, measure = kpi.objective.perspective.scorecard, kpi.parent.measure
    found: list[str] = []
    _changed(found, _("nama"), row.name, kpi.parent.name)
    _changed(found, _("target"), _number(row.target), _number(measure.target if measure else None))
    _changed(found, _("satuan"), row.unit or "–", measure.unit if measure else row.unit or "–")
    if kpi.parent.through_month != row.through_month and kpi.parent.through_month is not None:
        month = format_month(scorecard.cycle.year, kpi.parent.through_month, reader_language())
        found.append(_("dihentikan setelah %(month)s") % {"month": month})
        if kpi.parent.successor is not None:
            found.append(_("digantikan “%(kpi)s”") % {"kpi": kpi.parent.successor.name})
    elif kpi.parent.through_month != row.through_month:
        found.append(_("berlaku lagi"))
    return ParentChange(
        seen_id=row.pk,
        scorecard_id=scorecard.pk,
        unit_name=scorecard.unit.name,
        child=kpi.name,
        parent=kpi.parent.name,
        is_kpi=True,
        url=reverse("bsc:kpi-detail", args=[kpi.pk]),
        changes=tuple(found),
    )


def _of_objective(row: ParentSeen) -> ParentChange:
    objective = row.objective
    assert objective is not None  # noqa: S101 (the caller asked)
    assert objective.source is not None  # noqa: S101 (only rows with a source are open)
    scorecard = objective.perspective.scorecard
    found: list[str] = []
    _changed(found, _("nama"), row.name, objective.source.name)
    return ParentChange(
        seen_id=row.pk,
        scorecard_id=scorecard.pk,
        unit_name=scorecard.unit.name,
        child=objective.name,
        parent=objective.source.name,
        is_kpi=False,
        url=reverse("bsc:objective-detail", args=[objective.pk]),
        changes=tuple(found),
    )


def _changed(found: list[str], what: str, before: Any, after: Any) -> None:
    if before != after:
        texts = {"what": what, "before": before, "after": after}
        found.append(_("%(what)s “%(before)s” → “%(after)s”") % texts)


def _number(value: Decimal | None) -> str:
    return "–" if value is None else num(value)
