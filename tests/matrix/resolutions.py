"""Keputusan Rapat Direksi and questions on single KPIs (procedure 7.1.12, 7.1.15–7.1.17).

CMS records, the President Director confirms, the other members may object; a question moves no status.
"""

from dataclasses import replace
from typing import Any

from bsc.models import BoardResolution, ResolutionFile, ResolutionItem
from bsc.selectors.resolutions import items_of, list_hash
from bsc.services.confirmation import confirm_resolution
from bsc.services.decision import Shown
from bsc.services.objection import object_to_resolution
from bsc.services.resolution import ItemDraft, ResolutionDraft, record_resolution
from cint_portal.core import clock
from cint_portal.documents.scans import Scan
from tests.bsc.scorecards import approved, kpis_of, shown_hash
from tests.company import Company
from tests.conftest import at
from tests.matrix.approval import with_board
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
account_pin                       GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
account_pin                       POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
account_pin_confirm               GET  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  # no PIN yet
account_pin_confirm               POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
bsc:kpi-thread                    GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:kpi-thread                    POST 302  302  302  403  404  404  403  404  302  302  302  302  302  403  404  404
bsc:kpi-thread@silent             POST 302  422  422  403  404  404  403  404  422  422  422  422  422  403  404  404
bsc:kpi-thread@decided            POST 302  409  409  403  404  404  403  404  409  409  409  409  409  403  404  404
bsc:resolution-list               GET  302  403  403  403  403  403  403  403  200  200  200  200  200  403  403  403
bsc:resolution-create             GET  302  403  403  403  403  403  403  403  200  200  200  403  403  403  403  403
bsc:resolution-create             POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
bsc:resolution-create@silent      POST 302  403  403  403  403  403  403  403  422  422  422  403  403  403  403  403
bsc:resolution-detail             GET  302  403  403  403  403  403  403  403  200  200  200  200  200  403  403  403
bsc:resolution-detail@old-password GET 302  403  403  403  403  403  403  403  200  200  200  200  302  403  403  403
bsc:resolution-edit               GET  302  403  403  403  403  403  403  403  200  200  200  403  403  403  403  403
bsc:resolution-edit               POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
bsc:resolution-edit@confirmed     POST 302  403  403  403  403  403  403  403  409  409  409  403  403  403  403  403
bsc:resolution-confirm            POST 302  403  403  403  403  403  403  403  403  403  403  403  302  403  403  403
bsc:resolution-confirm@old-password POST 302 403 403  403  403  403  403  403  403  403  403  403  302  403  403  403
bsc:resolution-confirm@changed    POST 302  403  403  403  403  403  403  403  403  403  403  403  409  403  403  403
bsc:resolution-confirm@confirmed  POST 302  403  403  403  403  403  403  403  403  403  403  403  409  403  403  403
bsc:resolution-return             POST 302  403  403  403  403  403  403  403  403  403  403  403  302  403  403  403
bsc:resolution-return@silent      POST 302  403  403  403  403  403  403  403  403  403  403  403  422  403  403  403
bsc:resolution-withdraw           POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
bsc:resolution-object             POST 302  403  403  403  403  403  403  403  403  403  403  302  403  403  403  403
bsc:resolution-object@late        POST 302  403  403  403  403  403  403  403  403  403  403  409  403  403  403  403
bsc:resolution-answer             POST 302  403  403  403  403  403  403  403  403  403  403  403  302  403  403  403
bsc:resolution-file               GET  302  403  403  403  403  403  403  403  200  200  200  200  200  403  403  403
""")
NUMBER = "RD/2027/001"
HELD, CONFIRMED, LATE = at("2027-01-08 15:00"), at("2027-01-08 19:00"), at("2027-01-13 08:00")


def recorded(company: Company) -> BoardResolution:
    """A list with one department, recorded by the head of CMS."""
    clock.move_to(HELD)
    scorecard = with_board(company)
    shown = Shown(scorecard, scorecard.version, shown_hash(scorecard))
    draft = ResolutionDraft(
        "meeting", HELD.date(), "Kartika Sari", (ItemDraft(shown, "approve"),), number=NUMBER
    )
    return record_resolution(cycle=company.cycle, draft=draft, actor=company.cms_head, now=HELD)


def confirmed(company: Company) -> BoardResolution:
    row = recorded(company)
    return confirm_resolution(
        resolution=row, actor=company.president, now=CONFIRMED, content_sha256=list_hash(row, items_of(row))
    )


def page(row: BoardResolution, **fields: Any) -> Request:
    """The list, or one of its steps, with a password given a moment ago."""
    data = {
        "version": row.version,
        "content_sha256": list_hash(row, items_of(row)),
        "comment": "Bukan keputusan rapat",
        "text": "Target terlalu rendah",
    }
    values = {"trace": NUMBER, "fresh": True, "leads_to": f"/bsc/resolutions/{row.pk}/", **fields}
    return Request({"pk": row.pk}, data, **values)


def minutes(company: Company, row: BoardResolution | None = None, **changes: object) -> Request:
    clock.move_to(HELD)
    scorecard = ResolutionItem.objects.get(resolution=row).scorecard if row else with_board(company)
    item = f"item-{scorecard.pk}"
    data = {
        "kind": "meeting",
        "number": "RD/2027/002",
        "held_on": "2027-01-08",
        "attendance": "Kartika Sari",
        f"{item}-decision": "approve",
        f"{item}-version": scorecard.version,
        f"{item}-content_sha256": shown_hash(scorecard),
        **({"version": row.version} if row else {}),
        **changes,
    }
    kwargs = {"pk": row.pk} if row else {}
    return Request(kwargs, data, query={"year": 2027}, leads_to="/bsc/resolutions/")


def changed(company: Company) -> Request:
    request = page(recorded(company))
    return replace(request, data={**request.data, "content_sha256": "0" * 64})


def silent(company: Company) -> Request:
    request = page(recorded(company))
    return replace(request, data={**request.data, "comment": " "})


def late(company: Company) -> Request:
    request = page(confirmed(company))
    clock.move_to(LATE)
    return request


def objected(company: Company) -> Request:
    row = confirmed(company)
    made = object_to_resolution(resolution=row, actor=company.bod, now=CONFIRMED, text="Keberatan")
    request = page(row)
    return replace(request, kwargs={"pk": made.pk}, data={"answer": "Dipertahankan"})


def scan(company: Company) -> Request:
    row = recorded(company)
    kept = Scan("risalah.pdf", "pdf", b"%PDF-1.7 %%EOF").kept(actor=company.cms, now=HELD)
    return Request({"pk": ResolutionFile.objects.create(resolution=row, **kept).pk})


def thread(company: Company, decided: bool = False, text: str = "Dari mana datanya?") -> Request:
    scorecard = approved(company, company.department) if decided else with_board(company)
    pk = kpis_of(scorecard)[0].pk
    return Request({"pk": pk}, {"text": text}, trace="Biaya produksi", leads_to="/bsc/scorecards/kpis/")


def pin(company: Company) -> Request:
    return Request(data={"pin": "481509", "again": "481509"}, fresh=True, leads_to="/account/2fa/")


SCENES: dict[str, Scene] = {
    "account_pin": pin,
    "account_pin_confirm": lambda company: Request(leads_to="/account/reauthenticate/", writes=False),
    "bsc:kpi-thread": thread,
    "bsc:kpi-thread@silent": lambda company: thread(company, text=" "),
    "bsc:kpi-thread@decided": lambda company: thread(company, decided=True),
    "bsc:resolution-list": lambda company: replace(page(recorded(company)), kwargs={}, query={"year": 2027}),
    "bsc:resolution-create": minutes,
    "bsc:resolution-create@silent": lambda company: minutes(company, number=""),
    "bsc:resolution-detail": lambda company: page(recorded(company)),
    "bsc:resolution-detail@old-password": lambda company: page(
        recorded(company), fresh=False, leads_to="/account/reauthenticate/"
    ),
    "bsc:resolution-edit": lambda company: minutes(company, recorded(company)),
    "bsc:resolution-edit@confirmed": lambda company: minutes(company, confirmed(company)),
    "bsc:resolution-confirm": lambda company: page(recorded(company)),
    "bsc:resolution-confirm@old-password": lambda company: page(
        recorded(company), fresh=False, writes=False, leads_to="/account/reauthenticate/"
    ),
    "bsc:resolution-confirm@changed": changed,
    "bsc:resolution-confirm@confirmed": lambda company: page(confirmed(company)),
    "bsc:resolution-return": lambda company: page(recorded(company)),
    "bsc:resolution-return@silent": silent,
    "bsc:resolution-withdraw": lambda company: page(recorded(company)),
    "bsc:resolution-object": lambda company: page(confirmed(company)),
    "bsc:resolution-object@late": late,
    "bsc:resolution-answer": objected,
    "bsc:resolution-file": scan,
}
