"""Issues through the year (procedure 4.1): the exceptions of the collection, late issues, CMS's statements.

Who sees a register sees what belongs to it; what concerns the year is CMS's, exceptions its head's.
"""

from typing import Any

from issues.models import IssueRegister, SupplementaryIssue
from issues.services import return_supplement, send_supplement
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import opened, reviewed, row
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
issues:supplement-list            GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
issues:supplement-create          GET  302  200  403  403  404  404  403  404  200  200  200  403  403  403  404  404
issues:supplement-create          POST 302  302  403  403  404  404  403  404  302  302  302  403  403  403  404  404
issues:supplement-create@half     POST 302  422  403  403  404  404  403  404  422  422  422  403  403  403  404  404
issues:supplement-create@open     GET  302  302  403  403  404  404  403  404  302  302  302  403  403  403  404  404  # a row of the register
issues:supplement-create@open     POST 302  409  403  403  404  404  403  404  409  409  409  403  403  403  404  404
issues:supplement-detail          GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
issues:supplement-edit            GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
issues:supplement-edit            POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
issues:supplement-edit@sent       GET  302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
issues:supplement-edit@sent       POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
issues:supplement-edit@cms        POST 302  302  403  403  404  404  403  404  302  403  302  403  403  403  404  404  # cms had sent it
issues:supplement-review          POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
issues:supplement-review@silent   POST 302  403  403  403  404  404  403  404  422  422  403  403  403  403  404  404
issues:supplement-review@decided  POST 302  403  403  403  404  404  403  404  409  409  403  403  403  403  404  404
issues:supplement-review@own      POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404  # cms had sent it
issues:supplement-transition      POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
issues:supplement-transition@silent POST 302 422 403 403 404  404  403  404  403  403  422  403  403  403  404  404
issues:supplement-transition@sent POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
issues:supplement-transition@accept POST 302 404 404 404 404  404  404  404  404  404  404  404  404  404  404  404  # decided in the form
""")
TRACE = "Isu rahasia yang menyusul"
ARISEN = at("2027-03-12 10:00")
ANSWERED = at("2027-03-15 10:00")


def typed(**changed: object) -> dict[str, object]:
    """What the small form posts."""
    values = row(9)
    columns = ("stakeholder", "needs", "issue", "factor_id", "source", "category")
    return {**{name: getattr(values, name) for name in columns}, "occasion": "Peraturan baru", **changed}


def supplement(company: Company, who: str = "manager") -> SupplementaryIssue:
    return send_supplement(
        register=reviewed(company, "accepted"),
        values=row(9, issue=TRACE),
        occasion="Peraturan baru",
        actor=getattr(company, who),
        now=ARISEN,
    )


def returned(company: Company, who: str = "manager") -> SupplementaryIssue:
    return return_supplement(
        supplement=supplement(company, who),
        comment="Sebutkan pasalnya.",
        actor=company.second_cms,
        now=ANSWERED,
    )


def on_register(register: IssueRegister, data: dict[str, object], **fields: Any) -> Request:
    return Request({"pk": register.pk}, data, **{"leads_to": "/issues/", **fields})


def on(row: SupplementaryIssue, data: dict[str, object] | None = None, **fields: Any) -> Request:
    page = f"/issues/supplements/{row.pk}/"
    return Request({"pk": row.pk}, data or {}, **{"trace": TRACE, "leads_to": page, **fields})


def listed(company: Company) -> Request:
    supplement(company)
    return Request(trace=TRACE, query={"year": company.cycle.year})


def transition(row: SupplementaryIssue, name: str = "withdraw", comment: str = "Sudah ada.") -> Request:
    page = f"/issues/supplements/{row.pk}/"
    return Request({"pk": row.pk, "name": name}, {"comment": comment}, trace=TRACE, leads_to=page)


SCENES: dict[str, Scene] = {
    "issues:supplement-list": listed,
    "issues:supplement-create": lambda c: on_register(reviewed(c, "accepted"), typed()),
    "issues:supplement-create@half": lambda c: on_register(reviewed(c, "accepted"), typed(needs="")),
    "issues:supplement-create@open": lambda c: on_register(opened(c), typed()),
    "issues:supplement-detail": lambda c: on(supplement(c)),
    "issues:supplement-edit": lambda c: on(returned(c), typed(issue="Diperbaiki")),
    "issues:supplement-edit@sent": lambda c: on(supplement(c), typed(issue="Diperbaiki")),
    "issues:supplement-edit@cms": lambda c: on(returned(c, "cms"), typed(issue="Diperbaiki")),
    "issues:supplement-review": lambda c: on(supplement(c), {"category": "W", "accept": "1"}),
    "issues:supplement-review@silent": lambda c: on(supplement(c), {"category": "W", "return": "1"}),
    "issues:supplement-review@decided": lambda c: on(returned(c), {"category": "W", "accept": "1"}),
    "issues:supplement-review@own": lambda c: on(supplement(c, "cms"), {"category": "W", "accept": "1"}),
    "issues:supplement-transition": lambda c: transition(returned(c)),
    "issues:supplement-transition@silent": lambda c: transition(returned(c), comment=" "),
    "issues:supplement-transition@sent": lambda c: transition(supplement(c)),
    "issues:supplement-transition@accept": lambda c: transition(supplement(c), "accept"),
}
