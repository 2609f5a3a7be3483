"""Personal scorecards (realities 27, *Pribadi*; ADR 18).

The drafter is the employee. Only employee, the heads of the department and its director open anything; who
heads it agrees, and writes with the employee. CMS, board, auditor and other managers meet a 404.
"""

from typing import Any

from bsc.models import Scorecard
from bsc.services.personal import send_personal
from cint_portal.organization.models import PlanningCycle
from tests.bsc.personal import CANARY, NOW, PersonalScene
from tests.bsc.scorecards import kpis_of, shown_hash
from tests.company import Company
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:personal-list                 GET  302  200  200- 200  200- 200- 200  200- 200- 200- 200  403  200- 403  403  403
bsc:personal-list@off             GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:personal-list@other-year      GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:personal-create               GET  302  200  200  200  200  200  200  200  200  200  200  403  200  403  403  403 # everybody's own, and those of one's people
bsc:personal-create               POST 302  302  422  302  422  422  422  422  422  422  302  403  422  403  403  403 # 422: the person is no choice
bsc:personal-create@off           POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:personal-take                 GET  302  200  404  200  404  404  403  404  404  404  200  404  404  404  404  404
bsc:personal-take                 POST 302  302  404  302  404  404  403  404  404  404  302  404  404  404  404  404
bsc:personal-take@nothing         POST 302  422  404  422  404  404  403  404  404  404  422  404  404  404  404  404
bsc:personal-take@sent            POST 302  409  404  409  404  404  403  404  404  404  409  404  404  404  404  404
bsc:personal-take@a-department    POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:personal-transition           POST 302  403  404  302  404  404  403  404  404  404  403  404  404  404  404  404 # nobody sends in the employee's place
bsc:personal-transition@empty     POST 302  403  404  422  404  404  403  404  404  404  403  404  404  404  404  404
bsc:personal-transition@sent      POST 302  403  404  409  404  404  403  404  404  404  403  404  404  404  404  404
bsc:personal-transition@to-cms    POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:personal-decide               GET  302  200  404  200  404  404  200  404  404  404  200  404  404  404  404  404
bsc:personal-decide@old-password  GET  302  302  404  200  404  404  200  404  404  404  302  404  404  404  404  404
bsc:personal-decide@off           GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:personal-agree                POST 302  302  404  403  404  404  403  404  404  404  302  404  404  404  404  404
bsc:personal-agree@old-password   POST 302  302  404  403  404  404  403  404  404  404  302  404  404  404  404  404
bsc:personal-agree@changed        POST 302  409  404  403  404  404  403  404  404  404  409  404  404  404  404  404
bsc:personal-agree@draft          POST 302  409  404  403  404  404  403  404  404  404  409  404  404  404  404  404
bsc:personal-agree@manager    POST 302  403  404  404  404  404  302  404  404  404  404  404  404  404  404  404 # his director agrees, not the second head
bsc:personal-return               POST 302  302  404  403  404  404  403  404  404  404  302  404  404  404  404  404
bsc:personal-return@silent        POST 302  422  404  403  404  404  403  404  404  404  422  404  404  404  404  404
bsc:personal-return@draft         POST 302  409  404  403  404  404  403  404  404  404  409  404  404  404  404  404
bsc:scorecard-detail@personal     GET  302  200  404  200  404  404  200  404  404  404  200  404  404  404  404  404
bsc:scorecard-detail@agreed       GET  302  200  404  200  404  404  200  404  404  404  200  404  404  404  404  404
bsc:scorecard-detail@off          GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:scorecard-weights@personal    POST 302  302  404  302  404  404  403  404  404  404  302  404  404  404  404  404
bsc:objective-create@personal     GET  302  200  404  200  404  404  403  404  404  404  200  404  404  404  404  404
bsc:kpi-detail@personal           GET  302  200  404  200  404  404  200  404  404  404  200  404  404  404  404  404
bsc:kpi-edit@personal             GET  302  200  404  200  404  404  403  404  404  404  200  404  404  404  404  404
bsc:kpi-delete@personal           POST 302  302  404  302  404  404  403  404  404  404  302  404  404  404  404  404
bsc:kpi-thread@personal           GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:measure-detail@personal       GET  302  200  404  200  404  404  200  404  404  404  200  404  404  404  404  404
bsc:scorecard-export@personal     GET  302  200  404  200  404  404  200  404  404  404  200  404  404  404  404  404
bsc:template-download@personal    GET  302  200  404  200  404  404  403  404  404  404  200  404  404  404  404  404
bsc:upload-create@personal        GET  302  200  404  200  404  404  403  404  404  404  200  404  404  404  404  404
bsc:scorecard-transition@personal POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:approval-review@personal      GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:decision-approve@personal     POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:map-detail@personal           GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:cascade-branch@personal       GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:process-detail@personal       GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:change-create@personal        GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:version-list@personal         GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
bsc:library-detail@personal       GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
""")


def scene_of(company: Company) -> PersonalScene:
    return PersonalScene(company, employee=company.drafter)


def off(request: Request) -> Request:
    """The same after the year's setting was switched off."""
    PlanningCycle.objects.update(employee_scorecards=False)
    return request


def shown(scorecard: Scorecard, trace: str = CANARY, **fields: Any) -> Request:
    return Request({"pk": scorecard.pk}, trace=trace, **fields)


def complete(company: Company, **fields: Any) -> Request:
    return shown(scene_of(company).complete(), **fields)


def listed(company: Company, year: int | None = None) -> Request:
    scorecard = scene_of(company).complete()
    query = {} if year is None else {"year": year}
    if year is not None:
        PlanningCycle.objects.open_year(year)
    return Request(trace=f"/bsc/scorecards/{scorecard.pk}/", query=query)


def creating(company: Company) -> Request:
    scene = scene_of(company)
    data = {
        "person": f"{company.department.pk}-{scene.employee.pk}",
        "weighting": "kpi",
    }
    return Request(data=data, leads_to="/bsc/scorecards/")


def taking(company: Company, nothing: bool = False) -> Request:
    scene = scene_of(company)
    scorecard, above = scene.draft(), kpis_of(scene.department)[0]
    data = {"version": scorecard.version} | ({} if nothing else {f"kpi_{above.pk}": "shared"})
    return shown(scorecard, above.name, data=data, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def sent(company: Company, **fields: Any) -> Request:
    scorecard = scene_of(company).sent()
    data = {"version": scorecard.version, "content_sha256": shown_hash(scorecard), "reason": "Naikkan target"}
    return shown(
        scorecard, **{"data": data, "fresh": True, "leads_to": f"/bsc/scorecards/{scorecard.pk}/", **fields}
    )


def a_draft(company: Company) -> Request:
    return complete(company, fresh=True, data={"reason": "x", "content_sha256": "x"})


def empty(company: Company) -> Request:
    return Request({"pk": scene_of(company).draft().pk, "name": "send"})


def sending(company: Company, name: str = "send") -> Request:
    scorecard = scene_of(company).complete()
    return Request({"pk": scorecard.pk, "name": name}, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def sent_twice(company: Company) -> Request:
    return Request({"pk": scene_of(company).sent().pk, "name": "send"})


def managers_own(company: Company) -> Request:
    scene, manager = scene_of(company), company.manager
    scorecard = send_personal(scorecard=scene.complete(manager, manager), actor=manager, now=NOW)
    data = {"version": scorecard.version, "content_sha256": shown_hash(scorecard)}
    return shown(scorecard, data=data, fresh=True, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def weighing(company: Company) -> Request:
    scorecard = scene_of(company).complete()
    data: dict[str, object] = {"weighting": "kpi", "total_bands": "total"}
    data |= {f"lane_{lane.pk}": "25" for lane in scorecard.perspectives.all()}
    data |= {f"kpi_{kpi.pk}": "40" for kpi in kpis_of(scorecard)}
    return shown(scorecard, data=data, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def own_kpi(company: Company, **fields: Any) -> Request:
    scene = scene_of(company)
    scorecard = scene.complete()
    fields.setdefault("leads_to", f"/bsc/scorecards/{scorecard.pk}/")
    return Request({"pk": scene.own.pk}, trace=CANARY, **fields)


def own_measure(company: Company) -> Request:
    scene = scene_of(company)
    scene.agreed()
    return Request({"pk": scene.own.measure_id}, trace=CANARY)


def export(company: Company) -> Request:
    return Request({"pk": scene_of(company).complete().pk, "kind": "setup"})


SCENES: dict[str, Scene] = {
    "bsc:personal-list": listed,
    "bsc:personal-list@off": lambda company: off(listed(company)),
    "bsc:personal-list@other-year": lambda company: listed(company, year=2030),
    "bsc:personal-create": creating,
    "bsc:personal-create@off": lambda company: off(creating(company)),
    "bsc:personal-take": taking,
    "bsc:personal-take@nothing": lambda company: taking(company, nothing=True),
    "bsc:personal-take@sent": lambda company: Request({"pk": scene_of(company).sent().pk}),
    "bsc:personal-take@a-department": lambda company: Request({"pk": scene_of(company).department.pk}),
    "bsc:personal-transition": sending,
    "bsc:personal-transition@empty": empty,
    "bsc:personal-transition@sent": sent_twice,
    "bsc:personal-transition@to-cms": lambda company: sending(company, "submit"),
    "bsc:personal-decide": sent,
    "bsc:personal-decide@old-password": lambda company: sent(
        company, fresh=False, leads_to="/account/reauthenticate/"
    ),
    "bsc:personal-decide@off": lambda company: off(sent(company)),
    "bsc:personal-agree": sent,
    "bsc:personal-agree@old-password": lambda company: sent(
        company, fresh=False, writes=False, leads_to="/account/reauthenticate/"
    ),
    "bsc:personal-agree@changed": lambda company: sent(company, data={"content_sha256": "0" * 64}),
    "bsc:personal-agree@draft": a_draft,
    "bsc:personal-agree@manager": managers_own,
    "bsc:personal-return": lambda company: sent(company, leads_to="/bsc/personal/"),
    "bsc:personal-return@silent": lambda company: sent(company, data={}),
    "bsc:personal-return@draft": a_draft,
    "bsc:scorecard-detail@personal": complete,
    "bsc:scorecard-detail@agreed": lambda company: shown(scene_of(company).agreed()),
    "bsc:scorecard-detail@off": lambda company: off(complete(company)),
    "bsc:scorecard-weights@personal": weighing,
    "bsc:objective-create@personal": lambda company: Request({"pk": scene_of(company).complete().pk}),
    "bsc:kpi-detail@personal": own_kpi,
    "bsc:kpi-edit@personal": own_kpi,
    "bsc:kpi-delete@personal": own_kpi,
    "bsc:kpi-thread@personal": own_kpi,
    "bsc:measure-detail@personal": own_measure,
    "bsc:scorecard-export@personal": export,
    "bsc:template-download@personal": export,
    "bsc:upload-create@personal": lambda company: Request({"pk": scene_of(company).complete().pk}),
    "bsc:scorecard-transition@personal": lambda company: sending(company, "submit"),
    "bsc:approval-review@personal": sent,
    "bsc:decision-approve@personal": sent,
    "bsc:map-detail@personal": complete,
    "bsc:cascade-branch@personal": own_kpi,
    "bsc:process-detail@personal": complete,
    "bsc:change-create@personal": lambda company: shown(scene_of(company).agreed()),
    "bsc:version-list@personal": lambda company: shown(scene_of(company).agreed()),
    "bsc:library-detail@personal": own_measure,
}
