"""From the company's KPIs down to the departments': as a tree that opens branch by branch, and as a table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, QuerySet
from django.utils.translation import ngettext

from bsc.models import Kpi, Objective, Scorecard
from bsc.models.scorecard import CascadeKind, CascadeScope
from bsc.selectors.cascade import supported
from bsc.selectors.cascade_findings import Reach
from bsc.selectors.parent_seen import open_changes
from cint_portal.core.addresses import pages_of
from cint_portal.core.templatetags.portal_format import num
from cint_portal.organization.models import Unit

Pages = tuple[Callable[[int], str], Callable[[int], str]]

_CARD = "objective__perspective__scorecard"
_JOINED = ("measure", f"{_CARD}__unit__parent", "parent__measure", f"parent__{_CARD}__unit")


def _above(kpi: str) -> tuple[str, ...]:
    """What says in which unit a KPI stands, link by link."""
    lane = f"{kpi}__objective__perspective"
    return (f"{kpi}__objective", lane, f"{lane}__scorecard", f"{lane}__scorecard__unit__kind")


#: Of thirteen wide tables only what a node says.
_SAID = (
    "objective__perspective__scorecard",
    "title",
    "weight",
    "cascade_kind",
    "cascade_scope",
    "rollup",
    "measure__name",
    "measure__target",
    "measure__unit",
    f"{_CARD}__unit__name",
    f"{_CARD}__unit__kind",
    f"{_CARD}__unit__parent__kind",
    "parent__title",
    "parent__rollup",
    "parent__parent",
    "parent__measure__name",
    "parent__measure__unit",
    *_above("parent"),
)
#: More children than this are shown page by page.
PER_BRANCH = 50


@dataclass(frozen=True)
class Node:
    """A KPI in the tree with ready-made strings; `children` counts what hangs on it directly, in the tree."""

    url: str
    branch_url: str
    name: str
    unit_name: str
    target: str
    unit: str
    weight: str
    cascade: str
    rollup: str
    children: int
    children_text: str
    has_other_unit: bool
    skips_level: bool


@dataclass(frozen=True)
class Stem:
    """An objective of the source with its KPIs."""

    url: str
    name: str
    perspective: str
    is_gap: bool
    nodes: tuple[Node, ...]


def stems(scorecard: Scorecard, reach: Reach) -> list[Stem]:
    """Objectives of a scorecard with their KPIs and the number of their children. Three queries."""
    rows = (
        Objective.objects.filter(perspective__scorecard=scorecard)
        .select_related("perspective")
        .annotate(is_supported=supported())
        .order_by("perspective__position", "position", "pk")
    )
    kpis = nodes_of(_read(Kpi.objects.filter(objective__perspective__scorecard=scorecard)), reach)
    by_objective = {key: [node for _key, node in found] for key, found in groupby(kpis, lambda row: row[0])}
    page = pages_of("bsc:cascade-objective")
    return [
        Stem(
            page(row.pk),
            row.name,
            row.perspective.label,
            not row.is_supported,
            tuple(by_objective.get(row.pk, ())),
        )
        for row in rows
    ]


def branch(kpi: Kpi, reach: Reach) -> QuerySet[Kpi]:
    """What hangs on a KPI directly, as far as the person may see it."""
    return _read(Kpi.objects.filter(parent=kpi, objective__perspective__scorecard__in=reach.visible))


def _read(kpis: QuerySet[Kpi]) -> QuerySet[Kpi]:
    return (
        kpis.filter(group=None)
        .select_related(*_JOINED)
        .only(*_SAID)
        .order_by(
            f"{_CARD}__unit__name",
            "objective__perspective__position",
            "objective__position",
            "objective",
            "position",
            "pk",
        )
    )


def nodes_of(rows: Iterable[Kpi], reach: Reach) -> list[tuple[int, Node]]:
    """(objective, node) per row. One query more: the children of these rows that the person may see."""
    found = list(rows)
    children = _children_of(found, reach)
    pages = _pages()
    return [(row.objective_id, _node(row, pages, children.get(row.pk, 0))) for row in found]


def _children_of(rows: list[Kpi], reach: Reach) -> dict[int, int]:
    """Counted once for all rows shown: as a join or a column of theirs it would be worked out row by row."""
    found = Kpi.objects.filter(parent__in=[row.pk for row in rows], **{f"{_CARD}__in": reach.visible})
    return dict(found.order_by().values_list("parent").annotate(Count("pk")))


def _pages() -> Pages:
    """Of a KPI itself, and of what hangs on it."""
    return pages_of("bsc:kpi-detail"), pages_of("bsc:cascade-branch")


def _node(row: Kpi, pages: Pages, children: int = 0) -> Node:
    scorecard, measure = row.objective.perspective.scorecard, row.measure
    return Node(
        url=pages[0](row.pk),
        branch_url=pages[1](row.pk),
        name=row.name,
        unit_name=scorecard.unit.name,
        target="–" if measure is None or measure.target is None else num(measure.target),
        unit=measure.unit if measure else "",
        weight="–" if row.weight is None else num(row.weight),
        cascade=cascade_words(row),
        rollup=row.get_rollup_display(),
        children=children,
        children_text=ngettext("%(n)s turunan", "%(n)s turunan", children) % {"n": children},
        has_other_unit=_other_unit(row),
        skips_level=_skips(row),
    )


def cascade_words(row: Kpi) -> str:
    """Langsung (sebagian), Tidak Langsung; empty without a parent."""
    if row.parent_id is None:
        return ""
    if row.cascade_kind == CascadeKind.DIRECT and row.cascade_scope:
        return f"{row.get_cascade_kind_display()} ({CascadeScope(row.cascade_scope).label})"
    return row.get_cascade_kind_display()


def _other_unit(row: Kpi) -> bool:
    parent = row.parent
    if parent is None or row.measure is None or parent.measure is None:
        return False
    flows = row.cascade_kind == CascadeKind.DIRECT or parent.rollup != Kpi.Rollup.NONE
    same = row.measure.unit.strip().lower() == parent.measure.unit.strip().lower()
    return flows and not same and parent.rollup != Kpi.Rollup.RATIO


def _skips(row: Kpi) -> bool:
    """Hangs on the company's KPI although a directorate stands between them."""
    if row.parent is None:
        return False
    unit, above = row.objective.perspective.scorecard.unit, row.parent.objective.perspective.scorecard.unit
    between = unit.parent is not None and unit.parent.kind == Unit.Kind.DIRECTORATE
    return unit.kind == Unit.Kind.DEPARTMENT and above.kind == Unit.Kind.CORPORATE and between


@dataclass(frozen=True)
class TableRow:
    """A department's KPI with what stands above it, level by level."""

    node: Node
    corporate: str
    directorate: str
    needs_review: bool


def table_rows(reach: Reach, unit: int | None = None) -> QuerySet[Kpi]:
    """All KPIs below the company's, in the order of their units."""
    rows = _read(Kpi.objects.filter(objective__perspective__scorecard__in=reach.departments))
    rows = rows.select_related(*_JOINED, "parent__parent__measure", f"parent__parent__{_CARD}__unit").only(
        *_SAID, "parent__parent__title", "parent__parent__measure__name", *_above("parent__parent")
    )
    return rows if unit is None else rows.filter(**{f"{_CARD}__unit": unit})


def shown_rows(rows: Iterable[Kpi]) -> list[TableRow]:
    """The rows of a page; one query more, for changed parents."""
    found = list(rows)
    cards = {row.objective.perspective.scorecard_id for row in found}
    open_rows = set(
        open_changes(Scorecard.objects.filter(pk__in=cards))
        .filter(kpi__in=found)
        .values_list("kpi", flat=True)
    )
    pages = _pages()
    return [_table_row(row, pages, row.pk in open_rows) for row in found]


def _table_row(row: Kpi, pages: Pages, needs_review: bool) -> TableRow:
    chain: dict[str, str] = {}
    above = row.parent
    for _level in range(2):
        if above is not None:
            chain[above.objective.perspective.scorecard.unit.kind] = above.name
            above = above.parent
    return TableRow(
        _node(row, pages),
        chain.get(Unit.Kind.CORPORATE, ""),
        chain.get(Unit.Kind.DIRECTORATE, ""),
        needs_review,
    )
