"""Strategy maps, process analyses and the cascade in its views (procedure 7.1.13).

A map and an analysis are seen with their scorecard and written with it. The cascade's views are for whoever
cascades or is cascaded to; what stands in them is cut to what each may see.
"""

from typing import Any

from bsc.models import CascadeMark, Kpi, MapArrow, Measure, Objective, ParentSeen, ProcessRow, Scorecard
from bsc.services.parent_seen import remember_parent
from tests.bsc.scorecards import kpis_of
from tests.company import Company
from tests.locks import unlocked
from tests.matrix.bsc import card, corporate
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:map-list                      GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
bsc:map-detail                    GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:map-detail@established        GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:map-download                  GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:map-request                   POST 302  302  302  302  404  404  302  404  302  302  302  302  302  302  404  404
bsc:arrow-create                  POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:arrow-create@circle           POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:arrow-create@sent             POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:arrow-delete                  POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:arrow-delete@sent             POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:process-detail                GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:process-edit                  GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:process-edit                  POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:process-edit@sent             POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:process-link                  GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:process-link                  POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:process-link@sent             POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:cascade-tree                  GET  302  200  200  403  200  200  200  200  200  200  200  200  200  200- 403  403  # an auditor of one directorate does not see the company's
bsc:cascade-table                 GET  302  200  200  403  200- 200- 200  200- 200  200  200  200  200  200  403  403
bsc:cascade-findings              GET  302  200  200  403  200- 200- 200  200- 200  200  200  200  200  200  403  403
bsc:cascade-summary               GET  302  302  302  403  302  302  302  302  302  302  302  302  302  302  403  403  # without HTMX: to the findings
bsc:cascade-branch                GET  302  200  200  404  200  200  200  200  200  200  200  200  200  404  404  404
bsc:cascade-objective             GET  302  200  200  404  200  200  200  200  200  200  200  200  200  404  404  404
bsc:cascade-objective             POST 302  403  403  404  403  403  403  403  302  302  302  403  403  404  404  404
bsc:cascade-objective@draft       POST 302  404  404  404  404  404  404  404  409  409  409  403  403  404  404  404
bsc:cascade-review                GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:parent-confirm                POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:parent-confirm@unchanged      POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
realization:map-results           GET  302  302  302  302  204  204  302  204  302  302  302  302  302  302  404  404  # without HTMX to the results; targets are read by many, figures are not
""")


def objectives_of(scorecard: Scorecard) -> list[Objective]:
    return list(Objective.objects.filter(perspective__scorecard=scorecard).order_by("pk"))


def map_of(scorecard: Scorecard, trace: str = "Sasaran Biaya produksi", **fields: Any) -> Request:
    return Request({"pk": scorecard.pk}, trace=trace, **fields)


def listed(company: Company) -> Request:
    return Request(trace=f"/bsc/maps/{card(company).pk}/", query={"year": company.cycle.year})


@unlocked()
def arrow(scorecard: Scorecard) -> MapArrow:
    first, second = objectives_of(scorecard)[:2]
    return MapArrow.objects.create(cause=first, effect=second)


def drawing(scorecard: Scorecard, *, back: bool = False) -> Request:
    """A new arrow; `back` closes a circle with the one that is drawn already."""
    drawn = arrow(scorecard)
    third = objectives_of(scorecard)[2].pk
    data = {"cause": drawn.effect_id, "effect": drawn.cause_id if back else third}
    return map_of(scorecard, "", data=data, leads_to=f"/bsc/maps/{scorecard.pk}/")


def erasing(scorecard: Scorecard) -> Request:
    return Request({"pk": arrow(scorecard).pk}, leads_to=f"/bsc/maps/{scorecard.pk}/")


@unlocked()
def analysed(scorecard: Scorecard) -> ProcessRow:
    return ProcessRow.objects.create(scorecard=scorecard, output="Jadwal produksi")


def analysis(company: Company) -> Request:
    return map_of(analysed(card(company)).scorecard, "Jadwal produksi")


def writing(scorecard: Scorecard) -> Request:
    data = {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0", "row-0-output": "Jadwal produksi"}
    return map_of(scorecard, "", data=data, leads_to=f"/bsc/scorecards/{scorecard.pk}/process/")


def linking(scorecard: Scorecard) -> Request:
    row = analysed(scorecard)
    data = {"objectives": [objectives_of(scorecard)[0].pk], "name": ""}
    leads_to = f"/bsc/scorecards/{scorecard.pk}/process/"
    return Request({"pk": row.pk}, data, trace="Jadwal produksi", leads_to=leads_to)


# --- Cascade ----------------------------------------------------------------------------------------


def year(company: Company, trace: str) -> Request:
    return Request(query={"year": company.cycle.year}, trace=trace)


def tree(company: Company) -> Request:
    corporate(company, "approved")
    return year(company, "Biaya produksi CORP")


def table(company: Company) -> Request:
    card(company)
    return year(company, "Biaya produksi PPIC")


def findings(company: Company) -> Request:
    """A KPI of the department without parent and basis."""
    scorecard = card(company)
    Kpi.objects.filter(objective__perspective__scorecard=scorecard).update(basis="")
    Objective.objects.filter(perspective__scorecard=scorecard).update(basis="")
    return Request(query={"year": company.cycle.year, "kind": "orphans"}, trace="Biaya produksi PPIC")


def branch(company: Company) -> Request:
    parent = kpis_of(corporate(company, "approved"))[0]
    return Request({"pk": parent.pk}, trace="Biaya produksi CORP")


def directing(company: Company, status: str = "approved") -> Request:
    row = objectives_of(corporate(company, status))[0]
    CascadeMark.objects.create(objective=row, unit=company.sister_department)
    data = {f"mark-{company.department.pk}": "part", f"note-{company.department.pk}": "Fokus OTIF"}
    leads_to = f"/bsc/cascade/objectives/{row.pk}/"
    return Request({"pk": row.pk}, data, trace="Sasaran Biaya produksi", leads_to=leads_to)


@unlocked()
def hung(company: Company, *, changed: bool = True) -> ParentSeen:
    """A KPI of the department on one of the company, whose target was changed since."""
    parent = kpis_of(corporate(company, "approved"))[0]
    child = kpis_of(card(company))[0]
    Kpi.objects.filter(pk=child.pk).update(parent=parent, cascade_kind="direct")
    remember_parent(Kpi.objects.get(pk=child.pk))
    if changed:
        Measure.objects.filter(kpis=parent).update(target=120)
    return ParentSeen.objects.get(kpi=child)


def reviewing(company: Company) -> Request:
    seen = hung(company)
    assert seen.kpi is not None
    return map_of(seen.kpi.objective.perspective.scorecard, "Biaya produksi PPIC")


def confirming(company: Company, *, changed: bool = True) -> Request:
    seen = hung(company, changed=changed)
    return Request({"pk": seen.pk}, leads_to="/bsc/scorecards/")


SCENES: dict[str, Scene] = {
    "bsc:map-list": listed,
    "bsc:map-detail": lambda company: map_of(card(company)),
    "bsc:map-detail@established": lambda company: map_of(card(company, "established")),
    "bsc:map-download": lambda company: map_of(card(company)),
    "bsc:map-request": lambda company: map_of(card(company), "", leads_to="/reports/"),
    "realization:map-results": lambda company: map_of(
        card(company, "established"), "", leads_to="/realization/results/"
    ),
    "bsc:arrow-create": lambda company: drawing(card(company)),
    "bsc:arrow-create@circle": lambda company: drawing(card(company), back=True),
    "bsc:arrow-create@sent": lambda company: drawing(card(company, "sent_cms")),
    "bsc:arrow-delete": lambda company: erasing(card(company)),
    "bsc:arrow-delete@sent": lambda company: erasing(card(company, "sent_cms")),
    "bsc:process-detail": analysis,
    "bsc:process-edit": lambda company: writing(card(company)),
    "bsc:process-edit@sent": lambda company: writing(card(company, "sent_cms")),
    "bsc:process-link": lambda company: linking(card(company)),
    "bsc:process-link@sent": lambda company: linking(card(company, "sent_cms")),
    "bsc:cascade-tree": tree,
    "bsc:cascade-table": table,
    "bsc:cascade-findings": findings,
    "bsc:cascade-summary": lambda company: Request(query={"year": 2027}, leads_to="/bsc/cascade/findings/"),
    "bsc:cascade-branch": branch,
    "bsc:cascade-objective": directing,
    "bsc:cascade-objective@draft": lambda company: directing(company, "draft"),
    "bsc:cascade-review": reviewing,
    "bsc:parent-confirm": confirming,
    "bsc:parent-confirm@unchanged": lambda company: confirming(company, changed=False),
}
