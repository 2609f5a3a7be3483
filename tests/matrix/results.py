"""Revised months and results (procedure 7.2.3, 7.2.5).

The manager asks, `cms_head` reopens. Results are seen by whom the actuals are; the corporate ones are
unpublished figures of a listed company and stay with CMS and the board (realities 27).
"""

from dataclasses import replace

from cint_portal.core import clock
from cint_portal.organization.models import Unit
from cint_portal.organization.roles import Role
from realization.models import ClosedMonth, ReopeningRequest
from realization.services import approve_reopening, request_reopening
from tests.company import Company, assign
from tests.conftest import at
from tests.matrix.framework import Request, Scene, read_table
from tests.matrix.realization import TRACE, filling, month, month_of_cms, sent, verified
from tests.realization.builders import (
    Status,
    a_full_scorecard,
    an_established_scorecard,
    measures_of,
)
from tests.realization.desk import NOW, Desk

#                                            anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
realization:reopening-create            GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
realization:reopening-create            POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
realization:reopening-create@silent     POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404
realization:reopening-create@sent       GET  302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
realization:reopening-create@sent       POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
realization:reopening-create@twice      POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
realization:realization-correct         GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
realization:realization-correct         POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
realization:realization-correct@same    POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404
realization:realization-correct@final   GET  302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404  # nothing provisional
realization:realization-correct@half-year POST 302 409 403  403  404  404  403  404  403  403  409  403  403  403  404  404  # closed
realization:reopening-detail            GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
realization:reopening-transition        POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404
realization:reopening-transition@reject POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404
realization:reopening-transition@silent POST 302  403  403  403  404  404  403  404  403  422  403  403  403  403  404  404
realization:reopening-transition@decided POST 302 403  403  403  404  404  403  404  403  409  403  403  403  403  404  404
realization:reopening-transition@own    POST 302  404  404  404  302  404  404  404  403  403  403  403  403  404  404  404  # the head's own department
realization:reopening-transition@unknown POST 302 404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
realization:results-overview            GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  403  403
realization:results-scorecard           GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
realization:results-scorecard@undecided GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
realization:results-scorecard@corporate GET  302  404  404  404  404  404  404  404  200  200  200  200  200  404  404  404  # unpublished figures
realization:results-kpi                 GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200- 404  404  # the note of a Terbatas KPI is not the auditor's
realization:results-kpi@other-card      GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  # a KPI of another scorecard
realization:review-detail               GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  403  403
realization:review-request              POST 302  302  302  302  403  403  302  403  302  302  302  302  302  302  403  403
""")
REASON = "Angka rahasia diaudit ulang"
JULY = at("2027-07-20 09:00")


# --- Reopening and correction -----------------------------------------------------------------------


def asking(made: Desk, reason: str = REASON) -> Request:
    return month(made.month, {"reason": reason}, leads_to="/realization/months/", trace="")


def asked(company: Company) -> ReopeningRequest:
    row = verified(company).month
    return request_reopening(realization=row, reason=REASON, actor=company.manager, now=NOW)


def asked_twice(company: Company) -> Request:
    row = asked(company).realization
    return month(row, {"reason": REASON}, trace="")


def decision(row: ReopeningRequest, name: str = "approve", **data: object) -> Request:
    leads_to = f"/realization/months/requests/{row.pk}/"
    return Request({"pk": row.pk, "name": name}, data, trace=REASON, leads_to=leads_to)


def decided(company: Company) -> Request:
    row = approve_reopening(request=asked(company), actor=company.cms_head, now=NOW)
    return decision(row)


def own_request(company: Company) -> Request:
    """The head of CMS heads the department that asks: its substitute decides."""
    assign(company.cms_head, Role.MANAGER, company.cms_department)
    row = month_of_cms(company, Status.VERIFIED)
    request = ReopeningRequest.objects.create(
        realization=row, reason=REASON, requested_by=company.cms_head, requested_at=NOW
    )
    return decision(request)


def correcting(made: Desk) -> Request:
    return filling(made, "88", reason="Buku sudah ditutup")


def unchanged(made: Desk) -> Request:
    """The provisional figures as they are stored."""
    same = {"value": "90", "note": TRACE, "is_provisional": "on"}
    data = {f"m{measure.pk}-{name}": text for measure in made.measures for name, text in same.items()}
    return month(made.month, {**data, "reason": "Buku sudah ditutup"})


def half_year_closed(company: Company) -> Request:
    request = correcting(verified(company, provisional=True))
    ClosedMonth.objects.create(cycle=company.cycle, month=6, closed_at=JULY, closed_by=company.cms_head)
    return request


# --- Results ----------------------------------------------------------------------------------------


def overview(company: Company) -> Request:
    return Request(trace=f"/realization/results/{verified(company).card.pk}/", query={"year": 2027})


def result(company: Company, unit: Unit | None = None, status: str = "approved") -> Request:
    clock.move_to(NOW)
    card = a_full_scorecard(unit or company.department, company.cycle, status=status)
    return Request({"pk": card.pk}, trace="KPI 1")


def one_kpi(company: Company) -> Request:
    made = verified(company)
    kpi = made.measures[0].kpis.get()
    return Request({"pk": made.card.pk, "kpi_pk": kpi.pk}, trace=TRACE)


def kpi_of_another(company: Company) -> Request:
    """The address names the own scorecard and a foreign KPI."""
    request = one_kpi(company)
    other = an_established_scorecard(company.other_department, company.cycle)
    return replace(request, kwargs={**request.kwargs, "kpi_pk": measures_of(other)[0].kpis.get().pk})


def review(company: Company) -> Request:
    made = verified(company)
    clock.move_to(JULY)
    data = {"year": "2027", "semester": "1", "format": "xlsx"}
    return Request(
        data=data,
        query={"year": 2027, "semester": 1},
        trace=f"/realization/results/{made.card.pk}/",
        leads_to="/reports/",
    )


SCENES: dict[str, Scene] = {
    "realization:reopening-create": lambda company: asking(verified(company)),
    "realization:reopening-create@silent": lambda company: asking(verified(company), " "),
    "realization:reopening-create@sent": lambda company: asking(sent(company)),
    "realization:reopening-create@twice": asked_twice,
    "realization:realization-correct": lambda company: correcting(verified(company, provisional=True)),
    "realization:realization-correct@same": lambda company: unchanged(verified(company, provisional=True)),
    "realization:realization-correct@final": lambda company: correcting(verified(company)),
    "realization:realization-correct@half-year": half_year_closed,
    "realization:reopening-detail": lambda company: Request({"pk": asked(company).pk}, trace=REASON),
    "realization:reopening-transition": lambda company: decision(asked(company)),
    "realization:reopening-transition@reject": lambda company: decision(
        asked(company), "reject", comment="Sudah diaudit"
    ),
    "realization:reopening-transition@silent": lambda company: decision(asked(company), "reject"),
    "realization:reopening-transition@decided": decided,
    "realization:reopening-transition@own": own_request,
    "realization:reopening-transition@unknown": lambda company: decision(asked(company), "reopen"),
    "realization:results-overview": overview,
    "realization:results-scorecard": result,
    "realization:results-scorecard@undecided": lambda company: result(company, status="with_board"),
    "realization:results-scorecard@corporate": lambda company: result(company, company.corporate),
    "realization:results-kpi": one_kpi,
    "realization:results-kpi@other-card": kpi_of_another,
    "realization:review-detail": review,
    "realization:review-request": review,
}
