"""What does not fit together in the cascade of a year, each with the place where it is settled (7.1.13)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower, Trim
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bsc.models import Kpi, Objective, Scorecard
from bsc.models.scorecard import CascadeKind
from bsc.scoring.rollup import Child, target_gap
from bsc.selectors.cascade import supported
from bsc.selectors.parent_seen import open_changes, parent_changes
from bsc.selectors.rows import DECIDED
from cint_portal.core.counting import counts_of
from cint_portal.core.templatetags.portal_format import num
from cint_portal.organization.models import PlanningCycle, Unit, User

_CARD = "objective__perspective__scorecard"
_PARENT_CARD = "parent__objective__perspective__scorecard"


@dataclass(frozen=True)
class CascadeFinding:
    """One thing to settle: where it is, what is the matter, and the link that leads to the remedy."""

    unit_name: str
    name: str
    detail: str
    url: str
    action: str


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding; `rows` counts and pages in the database, `shown` writes the rows of a page."""

    code: str
    label: Any
    meaning: Any
    fine: Any
    rows: Callable[["Reach"], QuerySet[Any] | Sequence[Any]]
    shown: Callable[[Sequence[Any]], list[CascadeFinding]]


@dataclass(frozen=True)
class Reach:
    """The scorecards of a year that the person may see."""

    visible: QuerySet[Scorecard]

    @property
    def sources(self) -> QuerySet[Scorecard]:
        """Decided scorecards of the company and its directorates."""
        return self.visible.filter(status__in=DECIDED).exclude(unit__kind=Unit.Kind.DEPARTMENT)

    @property
    def departments(self) -> QuerySet[Scorecard]:
        return self.visible.filter(unit__kind=Unit.Kind.DEPARTMENT)


def reach_of(cycle: PlanningCycle, user: User) -> Reach:
    return Reach(Scorecard.objects.visible_to(user).filter(cycle=cycle))


def _kpis(cards: QuerySet[Scorecard]) -> QuerySet[Kpi]:
    """Rows directly under the objectives of these scorecards, in order."""
    return (
        Kpi.objects.filter(objective__perspective__scorecard__in=cards, group=None)
        .select_related("measure", f"{_CARD}__unit", "parent__measure", f"{_PARENT_CARD}__unit")
        .order_by(f"{_CARD}__unit__name", "objective__position", "position", "pk")
    )


def _finding(kpi: Kpi, detail: str, action: str, page: str = "bsc:kpi-detail") -> CascadeFinding:
    unit = kpi.objective.perspective.scorecard.unit
    return CascadeFinding(unit.name, kpi.name, detail, reverse(page, args=[kpi.pk]), action)


# --- Gaps: an objective that no unit supports -------------------------------------------------------------


def _gaps(reach: Reach) -> QuerySet[Objective]:
    return (
        Objective.objects.filter(perspective__scorecard__in=reach.sources)
        .filter(~supported())
        .select_related("perspective__scorecard__unit")
        .order_by("perspective__scorecard__unit__kind", "perspective__position", "position", "pk")
    )


def _shown_gaps(rows: Sequence[Objective]) -> list[CascadeFinding]:
    return [
        CascadeFinding(
            row.perspective.scorecard.unit.name,
            row.name,
            _("Belum ada unit kerja yang berkontribusi."),
            reverse("bsc:cascade-objective", args=[row.pk]),
            _("Tentukan unit kerja"),
        )
        for row in rows
    ]


# --- Orphans: no parent and no stated basis, or a basis that CMS has not accepted ---------------------------


def _orphans(reach: Reach) -> QuerySet[Kpi]:
    return _kpis(reach.departments).filter(parent=None).filter(basis="", objective__basis="")


def _shown_orphans(rows: Sequence[Kpi]) -> list[CascadeFinding]:
    text = _("Tanpa KPI Induk dan tanpa Dasar Penetapan.")
    return [_finding(row, text, _("Pilih KPI Induk")) for row in rows]


def _bases(reach: Reach) -> QuerySet[Kpi]:
    """Stated but not accepted yet; CMS accepts with the row itself (7.1.14, 7.1.15)."""
    waiting = (*Scorecard.EDITABLE, Scorecard.Status.SENT_CMS)
    rows = _kpis(reach.departments.filter(status__in=waiting)).filter(parent=None)
    stated = ~Q(basis="") | ~Q(objective__basis="")
    return rows.filter(stated).exclude(decision=Kpi.Decision.ACCEPTED)


def _shown_bases(rows: Sequence[Kpi]) -> list[CascadeFinding]:
    return [_basis(row) for row in rows]


def _basis(row: Kpi) -> CascadeFinding:
    scorecard = row.objective.perspective.scorecard
    text = _("Dasar Penetapan: %(basis)s") % {"basis": row.basis or row.objective.basis}
    if scorecard.status == Scorecard.Status.SENT_CMS:
        url = reverse("bsc:approval-review", args=[scorecard.pk])
        return CascadeFinding(scorecard.unit.name, row.name, text, url, _("Periksa"))
    return _finding(row, text, _("Buka KPI"))


# --- Units and levels ---------------------------------------------------------------------------------------


def _mismatches(reach: Reach) -> QuerySet[Kpi]:
    """A child whose figure goes into its parent's, in another unit (parent %, child Rp)."""
    flows = Q(cascade_kind=CascadeKind.DIRECT) | ~Q(parent__rollup=Kpi.Rollup.NONE)
    return (
        _kpis(reach.visible)
        .filter(parent__isnull=False, measure__isnull=False, parent__measure__isnull=False)
        .filter(flows)
        .exclude(parent__rollup=Kpi.Rollup.RATIO)
        .annotate(own=Lower(Trim("measure__unit")), above=Lower(Trim("parent__measure__unit")))
        .exclude(own=F("above"))
    )


def _shown_mismatches(rows: Sequence[Kpi]) -> list[CascadeFinding]:
    return [_finding(row, _units(row), _("Samakan satuan")) for row in rows]


def _units(row: Kpi) -> str:
    assert row.measure is not None  # noqa: S101 (filtered)
    assert row.parent is not None  # noqa: S101 (filtered)
    assert row.parent.measure is not None  # noqa: S101 (filtered)
    texts = {"own": row.measure.unit, "parent": row.parent.name, "above": row.parent.measure.unit}
    return _("Satuan %(own)s, sedangkan KPI Induk “%(parent)s” memakai %(above)s.") % texts


def _skips(reach: Reach) -> QuerySet[Kpi]:
    """A department's KPI hangs on the company's although its directorate has a scorecard this year."""
    between = Scorecard.objects.filter(
        unit=OuterRef(f"{_CARD}__unit__parent"),
        cycle=OuterRef(f"{_CARD}__cycle"),
        unit__kind=Unit.Kind.DIRECTORATE,
    )
    skipping = _kpis(reach.departments).filter(**{f"{_PARENT_CARD}__unit__kind": Unit.Kind.CORPORATE})
    return skipping.filter(Exists(between)).select_related(f"{_CARD}__unit__parent")


def _shown_skips(rows: Sequence[Kpi]) -> list[CascadeFinding]:
    return [_finding(row, _level(row), _("Pilih KPI Induk direktorat")) for row in rows]


def _level(row: Kpi) -> str:
    unit = row.objective.perspective.scorecard.unit
    texts = {
        "parent": row.parent.name if row.parent else "",
        "between": unit.parent.name if unit.parent else "",
    }
    return _("Langsung ke “%(parent)s” milik perusahaan, melewati %(between)s.") % texts


# --- Target gaps --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetGap:
    """Selisih Target: what the children's targets leave of the parent's (roll-up sum and same)."""

    kpi: Kpi
    carried: Decimal
    gap: Decimal


def _target_gaps(reach: Reach) -> list[TargetGap]:
    """Two queries; a shared measure counts once (§4)."""
    checked = (Kpi.Rollup.SUM, Kpi.Rollup.SAME)
    parents = list(_kpis(reach.sources).filter(rollup__in=checked, measure__isnull=False))
    below: dict[int | None, list[Child]] = defaultdict(list)
    children = Kpi.objects.filter(parent__in=parents, measure__isnull=False)
    children = children.filter(objective__perspective__scorecard__in=reach.visible).order_by("pk")
    for parent, measure, target, weight in children.values_list(
        "parent", "measure", "measure__target", "weight"
    ):
        below[parent].append(Child(measure, target, weight))
    return list(_gaps_of(parents, below))


def _gaps_of(parents: Sequence[Kpi], below: dict[int | None, list[Child]]) -> Iterator[TargetGap]:
    for parent in parents:
        shares, target = below[parent.pk], parent.measure.target if parent.measure else None
        owners = {share.measure for share in shares if share.value is not None}
        if parent.rollup == Kpi.Rollup.SAME and len(owners) > 1:
            continue
        gap = target_gap(target, shares, parent.rollup)
        if gap and target is not None:
            yield TargetGap(parent, target - gap, gap)


def _shown_target_gaps(rows: Sequence[TargetGap]) -> list[CascadeFinding]:
    found = []
    for row in rows:
        measure = row.kpi.measure
        assert measure is not None  # noqa: S101 (filtered)
        texts = {
            "target": num(measure.target),
            "carried": num(row.carried),
            "gap": num(row.gap),
            "unit": measure.unit,
            "rollup": row.kpi.get_rollup_display(),
        }
        text = _("Target %(target)s, turunannya %(carried)s, selisih %(gap)s %(unit)s (%(rollup)s).") % texts
        found.append(_finding(row.kpi, text, _("Lihat turunannya"), "bsc:cascade-branch"))
    return found


# --- Changed parents ----------------------------------------------------------------------------------------


def _reviews(reach: Reach) -> QuerySet[Any]:
    return open_changes(reach.visible)


def _shown_reviews(rows: Sequence[Any]) -> list[CascadeFinding]:
    return [
        CascadeFinding(
            row.unit_name,
            row.child,
            _("Induk “%(parent)s”: %(changes)s.") % {"parent": row.parent, "changes": "; ".join(row.changes)},
            f"{reverse('bsc:cascade-review', args=[row.scorecard_id])}#change-{row.seen_id}",
            _("Tinjau"),
        )
        for row in parent_changes(rows)
    ]


KINDS: tuple[FindingKind, ...] = (
    FindingKind(
        "gaps",
        gettext_lazy("Sasaran belum didukung"),
        gettext_lazy("Sasaran perusahaan atau direktorat tanpa satu pun unit kerja."),
        gettext_lazy("Setiap sasaran sudah didukung sekurangnya satu unit kerja."),
        _gaps,
        _shown_gaps,
    ),
    FindingKind(
        "orphans",
        gettext_lazy("KPI Tanpa Induk"),
        gettext_lazy("KPI departemen tanpa KPI Induk dan tanpa Dasar Penetapan."),
        gettext_lazy("Setiap KPI departemen mempunyai KPI Induk atau Dasar Penetapan."),
        _orphans,
        _shown_orphans,
    ),
    FindingKind(
        "bases",
        gettext_lazy("Dasar menunggu CMS"),
        gettext_lazy("KPI tanpa induk dengan Dasar Penetapan yang belum diterima CMS."),
        gettext_lazy("Tidak ada Dasar Penetapan yang menunggu CMS."),
        _bases,
        _shown_bases,
    ),
    FindingKind(
        "targets",
        gettext_lazy("Selisih Target"),
        gettext_lazy("Target turunan tidak sama dengan target induknya (jumlah, sama)."),
        gettext_lazy("Target turunan sesuai dengan target induknya."),
        _target_gaps,
        _shown_target_gaps,
    ),
    FindingKind(
        "units",
        gettext_lazy("Satuan berbeda"),
        gettext_lazy("Angka turunan masuk ke induknya, tetapi satuannya lain."),
        gettext_lazy("Satuan turunan sama dengan satuan induknya."),
        _mismatches,
        _shown_mismatches,
    ),
    FindingKind(
        "levels",
        gettext_lazy("Lompat jenjang"),
        gettext_lazy("KPI departemen langsung ke perusahaan, padahal direktoratnya punya scorecard."),
        gettext_lazy("Tidak ada jenjang yang dilewati."),
        _skips,
        _shown_skips,
    ),
    FindingKind(
        "reviews",
        gettext_lazy("Perlu ditinjau"),
        gettext_lazy("Induknya berubah sejak pemiliknya terakhir melihatnya."),
        gettext_lazy("Tidak ada induk yang berubah sejak terakhir ditinjau."),
        _reviews,
        _shown_reviews,
    ),
)


def finding_counts(reach: Reach) -> list[tuple[FindingKind, int]]:
    """How many of each kind, in two queries: target gaps are worked out."""
    found = [(kind, kind.rows(reach)) for kind in KINDS]
    counted = iter(counts_of(rows for _kind, rows in found if isinstance(rows, QuerySet)))
    return [(kind, next(counted) if isinstance(rows, QuerySet) else len(rows)) for kind, rows in found]
