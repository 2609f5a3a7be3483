"""Start page, language, reports: the kernel's addresses."""

from dataclasses import replace
from datetime import date

from cint_portal.core import clock
from cint_portal.documents.models import ReportJob
from cint_portal.documents.services import store
from cint_portal.home.calendar.services import renew_feed, revoke_feed
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle, User
from issues.emails import REGISTER_ACCEPTED
from issues.models import Issue, IssueRegister
from tests.bsc.scorecards import make_scorecard
from tests.company import Company
from tests.matrix.framework import Request, Scene, read_table

#                                 anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
home                         GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
task-list                    GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
late-list                    GET  302  403  403  403  403  403  200  200- 200  200  200  200  200  403  403  403
kpi-list                     GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  403  403
search                       GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
notice-list                  GET  302  200  200- 200- 200- 200- 200- 200- 200- 200- 200- 200- 200- 200- 200- 200-
notice-open                  POST 302  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404
notice-mark                  POST 302  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404
notice-read-all              POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
calendar-detail              GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
calendar-month               GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
calendar-month@none          GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
calendar-address             GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
calendar-address-renew       POST 302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
calendar-address-revoke      POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
# Who has the secret reads the calendar, whoever he is; without it, nobody does.
calendar-feed                GET  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
calendar-feed@revoked        GET  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
alive                        GET  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
language-switch              POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
documents:report-list        GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
documents:report-detail      GET  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
documents:report-progress    GET  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
documents:report-file        GET  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
account_login                GET  200  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
account_logout               GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
account_change_password      GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
account_reset_password       GET  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
account_reauthenticate       GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
mfa_index                    GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
admin:index                  GET  302  302  302  302  302  302  302  302  302  302  302  302  302  302  200  302
""")

#: Addresses of the framework that are tested elsewhere: allauth's own flows (tests/home) and the admin's
#: pages, all of which stand behind `admin:index`'s rule (tests/organization/test_admin.py).
ELSEWHERE_PREFIXES = ("account_", "mfa_", "admin:")


def a_report(company: Company) -> Request:
    job = ReportJob.objects.create(
        code="issues.review_timeliness",
        format="pdf",
        params={"year": company.cycle.year},
        title="Laporan rahasia",
        requested_by=company.manager,
        requested_at=clock.now(),
        state="done",
        file_path=store(b"Laporan rahasia", suffix="pdf"),
        file_name="rahasia.pdf",
    )
    return Request({"pk": job.pk}, trace="Laporan rahasia")


def plain(company: Company) -> Request:
    return Request()


def a_late_department(company: Company) -> Request:
    """The department has not sent its issues of 2020; whoever follows it up sees its name."""
    cycle = PlanningCycle.objects.open_year(2020)
    IssueRegister.objects.create(unit=company.department, cycle=cycle, **due(date(2019, 10, 31)))
    return Request(trace=f"<strong>{company.department.name}</strong>")


def a_result(company: Company) -> Request:
    cycle = PlanningCycle.objects.open_year(2020)
    make_scorecard(cycle, company.department, "established", company.manager)
    return Request(query={"year": 2020}, trace=f">{company.department.name}</td>")


def something_to_find(company: Company) -> Request:
    register = IssueRegister.objects.create(
        unit=company.department, cycle=company.cycle, **due(date(2026, 10, 31))
    )
    values = {"stakeholder": "Pelanggan", "needs": "x", "issue": "Kelangkaan rotan"}
    Issue.objects.create(register=register, position=1, source="internal", category="W", **values)
    return Request(query={"q": "rotan"}, trace="Kelangkaan")


def due(day: date) -> dict[str, date]:
    return {"first_due_on": day, "due_on": day}


def a_notice(company: Company) -> Request:
    """Told to the manager that the register of the year was accepted."""
    register = IssueRegister.objects.create(
        unit=company.department, cycle=company.cycle, **due(date(2026, 10, 31))
    )
    enqueue(REGISTER_ACCEPTED, recipients=[company.manager], about=register, now=clock.now())
    return Request(trace="Isu 2027 – Departemen PPIC")


def one_notice(company: Company) -> Request:
    a_notice(company)
    mail = OutboxMail.objects.get(recipient=company.manager)
    # That it was read is no fact of the cycle: no history keeps it.
    return Request({"pk": mail.pk}, writes=False)


def a_feed(company: Company) -> Request:
    return Request({"secret": renew_feed(person=company.manager, now=clock.now())})


def a_revoked_feed(company: Company) -> Request:
    request = a_feed(company)
    revoke_feed(person=company.manager, now=clock.now())
    return request


def feeds_of_all(company: Company) -> Request:
    """Everybody has an address to revoke."""
    for person in User.objects.all():
        renew_feed(person=person, now=clock.now())
    return Request(leads_to="/calendar/address/")


SCENES: dict[str, Scene] = {
    **{line.name: plain for line in TABLE},
    "late-list": a_late_department,
    "kpi-list": a_result,
    "search": something_to_find,
    "notice-list": a_notice,
    "notice-open": lambda company: replace(one_notice(company), leads_to="/issues/registers/"),
    "notice-mark": lambda company: replace(one_notice(company), leads_to="/notices/"),
    "notice-read-all": lambda company: Request(leads_to="/notices/", writes=False),
    "calendar-month": lambda company: Request({"year": 2026, "month": 11}),
    "calendar-month@none": lambda company: Request({"year": 2026, "month": 13}),
    "calendar-address-revoke": feeds_of_all,
    "calendar-feed": a_feed,
    "calendar-feed@revoked": a_revoked_feed,
    "language-switch": lambda company: Request(data={"language": "id"}),
    "documents:report-detail": a_report,
    "documents:report-progress": a_report,
    "documents:report-file": a_report,
}
