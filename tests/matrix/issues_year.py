"""Issues through the year (procedure 4.1): the exceptions of the collection, late issues, CMS's statements.

Who sees a register sees what belongs to it; what concerns the year is CMS's, exceptions its head's.
"""

from typing import Any

from cint_portal.core import clock
from issues.models import Issue, IssueRegister, SupplementaryIssue
from issues.services import close_collection, return_supplement, send_supplement
from issues.services.yearly import choose_top_issues, state_climate
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import last_year, opened, reviewed, row, sent
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
issues:collection-plan            GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  403  403
issues:collection-plan            POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
issues:collection-plan@disorder   POST 302  403  403  403  403  403  403  403  403  422  403  403  403  403  403  403
issues:collection-plan@open       GET  302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403  # the dates stand
issues:collection-plan@open       POST 302  403  403  403  403  403  403  403  403  409  403  403  403  403  403  403
issues:collection-transition      POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
issues:collection-transition@silent POST 302 403 403 403 403  403  403  403  403  422  403  403  403  403  403  403
issues:collection-transition@closed POST 302 403 403 403 403  403  403  403  403  409  403  403  403  403  403  403
issues:collection-transition@reopen POST 302 403 403 403 403  403  403  403  403  302  403  403  403  403  403  403
issues:collection-transition@open POST 302  403  403  403  403  403  403  403  404  404  404  404  404  403  403  403  # has its own address
issues:extension-create           GET  302  403  403  403  404  404  403  404  403  200  403  403  403  403  404  404
issues:extension-create           POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404
issues:extension-create@past      POST 302  403  403  403  404  404  403  404  403  422  403  403  403  403  404  404
issues:extension-create@sent      GET  302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404
issues:extension-create@sent      POST 302  403  403  403  404  404  403  404  403  409  403  403  403  403  404  404
issues:extension-create@own       POST 302  404  404  404  302  404  404  404  403  403  403  403  403  404  404  404  # CMS's own department
issues:carry-over-edit            GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
issues:carry-over-edit            POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
issues:carry-over-edit@sent       GET  302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
issues:carry-over-edit@sent       POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
issues:register-change            GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
issues:change-list                GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
issues:climate-detail             GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  403  403
issues:climate-detail             POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
issues:climate-detail@silent      POST 302  403  403  403  403  403  403  403  422  422  422  403  403  403  403  403
issues:top-issue-edit             GET  302  403  403  403  403  403  403  403  200  200  200  403  403  403  403  403
issues:top-issue-edit             POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
issues:validity-detail            GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  403  403
issues:validity-detail            POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
issues:validity-detail@silent     POST 302  403  403  403  403  403  403  403  422  422  422  403  403  403  403  403
issues:validity-detail@early      POST 302  403  403  403  403  403  403  403  409  409  409  403  403  403  403  403
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


# --- The collection's exceptions ---------------------------------------------------------------------

MONDAY = at("2026-11-02 08:00")
LATER = "2026-11-13"


def dates(company: Company, due_on: str = "2026-10-30") -> Request:
    data = {"opens_on": "2026-10-01", "due_on": due_on}
    return Request({"year": company.cycle.year}, data, leads_to="/issues/collection/")


def opened_dates(company: Company) -> Request:
    opened(company)
    return dates(company)


def step(company: Company, name: str, comment: str = "Bahan SWOT", *, closed: bool = False) -> Request:
    collection = opened(company).cycle.issue_collection
    if closed:
        close_collection(collection=collection, reason="x", actor=company.cms_head, now=MONDAY)
    return Request({"pk": collection.pk, "name": name}, {"comment": comment}, leads_to="/issues/collection/")


def extension(register: IssueRegister, until: str = LATER) -> Request:
    clock.move_to(MONDAY)
    return on_register(register, {"until": until, "reason": "Audit eksternal"})


def own_extension(company: Company) -> Request:
    opened(company)
    unit = company.cms_department
    unit.substitute_reviewer = company.colleague
    unit.save()
    return extension(IssueRegister.objects.get(unit=unit))


# --- Last year's issues ------------------------------------------------------------------------------


def past(company: Company, register: IssueRegister) -> Request:
    """A register with one issue of the year before, which turns out to be solved."""
    (old,) = last_year(company, TRACE)
    data = {f"issue-{old.pk}-fate": "solved", f"issue-{old.pk}-note": "Selesai"}
    return on_register(register, data, trace=TRACE, leads_to="/issues/registers/")


def changes(company: Company) -> Request:
    return Request(trace=f"/issues/registers/{opened(company).pk}/", query={"year": company.cycle.year})


# --- CMS's statements --------------------------------------------------------------------------------


def climate(company: Company, reason: str = "Panas mengganggu lini produksi") -> Request:
    state_climate(
        cycle=company.cycle,
        relevance="relevant",
        reason=TRACE,
        issues=[],
        actor=company.second_cms,
        now=MONDAY,
    )
    data = {"relevance": "not_relevant", "reason": reason, "version": 1}
    return Request({"year": company.cycle.year}, data, trace=TRACE, leads_to="/issues/climate/")


def top_issues(company: Company) -> Request:
    issue = accepted_issue(company)
    return Request(
        {"year": company.cycle.year}, {"issues": [issue.pk]}, trace=TRACE, leads_to="/issues/validity/"
    )


def validity(company: Company, verdict: str = "valid", *, day: str = "2027-07-05") -> Request:
    issue = accepted_issue(company)
    choose_top_issues(cycle=company.cycle, issues=[issue.pk], actor=company.second_cms, now=MONDAY)
    clock.move_to(at(f"{day} 08:00"))
    data = {f"issue-{issue.pk}-verdict": verdict, f"issue-{issue.pk}-note": ""}
    kwargs = {"year": company.cycle.year, "semester": 1}
    return Request(kwargs, data, trace=TRACE, leads_to="/issues/validity/")


def accepted_issue(company: Company) -> Issue:
    register = reviewed(company, "accepted")
    register.issues.update(issue=TRACE)
    issue: Issue = register.issues.get()
    return issue


SCENES: dict[str, Scene] = {
    "issues:collection-plan": dates,
    "issues:collection-plan@disorder": lambda c: dates(c, "2026-09-30"),
    "issues:collection-plan@open": opened_dates,
    "issues:collection-transition": lambda c: step(c, "close"),
    "issues:collection-transition@silent": lambda c: step(c, "close", " "),
    "issues:collection-transition@closed": lambda c: step(c, "close", closed=True),
    "issues:collection-transition@reopen": lambda c: step(c, "reopen", closed=True),
    "issues:collection-transition@open": lambda c: step(c, "open"),
    "issues:extension-create": lambda c: extension(opened(c)),
    "issues:extension-create@past": lambda c: extension(opened(c), "2026-11-01"),
    "issues:extension-create@sent": lambda c: extension(sent(c)),
    "issues:extension-create@own": own_extension,
    "issues:carry-over-edit": lambda c: past(c, opened(c)),
    "issues:carry-over-edit@sent": lambda c: past(c, sent(c)),
    "issues:register-change": lambda c: past(c, opened(c)),
    "issues:change-list": changes,
    "issues:climate-detail": climate,
    "issues:climate-detail@silent": lambda c: climate(c, " "),
    "issues:top-issue-edit": top_issues,
    "issues:validity-detail": validity,
    "issues:validity-detail@silent": lambda c: validity(c, "changed"),
    "issues:validity-detail@early": lambda c: validity(c, day="2026-12-31"),
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
