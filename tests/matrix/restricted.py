"""Unpublished figures: their release, access by name, the list of who opened them, the class of a KPI.

Watched by the board and the head of CMS; what is decided there, the head of CMS decides (realities 27).
"""

from bsc.models import Kpi
from cint_portal.core import clock
from cint_portal.organization.granting import grant_restricted
from realization.models import FigureRelease
from tests.company import Company
from tests.conftest import at
from tests.matrix.bsc import card
from tests.matrix.framework import Request, Scene, read_table
from tests.realization.restricted_scene import RestrictedScene

#                                        anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
realization:release-list               GET  302  403  403  403  403  403  403  403  403  200  403  200  200  403  403  403
realization:release-create             POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
realization:release-create@early       POST 302  403  403  403  403  403  403  403  403  422  403  403  403  403  403  403
realization:release-create@stale       POST 302  403  403  403  403  403  403  403  403  409  403  403  403  403  403  403
realization:release-withdraw           POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
realization:release-withdraw@nothing   POST 302  403  403  403  403  403  403  403  403  422  403  403  403  403  403  403
realization:grant-list                 GET  302  403  403  403  403  403  403  403  403  200  403  200  200  403  403  403
realization:grant-list                 POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
realization:grant-list@endless         POST 302  403  403  403  403  403  403  403  403  422  403  403  403  403  403  403
realization:grant-end                  POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
realization:grant-end@ended            POST 302  403  403  403  403  403  403  403  403  409  403  403  403  403  403  403
realization:opening-list               GET  302  403  403  403  403  403  403  403  403  200  403  200  200  403  403  403
realization:opening-export             GET  302  403  403  403  403  403  403  403  403  200  403  200  200  403  403  403
bsc:figure-class-edit                  GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
bsc:figure-class-edit                  POST 302  403  403  403  404  404  403  404  302  302  302  403  403  403  404  404
bsc:figure-class-edit@established      GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:figure-class-edit@open             POST 302  403  403  403  404  404  403  404  422  302  422  403  403  403  404  404
""")
YEAR = {"year": 2027}


def at_work(company: Company) -> RestrictedScene:
    return RestrictedScene(company)


def released(company: Company, through: int = 2) -> None:
    at_work(company)
    FigureRelease.objects.create(
        cycle=company.cycle,
        through_month=through,
        published_on=at("2027-03-01 09:00").date(),
        reason="Dipublikasikan",
        decided_by=company.cms_head,
        decided_at=clock.now(),
    )


def releasing(company: Company, month: int = 2, seen: int = 0) -> Request:
    at_work(company)
    data = {"through_month": month, "published_on": "2027-03-01", "reason": "Dipublikasikan", "seen": seen}
    return Request(YEAR, data, leads_to="/realization/restricted/?year=2027")


def withdrawing(company: Company, month: int = 0) -> Request:
    released(company)
    data = {"through_month": month, "reason": "Keliru", "seen": 2}
    return Request(YEAR, data, leads_to="/realization/restricted/?year=2027")


def granting(company: Company, until: str = "2027-04-30") -> Request:
    at_work(company)
    data = {
        "person": company.auditor.pk,
        "valid_from": "2027-03-20",
        "valid_until": until,
        "reason": "Audit",
    }
    return Request(data=data, leads_to="/realization/restricted/access/")


def ending(company: Company, *, ended: bool = False) -> Request:
    at_work(company)
    row = grant_restricted(
        person=company.auditor,
        valid_from=at("2027-03-01 09:00").date(),
        valid_until=at("2027-04-30 09:00").date(),
        reason="Audit",
        actor=company.cms_head,
        now=clock.now(),
    )
    if ended:
        row.ended_at, row.ended_by = clock.now(), company.cms_head
        row.save()
    return Request({"pk": row.pk}, leads_to="/realization/restricted/access/")


def plain(company: Company) -> Request:
    at_work(company)
    return Request()


def class_of(company: Company, status: str = "draft", chosen: str = "restricted") -> Request:
    kpi = Kpi.objects.filter(
        objective__perspective__scorecard=card(company, status), measure__isnull=False
    ).earliest("pk")
    data = {"figure_class": chosen, "reason": "Rapat Direksi"}
    page = f"/bsc/measures/{kpi.measure_id}/class/"
    return Request({"pk": kpi.measure_id}, data, trace=kpi.name, leads_to=page)


SCENES: dict[str, Scene] = {
    "realization:release-list": plain,
    "realization:release-create": releasing,
    "realization:release-create@early": lambda company: releasing(company, month=3),
    "realization:release-create@stale": lambda company: releasing(company, seen=1),
    "realization:release-withdraw": withdrawing,
    "realization:release-withdraw@nothing": lambda company: withdrawing(company, month=2),
    "realization:grant-list": granting,
    "realization:grant-list@endless": lambda company: granting(company, until=""),
    "realization:grant-end": ending,
    "realization:grant-end@ended": lambda company: ending(company, ended=True),
    "realization:opening-list": plain,
    "realization:opening-export": plain,
    "bsc:figure-class-edit": class_of,
    "bsc:figure-class-edit@established": lambda company: class_of(company, "established"),
    "bsc:figure-class-edit@open": lambda company: class_of(company, chosen="internal"),
}
