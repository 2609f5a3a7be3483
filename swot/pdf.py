"""The year's plan on paper."""

from typing import Any

from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.pdf import render_pdf
from swot.selectors.planning import PlanningReport
from swot.selectors.standing import earlier_standings, plot_of


def planning_pdf(report: PlanningReport, document: DocumentIdentity) -> bytes:
    """Tabs, position, matrix and initiatives; raises PdfUnavailable."""
    context: dict[str, Any] = {"report": report}
    if report.standing is not None:
        cycle = report.analysis.cycle
        context["plot"] = plot_of(report.standing, cycle.year, earlier_standings(cycle))
        context |= {"standing": report.standing, "x": report.standing.x, "y": report.standing.y}
    return render_pdf("swot/print_planning.html", context, base_context={"document": document})
