"""The process analysis of a unit: outputs, customers, expectations, and what follows from each."""

from collections import defaultdict
from dataclasses import dataclass

from bsc.models import Kpi, Objective, ProcessLink, ProcessRow, Scorecard


@dataclass(frozen=True)
class Following:
    """An objective that a row leads to, with the names of its KPIs."""

    objective_id: int
    name: str
    perspective: str
    kpis: tuple[str, ...]


@dataclass(frozen=True)
class AnalysisRow:
    """One output of the unit's work; `number` counts from 1."""

    id: int
    number: int
    output: str
    customer: str
    expectation: str
    following: tuple[Following, ...]


@dataclass(frozen=True)
class ProcessAnalysis:
    rows: tuple[AnalysisRow, ...]

    @property
    def open_rows(self) -> tuple[AnalysisRow, ...]:
        """Rows from which no objective follows yet."""
        return tuple(row for row in self.rows if not row.following)


def process_analysis(scorecard: Scorecard) -> ProcessAnalysis:
    """The analysis of a scorecard in three queries."""
    links = ProcessLink.objects.filter(row__scorecard=scorecard).select_related("objective__perspective")
    kpis: dict[int, list[str]] = defaultdict(list)
    shown = Kpi.objects.filter(objective__process_links__row__scorecard=scorecard, group=None)
    for kpi in shown.select_related("measure").order_by("position", "id").distinct():
        kpis[kpi.objective_id].append(kpi.name)
    following: dict[int, list[Following]] = defaultdict(list)
    for link in links:
        row = link.objective
        following[link.row_id].append(Following(row.pk, row.name, row.perspective.label, tuple(kpis[row.pk])))
    return ProcessAnalysis(
        tuple(
            AnalysisRow(row.pk, number, row.output, row.customer, row.expectation, tuple(following[row.pk]))
            for number, row in enumerate(ProcessRow.objects.filter(scorecard=scorecard), start=1)
        )
    )


def process_bases(scorecard: Scorecard) -> dict[int, list[str]]:
    """Per objective the outputs that it rests on; one query."""
    bases: dict[int, list[str]] = defaultdict(list)
    for link in ProcessLink.objects.filter(row__scorecard=scorecard).select_related("row"):
        bases[link.objective_id].append(link.row.output)
    return dict(bases)


def linkable_objectives(scorecard: Scorecard) -> list[Objective]:
    """The scorecard's objectives that a row may lead to: its own ones, not those taken over directly."""
    own = Objective.objects.filter(perspective__scorecard=scorecard).exclude(cascade_kind="direct")
    return list(own.select_related("perspective").order_by("perspective__position", "position", "id"))
