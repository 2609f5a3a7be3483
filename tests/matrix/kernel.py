"""Start page, language, reports: the kernel's addresses."""

from cint_portal.core import clock
from cint_portal.documents.models import ReportJob
from cint_portal.documents.services import store
from tests.company import Company
from tests.matrix.framework import Request, Scene, read_table

#                                 anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
home                         GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
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
        code="x",
        format="pdf",
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


SCENES: dict[str, Scene] = {
    **{line.name: plain for line in TABLE},
    "language-switch": lambda company: Request(data={"language": "id"}),
    "documents:report-detail": a_report,
    "documents:report-progress": a_report,
    "documents:report-file": a_report,
}
