"""Revisi Target Massal: who takes the sheet out, brings it in, recommends and decides (7.1.19)."""

from bsc.models import ChangeBundle
from bsc.selectors.bundle import digest_of, parts_of, requests_of
from bsc.services.bundle import store_bundle_upload
from cint_portal.core import clock
from tests.bsc.bundles import edited, first_kpi, recommended, sent, sheet_of, table_of
from tests.bsc.changes import established
from tests.company import Company
from tests.matrix.framework import Request, Scene, read_table
from tests.matrix.issues_excel import Again

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:bundle-create                 GET  302  200  403  403  200- 200- 403  403  200  200  200  403  403  403  403  403  # managers: their own scorecards
bsc:bundle-create                 POST 302  302  403  403  302  302  403  403  302  302  302  403  403  403  403  403
bsc:bundle-create@no-sheet        POST 302  422  403  403  422  422  403  403  422  422  422  403  403  403  403  403
bsc:bundle-create@under-way       GET  302  403  403  403  404  404  403  403  409  409  409  403  403  403  403  403  # CMS's bundle, not returned
bsc:bundle-template               GET  302  200  403  403  302  302  403  403  200  200  200  403  403  403  403  403  # nothing to revise: back to the form
bsc:bundle-upload                 GET  302  404  404  404  404  404  404  404  200  404  404  404  404  404  404  404  # a preview is its uploader's
bsc:bundle-upload                 POST 302  404  404  404  404  404  404  404  302  404  404  404  404  404  404  404
bsc:bundle-upload@bad             POST 302  404  404  404  404  404  404  404  422  404  404  404  404  404  404  404
bsc:bundle-detail                 GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:bundle-transition             POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404  # cms asked for it
bsc:bundle-transition@mute        POST 302  403  403  403  404  404  403  404  403  422  403  403  403  403  404  404
bsc:bundle-transition@stale       POST 302  403  403  403  404  404  403  404  403  409  403  403  403  403  404  404
bsc:bundle-decide                 POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:bundle-decide@old-password    POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:bundle-decide@other-content   POST 302  403  403  403  404  404  403  404  403  403  403  409  409  403  404  404
bsc:bundle-decide@undecided       POST 302  403  403  403  404  404  403  404  403  403  403  422  422  403  404  404
realization:bundle-effect         GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
""")


def sheet(company: Company, value: object = 120) -> bytes:
    scorecard = established(company)
    return edited(sheet_of([scorecard]), {(first_kpi(scorecard).pk, "target"): value})


def bundle_of(company: Company) -> ChangeBundle:
    scorecard = established(company)
    return sent(company, [scorecard], {(first_kpi(scorecard).pk, "target"): 120})


def creating(company: Company, data: bytes | None = None) -> Request:
    posted = {
        "effective_month": 7,
        "reason": "RKAP direvisi",
        "file": Again(sheet(company) if data is None else data),
    }
    query = {"year": company.cycle.year}
    return Request(
        data=posted,
        query=query,
        trace=f">{company.department.name}</option>",
        leads_to="/bsc/bundles/uploads/",
    )


def repairing_too_early(company: Company) -> Request:
    return Request(query={"bundle": bundle_of(company).pk})


def template(company: Company) -> Request:
    established(company)
    return Request(query={"year": company.cycle.year}, leads_to="/bsc/bundles/create/")


def previewing(company: Company, value: object = 120) -> Request:
    upload = store_bundle_upload(
        cycle=company.cycle,
        content=table_of(company, sheet(company, value)).to_json(),
        actor=company.cms,
        now=clock.now(),
        file_name="revisi.xlsx",
        file_sha256="0" * 64,
        reason="RKAP direvisi",
        effective_month=7,
    )
    return Request({"pk": upload.pk}, trace="RKAP direvisi", leads_to="/bsc/bundles/")


def digest(bundle: ChangeBundle) -> str:
    return digest_of(parts_of(requests_of(bundle)))


def page(bundle: ChangeBundle, trace: str = "RKAP direvisi", **data: str) -> Request:
    return Request({"pk": bundle.pk}, data, trace=trace, leads_to=f"/bsc/bundles/{bundle.pk}/")


def forwarding(company: Company, comment: str = "Sesuai RKAP", shown: str = "") -> Request:
    bundle = bundle_of(company)
    kwargs = {"pk": bundle.pk, "name": "forward"}
    data = {"comment": comment, "content_sha256": shown or digest(bundle)}
    return Request(kwargs, data, leads_to=f"/bsc/bundles/{bundle.pk}/")


def deciding(company: Company, *, fresh: bool = True, **data: str) -> Request:
    bundle = recommended(company, bundle_of(company))
    posted = {"decision": "approve", "content_sha256": digest(bundle), **data}
    leads_to = f"/bsc/bundles/{bundle.pk}/" if fresh else "/account/reauthenticate/"
    return Request({"pk": bundle.pk}, posted, leads_to=leads_to, fresh=fresh, writes=fresh)


SCENES: dict[str, Scene] = {
    "bsc:bundle-create": creating,
    "bsc:bundle-create@no-sheet": lambda company: creating(company, b"PK nothing"),
    "bsc:bundle-create@under-way": repairing_too_early,
    "bsc:bundle-template": template,
    "bsc:bundle-upload": previewing,
    "bsc:bundle-upload@bad": lambda company: previewing(company, "banyak"),
    "bsc:bundle-detail": lambda company: page(bundle_of(company)),
    "bsc:bundle-transition": forwarding,
    "bsc:bundle-transition@mute": lambda company: forwarding(company, " "),
    "bsc:bundle-transition@stale": lambda company: forwarding(company, shown="0" * 64),
    "bsc:bundle-decide": deciding,
    "bsc:bundle-decide@old-password": lambda company: deciding(company, fresh=False),
    "bsc:bundle-decide@other-content": lambda company: deciding(company, content_sha256="0" * 64),
    "bsc:bundle-decide@undecided": lambda company: deciding(company, decision=""),
    "realization:bundle-effect": lambda company: page(bundle_of(company), "Pengaruh terhadap total"),
}
