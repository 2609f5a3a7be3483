"""Sums of the weights in a file: what does not make 100 is said with its cells, and stops nothing yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bsc.excel.columns import Form
from bsc.excel.resolving import ResolvedRow
from bsc.excel.table import Table
from bsc.scoring import weights_add_up
from cint_portal.core.templatetags.portal_format import num


@dataclass(frozen=True)
class Warned:
    """A remark with the cells that it speaks of."""

    reference: str
    text: str


def weight_warnings(table: Table, form: Form, rows: Sequence[ResolvedRow]) -> list[Warned]:
    """Σ of the level that must make 100, and in the setup table the perspective's sum beside its KPIs'."""
    rows = [row for row in rows if not row.row.skipped]
    if form.by_perspective:
        lanes = {row.lane_id: row for row in reversed(rows) if row.values.get("lane_weight") is not None}
        return _sum_warning(
            table, "lane_weight", list(reversed(lanes.values())), _("Jumlah bobot perspektif")
        )
    leaves = [row for row in rows if row.kind in ("kpi", "part") and row.values.get("weight") is not None]
    found = _sum_warning(table, "weight", leaves, _("Jumlah bobot KPI"))
    return found + [w for w in (_lane_warning(table, row, leaves) for row in rows) if w]


def _sum_warning(table: Table, column: str, rows: list[ResolvedRow], what: str) -> list[Warned]:
    weights = [row.values[column] for row in rows]
    if column not in table.letters or not weights or weights_add_up(weights):
        return []
    numbers = [row.row.number for row in rows]
    cells = f"{table.reference(min(numbers), column)}:{table.letters[column]}{max(numbers)}"
    words = {"what": what, "sum": num(sum(weights, Decimal(0)))}
    return [Warned(cells, _("%(what)s %(sum)s %%, seharusnya 100 %%.") % words)]


def _lane_warning(table: Table, row: ResolvedRow, leaves: Sequence[ResolvedRow]) -> Warned | None:
    said = row.values.get("lane_weight")
    if said is None:
        return None
    total = sum((leaf.values["weight"] for leaf in leaves if leaf.lane_id == row.lane_id), Decimal(0))
    if total == said:
        return None
    words = {"said": num(said), "sum": num(total)}
    text = _("Tertulis %(said)s %%, sedangkan bobot KPI-nya berjumlah %(sum)s %%; bobot KPI yang dipakai.")
    return Warned(table.reference(row.row, "lane_weight"), text % words)
