"""After the lock: who asks for a change, reviews it and decides it, and who reads versions (7.1.19)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bsc.models import ChangeRequest, Kpi, Objective, ScorecardVersion
from bsc.selectors.change import proposed_by
from bsc.services.addition import Place, put_addition
from bsc.services.drafts import KpiDraft, MeasureDraft
from tests.bsc.changes import approve, established, requested, with_board, with_cms
from tests.bsc.scorecards import kpis_of, make_scorecard
from tests.company import Company
from tests.locks import unlocked
from tests.matrix.bsc import NAME
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:change-list                   GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
bsc:change-create                 GET  302  200  403  403  403  403  403  403  403  403  200  403  403  403  404  404
bsc:change-create                 POST 302  302  403  403  403  403  403  403  403  403  302  403  403  403  404  404
bsc:change-create@silent          POST 302  422  403  403  403  403  403  403  403  403  422  403  403  403  404  404
bsc:change-create@approved        GET  302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404  # not established yet
bsc:change-detail                 GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:change-detail@in-force        GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:change-edit                   GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:change-edit                   POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:change-transition             POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:change-transition@review      POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
bsc:change-transition@return      POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
bsc:change-transition@mute        POST 302  403  403  403  404  404  403  404  422  422  403  403  403  403  404  404
bsc:change-decide                 POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:change-decide@old-password    POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:change-decide@other-content   POST 302  403  403  403  404  404  403  404  403  403  403  409  409  403  404  404
bsc:change-decide@undecided       POST 302  403  403  403  404  404  403  404  403  403  403  422  422  403  404  404
bsc:addition-create               GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:addition-create               POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:addition-create@nameless      POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404
bsc:addition-create@sent          GET  302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
bsc:addition-create@elsewhere     GET  302  404  403  403  404  404  403  404  403  403  404  403  403  403  404  404  # another scorecard's objective
bsc:addition-create@part          GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:addition-create@no-group      GET  302  404  403  403  404  404  403  404  403  403  404  403  403  403  404  404 # a KPI is no group
bsc:addition-join                 GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:addition-join                 POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:addition-group                GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:addition-group                POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:replacement-create            GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:replacement-create            POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:replacement-create@same       POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404 # reads as before
bsc:replacement-create@elsewhere  GET  302  404  403  403  404  404  403  404  403  403  404  403  403  403  404  404
bsc:addition-edit                 GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:addition-edit                 POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:addition-drop                 POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:definition-edit               GET  302  200  403  403  404  404  403  404  403  403  200  403  403  403  404  404
bsc:definition-edit               POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:version-list                  GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:version-diff                  GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:version-export                GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:version-export@unknown        GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
realization:change-effect         GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
""")


def page(row: ChangeRequest, **fields: Any) -> Request:
    leads_to = f"/bsc/changes/{row.pk}/"
    return Request({"pk": row.pk}, **{"trace": row.reason, "leads_to": leads_to, **fields})


def listed(company: Company) -> Request:
    return Request(query={"year": company.cycle.year}, trace=requested(company).reason)


def asking(company: Company, reason: str = "RKAP direvisi") -> Request:
    scorecard = established(company)
    first = kpis_of(scorecard)[0].pk
    data = {"effective_month": 7, "reason": reason, f"target_{first}": "120"}
    return Request({"pk": scorecard.pk}, data=data, trace=NAME, leads_to="/bsc/changes/")


def asking_too_early(company: Company) -> Request:
    scorecard = make_scorecard(company.cycle, company.department, "approved", company.manager)
    return Request({"pk": scorecard.pk})


def editing(company: Company) -> Request:
    row = requested(company)
    data = {"effective_month": 8, "reason": "RKAP direvisi lagi", "version": row.version}
    return page(row, data=data)


def step(row: ChangeRequest, name: str, comment: str = "Sesuai RKAP") -> Request:
    request = page(row, data={"comment": comment, "version": row.version})
    return replace(request, kwargs={"pk": row.pk, "name": name})


def deciding(company: Company, **fields: Any) -> Request:
    row = with_board(company)
    data = {"decision": "approve", "content_sha256": proposed_by(row).digest, "version": row.version}
    return page(row, data={**data, **fields.pop("data", {})}, **{"fresh": True, **fields})


def second_version(company: Company) -> ScorecardVersion:
    row = approve(company, with_board(company))
    return ScorecardVersion.objects.get(scorecard=row.scorecard_id, revision=1)


def compared(company: Company) -> Request:
    return Request({"pk": second_version(company).pk}, trace=NAME)


def exported(company: Company, kind: str) -> Request:
    return Request({"pk": second_version(company).pk, "kind": kind})


NEW_KPI = {
    "name": "Waktu henti mesin",
    "unit": "jam",
    "decimals": "2",
    "polarity": "minimize",
    "frequency": "monthly",
    "consolidation": "average",
    "input_mode": "monthly",
    "minimize_by": "ratio",
    "value_source": "entered",
    "phasing": "even",
    "target": "12",
    "weight": "5",
    "basis": "Kebijakan perawatan mesin",
    "rollup": "none",
}


def adding(row: ChangeRequest, objective: Objective | None = None, **typed: str) -> Request:
    place = objective or kpis_of(row.scorecard)[0].objective
    request = page(
        row, data={**NEW_KPI, **typed, "version": str(row.version)}, trace="Simpan dalam permintaan"
    )
    return replace(request, kwargs={"pk": row.pk, "objective_pk": place.pk})


def elsewhere(company: Company) -> Request:
    other = established(company, company.sister_department)
    return adding(requested(company), kpis_of(other)[0].objective)


def added(company: Company) -> Request:
    row = requested(company)
    addition = put_addition(
        request=row,
        place=Place(kpis_of(row.scorecard)[0].objective),
        kpi=KpiDraft(weight=Decimal(5)),
        measure=MeasureDraft("Waktu henti mesin", "jam"),
        actor=company.manager,
    )
    request = page(row, data={**NEW_KPI, "version": "1"}, trace="Simpan dalam permintaan")
    return replace(request, kwargs={"pk": row.pk, "addition_pk": addition.pk})


def in_a_group(company: Company, *, is_group: bool = True) -> Request:
    row = requested(company)
    kpi = kpis_of(row.scorecard)[2]
    if is_group:
        with unlocked():
            Kpi.objects.filter(pk=kpi.pk).update(measure=None, title="Kelompok")
    return replace(adding(row, kpi.objective), query={"group": kpi.pk})


def joining(company: Company) -> Request:
    theirs = kpis_of(established(company, company.sister_department))[0].measure
    assert theirs is not None
    return adding(requested(company), measure=str(theirs.pk))


def replacing(company: Company, unit: str = "hari", kpi: Kpi | None = None) -> Request:
    row = requested(company)
    old = kpi or kpis_of(row.scorecard)[1]
    data = {**NEW_KPI, "polarity": "maximize", "unit": unit, "weight": "25", "version": str(row.version)}
    request = page(row, data=data, trace="tetap terbaca dengan angka yang sudah dilaporkan")
    return replace(request, kwargs={"pk": row.pk, "kpi_pk": old.pk})


def replacing_elsewhere(company: Company) -> Request:
    return replacing(company, kpi=kpis_of(established(company, company.sister_department))[0])


def defining(company: Company) -> Request:
    row = requested(company)
    kpi = kpis_of(row.scorecard)[1]
    assert kpi.measure is not None
    typed = {
        "name": kpi.name,
        "definition": "Baru",
        "filler_unit": str(kpi.measure.filler_unit_id),
        "version": str(row.version),
    }
    request = page(row, data=typed, trace="Simpan dalam permintaan")
    return replace(request, kwargs={"pk": row.pk, "kpi_pk": kpi.pk})


SCENES: dict[str, Scene] = {
    "bsc:addition-create": lambda company: adding(requested(company)),
    "bsc:addition-create@nameless": lambda company: adding(requested(company), name=""),
    "bsc:addition-create@sent": lambda company: adding(with_cms(company)),
    "bsc:addition-create@elsewhere": elsewhere,
    "bsc:addition-create@part": in_a_group,
    "bsc:addition-create@no-group": lambda company: in_a_group(company, is_group=False),
    "bsc:addition-join": joining,
    "bsc:addition-group": lambda company: adding(requested(company), title="Keandalan mesin"),
    "bsc:replacement-create": replacing,
    "bsc:replacement-create@same": lambda company: replacing(company, unit="%"),
    "bsc:replacement-create@elsewhere": replacing_elsewhere,
    "bsc:addition-edit": added,
    "bsc:addition-drop": added,
    "bsc:definition-edit": defining,
    "bsc:change-list": listed,
    "bsc:change-create": asking,
    "bsc:change-create@silent": lambda company: asking(company, " "),
    "bsc:change-create@approved": asking_too_early,
    "bsc:change-detail": lambda company: page(requested(company)),
    "bsc:change-detail@in-force": lambda company: page(approve(company, with_board(company))),
    "bsc:change-edit": editing,
    "bsc:change-transition": lambda company: step(requested(company), "submit"),
    "bsc:change-transition@review": lambda company: step(with_cms(company), "forward"),
    "bsc:change-transition@return": lambda company: step(with_cms(company), "return_by_cms"),
    "bsc:change-transition@mute": lambda company: step(with_cms(company), "return_by_cms", " "),
    "bsc:change-decide": deciding,
    "bsc:change-decide@old-password": lambda company: deciding(
        company, fresh=False, writes=False, leads_to="/account/reauthenticate/"
    ),
    "bsc:change-decide@other-content": lambda company: deciding(company, data={"content_sha256": "0" * 64}),
    "bsc:change-decide@undecided": lambda company: deciding(company, data={"decision": ""}),
    "bsc:version-list": lambda company: Request(
        {"pk": second_version(company).scorecard_id}, trace="Rev. 01"
    ),
    "bsc:version-diff": compared,
    "bsc:version-export": lambda company: exported(company, "carton"),
    "bsc:version-export@unknown": lambda company: exported(company, "kertas"),
    "realization:change-effect": lambda company: Request(
        {"pk": requested(company).pk}, trace="Pengaruh terhadap total"
    ),
}
