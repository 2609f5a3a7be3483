"""Scorecards on their way (procedure 7.1.11–7.1.19): sent, reviewed by CMS, decided by the board, established.

Who sees a scorecard is said in tests/matrix/bsc.py. Nobody reviews or decides what he or she wrote or sent,
nor the department that he or she belongs to.
"""

from dataclasses import replace
from typing import Any

from bsc.models import Objective, Scorecard
from bsc.services.establishment import MeetingRecord, establish_set
from cint_portal.core import clock
from tests.bsc.scorecards import accept_all, approved, kpis_of, make_scorecard, shown_hash
from tests.company import Company
from tests.conftest import at
from tests.matrix.bsc import NAME, acting_head, card, corporate, show, vacate, wrote
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:scorecard-transition          POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
bsc:scorecard-transition@empty    POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404
bsc:scorecard-transition@sent     POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
bsc:scorecard-transition@vacant   POST 302  404  403  403  404  404  302  404  403  403  403  403  403  403  404  404
bsc:scorecard-transition@board    POST 302  404  404  404  404  404  404  404  403  302  403  403  403  404  404  404  # corporate, to the board
bsc:scorecard-transition@decided  POST 302  403  403  404  403  403  403  403  403  409  403  403  403  404  404  404
bsc:scorecard-transition@approve  POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  # decided on its own page
bsc:approval-list                 GET  302  403  403  403  403  403  403  403  200  200  200- 403  403  403  403  403
bsc:approval-review               GET  302  403  403  403  404  404  403  404  200  200  403  403  403  403  404  404
bsc:approval-review               POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
bsc:approval-review@return        POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
bsc:approval-review@undecided     POST 302  403  403  403  404  404  403  404  422  422  403  403  403  403  404  404
bsc:approval-review@draft         GET  302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
bsc:approval-review@draft         POST 302  403  403  403  404  404  403  404  409  409  403  403  403  403  404  404
bsc:approval-review@own-text      POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404
bsc:approval-review@corporate     POST 302  404  404  404  404  404  404  404  403  403  403  403  403  404  404  404  # no stage of CMS
bsc:approval-review@substitute    POST 302  404  404  404  302  404  404  404  403  403  403  403  403  404  404  404
bsc:approval-autosave             POST 302  403  403  403  404  404  403  404  200  200  403  403  403  403  404  404
bsc:approval-autosave@draft       POST 302  403  403  403  404  404  403  404  409  409  403  403  403  403  404  404
bsc:decision-list                 GET  302  403  403  403  403  403  403  403  403  403  403  200  200  403  403  403
bsc:decision-list@own-department  GET  302  403  403  403  403  403  403  403  403  403  403  200- 200  403  403  403
bsc:decision-detail               GET  302  403  403  403  404  404  403  404  403  403  403  200  200  403  404  404
bsc:decision-detail@old-password  GET  302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:decision-approve              POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:decision-approve@old-password POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:decision-approve@changed      POST 302  403  403  403  404  404  403  404  403  403  403  409  409  403  404  404  # another text than shown
bsc:decision-approve@draft        POST 302  403  403  403  404  404  403  404  403  403  403  409  409  403  404  404  # no skipped stage
bsc:decision-approve@with-cms     POST 302  403  403  403  404  404  403  404  403  403  403  409  409  403  404  404
bsc:decision-approve@own-text     POST 302  403  403  403  404  404  403  404  403  403  403  403  302  403  404  404
bsc:decision-approve@own-department POST 302 403 403 403 404  404  403  404  403  403  403  403  302  403  404  404
bsc:decision-return               POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:decision-return@old-password  POST 302  403  403  403  404  404  403  404  403  403  403  302  302  403  404  404
bsc:decision-return@silent        POST 302  403  403  403  404  404  403  404  403  403  403  422  422  403  404  404
bsc:decision-return@draft         POST 302  403  403  403  404  404  403  404  403  403  403  409  409  403  404  404
bsc:decision-batch                GET  302  403  403  403  403  403  403  403  403  403  403  200  200  403  403  403
bsc:decision-batch                POST 302  403  403  403  403  403  403  403  403  403  403  302  302  403  403  403
bsc:decision-batch@old-password   POST 302  403  403  403  403  403  403  403  403  403  403  302  302  403  403  403
bsc:decision-batch@one-decided    POST 302  403  403  403  403  403  403  403  403  403  403  409  409  403  403  403  # all or none
bsc:establishment-list            GET  302  200  200  403  200  200  200  200  200  200  200  200  200  200  403  403
bsc:establishment-create          GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  403  403
bsc:establishment-create          POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  403  403
bsc:establishment-create@silent   POST 302  403  403  403  403  403  403  403  403  422  403  403  403  403  403  403
bsc:establishment-create@draft    POST 302  403  403  403  403  403  403  403  403  409  403  403  403  403  403  403
bsc:version-detail                GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  404  404
bsc:version-request               POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  404  404
""")
TODAY = at("2027-01-20 16:00")


# --- Approval ---------------------------------------------------------------------------------------


def transition(scorecard: Scorecard, name: str = "submit") -> Request:
    kwargs = {"pk": scorecard.pk, "name": name}
    return Request(kwargs, trace=NAME, leads_to=f"/bsc/scorecards/{scorecard.pk}/")


def without_kpis(company: Company) -> Request:
    scorecard = card(company)
    Objective.objects.filter(perspective__scorecard=scorecard).delete()
    return transition(scorecard)


def vacant_transition(company: Company) -> Request:
    request = transition(card(company))
    vacate(company)
    return request


def queued(company: Company) -> Request:
    return Request(trace=f"/bsc/approvals/{card(company, 'sent_cms').pk}/")


def review(scorecard: Scorecard, decision: str = "accepted", step: str = "forward") -> Request:
    data: dict[str, object] = {"step": step, "recommendation": "agree"}
    for kpi in kpis_of(scorecard):
        data |= {f"kpi-{kpi.pk}-decision": decision, f"kpi-{kpi.pk}-comment": "Target perlu dinaikkan"}
    return show(scorecard, data=data, leads_to="/bsc/")


def own_text(company: Company) -> Request:
    scorecard = card(company, "sent_cms")
    wrote(scorecard, company.cms)
    return review(scorecard)


def substitute(company: Company) -> Request:
    """CMS's own department is reviewed by the substitute that it names (realities 22)."""
    company.cms_department.substitute_reviewer = company.colleague
    company.cms_department.save()
    return review(card(company, "sent_cms", company.cms_department))


# --- Decision ---------------------------------------------------------------------------------------


def with_board(company: Company, status: str = "with_board") -> Scorecard:
    scorecard = card(company, status)
    accept_all(scorecard)
    return scorecard


def decision(scorecard: Scorecard, **fields: Any) -> Request:
    """The page, or its Setujui and Kembalikan, with a password given a moment ago."""
    data = {
        "version": scorecard.version,
        "content_sha256": shown_hash(scorecard),
        "return-reason": "Naikkan target pengiriman",
    }
    values: dict[str, Any] = {"data": data, "fresh": True, "leads_to": "/bsc/decisions/", **fields}
    return show(scorecard, **values)


def old_password(company: Company) -> Request:
    """Without the password nothing is decided: the way leads to its page."""
    return decision(with_board(company), fresh=False, writes=False, leads_to="/account/reauthenticate/")


def changed(company: Company) -> Request:
    request = decision(with_board(company))
    return replace(request, data={**request.data, "content_sha256": "0" * 64})


def silent_return(company: Company) -> Request:
    request = decision(with_board(company))
    return replace(request, data={**request.data, "return-reason": " "})


def board_author(company: Company) -> Request:
    scorecard = with_board(company)
    wrote(scorecard, company.bod)
    return decision(scorecard)


def own_department(company: Company) -> Request:
    scorecard = with_board(company)
    acting_head(company)
    return decision(scorecard)


def decision_queue(company: Company) -> Request:
    return Request(trace=f"/bsc/decisions/{with_board(company).pk}/")


def own_in_queue(company: Company) -> Request:
    request = decision_queue(company)
    acting_head(company)
    return request


def batch(*scorecards: Scorecard, **fields: Any) -> Request:
    data: dict[str, object] = {"pk": [row.pk for row in scorecards]}
    for row in scorecards:
        data |= {f"version-{row.pk}": row.version, f"content_sha256-{row.pk}": shown_hash(row)}
    query = {"pk": data["pk"]}
    values: dict[str, Any] = {"fresh": True, "leads_to": "/bsc/decisions/", "trace": NAME, **fields}
    return Request(data=data, query=query, **values)


def one_decided(company: Company) -> Request:
    other = make_scorecard(company.cycle, company.other_department, "approved")
    return batch(with_board(company), other)


# --- Establishment ----------------------------------------------------------------------------------


def minutes(*scorecards: Scorecard, **changes: object) -> Request:
    """What the head of CMS records after the meeting."""
    clock.move_to(TODAY)
    data = {
        "number": "BSC/NOT/2027/001",
        "held_on": "2027-01-20",
        "effective_from": "2027-01-20",
        "attendance": "Kartika Sari",
        "minutes": "Ditetapkan.",
        "scorecards": [row.pk for row in scorecards],
        **changes,
    }
    return Request(data=data, query={"year": 2027}, leads_to="/bsc/meetings/")


def established(company: Company) -> Request:
    """The meeting with its minutes."""
    record = MeetingRecord("N-1", TODAY.date(), TODAY.date(), "Kartika Sari", "Notulen rahasia")
    scorecards = [approved(company, company.department)]
    meeting = establish_set(
        cycle=company.cycle, meeting=record, scorecards=scorecards, actor=company.cms_head, now=TODAY
    )
    return Request({"pk": meeting.pk}, trace="Notulen rahasia")


def meetings(company: Company) -> Request:
    request = established(company)
    return Request(trace=f"/bsc/meetings/{request.kwargs['pk']}/", query={"year": 2027})


def version(company: Company) -> Request:
    established(company)
    scorecard = Scorecard.objects.get(unit=company.department)
    return Request({"pk": scorecard.versions.get().pk}, trace=NAME)


SCENES: dict[str, Scene] = {
    "bsc:scorecard-transition": lambda company: transition(card(company)),
    "bsc:scorecard-transition@empty": without_kpis,
    "bsc:scorecard-transition@sent": lambda company: transition(card(company, "sent_cms")),
    "bsc:scorecard-transition@vacant": vacant_transition,
    "bsc:scorecard-transition@board": lambda company: transition(corporate(company), "send_to_board"),
    "bsc:scorecard-transition@decided": lambda company: transition(
        corporate(company, "approved"), "send_to_board"
    ),
    "bsc:scorecard-transition@approve": lambda company: transition(with_board(company), "approve"),
    "bsc:approval-list": queued,
    "bsc:approval-review": lambda company: review(card(company, "sent_cms")),
    "bsc:approval-review@return": lambda company: review(card(company, "sent_cms"), "returned", "return"),
    "bsc:approval-review@undecided": lambda company: review(card(company, "sent_cms"), ""),
    "bsc:approval-review@draft": lambda company: review(card(company)),
    "bsc:approval-review@own-text": own_text,
    "bsc:approval-review@corporate": lambda company: review(corporate(company)),
    "bsc:approval-review@substitute": substitute,
    "bsc:approval-autosave": lambda company: review(card(company, "sent_cms")),
    "bsc:approval-autosave@draft": lambda company: review(card(company)),
    "bsc:decision-list": decision_queue,
    "bsc:decision-list@own-department": own_in_queue,
    "bsc:decision-detail": lambda company: decision(with_board(company)),
    "bsc:decision-detail@old-password": old_password,
    "bsc:decision-approve": lambda company: decision(with_board(company)),
    "bsc:decision-approve@old-password": old_password,
    "bsc:decision-approve@changed": changed,
    "bsc:decision-approve@draft": lambda company: decision(with_board(company, "draft")),
    "bsc:decision-approve@with-cms": lambda company: decision(with_board(company, "sent_cms")),
    "bsc:decision-approve@own-text": board_author,
    "bsc:decision-approve@own-department": own_department,
    "bsc:decision-return": lambda company: decision(with_board(company)),
    "bsc:decision-return@old-password": old_password,
    "bsc:decision-return@silent": silent_return,
    "bsc:decision-return@draft": lambda company: decision(with_board(company, "draft")),
    "bsc:decision-batch": lambda company: batch(with_board(company)),
    "bsc:decision-batch@old-password": lambda company: batch(
        with_board(company), fresh=False, writes=False, leads_to="/account/reauthenticate/"
    ),
    "bsc:decision-batch@one-decided": one_decided,
    "bsc:establishment-list": meetings,
    "bsc:establishment-create": lambda company: minutes(approved(company, company.department)),
    "bsc:establishment-create@silent": lambda company: minutes(
        approved(company, company.department), attendance=" "
    ),
    "bsc:establishment-create@draft": lambda company: minutes(card(company)),
    "bsc:version-detail": version,
    "bsc:version-request": lambda company: replace(version(company), trace="", leads_to="/reports/"),
}
