"""Meetings, their decisions and the Wrapping Commitment (7.1.18–7.1.19); the verification page is for all.

A Penetapan is read by whom it concerns; any other meeting by its guests, CMS and the board. Everybody signs
in the own name only: the scene's manager, the other head of the department, its second layer and those above.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bsc.models import Commitment, CommitmentSignature, Meeting, MeetingDecision
from bsc.selectors.commitment import SEAL
from bsc.services.commitment import keep_commitment_scan, mark_on_scan
from bsc.services.meeting import MeetingPlan, invite, plan_meeting
from bsc.services.meeting_decision import move_decision
from bsc.services.minutes import DecisionLine, Minutes, issue_minutes, keep_scan, write_minutes
from cint_portal.core import clock
from cint_portal.documents.scans import Scan
from cint_portal.documents.sealing import note_issue, seal_of
from cint_portal.organization.models import User
from tests.company import Company
from tests.matrix.approval import TODAY, established
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
bsc:meeting-list                  GET  302  200  200  200- 200  200  200  200  200  200  200  200  200  200  200- 200-
bsc:meeting-create                GET  302  403  403  403  403  403  403  403  200  200  200  403  403  403  403  403
bsc:meeting-create                POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
bsc:meeting-create@silent         POST 302  403  403  403  403  403  403  403  422  422  422  403  403  403  403  403
bsc:meeting-detail                GET  302  200  200  404  200  200  200  200  200  200  200  200  200  200  404  404
bsc:meeting-detail@special        GET  302  200  404  404  404  404  404  404  200  200  200  200  200  404  404  404  # the manager is its guest
bsc:meeting-edit                  GET  302  403  403  404  403  403  403  403  200  200  200  403  403  403  404  404
bsc:meeting-edit                  POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-edit@held             GET  302  403  403  404  403  403  403  403  409  409  409  403  403  403  404  404
bsc:meeting-invite                POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-invite@invited        POST 302  403  403  404  403  403  403  403  409  409  409  403  403  403  404  404
bsc:meeting-cancel                POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-cancel@silent         POST 302  403  403  404  403  403  403  403  422  422  422  403  403  403  404  404
bsc:meeting-calendar              GET  302  200  200  404  200  200  200  200  200  200  200  200  200  200  404  404
bsc:meeting-attendance            GET  302  403  403  404  403  403  403  403  200  200  200  403  403  403  404  404
bsc:meeting-attendance            POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-attendance@issued     POST 302  403  403  404  403  403  403  403  409  409  409  403  403  403  404  404
bsc:meeting-minutes               GET  302  403  403  404  403  403  403  403  200  200  200  403  403  403  404  404
bsc:meeting-minutes               POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-minutes@issued        POST 302  403  403  404  403  403  403  403  409  409  409  403  403  403  404  404
bsc:meeting-issue                 POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-issue@nobody-came     POST 302  403  403  404  403  403  403  403  422  422  422  403  403  403  404  404
bsc:meeting-scan                  POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-scan@unreadable       POST 302  403  403  404  403  403  403  403  422  422  422  403  403  403  404  404
bsc:meeting-scan-file             GET  302  403  403  404  403  403  403  403  200  200  200  403  403  403  404  404
bsc:meeting-request               POST 302  302  302  404  302  302  302  302  302  302  302  302  302  302  404  404
bsc:meeting-request@draft         POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404  # not issued yet
bsc:meeting-decision-detail       GET  302  200  200  404  200  200  200  200  200  200  200  200  200  200  404  404
bsc:meeting-decision-detail@draft GET  302  404  404  404  404  404  404  404  200  200  200  404  404  404  404  404
bsc:meeting-decision-transition   POST 302  302  403  404  403  403  403  403  403  403  403  403  403  403  404  404  # the PIC reports
bsc:meeting-decision-transition@silent POST 302 422 403 404 403  403  403  403  403  403  403  403  403  403  404  404
bsc:meeting-decision-transition@close POST 302 403 403 404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:meeting-decision-transition@open POST 302 403 403 404  403  403  403  403  409  409  409  403  403  403  404  404  # nobody reported it
bsc:commitment-detail             GET  302  200  200  404  200  200  200  200  200  200  200  200  200  200  404  404
bsc:commitment-sign               GET  302  200  200  404  403  403  200  403  403  403  200  403  200  403  404  404
bsc:commitment-sign               POST 302  302  422  404  403  403  422  403  403  403  422  403  422  403  404  404  # the manager's own tick
bsc:commitment-sign@old-password  POST 302  302  302  404  403  403  302  403  403  403  302  403  302  403  404  404
bsc:commitment-sign@other-text    POST 302  409  422  404  403  403  422  403  403  403  422  403  422  403  404  404
bsc:commitment-scan               POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:commitment-mark               GET  302  403  403  404  403  403  403  403  200  200  200  403  403  403  404  404
bsc:commitment-mark               POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:commitment-mark@nobody        POST 302  403  403  404  403  403  403  403  422  422  422  403  403  403  404  404
bsc:commitment-scan-file          GET  302  403  403  404  403  403  403  403  200  200  200  403  403  403  404  404
bsc:commitment-unmark             POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:commitment-renew              POST 302  403  403  404  403  403  403  403  302  302  302  403  403  403  404  404
bsc:commitment-request            POST 302  302  302  404  302  302  302  302  302  302  302  302  302  302  404  404
verify-start                      GET  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
verify-start                      POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
verify-start@unknown              POST 422  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
verify-document                   GET  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
verify-document@unknown           GET  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
verify-document                   POST 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  # the very file
verify-document@altered           POST 422  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
""")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


class Again:
    """A file that every person of the table sends, from its beginning."""

    content_type = "application/pdf"

    def __init__(self, data: bytes, name: str = "pindaian.pdf") -> None:
        self.data, self.name = data, name

    def read(self, size: int = -1) -> bytes:
        return self.data


# --- Meetings ---------------------------------------------------------------------------------------


def planned(company: Company, kind: str = "establishment", guests: list[User] | None = None) -> Meeting:
    """Arranged by CMS for the next week."""
    clock.move_to(TODAY - timedelta(days=7))
    plan = MeetingPlan("", TODAY, TODAY + timedelta(hours=2), place="Ruang rahasia")
    guests = guests or [company.manager, company.bod]
    return plan_meeting(
        cycle=company.cycle, kind=kind, plan=plan, guests=guests, actor=company.cms, now=clock.now()
    )


def invited(company: Company) -> Meeting:
    return invite(meeting=planned(company), actor=company.cms, now=clock.now())


def over(company: Company) -> Meeting:
    """The day has come and gone."""
    meeting = invited(company)
    clock.move_to(TODAY + timedelta(hours=3))
    return meeting


def held(company: Company, attendance: str = "Kartika Sari") -> Meeting:
    return write_minutes(
        meeting=over(company),
        record=Minutes("N-7", TODAY.date(), "Notulen", attendance),
        decisions=[DecisionLine("Keputusan rahasia", company.manager, TODAY.date() + timedelta(days=7))],
        actor=company.cms,
        now=clock.now(),
    )


def issued(company: Company) -> MeetingDecision:
    meeting = issue_minutes(meeting=held(company), actor=company.cms, now=clock.now())
    return meeting.decisions.get()


def reported(company: Company) -> MeetingDecision:
    decision = issued(company)
    return move_decision(
        decision=decision, name="report", actor=company.manager, now=clock.now(), comment="Selesai"
    )


def of(meeting: Meeting, **fields: Any) -> Request:
    return Request({"pk": meeting.pk}, leads_to="/bsc/meetings/", **fields)


def arranging(company: Company, **changes: Any) -> dict[str, Any]:
    return {
        "title": "",
        "day": "2027-01-21",
        "starts": "09:00",
        "ends": "11:00",
        "place": "Aula",
        "guests": [company.manager.pk],
        **changes,
    }


def writing(**fields: str) -> dict[str, str]:
    counts = {"decision-TOTAL_FORMS": "1", "decision-INITIAL_FORMS": "0", "decision-0-text": "Keputusan baru"}
    return {"number": "N-8", "held_on": "2027-01-20", **counts, **fields}


def attending(meeting: Meeting) -> dict[str, str]:
    guest = meeting.invitees.order_by("pk").first()
    assert guest is not None
    return {f"presence-{guest.pk}": "present", "others": ""}


def scanned(company: Company) -> Request:
    scan = keep_scan(
        meeting=over(company), scan=Scan("a.pdf", "pdf", PDF), actor=company.cms, now=clock.now()
    )
    return Request({"pk": scan.pk}, trace="%PDF-1.7")


def settle(decision: MeetingDecision, name: str, **fields: Any) -> Request:
    return Request(
        {"pk": decision.pk, "name": name},
        data={"version": decision.version, "comment": "Sudah", **fields},
        leads_to=f"/bsc/meetings/decisions/{decision.pk}/",
    )


# --- Wrapping Commitment ----------------------------------------------------------------------------


def commitment(company: Company) -> Commitment:
    """What the meeting of the department's scorecard opened."""
    clock.move_to(TODAY)
    return Commitment.objects.get(meeting=established(company).kwargs["pk"])


def asked(document: Commitment, person: User) -> CommitmentSignature:
    return document.signatures.get(person=person, capacity="manager")


def signing(company: Company, **fields: Any) -> Request:
    document = commitment(company)
    row = asked(document, company.manager)
    data = {"signatures": [row.pk], "content_sha256": document.content_sha256, **fields}
    return Request(
        {"pk": document.pk}, data=data, trace="Saya menandatangani", fresh=True, leads_to="/bsc/commitments/"
    )


def on_scan(company: Company, **data: Any) -> Request:
    document = commitment(company)
    scan = keep_commitment_scan(
        commitment=document, scan=Scan("a.pdf", "pdf", PDF), actor=company.cms, now=clock.now()
    )
    row = asked(document, company.manager)
    page = data or {f"page-{row.pk}": "2"}
    return Request({"pk": scan.pk}, data=page, leads_to=f"/bsc/commitments/{document.pk}/")


def marked(company: Company) -> Request:
    document = commitment(company)
    scan = keep_commitment_scan(
        commitment=document, scan=Scan("a.pdf", "pdf", PDF), actor=company.cms, now=clock.now()
    )
    row = asked(document, company.manager)
    mark_on_scan(scan=scan, pages={row.pk: 1}, actor=company.cms, now=clock.now())
    return Request({"pk": row.pk}, leads_to=f"/bsc/commitments/{document.pk}/")


def on_commitment(company: Company, **fields: Any) -> Request:
    return Request({"pk": commitment(company).pk}, **fields)


def sealed(company: Company, data: bytes = PDF) -> Request:
    """A PDF that was issued, and the file that is compared with it."""
    document = commitment(company)
    seal = seal_of(SEAL, document.pk, clock.now())
    note_issue(seal, PDF, actor=company.cms, now=clock.now())
    return Request({"code": seal.code}, data={"file": Again(data)}, writes=False)


def by_code(company: Company) -> Request:
    code = sealed(company).kwargs["code"]
    return Request(data={"code": code.lower()}, leads_to=f"/verify/{code}/", writes=False)


SCENES: dict[str, Scene] = {
    "bsc:meeting-list": lambda company: Request(
        query={"year": 2027}, trace=f"/bsc/meetings/{planned(company).pk}/"
    ),
    "bsc:meeting-create": lambda company: Request(
        query={"year": 2027}, data=arranging(company), leads_to="/bsc/meetings/"
    ),
    "bsc:meeting-create@silent": lambda company: Request(query={"year": 2027}),
    "bsc:meeting-detail": lambda company: of(invited(company), trace="Ruang rahasia"),
    "bsc:meeting-detail@special": lambda company: of(
        planned(company, "special", [company.manager]), trace="Ruang rahasia"
    ),
    "bsc:meeting-edit": lambda company: of(planned(company), data=arranging(company)),
    "bsc:meeting-edit@held": lambda company: of(held(company)),
    "bsc:meeting-invite": lambda company: of(planned(company)),
    "bsc:meeting-invite@invited": lambda company: of(invited(company)),
    "bsc:meeting-cancel": lambda company: of(invited(company), data={"reason": "Direksi berhalangan"}),
    "bsc:meeting-cancel@silent": lambda company: of(invited(company)),
    "bsc:meeting-calendar": lambda company: of(invited(company), trace="BEGIN:VEVENT"),
    "bsc:meeting-attendance": lambda company: of(meeting := over(company), data=attending(meeting)),
    "bsc:meeting-attendance@issued": lambda company: of(issued(company).meeting),
    "bsc:meeting-minutes": lambda company: of(over(company), data=writing()),
    "bsc:meeting-minutes@issued": lambda company: of(issued(company).meeting, data=writing()),
    "bsc:meeting-issue": lambda company: of(held(company)),
    "bsc:meeting-issue@nobody-came": lambda company: of(held(company, attendance="")),
    "bsc:meeting-scan": lambda company: of(over(company), data={"file": Again(PDF)}),
    "bsc:meeting-scan@unreadable": lambda company: of(over(company), data={"file": Again(b"MZ")}),
    "bsc:meeting-scan-file": scanned,
    "bsc:meeting-request@draft": lambda company: replace(of(held(company)), leads_to="/reports/"),
    "bsc:meeting-request": lambda company: replace(of(issued(company).meeting), leads_to="/reports/"),
    "bsc:meeting-decision-detail": lambda company: Request(
        {"pk": issued(company).pk}, trace="Keputusan rahasia"
    ),
    "bsc:meeting-decision-detail@draft": lambda company: Request(
        {"pk": held(company).decisions.get().pk}, trace="Keputusan rahasia"
    ),
    "bsc:meeting-decision-transition": lambda company: settle(issued(company), "report"),
    "bsc:meeting-decision-transition@silent": lambda company: settle(issued(company), "report", comment=""),
    "bsc:meeting-decision-transition@close": lambda company: settle(reported(company), "close"),
    "bsc:meeting-decision-transition@open": lambda company: settle(issued(company), "close"),
    "bsc:commitment-detail": lambda company: on_commitment(company, trace="Wrapping Commitment 2027"),
    "bsc:commitment-sign": signing,
    "bsc:commitment-sign@old-password": lambda company: replace(
        signing(company), fresh=False, writes=False, leads_to="/reauthenticate/"
    ),
    "bsc:commitment-sign@other-text": lambda company: signing(company, content_sha256="0" * 64),
    "bsc:commitment-scan": lambda company: on_commitment(
        company, data={"file": Again(PDF)}, leads_to="/bsc/commitments/scans/"
    ),
    "bsc:commitment-mark": on_scan,
    "bsc:commitment-mark@nobody": lambda company: on_scan(company, nothing="1"),
    "bsc:commitment-scan-file": lambda company: replace(on_scan(company), trace="%PDF-1.7"),
    "bsc:commitment-unmark": marked,
    "bsc:commitment-renew": lambda company: on_commitment(
        company, leads_to="/bsc/commitments/", writes=False
    ),
    "bsc:commitment-request": lambda company: on_commitment(company, leads_to="/reports/"),
    "verify-start": by_code,
    "verify-start@unknown": lambda company: Request(data={"code": "BCDFG"}, writes=False),
    "verify-document": sealed,
    "verify-document@unknown": lambda company: Request({"code": "BCDFGHJKMNPQRSTVWXYZ"}),
    "verify-document@altered": lambda company: sealed(company, PDF + b" "),
}
