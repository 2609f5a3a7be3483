"""KPIs that end for another one: what makes it another, and the chain that they form."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.selectors.rows import KpiRow, MeasureSpec, ScorecardStructure
from cint_portal.core.dates import format_month
from cint_portal.core.templatetags.portal_format import reader_language

#: How an actual is read and scored. Where one of these differs the figures before mean something else, so
#: the KPI ends and another one begins; everything else changes in place.
READING = (
    "unit", "polarity", "minimize_by", "comparator", "worst", "own_cap", "zero_tolerance", "frequency",
    "consolidation", "input_mode", "value_source", "steps", "expression", "inputs",
)  # fmt: skip


def reads_alike(one: MeasureSpec, other: MeasureSpec) -> bool:
    """Whether actuals of the one may stand for actuals of the other."""
    ranged = (one.lower is None) == (other.lower is None)
    return ranged and all(_key(one, name) == _key(other, name) for name in READING)


def _key(spec: MeasureSpec, name: str) -> object:
    if name == "inputs":
        return [(row.symbol, row.measure_id) for row in spec.inputs]
    return getattr(spec, name)


@dataclass(frozen=True)
class ChainLink:
    """One KPI of a chain as the page names it; `months` says when it was in force."""

    name: str
    unit: str
    months: str
    url: str
    is_this: bool


def chain_of(read: ScorecardStructure, pk: int) -> list[ChainLink]:
    """From the first KPI to the newest through this one, oldest first; empty where nothing was replaced."""
    rows = {row.id: row for kpi in read.kpis for row in (kpi, *kpi.parts)}
    after = {row.replaces_id: row for row in rows.values() if row.replaces_id is not None}
    first = rows[pk]
    while first.replaces_id in rows:
        first = rows[first.replaces_id]
    chain = [first]
    while chain[-1].id in after:
        chain.append(after[chain[-1].id])
    return [_link(row, read.year, is_this=row.id == pk) for row in chain] if len(chain) > 1 else []


def _link(row: KpiRow, year: int, *, is_this: bool) -> ChainLink:
    unit = row.measure.unit if row.measure else ""
    url = reverse("bsc:kpi-detail", args=[row.id])
    return ChainLink(row.name, unit, term_text(row.from_month, row.through_month, year), url, is_this)


def term_text(first: int | None, last: int | None, year: int) -> str:
    """mulai Juli 2027 · sampai Juni 2027 · tidak pernah berlaku; nothing for the whole year."""
    if last is not None and last < (first or 1):
        return _("tidak pernah berlaku")
    language = reader_language()
    words: Iterable[str] = (
        _("mulai %(month)s") % {"month": format_month(year, first, language)} if first else "",
        _("sampai %(month)s") % {"month": format_month(year, last, language)} if last else "",
    )
    return ", ".join(word for word in words if word)
