"""Perspectives, vision and mission, action programmes and measures: who arranges, reports and reads them.

They follow the scorecard they belong to; only progress is reported after it was locked.
"""

from bsc.models import Objective, ProgrammeActivity, Scorecard
from tests.bsc.scorecards import kpis_of
from tests.company import Company
from tests.locks import unlocked
from tests.matrix.bsc import card, corporate
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:scorecard-perspectives             GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
bsc:scorecard-perspectives             POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:scorecard-perspectives@unnamed     POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:scorecard-perspectives@sent        POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
bsc:scorecard-perspectives@corporate   POST 302  404  404  404  404  404  404  404  302  302  302  403  403  404  404  404
bsc:year-motto                         GET  302  404  404  404  404  404  404  404  200  200  200  403  403  404  404  404
bsc:year-motto                         POST 302  404  404  404  404  404  404  404  302  302  302  403  403  404  404  404
bsc:year-motto@department              GET  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  # the company's alone
bsc:year-motto@approved                POST 302  403  403  404  403  403  403  403  409  409  409  403  403  404  404  404
bsc:objective-detail                   GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:objective-detail@established       GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:activity-progress                  POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
bsc:activity-progress@established      POST 302  302  302  302  403  403  403  403  403  403  302  403  403  403  404  404
bsc:activity-progress@beyond           POST 302  422  422  422  404  404  403  404  403  403  422  403  403  403  404  404
bsc:measure-detail                     GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:measure-detail@established         GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
""")


def arranging(scorecard: Scorecard, label: str = "People Development") -> Request:
    lanes = list(scorecard.perspectives.all())
    data: dict[str, object] = {"lanes-TOTAL_FORMS": len(lanes), "lanes-INITIAL_FORMS": len(lanes)}
    for number, lane in enumerate(lanes):
        data |= {
            f"lanes-{number}-id": lane.pk,
            f"lanes-{number}-order": number + 1,
            f"lanes-{number}-label": label if number == 0 else lane.label,
            f"lanes-{number}-kind": lane.kind,
        }
    return Request({"pk": scorecard.pk}, data, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def motto(scorecard: Scorecard) -> Request:
    data = {"vision": "Menjadi yang terbaik", "mission": "Mutu untuk semua"}
    return Request({"pk": scorecard.pk}, data, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def one(scorecard: Scorecard) -> Request:
    first = Objective.objects.filter(perspective__scorecard=scorecard).earliest("pk")
    return Request({"pk": first.pk}, trace=first.name)


@unlocked()
def reporting(scorecard: Scorecard, percent: int = 40) -> Request:
    first = Objective.objects.filter(perspective__scorecard=scorecard).earliest("pk")
    activity = ProgrammeActivity.objects.create(objective=first, activity="Pelatihan K3")
    data = {f"{activity.pk}-percent": percent, f"{activity.pk}-note": "Sesuai rencana"}
    return Request({"pk": activity.pk}, data, leads_to=f"/bsc/scorecards/objectives/{first.pk}/")


def measured(scorecard: Scorecard) -> Request:
    measure = kpis_of(scorecard)[0].measure
    assert measure is not None
    return Request({"pk": measure.pk}, trace=measure.name)


def unnamed(company: Company) -> Request:
    return arranging(card(company), label="")


SCENES: dict[str, Scene] = {
    "bsc:scorecard-perspectives": lambda company: arranging(card(company)),
    "bsc:scorecard-perspectives@unnamed": unnamed,
    "bsc:scorecard-perspectives@sent": lambda company: arranging(card(company, "sent_cms")),
    "bsc:scorecard-perspectives@corporate": lambda company: arranging(corporate(company)),
    "bsc:year-motto": lambda company: motto(corporate(company)),
    "bsc:year-motto@department": lambda company: motto(card(company)),
    "bsc:year-motto@approved": lambda company: motto(corporate(company, "approved")),
    "bsc:objective-detail": lambda company: one(card(company)),
    "bsc:objective-detail@established": lambda company: one(card(company, "established")),
    "bsc:activity-progress": lambda company: reporting(card(company)),
    "bsc:activity-progress@established": lambda company: reporting(card(company, "established")),
    "bsc:activity-progress@beyond": lambda company: reporting(card(company), 120),
    "bsc:measure-detail": lambda company: measured(card(company)),
    "bsc:measure-detail@established": lambda company: measured(card(company, "established")),
}
