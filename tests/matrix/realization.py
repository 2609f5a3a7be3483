"""Monthly realization and its results (procedure 7.2.1–7.2.5).

The department fills and its manager sends, CMS verifies, `cms_head` closes and reopens. Actuals stay with
the unit, the director and auditor above it, CMS and the board; the corporate ones with CMS and the board.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from cint_portal.core import clock
from cint_portal.organization.models import Unit
from cint_portal.organization.roles import Role
from realization.models import ClosedMonth, Realization, ReopeningRequest
from realization.rules import ActualEntry
from realization.services import approve_reopening, close_month, request_reopening
from tests.company import Company, assign
from tests.conftest import at
from tests.matrix.bsc import vacate
from tests.matrix.framework import Request, Scene, read_table
from tests.realization.builders import (
    Status,
    a_full_scorecard,
    a_month,
    actuals_in,
    an_established_scorecard,
    measures_of,
)
from tests.realization.desk import NOW, Desk

#                                            anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
realization:realization-list            GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  403  403
realization:realization-detail          GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
realization:realization-detail@sent     GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
realization:realization-save            POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
realization:realization-save@wrong      POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
realization:realization-save@send       POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404  # who types does not send
realization:realization-save@sent       POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
realization:realization-save@verified   POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
realization:realization-save@closed     POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404  # late is recorded, not refused
realization:realization-save@vacant     POST 302  404  302  302  404  404  302  404  403  403  403  403  403  403  404  404  # the director stands in
realization:realization-autosave        POST 302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
realization:realization-autosave@sent   POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
realization:realization-submit          GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
realization:realization-submit          POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
realization:realization-submit@vacant   POST 302  404  403  403  404  404  302  404  403  403  403  403  403  403  404  404
realization:realization-submit@sent     GET  302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
realization:realization-submit@sent     POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
realization:verification-detail         GET  302  403  403  403  404  404  403  404  200  200  403  403  403  403  404  404
realization:verification-detail@draft   GET  302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
realization:verification-decide         POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
realization:verification-decide@return  POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
realization:verification-decide@open    POST 302  403  403  403  404  404  403  404  422  422  403  403  403  403  404  404  # a row without decision
realization:verification-decide@draft   POST 302  403  403  403  404  404  403  404  409  409  403  403  403  403  404  404
realization:verification-decide@own     POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404  # cms typed a figure
realization:verification-decide@substitute POST 302 404 404 404  302  404  404  404  403  403  403  403  403  404  404  404  # CMS's own department
realization:month-open                  POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
realization:month-open@closed           POST 302  403  403  403  403  403  403  403  409  409  409  403  403  403  403  403
realization:month-open@thirteenth       POST 302  403  403  403  403  403  403  403  404  404  404  403  403  403  403  403
realization:month-close                 GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  403  403
realization:month-close                 POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
realization:month-close@running         POST 302  403  403  403  403  403  403  403  403  422  403  403  403  403  403  403
realization:month-close@closed          POST 302  403  403  403  403  403  403  403  403  409  403  403  403  403  403  403
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
realization:results-kpi                 GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
realization:results-kpi@other-card      GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  # a KPI of another scorecard
realization:review-detail               GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  403  403
realization:review-request              POST 302  302  302  302  403  403  302  403  302  302  302  302  302  302  403  403
""")
TRACE = "Catatan rahasia departemen"
REASON = "Angka rahasia diaudit ulang"
AFTER_THE_DATE = at("2027-02-20 09:00")
JULY = at("2027-07-20 09:00")


def desk(company: Company, *, provisional: bool = False) -> Desk:
    """January filled, with the trace in a note; the clock stands in February."""
    clock.move_to(NOW)
    made = Desk(company)
    made.save(*[ActualEntry(value=Decimal(90), note=TRACE, is_provisional=provisional)] * 4)
    return made


def sent(company: Company, **fields: Any) -> Desk:
    made = desk(company, **fields)
    made.send()
    return made


def verified(company: Company, **fields: Any) -> Desk:
    made = sent(company, **fields)
    made.verify(accept_rest=True)
    return made


def month(row: Realization, data: dict[str, object] | None = None, **fields: Any) -> Request:
    kwargs = {"year": row.cycle.year, "month": row.month, "unit_id": row.unit_id}
    return Request(
        kwargs, data or {}, **{"trace": TRACE, "leads_to": "/realization/months/2027/1/", **fields}
    )


def typed(made: Desk, value: str = "91,5", **more: object) -> dict[str, object]:
    """What the grid posts."""
    return {f"m{measure.pk}-value": value for measure in made.measures} | more


def filling(made: Desk, value: str = "91,5", **more: object) -> Request:
    return month(made.month, typed(made, value, **more))


def closed_without_data(company: Company) -> Request:
    clock.move_to(AFTER_THE_DATE)
    made = Desk(company)
    close_month(cycle=company.cycle, month=1, actor=company.cms_head, now=clock.now())
    return replace(filling(made), trace="")


def vacant(company: Company) -> Request:
    request = filling(desk(company))
    vacate(company)
    return request


def listed(company: Company) -> Request:
    made = desk(company)
    return Request(trace=f"/realization/months/2027/1/{made.month.unit_id}/", query={"year": 2027})


# --- Verification -----------------------------------------------------------------------------------


def decisions(row: Realization, decision: str, button: str) -> Request:
    data: dict[str, object] = {button: "1"}
    for actual in row.actuals.all():
        data |= {f"a{actual.pk}-decision": decision, f"a{actual.pk}-comment": "Lampirkan buktinya"}
    return month(row, data)


def own_figures(company: Company) -> Request:
    row = sent(company).month
    row.note_contributor(company.cms)
    row.save()
    return decisions(row, "accepted", "verify")


def month_of_cms(company: Company, status: str) -> Realization:
    """CMS's own department: judged by the substitutes that it names (realities 22)."""
    clock.move_to(NOW)
    unit = company.cms_department
    unit.substitute_reviewer = unit.substitute_decider = company.colleague
    unit.save()
    row = a_month(unit, company.cycle, status=status)
    actuals_in(row, measures_of(an_established_scorecard(unit, company.cycle)))
    return row


def substitute(company: Company) -> Request:
    return replace(decisions(month_of_cms(company, Status.SUBMITTED), "accepted", "verify"), trace="")


# --- Closing ----------------------------------------------------------------------------------------


def whole_month(company: Company, number: int = 1) -> Request:
    clock.move_to(AFTER_THE_DATE)
    an_established_scorecard(company.department, company.cycle)
    return Request({"year": 2027, "month": number}, leads_to="/realization/months/?year=2027")


def closing(company: Company, number: int = 1) -> Request:
    """January is missing from the department; closing says so."""
    request = whole_month(company, number)
    a_month(company.department, company.cycle, number)
    return request


def closed(company: Company) -> Request:
    request = closing(company)
    close_month(cycle=company.cycle, month=1, actor=company.cms_head, now=clock.now())
    return request


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
    "realization:realization-list": listed,
    "realization:realization-detail": lambda company: month(desk(company).month),
    "realization:realization-detail@sent": lambda company: month(sent(company).month),
    "realization:realization-save": lambda company: filling(desk(company)),
    "realization:realization-save@wrong": lambda company: filling(desk(company), "banyak"),
    "realization:realization-save@send": lambda company: filling(desk(company), send="1"),
    "realization:realization-save@sent": lambda company: filling(sent(company)),
    "realization:realization-save@verified": lambda company: filling(verified(company)),
    "realization:realization-save@closed": closed_without_data,
    "realization:realization-save@vacant": vacant,
    "realization:realization-autosave": lambda company: filling(desk(company)),
    "realization:realization-autosave@sent": lambda company: filling(sent(company)),
    "realization:realization-submit": lambda company: month(desk(company).month, trace=""),
    "realization:realization-submit@vacant": vacant,
    "realization:realization-submit@sent": lambda company: month(sent(company).month),
    "realization:verification-detail": lambda company: month(sent(company).month),
    "realization:verification-detail@draft": lambda company: month(desk(company).month),
    "realization:verification-decide": lambda company: decisions(sent(company).month, "accepted", "verify"),
    "realization:verification-decide@return": lambda company: decisions(
        sent(company).month, "returned", "return"
    ),
    "realization:verification-decide@open": lambda company: decisions(sent(company).month, "", "verify"),
    "realization:verification-decide@draft": lambda company: decisions(
        desk(company).month, "accepted", "verify"
    ),
    "realization:verification-decide@own": own_figures,
    "realization:verification-decide@substitute": substitute,
    "realization:month-open": whole_month,
    "realization:month-open@closed": closed,
    "realization:month-open@thirteenth": lambda company: whole_month(company, 13),
    "realization:month-close": closing,
    "realization:month-close@running": lambda company: closing(company, 2),
    "realization:month-close@closed": closed,
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
