"""Library, copy of last year and scorecards by Excel: who takes what out, who brings it in."""

from dataclasses import replace
from typing import Any

from bsc.excel.reading import read_table
from bsc.models import Kpi, KpiOrigin, Measure, Objective, Scorecard
from bsc.services.uploads import store_upload
from cint_portal.core import clock
from cint_portal.documents.excel_read import read_workbook
from cint_portal.organization.models import PlanningCycle
from tests.bsc.forms import first_row, form_file, places, typed
from tests.bsc.scorecards import kpis_of, make_scorecard
from tests.company import Company
from tests.matrix.bsc import NAME, card, show
from tests.matrix.framework import Request, Scene
from tests.matrix.framework import read_table as table
from tests.matrix.issues_excel import Again

#                                     anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = table("""
bsc:scorecard-export             GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:scorecard-export@established GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:scorecard-export@unknown     GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:template-download            GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:template-download@sent       GET  302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:upload-create                GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:upload-create                POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:upload-create@foreign        POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404  # another department's form
bsc:upload-create@sent           POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:upload-detail                GET  302  200  404  404  404  404  403  404  403  403  404  403  403  403  404  404  # a preview is its uploader's
bsc:upload-detail                POST 302  302  404  404  404  404  403  404  403  403  404  403  403  403  404  404
bsc:upload-detail@bad            POST 302  422  404  404  404  404  403  404  403  403  404  403  403  403  404  404  # a cell is still wrong
bsc:upload-detail@stale          POST 302  409  404  404  404  404  403  404  403  403  404  403  403  403  404  404  # somebody typed meanwhile
bsc:upload-detail@sent           POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:library-list                 GET  302  200  200  200- 200  200  200  200  200  200  200  200  200  200- 200- 200-
bsc:library-detail               GET  302  200  200  404  200  200  200  200  200  200  200  200  200  404  404  404
bsc:library-take                 POST 302  302  302  404  403  403  403  403  403  403  302  403  403  404  404  404  # only into a draft of one's own
bsc:library-take@nowhere         POST 302  422  422  404  403  403  403  403  403  403  422  403  403  404  404  404
bsc:library-mark                 POST 302  403  403  404  403  403  403  403  302  302  302  403  403  404  404  404
bsc:library-mark@no-reason       POST 302  403  403  404  403  403  403  403  422  422  422  403  403  404  404  404
bsc:copy-create                  GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:copy-create                  POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:copy-create@nothing          POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:copy-create@sent             POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:proposal-confirm             POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:proposal-confirm@sent        POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
""")


# --- Excel ------------------------------------------------------------------------------------------


def exported(company: Company, status: str = "draft", kind: str = "carton") -> Request:
    return Request({"pk": card(company, status).pk, "kind": kind})


def page(scorecard: Scorecard, **fields: Any) -> Request:
    """The page of Excel; its own link is what only the admitted see."""
    return show(scorecard, f"/bsc/scorecards/{scorecard.pk}/template/", **fields)


def uploading(scorecard: Scorecard, data: bytes) -> Request:
    return page(scorecard, data={"file": Again(data)}, leads_to=f"/bsc/scorecards/{scorecard.pk}/upload/")


def foreign(company: Company) -> Request:
    scorecard = card(company)
    return uploading(scorecard, form_file(card(company, unit=company.other_department)))


def previewing(
    company: Company, text: str = "A ÷ B × 99", column: str = "Sumber Data|Perhitungan", **fields: Any
) -> Request:
    scorecard = card(company)
    data = form_file(scorecard)
    data = typed(data, {f"{places(data)[column]}{first_row(data)}": text})
    upload = store_upload(
        scorecard=scorecard,
        content=read_table(read_workbook(data), scorecard).to_json(),
        file_name="scorecard.xlsx",
        file_sha256="0" * 64,
        actor=company.manager,
        now=clock.now(),
    )
    request = show(
        scorecard,
        "A ÷ B × 99",
        data={"confirm": "1", "version": scorecard.version, **fields},
        leads_to=f"/bsc/scorecards/{scorecard.pk}/",
    )
    return replace(request, kwargs={"pk": scorecard.pk, "upload_pk": upload.pk})


def late_preview(company: Company) -> Request:
    request = previewing(company)
    Scorecard.objects.filter(pk=request.kwargs["pk"]).update(status="sent_cms")
    return request


# --- Library and copy -------------------------------------------------------------------------------


def entry_of(company: Company) -> Measure:
    scorecard = card(company, "established", company.other_department)
    measure = kpis_of(scorecard)[0].measure
    assert measure is not None
    return measure


def entry(company: Company, **fields: Any) -> Request:
    measure = entry_of(company)
    return Request({"pk": measure.pk}, trace=measure.name, leads_to="/bsc/library/", **fields)


def taking(company: Company, nowhere: bool = False) -> Request:
    measure = entry_of(company)
    own = Objective.objects.filter(perspective__scorecard=card(company)).first()
    assert own is not None
    data = {} if nowhere else {"objective": own.pk}
    return Request({"pk": measure.pk}, data, leads_to="/bsc/scorecards/kpis/")


def copying(company: Company, status: str = "draft", nothing: bool = False) -> Request:
    before = PlanningCycle.objects.open_year(company.cycle.year - 1)
    old = make_scorecard(before, company.department, "established", company.manager)
    new = make_scorecard(company.cycle, company.department, status, company.manager)
    Kpi.objects.filter(objective__perspective__scorecard=new).delete() if status == "draft" else None
    chosen = [kpi.objective_id for kpi in kpis_of(old)]
    return show(
        new,
        f"{NAME}",
        data={"objectives": [] if nothing else chosen, "version": new.version},
        leads_to=f"/bsc/scorecards/{new.pk}/",
    )


def proposed(company: Company, status: str = "draft") -> Request:
    scorecard = card(company, status)
    kpi = kpis_of(scorecard)[0]
    KpiOrigin.objects.create(kpi=kpi, kind="last_year", label="Departemen PPIC 2026 · X", is_proposal=True)
    return show(scorecard, data={"version": scorecard.version}, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


SCENES: dict[str, Scene] = {
    "bsc:scorecard-export": exported,
    "bsc:scorecard-export@established": lambda company: exported(company, "established"),
    "bsc:scorecard-export@unknown": lambda company: exported(company, kind="secret"),
    "bsc:template-download": exported,
    "bsc:template-download@sent": lambda company: exported(company, "sent_cms"),
    "bsc:upload-create": lambda company: uploading((scorecard := card(company)), form_file(scorecard)),
    "bsc:upload-create@foreign": foreign,
    "bsc:upload-create@sent": lambda company: uploading((sent := card(company, "sent_cms")), form_file(sent)),
    "bsc:upload-detail": previewing,
    "bsc:upload-detail@bad": lambda company: previewing(company, "banyak", "Target|Nilai (A)"),
    "bsc:upload-detail@stale": lambda company: previewing(company, version="999"),
    "bsc:upload-detail@sent": late_preview,
    "bsc:library-list": lambda company: Request(trace=entry_of(company).name),
    "bsc:library-detail": entry,
    "bsc:library-take": taking,
    "bsc:library-take@nowhere": lambda company: taking(company, nowhere=True),
    "bsc:library-mark": lambda company: entry(company, data={"standing": "recommended", "reason": ""}),
    "bsc:library-mark@no-reason": lambda company: entry(company, data={"standing": "retired", "reason": ""}),
    "bsc:copy-create": copying,
    "bsc:copy-create@nothing": lambda company: copying(company, nothing=True),
    "bsc:copy-create@sent": lambda company: copying(company, "sent_cms"),
    "bsc:proposal-confirm": proposed,
    "bsc:proposal-confirm@sent": lambda company: proposed(company, "sent_cms"),
}
