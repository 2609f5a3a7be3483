"""Scorecards as they are written and cascaded (procedure 7.1.10, 7.1.13, 7.1.14).

Who sees a department's scorecard before it is established: its own people, director and auditor above it,
CMS and the board; afterwards every manager, second layer and director reads its targets (realities 27).
The corporate one is CMS's and the board's until it is approved.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from bsc.models import Kpi, Objective, Scorecard
from bsc.services.cascade import mark_cascade
from cint_portal.organization.models import RoleAssignment, Unit
from cint_portal.organization.roles import Role
from tests.bsc.scorecards import kpis_of, make_scorecard
from tests.company import Company
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:scorecard-list                GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
bsc:scorecard-list@established    GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200- 200-
bsc:scorecard-create              GET  302  200  403  403  200  200  403  403  200  200  200  403  403  403  403  403
bsc:scorecard-create              POST 302  302  403  403  422  422  403  403  302  302  302  403  403  403  403  403  # 422: a foreign unit is no choice
bsc:scorecard-create@corporate    POST 302  422  403  403  422  422  403  403  302  302  302  403  403  403  403  403
bsc:scorecard-detail              GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:scorecard-detail@approved     GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:scorecard-detail@established  GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:scorecard-detail@corporate    GET  302  404  404  404  404  404  404  404  200  200  200  200  200  404  404  404
bsc:scorecard-detail@decided      GET  302  200  200  404  200  200  200  200  200  200  200  200  200  404  404  404  # corporate, approved
bsc:scorecard-weights             GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:scorecard-weights             POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:scorecard-weights@wrong       POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:scorecard-weights@sent        GET  302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:scorecard-weights@sent        POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:scorecard-weights@established POST 302  409  409  409  403  403  403  403  403  403  409  403  403  403  404  404
bsc:scorecard-weights@corporate   POST 302  404  404  404  404  404  404  404  302  302  302  403  403  404  404  404
bsc:scorecard-weights@vacant      POST 302  404  302  302  404  404  302  404  403  403  403  403  403  403  404  404  # the director stands in
bsc:objective-create              GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:objective-create              POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:objective-create@sent         POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:objective-edit                GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:objective-edit                POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:objective-edit@unnamed        POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:objective-edit@approved       POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:objective-edit@corporate      POST 302  404  404  404  404  404  404  404  302  302  302  403  403  404  404  404
bsc:objective-delete              GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:objective-delete              POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:objective-delete@sent         POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:objective-take                GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:objective-take                POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:objective-take@nothing        POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:kpi-detail                    GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:kpi-detail@established        GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:kpi-create                    GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:kpi-create                    POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:kpi-create@unnamed            POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:kpi-create@sent               POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:kpi-join                      GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:kpi-join                      POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:kpi-join@foreign-draft        POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404  # the second hat is off
bsc:group-create                  GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:group-create                  POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:kpi-edit                      GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:kpi-edit                      POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:kpi-edit@approved             POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:kpi-edit@established          POST 302  409  409  409  403  403  403  403  403  403  409  403  403  403  404  404
bsc:kpi-delete                    GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:kpi-delete                    POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:kpi-delete@sent               POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:cascade-matrix                GET  302  200  200  403  200  200  200  200  200  200  200  200  200  200- 403  403
bsc:cascade-mark                  POST 302  403  403  404  403  403  403  403  302  302  302  403  403  404  404  404
bsc:cascade-mark@announce         POST 302  403  403  404  403  403  403  403  302  302  302  403  403  404  404  404
bsc:cascade-mark@draft            POST 302  404  404  404  404  404  404  404  409  409  409  403  403  404  404  404
""")
NAME = "Biaya produksi PPIC"


# --- Scorecards in the state that a line speaks of --------------------------------------------------


def card(company: Company, status: str = "draft", unit: Unit | None = None) -> Scorecard:
    """The department's scorecard, complete, written by its manager."""
    return make_scorecard(company.cycle, unit or company.department, status, company.manager)


def corporate(company: Company, status: str = "draft") -> Scorecard:
    return make_scorecard(company.cycle, company.corporate, status, company.cms)


def show(scorecard: Scorecard, trace: str = NAME, **fields: Any) -> Request:
    return Request({"pk": scorecard.pk}, trace=trace, **fields)


def vacate(company: Company) -> None:
    heads = RoleAssignment.objects.filter(unit=company.department, role=Role.MANAGER)
    heads.update(valid_until=date(2026, 1, 1))


def acting_head(company: Company) -> None:
    """A member of the board heads the department for a while."""
    RoleAssignment.objects.create(
        person=company.bod,
        unit=company.department,
        role=Role.MANAGER,
        valid_from=date(2020, 1, 1),
        is_acting=True,
    )


def wrote(scorecard: Scorecard, person: Any) -> None:
    scorecard.note_contributor(person)
    scorecard.save()


# --- Structure and editing --------------------------------------------------------------------------


def listed(company: Company, status: str = "draft") -> Request:
    return Request(trace=f"/bsc/scorecards/{card(company, status).pk}/", query={"year": company.cycle.year})


def new_scorecard(unit: Unit) -> Request:
    data = {"unit": unit.pk, "weighting": "kpi", "total_bands": "total"}
    return Request(data=data, query={"year": 2027}, leads_to="/bsc/scorecards/")


def weights(scorecard: Scorecard, weight: str = "20") -> Request:
    data: dict[str, object] = {"weighting": "kpi", "total_bands": "total"}
    for lane in scorecard.perspectives.all():
        data |= {f"lane_{lane.pk}": "25"}
    data |= {f"kpi_{kpi.pk}": weight for kpi in kpis_of(scorecard)}
    return show(scorecard, data=data, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def vacant_weights(company: Company) -> Request:
    request = weights(card(company))
    vacate(company)
    return request


def objective_data(scorecard: Scorecard, name: str = "Sasaran baru") -> dict[str, object]:
    lane = scorecard.perspectives.first()
    assert lane is not None
    return {"name": name, "perspective": lane.pk, "kinds": ["quality"], "basis": "Kebijakan mutu"}


def new_objective(scorecard: Scorecard) -> Request:
    return show(scorecard, "", data=objective_data(scorecard), leads_to="/bsc/scorecards/")


def one_objective(scorecard: Scorecard, name: str = "Sasaran baru") -> Request:
    first = Objective.objects.filter(perspective__scorecard=scorecard).earliest("pk")
    data = objective_data(scorecard, name)
    trace = f"Sasaran {NAME.removesuffix(' PPIC')}"
    return Request({"pk": first.pk}, data, trace=trace, leads_to="/bsc/scorecards/")


def taking(company: Company, kind: str = "direct") -> Request:
    """An objective of the company waits to be taken over by the department."""
    above = corporate(company, "approved")
    objective = Objective.objects.filter(perspective__scorecard=above).earliest("pk")
    marks = {(objective.pk, company.department.pk): "direct"}
    mark_cascade(scorecard=above, actor=company.cms, marks=marks)
    own = card(company)
    lane = own.perspectives.earliest("pk")
    prefix = f"objective-{objective.pk}"
    data = {f"{prefix}-kind": kind, f"{prefix}-perspective": lane.pk, f"{prefix}-name": ""}
    return show(own, "", data=data, leads_to="/bsc/scorecards/")


KPI_FORM = {
    "name": "Pengiriman tepat waktu",
    "unit": "%",
    "decimals": "2",
    "polarity": "maximize",
    "comparator": "",
    "frequency": "monthly",
    "consolidation": "average",
    "input_mode": "monthly",
    "phasing": "even",
    "value_source": "entered",
    "minimize_by": "ratio",
    "cap": "",
    "rollup": "none",
    "target": "80",
    "weight": "15",
}


def under_objective(scorecard: Scorecard, **data: object) -> Request:
    return replace(one_objective(scorecard), data={**KPI_FORM, **data}, trace="")


def joining(company: Company, status: str = "sent_cms") -> Request:
    """A KPI of the sister department is weighed here too."""
    other = make_scorecard(company.cycle, company.sister_department, status)
    measure = kpis_of(other)[0].measure
    assert measure is not None
    return under_objective(card(company), measure=measure.pk)


def joining_a_foreign_draft(company: Company) -> Request:
    """CMS sees all drafts, so the person with two hats is made the department's manager only."""
    RoleAssignment.objects.filter(person=company.cms_with_department, role=Role.CMS).delete()
    return joining(company, "draft")


def one_kpi(scorecard: Scorecard) -> Request:
    first: Kpi = kpis_of(scorecard)[0]
    return Request({"pk": first.pk}, dict(KPI_FORM), trace=NAME, leads_to="/bsc/scorecards/")


# --- Cascade ----------------------------------------------------------------------------------------


def matrix(company: Company) -> Request:
    corporate(company, "approved")
    return Request(query={"year": company.cycle.year}, trace="Sasaran Biaya produksi")


def marking(company: Company, status: str = "approved", **data: object) -> Request:
    above = corporate(company, status)
    objective = Objective.objects.filter(perspective__scorecard=above).earliest("pk")
    cell = f"mark-{objective.pk}-{company.department.pk}"
    return show(above, "", data={cell: "direct", **data}, leads_to="/bsc/cascade/")


SCENES: dict[str, Scene] = {
    "bsc:scorecard-list": listed,
    "bsc:scorecard-list@established": lambda company: listed(company, "established"),
    "bsc:scorecard-create": lambda company: new_scorecard(company.department),
    "bsc:scorecard-create@corporate": lambda company: new_scorecard(company.corporate),
    "bsc:scorecard-detail": lambda company: show(card(company)),
    "bsc:scorecard-detail@approved": lambda company: show(card(company, "approved")),
    "bsc:scorecard-detail@established": lambda company: show(card(company, "established")),
    "bsc:scorecard-detail@corporate": lambda company: show(corporate(company), "Biaya produksi CORP"),
    "bsc:scorecard-detail@decided": lambda company: show(
        corporate(company, "approved"), "Biaya produksi CORP"
    ),
    "bsc:scorecard-weights": lambda company: weights(card(company)),
    "bsc:scorecard-weights@wrong": lambda company: weights(card(company), "120"),
    "bsc:scorecard-weights@sent": lambda company: weights(card(company, "sent_cms")),
    "bsc:scorecard-weights@established": lambda company: weights(card(company, "established")),
    "bsc:scorecard-weights@corporate": lambda company: weights(corporate(company)),
    "bsc:scorecard-weights@vacant": vacant_weights,
    "bsc:objective-create": lambda company: new_objective(card(company)),
    "bsc:objective-create@sent": lambda company: new_objective(card(company, "sent_cms")),
    "bsc:objective-edit": lambda company: one_objective(card(company)),
    "bsc:objective-edit@unnamed": lambda company: one_objective(card(company), ""),
    "bsc:objective-edit@approved": lambda company: one_objective(card(company, "approved")),
    "bsc:objective-edit@corporate": lambda company: one_objective(corporate(company)),
    "bsc:objective-delete": lambda company: one_objective(card(company)),
    "bsc:objective-delete@sent": lambda company: one_objective(card(company, "sent_cms")),
    "bsc:objective-take": taking,
    "bsc:objective-take@nothing": lambda company: taking(company, ""),
    "bsc:kpi-detail": lambda company: one_kpi(card(company)),
    "bsc:kpi-detail@established": lambda company: one_kpi(card(company, "established")),
    "bsc:kpi-create": lambda company: under_objective(card(company)),
    "bsc:kpi-create@unnamed": lambda company: under_objective(card(company), name=""),
    "bsc:kpi-create@sent": lambda company: under_objective(card(company, "sent_cms")),
    "bsc:kpi-join": joining,
    "bsc:kpi-join@foreign-draft": joining_a_foreign_draft,
    "bsc:group-create": lambda company: under_objective(card(company), title="Kelompok", weight=""),
    "bsc:kpi-edit": lambda company: one_kpi(card(company)),
    "bsc:kpi-edit@approved": lambda company: one_kpi(card(company, "approved")),
    "bsc:kpi-edit@established": lambda company: one_kpi(card(company, "established")),
    "bsc:kpi-delete": lambda company: one_kpi(card(company)),
    "bsc:kpi-delete@sent": lambda company: one_kpi(card(company, "sent_cms")),
    "bsc:cascade-matrix": matrix,
    "bsc:cascade-mark": marking,
    "bsc:cascade-mark@announce": lambda company: marking(company, announce="1"),
    "bsc:cascade-mark@draft": lambda company: marking(company, "draft"),
}
