"""Monthly realization (procedure 7.2.1, 7.2.2).

The department fills and its manager sends, CMS verifies, `cms_head` closes. Actuals stay with
the unit, the director and auditor above it, CMS and the board; the corporate ones with CMS and the board.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from cint_portal.core import clock
from realization.models import Realization
from realization.rules import ActualEntry
from realization.services import close_month
from tests.company import Company
from tests.conftest import at
from tests.matrix.bsc import vacate
from tests.matrix.framework import Request, Scene, read_table
from tests.realization.builders import (
    Status,
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
""")
TRACE = "Catatan rahasia departemen"
AFTER_THE_DATE = at("2027-02-20 09:00")


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
}
