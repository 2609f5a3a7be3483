"""Issues by Excel and the register view: who takes files out, who brings them in, whose rows they hold."""

from dataclasses import replace
from typing import Any

from cint_portal.core import clock
from cint_portal.documents.excel_read import read_workbook
from issues.excel.reading import read_table
from issues.models import IssueRegister
from issues.services import submit_register
from issues.services.uploads import store_upload
from tests.company import Company
from tests.issues.registers import SENT
from tests.issues.workbooks import LINE, file_of, template_of
from tests.matrix.framework import Request, Scene
from tests.matrix.framework import read_table as table
from tests.matrix.issues import TRACE, drafted, on

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = table("""
issues:template-download          GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
issues:template-download@sent     GET  302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
issues:upload-create              GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
issues:upload-create              POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
issues:upload-create@foreign      POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404  # another department's template
issues:upload-create@sent         POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
issues:upload-detail              GET  302  200  404  404  404  404  403  404  403  403  404  403  403  403  404  404  # a preview is its uploader's
issues:upload-detail              POST 302  302  404  404  404  404  403  404  403  403  404  403  403  403  404  404
issues:upload-detail@bad          POST 302  422  404  404  404  404  403  404  403  403  404  403  403  403  404  404  # a cell is still wrong
issues:upload-detail@stale        POST 302  409  404  404  404  404  403  404  403  403  404  403  403  403  404  404  # somebody typed meanwhile
issues:upload-detail@sent         POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
issues:issue-list                 GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
issues:issue-suggestions          GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
issues:issue-export               GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  # cut to what each may see
issues:issue-export@unknown       GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
issues:issue-report               POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  403  403
""")


class Again:
    """A file that every person of the table sends, from its beginning."""

    name = "isu.xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int = -1) -> bytes:
        return self.data


BAD = file_of((*LINE[:2], TRACE, "Metoda", *LINE[4:]))


def with_cms(company: Company) -> IssueRegister:
    return submit_register(register=drafted(company), actor=company.manager, now=SENT)


def page(register: IssueRegister, **fields: Any) -> Request:
    """The page of a register; its own link is what only the admitted see."""
    return on(register, **{"trace": f"/issues/registers/{register.pk}/template/", **fields})


def uploading(register: IssueRegister, data: bytes) -> Request:
    return page(register, data={"file": Again(data)}, leads_to=f"/issues/registers/{register.pk}/upload/")


def foreign(company: Company) -> Request:
    register = drafted(company)
    return uploading(register, template_of(IssueRegister.objects.get(unit=company.other_department)))


def previewing(company: Company, data: bytes | None = None, **fields: Any) -> Request:
    register = drafted(company)
    content = read_table(read_workbook(data or file_of((*LINE[:2], TRACE, *LINE[3:]))), register).to_json()
    upload = store_upload(
        register=register,
        content=content,
        file_name="isu.xlsx",
        file_sha256="0" * 64,
        actor=company.manager,
        now=clock.now(),
    )
    request = on(register, {"confirm": "1", **fields}, leads_to=f"/issues/registers/{register.pk}/edit/")
    return replace(request, kwargs={"pk": register.pk, "upload_pk": upload.pk})


def late_preview(company: Company) -> Request:
    request = previewing(company)
    submit_register(
        register=IssueRegister.objects.get(pk=request.kwargs["pk"]), actor=company.manager, now=SENT
    )
    return request


def listed(company: Company) -> Request:
    drafted(company)
    return Request(trace=TRACE, query={"year": company.cycle.year})


def suggested(company: Company) -> Request:
    drafted(company)
    return Request({"year": company.cycle.year}, trace=company.department.name)


def exported(company: Company, columns: str = "company") -> Request:
    drafted(company)
    return Request({"year": company.cycle.year, "columns": columns})


def report(company: Company) -> Request:
    drafted(company)
    return Request({"year": company.cycle.year}, leads_to="/reports/")


SCENES: dict[str, Scene] = {
    "issues:template-download": lambda company: on(drafted(company), trace=""),
    "issues:template-download@sent": lambda company: on(with_cms(company), trace=""),
    "issues:upload-create": lambda company: uploading(drafted(company), file_of(LINE)),
    "issues:upload-create@foreign": foreign,
    "issues:upload-create@sent": lambda company: uploading(with_cms(company), file_of(LINE)),
    "issues:upload-detail": previewing,
    "issues:upload-detail@bad": lambda company: previewing(company, BAD),
    "issues:upload-detail@stale": lambda company: previewing(company, version="999"),
    "issues:upload-detail@sent": late_preview,
    "issues:issue-list": listed,
    "issues:issue-suggestions": suggested,
    "issues:issue-export": exported,
    "issues:issue-export@unknown": lambda company: exported(company, "secret"),
    "issues:issue-report": report,
}
