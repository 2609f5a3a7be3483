"""The year's SWOT (procedure 7.1.6–7.1.10): CMS works in it, `cms_head` decides, board and directors read it.

It is the company's, not a department's: for everybody else it does not exist (404), also for an auditor to
whom only a directorate is granted.
"""

from dataclasses import replace
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from cint_portal.core import clock
from cint_portal.documents.excel_read import read_workbook
from cint_portal.organization.models import RoleAssignment
from swot.excel.reading import read_table as read_workbook_table
from swot.models import SwotAnalysis
from swot.services import close_round, finalize_analysis, merge_items, open_round, save_blind_ratings
from swot.services.uploads import store_upload
from tests.company import Company
from tests.matrix.framework import Request, Scene, read_table
from tests.swot.scenes import (
    NOW,
    ON_THE_AXIS,
    WORKED_EXAMPLE,
    accepted_issue,
    deployed,
    initiative,
    rated,
    strategy,
)

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
swot:index                        GET  302  404  404  404  404  404  302  302  302  302  302  302  302  404  404  404
swot:item-list                    GET  302  404  404  404  404  404  200  200  200  200  200  200  200  404  404  404
swot:item-list@company-auditor    GET  302  404  404  404  404  404  200  200  200  200  200  200  200  200  404  404
swot:item-list@no-such-year       GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
swot:item-score                   POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:item-score@off-scale         POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:item-score@final             POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:item-score@company-auditor   POST 302  404  404  404  404  404  403  403  302  302  302  403  403  403  404  404
swot:item-preview                 POST 302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:item-merge                   GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:item-merge                   POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:item-merge@one-item          POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:item-merge@final             POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:item-split                   POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:item-split@final             POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:analysis-deploy              POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:analysis-deploy@final        POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:planning-request             POST 302  404  404  404  404  404  302  302  302  302  302  302  302  404  404  404
swot:planning-request@no-format   POST 302  404  404  404  404  404  400  400  400  400  400  400  400  404  404  404
swot:upload-create                GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:upload-create                POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:upload-create@foreign        POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404  # no tab of the workbook
swot:upload-create@final          POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:upload-detail                GET  302  404  404  404  404  404  403  403  200  404  404  403  403  404  404  404  # a preview is its uploader's
swot:upload-detail                POST 302  404  404  404  404  404  403  403  302  404  404  403  403  404  404  404
swot:upload-detail@bad            POST 302  404  404  404  404  404  403  403  422  404  404  403  403  404  404  404  # a cell is wrong
swot:upload-detail@stale          POST 302  404  404  404  404  404  403  403  409  404  404  403  403  404  404  404
swot:upload-detail@final          POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:round-create                 GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:round-create                 POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:round-create@one-rater       POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:round-create@off             POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404  # the year's setting is off
swot:round-create@open            POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:round-detail                 GET  302  404  404  404  404  404  200  200  200  200  200  200  200  404  404  404
swot:round-detail@unknown         GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
swot:round-rate                   GET  302  404  404  404  404  404  200  403  200  403  403  403  403  404  404  404  # the two who were asked
swot:round-rate                   POST 302  404  404  404  404  404  302  403  302  403  403  403  403  404  404  404
swot:round-rate@off-scale         POST 302  404  404  404  404  404  422  403  422  403  403  403  403  404  404  404
swot:round-rate@unfinished        POST 302  404  404  404  404  404  422  403  422  403  403  403  403  404  404  404
swot:round-rate@closed            POST 302  404  404  404  404  404  409  403  409  403  403  403  403  404  404  404
swot:round-close                  POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:round-close@closed           POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:round-adopt                  POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:round-adopt@open             POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:item-score@round-open        POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:position-detail              GET  302  404  404  404  404  404  200  200  200  200  200  200  200  404  404  404
swot:quadrant-choose              POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:quadrant-choose@no-reason    POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:quadrant-choose@off-axis     POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:quadrant-choose@final        POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:analysis-transition          POST 302  404  404  404  404  404  403  403  403  302  403  403  403  404  404  404  # the head decides
swot:analysis-transition@unrated  POST 302  404  404  404  404  404  403  403  403  422  403  403  403  404  404  404
swot:analysis-transition@final    POST 302  404  404  404  404  404  403  403  403  409  403  403  403  404  404  404
swot:analysis-transition@reopen   POST 302  404  404  404  404  404  403  403  403  302  403  403  403  404  404  404
swot:analysis-transition@silent   POST 302  404  404  404  404  404  403  403  403  422  403  403  403  404  404  404  # reopened without a reason
swot:analysis-transition@unknown  POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
swot:matrix-detail                GET  302  404  404  404  404  404  200  200  200  200  200  200  200  404  404  404
swot:strategy-create              GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:strategy-create              POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:strategy-create@one-tab      POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:strategy-create@no-cell      GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
swot:strategy-update              GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:strategy-update              POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:strategy-update@stale        POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
swot:strategy-move                POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:strategy-move@nowhere        POST 302  404  404  404  404  404  403  403  400  400  400  403  403  404  404  404
swot:strategy-delete              GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:strategy-delete              POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:strategy-delete@in-use       POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:initiative-list              GET  302  404  404  404  404  404  200  200  200  200  200  200  200  404  404  404
swot:initiative-create            GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:initiative-create            POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:initiative-create@no-parent  POST 302  404  404  404  404  404  403  403  422  422  422  403  403  404  404  404
swot:initiative-detail            GET  302  404  404  404  404  404  200  200  200  200  200  200  200  404  404  404
bsc:initiative-kpis               GET  302  404  404  404  404  404  200  200  200  200  200  200  200  404  404  404
swot:initiative-delete            GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:initiative-delete            POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:initiative-update            GET  302  404  404  404  404  404  403  403  200  200  200  403  403  404  404  404
swot:initiative-update            POST 302  404  404  404  404  404  403  403  302  302  302  403  403  404  404  404
swot:initiative-update@stale      POST 302  404  404  404  404  404  403  403  409  409  409  403  403  404  404  404
""")
ITEM = "Isu S nomor 1"
STRATEGY = "Strategi rahasia perusahaan"
INITIATIVE = "Inisiatif rahasia perusahaan"


def of_year(company: Company, data: dict[str, object] | None = None, **fields: Any) -> Request:
    return Request({"year": company.cycle.year}, data or {}, **fields)


def final(company: Company, example: Any = WORKED_EXAMPLE) -> SwotAnalysis:
    analysis = rated(company, example)
    return finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)


def grid(analysis: SwotAnalysis, weight: str = "5", rating: str = "4") -> dict[str, object]:
    """The tab S as its page posts it."""
    data: dict[str, object] = {"tab": "S"}
    for item in analysis.items.filter(category="S"):
        data |= {f"weight_{item.pk}": weight, f"rating_{item.pk}": rating}
    return data


def index(company: Company) -> Request:
    return Request(leads_to="/swot/2027/")


def items(company: Company) -> Request:
    deployed(company)
    return of_year(company, trace=ITEM)


def company_auditor(company: Company) -> Request:
    """The audit covers the whole company: the auditor reads, and nothing more."""
    RoleAssignment.objects.filter(person=company.auditor).update(unit=company.corporate)
    return score(company)


def score(company: Company) -> Request:
    return of_year(company, grid(deployed(company)), trace=ITEM, leads_to="tab=S")


def off_scale(company: Company) -> Request:
    return of_year(company, grid(deployed(company), weight="9"), trace=ITEM)


def score_final(company: Company) -> Request:
    return of_year(company, grid(final(company), weight="1"))


def preview(company: Company) -> Request:
    return of_year(company, grid(deployed(company)), writes=False)


def merging(company: Company, analysis: SwotAnalysis, count: int = 2) -> Request:
    chosen = [item.pk for item in analysis.items.filter(category="S").order_by("position")[:count]]
    data = {"tab": "S", "items": chosen, "speaker": chosen[0]}
    return of_year(company, data, trace=ITEM, leads_to="tab=S")


def splitting(company: Company, *, is_final: bool = False) -> Request:
    analysis = rated(company)
    first, second = analysis.items.filter(category="S").order_by("position")[:2]
    merge_items(analysis=analysis, speaker=first, others=[second], actor=company.cms, now=NOW)
    if is_final:
        analysis.refresh_from_db()
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
    return Request({"year": company.cycle.year, "pk": second.pk}, {}, leads_to="tab=S")


def deploy(company: Company) -> Request:
    accepted_issue(company.department, company.cycle, "S", ITEM)
    return of_year(company, leads_to="/swot/2027/items/")


def deploy_final(company: Company) -> Request:
    final(company)
    accepted_issue(company.department, company.cycle, "S", "Isu susulan")
    return of_year(company)


def planning(company: Company, format: str) -> Request:
    rated(company)
    return of_year(company, {"format": format}, leads_to="/reports/")


class Again:
    """A file that every person of the table sends, from its beginning."""

    name = "perencanaan.xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, *rows: tuple[object, ...], sheet: str = "Strength") -> None:
        book, buffer = Workbook(), BytesIO()
        tab = book.create_sheet(sheet, 0)
        for row in (("Kode", "Isu SWOT", "Bobot", "Rating"), *rows):
            tab.append(row)
        book.save(buffer)
        self.data = buffer.getvalue()

    def read(self, size: int = -1) -> bytes:
        return self.data


def uploading(company: Company, sheet: str = "Strength") -> Request:
    deployed(company)
    file = Again(("S1", ITEM, 5, 4), sheet=sheet)
    return of_year(company, {"file": file}, leads_to="/swot/2027/planning/upload/")


def uploading_final(company: Company) -> Request:
    final(company)
    return of_year(company, {"file": Again(("S1", ITEM, 5, 4))})


def previewing(company: Company, weight: int = 5, **data: object) -> Request:
    """A preview of CMS, of a file that changes S1."""
    analysis = deployed(company)
    table = read_workbook_table(read_workbook(Again(("S1", ITEM, weight, 4)).data), analysis)
    upload = store_upload(
        analysis=analysis,
        content=table.to_json(),
        file_name="perencanaan.xlsx",
        file_sha256="0" * 64,
        actor=company.cms,
        now=clock.now(),
    )
    kwargs = {"year": company.cycle.year, "pk": upload.pk}
    return Request(kwargs, data, trace=ITEM, leads_to="/swot/2027/items/")


def previewing_final(company: Company) -> Request:
    request = previewing(company)
    SwotAnalysis.objects.update(status="final")
    return replace(request, trace="")


def asked(company: Company, *, is_on: bool = True, is_open: bool = True) -> Any:
    """A round of the director and CMS, over items without numbers."""
    company.cycle.several_raters = is_on
    company.cycle.save()
    analysis = deployed(company)
    if not (is_on and is_open):
        return analysis
    raters = [company.director, company.cms]
    return open_round(analysis=analysis, raters=raters, actor=company.cms, now=NOW)


def opening(company: Company, count: int = 2, **state: bool) -> Request:
    asked(company, **state)
    raters = [company.director.pk, company.bod.pk][:count]
    return of_year(company, {"raters": raters}, trace="raters", leads_to="/swot/2027/rounds/1/")


def of_round(company: Company, data: dict[str, object] | None = None, **fields: Any) -> Request:
    return Request({"year": company.cycle.year, "number": 1}, data or {}, **fields)


def round_page(company: Company) -> Request:
    asked(company)
    return of_round(company, trace="Penilai")


def rating(company: Company, weight: str = "4", **data: object) -> Request:
    round = asked(company)
    posted = {**grid(round.analysis, weight), **data}
    return of_round(company, posted, trace=ITEM, leads_to="/swot/2027/rounds/1/rate/")


def rating_closed(company: Company) -> Request:
    request = rating(company)
    close_round(analysis=SwotAnalysis.objects.get(), actor=company.cms, now=NOW)
    return replace(request, trace="")


def closing(company: Company) -> Request:
    asked(company)
    return of_year(company, leads_to="/swot/2027/rounds/1/")


def closed(company: Company) -> Request:
    closing(company)
    close_round(analysis=SwotAnalysis.objects.get(), actor=company.cms, now=NOW)
    return of_year(company)


def adopting(company: Company) -> Request:
    """Both gave other numbers: the median is waiting."""
    round = asked(company)
    first = round.analysis.items.get(category="S", position=1)
    for person, value in ((company.director, 2), (company.cms, 4)):
        save_blind_ratings(round=round, actor=person, pairs={first.pk: (value, value)}, now=NOW)
    close_round(analysis=SwotAnalysis.objects.get(), actor=company.cms, now=NOW)
    return of_year(company, leads_to="/swot/2027/items/")


def adopting_open(company: Company) -> Request:
    asked(company)
    return of_year(company)


def score_in_a_round(company: Company) -> Request:
    return of_year(company, grid(asked(company).analysis))


def position(company: Company) -> Request:
    rated(company)
    return of_year(company, trace="Expansion")


def quadrant(company: Company, reason: str = "Pasar sekolah tumbuh", **fields: Any) -> Request:
    return of_year(company, {"quadrant": "SO", "reason": reason}, leads_to="/position/", **fields)


def on_axis(company: Company) -> Request:
    rated(company, ON_THE_AXIS)
    return quadrant(company)


def without_reason(company: Company) -> Request:
    rated(company, ON_THE_AXIS)
    return quadrant(company, reason="")


def off_axis(company: Company) -> Request:
    rated(company)
    return quadrant(company)


def quadrant_final(company: Company) -> Request:
    final(company)
    return quadrant(company)


def transition(analysis: SwotAnalysis, name: str, **data: object) -> Request:
    return Request({"pk": analysis.pk, "name": name}, data, trace=ITEM, leads_to="/swot/2027/position/")


def matrix(company: Company) -> Request:
    strategy(company, deployed(company), "SO", STRATEGY)
    return of_year(company, trace=STRATEGY)


def new_strategy(company: Company, *, tabs: str = "SO") -> Request:
    analysis = deployed(company)
    first = analysis.items.filter(category="S").values_list("pk", flat=True)[:1]
    second = analysis.items.filter(category="O").values_list("pk", flat=True)[:1]
    data: dict[str, object] = {"text": "Perluas pasar", "first": list(first)}
    if "O" in tabs:
        data["second"] = list(second)
    kwargs = {"year": company.cycle.year, "cell": "SO"}
    return Request(kwargs, data, trace=ITEM, leads_to="/swot/2027/matrix/#SO")


def no_cell(company: Company) -> Request:
    deployed(company)
    return Request({"year": company.cycle.year, "cell": "XX"})


def one_strategy(company: Company, **data: object) -> Request:
    row = strategy(company, deployed(company), "SO", STRATEGY)
    first, second = row.items.order_by("-category").values_list("pk", flat=True)
    posted = {"text": "Kalimat baru", "first": [first], "second": [second], **data}
    return Request({"pk": row.pk}, posted, trace=STRATEGY, leads_to="/swot/2027/matrix/")


def moving(company: Company) -> Request:
    request = one_strategy(company, place="1")
    strategy(company, SwotAnalysis.objects.get(), "SO", "Strategi kedua")
    return replace(request, leads_to=f"/swot/2027/matrix/#strategy-{request.kwargs['pk']}")


def strategy_in_use(company: Company) -> Request:
    row = strategy(company, deployed(company), "SO", STRATEGY)
    initiative(company, row)
    return Request({"pk": row.pk}, trace=STRATEGY)


def an_initiative(company: Company) -> Any:
    row = strategy(company, deployed(company), "SO", STRATEGY)
    return initiative(company, row, name=INITIATIVE)


def initiatives(company: Company) -> Request:
    an_initiative(company)
    return of_year(company, trace=INITIATIVE)


def initiative_data(company: Company, strategies: list[int], **data: object) -> dict[str, object]:
    values = {"code": "SI-07", "name": "Buka cabang", "owner_unit": company.department.pk}
    return {**values, "strategies": strategies, **data}


def new_initiative(company: Company) -> Request:
    row = strategy(company, deployed(company), "SO", STRATEGY)
    data = initiative_data(company, [row.pk])
    return of_year(company, data, trace=STRATEGY, leads_to="/swot/initiatives/")


def without_parent(company: Company) -> Request:
    deployed(company)
    return of_year(company, initiative_data(company, []))


def one_initiative(company: Company, **data: object) -> Request:
    row = an_initiative(company)
    posted = initiative_data(company, [row.strategies.get().pk], **data)
    return Request({"pk": row.pk}, posted, trace=INITIATIVE, leads_to=f"/swot/initiatives/{row.pk}/")


def deleted_initiative(company: Company) -> Request:
    return replace(one_initiative(company), leads_to="/swot/2027/initiatives/")


SCENES: dict[str, Scene] = {
    "swot:index": index,
    "swot:item-list": items,
    "swot:item-list@company-auditor": company_auditor,
    "swot:item-list@no-such-year": lambda company: Request({"year": 2031}),
    "swot:item-score": score,
    "swot:item-score@off-scale": off_scale,
    "swot:item-score@final": score_final,
    "swot:item-score@company-auditor": company_auditor,
    "swot:item-preview": preview,
    "swot:item-merge": lambda company: merging(company, deployed(company)),
    "swot:item-merge@one-item": lambda company: merging(company, deployed(company), count=1),
    "swot:item-merge@final": lambda company: merging(company, final(company)),
    "swot:item-split": splitting,
    "swot:item-split@final": lambda company: splitting(company, is_final=True),
    "swot:analysis-deploy": deploy,
    "swot:analysis-deploy@final": deploy_final,
    "swot:planning-request": lambda company: planning(company, "xlsx"),
    "swot:planning-request@no-format": lambda company: planning(company, "docx"),
    "swot:upload-create": uploading,
    "swot:upload-create@foreign": lambda company: uploading(company, sheet="Lain"),
    "swot:upload-create@final": uploading_final,
    "swot:upload-detail": previewing,
    "swot:upload-detail@bad": lambda company: previewing(company, weight=9),
    "swot:upload-detail@stale": lambda company: previewing(company, version="999"),
    "swot:upload-detail@final": previewing_final,
    "swot:round-create": lambda company: opening(company, is_open=False),
    "swot:round-create@one-rater": lambda company: opening(company, count=1, is_open=False),
    "swot:round-create@off": lambda company: opening(company, is_on=False),
    "swot:round-create@open": opening,
    "swot:round-detail": round_page,
    "swot:round-detail@unknown": lambda company: Request({"year": company.cycle.year, "number": 9}),
    "swot:round-rate": rating,
    "swot:round-rate@off-scale": lambda company: rating(company, "9"),
    "swot:round-rate@unfinished": lambda company: rating(company, done="1"),
    "swot:round-rate@closed": rating_closed,
    "swot:round-close": closing,
    "swot:round-close@closed": closed,
    "swot:round-adopt": adopting,
    "swot:round-adopt@open": adopting_open,
    "swot:item-score@round-open": score_in_a_round,
    "swot:position-detail": position,
    "swot:quadrant-choose": on_axis,
    "swot:quadrant-choose@no-reason": without_reason,
    "swot:quadrant-choose@off-axis": off_axis,
    "swot:quadrant-choose@final": quadrant_final,
    "swot:analysis-transition": lambda company: transition(rated(company), "finalize"),
    "swot:analysis-transition@unrated": lambda company: transition(deployed(company), "finalize"),
    "swot:analysis-transition@final": lambda company: transition(final(company), "finalize"),
    "swot:analysis-transition@reopen": lambda company: transition(
        final(company), "reopen", comment="Koreksi"
    ),
    "swot:analysis-transition@silent": lambda company: transition(final(company), "reopen"),
    "swot:analysis-transition@unknown": lambda company: transition(rated(company), "deploy"),
    "swot:matrix-detail": matrix,
    "swot:strategy-create": new_strategy,
    "swot:strategy-create@one-tab": lambda company: new_strategy(company, tabs="S"),
    "swot:strategy-create@no-cell": no_cell,
    "swot:strategy-update": one_strategy,
    "swot:strategy-update@stale": lambda company: one_strategy(company, seen="yang lama"),
    "swot:strategy-move": moving,
    "swot:strategy-move@nowhere": lambda company: one_strategy(company, place="x"),
    "swot:strategy-delete": one_strategy,
    "swot:strategy-delete@in-use": strategy_in_use,
    "swot:initiative-list": initiatives,
    "swot:initiative-create": new_initiative,
    "swot:initiative-create@no-parent": without_parent,
    "swot:initiative-detail": one_initiative,
    "bsc:initiative-kpis": lambda company: replace(one_initiative(company), trace=""),
    "swot:initiative-delete": deleted_initiative,
    "swot:initiative-update": one_initiative,
    "swot:initiative-update@stale": lambda company: one_initiative(company, seen="yang lama"),
}
