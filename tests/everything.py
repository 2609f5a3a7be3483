"""A company whose every table holds rows, and words of one's choice in every field that people type into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from bsc.models import (
    CascadeMark,
    Commitment,
    EstablishedScorecard,
    Kpi,
    Meeting,
    Objective,
    Scorecard,
    ScorecardVersion,
)
from bsc.selectors.content import content_hash, content_of
from cint_portal.core import clock
from cint_portal.documents.models import ReportJob
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.models import TransitionLog
from issues.models import (
    ClimateLink,
    ClimateStatement,
    DueExtension,
    Issue,
    IssueFate,
    IssueRegister,
    Question,
    ReviewFactor,
    ReviewRound,
    RowReview,
    SupplementaryIssue,
    TopIssue,
    ValidityCheck,
)
from issues.selectors import values_of
from issues.services import open_collection
from realization.models import Actual, Realization, ReopeningRequest
from swot.services import finalize_analysis
from tests.bsc.scorecards import kpis_of, make_scorecard
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import a_month, an_actual
from tests.swot.scenes import initiative, rated, strategy

NOW = at("2026-11-10 09:00")
SENT = at("2026-10-30 10:00")


@dataclass(frozen=True)
class Stage:
    """How far a department is: register and scorecard of next year, scorecard of the running one."""

    register: str
    card: str
    past: str = "established"


REVISING = Stage("returned", "draft")
WAITING = Stage("submitted", "sent_cms")
DECIDED = Stage("accepted", "with_board", "approved")


def build_everything(company: Company) -> None:
    """Three departments at different stages, the company's SWOT and scorecards, two years."""
    begin(company)
    weigh_the_issues(company)
    work_of(company, company.department, company.manager, REVISING)
    work_of(company, company.sister_department, company.colleague, WAITING)
    work_of(company, company.other_department, company.outsider, DECIDED)
    plan_the_company(company)
    hold_a_meeting(company)


def begin(company: Company) -> PlanningCycle:
    """November: issues of next year are collected, this year's months are filled."""
    clock.move_to(NOW)
    open_collection(cycle=company.cycle, actor=company.cms_head, now=NOW)
    return PlanningCycle.objects.filter(year=2026).first() or PlanningCycle.objects.open_year(2026)


def work_of(company: Company, unit: Unit, head: User, stage: Stage) -> None:
    """All that one department writes in a year, and what is answered to it."""
    past = begin(company)
    _register(company, unit, head, stage.register)
    card = make_scorecard(company.cycle, unit, stage.card, head, document_number="BSC/1")
    _group(card)
    _decide_rows(card)
    done = make_scorecard(past, unit, stage.past, head)
    for month, status in ((1, "verified"), (2, "submitted"), (3, "returned"), (4, "draft")):
        _month(done, head, month, status)
    ReportJob.objects.create(code="x", format="xlsx", title="Laporan", requested_by=head, requested_at=NOW)


def _register(company: Company, unit: Unit, head: User, status: str) -> None:
    register = IssueRegister.objects.get(cycle=company.cycle, unit=unit)
    factor = ReviewFactor.objects.get(name="Metode")
    first = register.issues.count() + 1
    for place in range(first, first + 3):
        Issue.objects.create(
            register=register,
            position=place,
            stakeholder="Pelanggan",
            needs="Tepat waktu",
            issue=f"Isu {unit.code} {place}",
            factor=factor,
            source="internal",
            category="W",
            decided_category="W",
            decision="accepted" if status == "accepted" else "returned",
            decision_comment="Sebutkan angkanya",
            decided_at=SENT,
            decided_by=company.cms,
            filled_by=head,
        )
    sent = {"submitted_at": SENT, "first_submitted_at": SENT, "submitted_by": head, "round": 1}
    values = {**sent, "review_due_on": date(2026, 11, 4), "status": status, "reviewed_at": SENT}
    IssueRegister.objects.filter(pk=register.pk).update(**values)
    register.refresh_from_db()
    _round(register, company.cms)
    remark(register, "issue_register", "return", User.objects.get(username="cms"))
    _through_the_year(register, head, company)


def _round(register: IssueRegister, reviewer: User) -> None:
    """The record of the round, with CMS's words on each row and a thread of two questions."""
    round_ = ReviewRound.objects.create(
        register=register,
        number=1,
        sent_at=SENT,
        sent_by=register.submitted_by,
        review_due_on=register.review_due_on,
        ended_at=SENT,
        ended_by=reviewer,
        outcome="returned",
        comment="Mohon dilengkapi",
        repair_due_on=date(2026, 11, 9),
    )
    for issue in register.issues.all():
        issue.annotation, issue.annotated_by, issue.annotated_at = "Lihat juga QA", reviewer, SENT
        issue.category_reason = "Datang dari luar"
        issue.save()
        asked = {"register": register, "issue": issue, "number": issue.number, "round": 1}
        asked |= {"text": "Mesin mana?", "asked_by": reviewer, "asked_at": SENT}
        Question.objects.create(**asked, answer="CNC 2", answered_by=register.submitted_by, answered_at=SENT)
        RowReview.objects.create(
            round=round_,
            issue=issue,
            number=issue.number,
            values=values_of(issue),
            filled_by=issue.filled_by,
            decision="returned",
            comment="Sebutkan angkanya",
            decided_category="T",
            category_reason="Datang dari luar",
            annotation="Lihat juga QA",
            decided_by=reviewer,
            decided_at=SENT,
        )


@unlocked()
def _through_the_year(register: IssueRegister, head: User, company: Company) -> None:
    """More time, last year's fate, a late issue, CMS's words about the year: one of each table."""
    issue = register.issues.order_by("pk").last()
    assert issue is not None
    DueExtension.objects.create(
        register=register,
        until=date(2026, 11, 20),
        reason="Audit eksternal",
        replaced_due_on=register.due_on,
        granted_by=company.cms_head,
        granted_at=NOW,
    )
    IssueFate.objects.create(
        issue=issue, register=register, fate="solved", note="Selesai", decided_by=head, decided_at=NOW
    )
    SupplementaryIssue.objects.create(
        register=register,
        stakeholder="Pemerintah",
        needs="Patuh",
        issue="Peraturan baru",
        factor=issue.factor,
        source="external",
        category="T",
        occasion="Terbit Maret",
        status="returned",
        submitted_at=SENT,
        submitted_by=head,
        review_due_on=date(2026, 11, 4),
        due_on=date(2026, 11, 9),
        decision_comment="Sebutkan pasalnya",
        decided_by=company.cms,
        reviewed_at=SENT,
    )
    statement, _created = ClimateStatement.objects.get_or_create(
        cycle=register.cycle,
        defaults={
            "relevance": "relevant",
            "reason": "Banjir",
            "stated_by": company.cms,
            "stated_at": NOW,
            "version": 1,
        },
    )
    ClimateLink.objects.create(statement=statement, issue=issue)
    top = TopIssue.objects.create(issue=issue, chosen_by=company.cms, chosen_at=NOW)
    ValidityCheck.objects.create(
        top=top, semester=1, verdict="changed", note="Berubah", checked_by=company.cms, checked_at=NOW
    )


def _group(card: Scorecard) -> None:
    """A row whose sub-indicator carries the figure."""
    first = kpis_of(card)[0]
    group = Kpi.objects.create(objective=first.objective, title="Kelompok", weight=None, basis="Kebijakan")
    Kpi.objects.filter(pk=first.pk).update(group=group)


@unlocked()
def _decide_rows(card: Scorecard) -> None:
    rows = Kpi.objects.filter(objective__perspective__scorecard=card)
    rows.update(decision="returned", decision_comment="Naikkan targetnya")
    reviewer = User.objects.get(username="cms")
    remark(card, "scorecard", "return_by_cms", reviewer, content=content_of(card))


def _month(card: Scorecard, head: User, month: int, status: str) -> None:
    sent = {"submitted_at": SENT, "first_submitted_at": SENT, "submitted_by": head}
    row = a_month(card.unit, card.cycle, month, status, **({} if status == "draft" else sent))
    for kpi in kpis_of(card):
        if kpi.measure is None:
            continue
        fields = {
            "note": "Catatan",
            "evidence": "Bukti",
            "decision": "returned",
            "decision_comment": "Periksa",
        }
        if month == 4:
            an_actual(
                row, kpi.measure, state=Actual.State.NOT_APPLICABLE, na_reason="Tanpa kiriman", **fields
            )
        else:
            an_actual(row, kpi.measure, Decimal(90), is_provisional=True, **fields)
    remark(row, "realization", "return", User.objects.get(username="cms"))
    if status == "verified":
        _ask_to_reopen(row, head)


def _ask_to_reopen(row: Realization, head: User) -> None:
    request = ReopeningRequest.objects.create(
        realization=row, reason="Buku diaudit", requested_by=head, requested_at=NOW
    )
    remark(request, "reopening", "reject", User.objects.get(username="kepala.cms"))


def weigh_the_issues(company: Company) -> None:
    """SWOT with strategies and an initiative, of issues that were accepted before."""
    analysis = rated(company)
    initiative(company, strategy(company, analysis))
    remark(analysis, "swot_analysis", "reopen", company.cms_head)


@unlocked()
def plan_the_company(company: Company) -> None:
    """Corporate scorecards, and the cascade to every department."""
    above = make_scorecard(company.cycle, company.corporate, "approved", company.cms)
    for objective in Objective.objects.filter(perspective__scorecard=above):
        for unit in Unit.objects.departments():
            CascadeMark.objects.create(objective=objective, unit=unit, note="Arahan")
    parent = kpis_of(above)[0]
    for kpi in Kpi.objects.filter(group=None).exclude(objective__perspective__scorecard=above):
        Kpi.objects.filter(pk=kpi.pk).update(parent=parent, cascade_kind="direct")
    make_scorecard(PlanningCycle.objects.get(year=2026), company.corporate, "established", company.cms)


def finalize_swot(company: Company) -> None:
    finalize_analysis(analysis=company.cycle.swot_analysis, actor=company.cms_head, now=NOW)


def hold_a_meeting(company: Company) -> None:
    """The meeting of the running year and the versions that it locked."""
    past = PlanningCycle.objects.get(year=2026)
    meeting = Meeting.objects.create(
        cycle=past,
        status="issued",
        number="N-1",
        held_on=date(2026, 1, 20),
        effective_from=date(2026, 1, 20),
        attendance="Kartika Sari",
        minutes="Ditetapkan",
        recorded_by=company.cms_head,
        recorded_at=NOW,
    )
    for card in Scorecard.objects.filter(status="established"):
        EstablishedScorecard.objects.create(meeting=meeting, scorecard=card, note="Setuju")
    meeting.invitees.create(
        person=company.manager,
        role="manager",
        unit=company.department,
        presence="absent",
        reason="Dinas luar",
    )
    meeting.decisions.create(
        number=1, text="Pasang poster", pic=company.manager, due_on=date(2026, 2, 10), status="open"
    )
    sign_a_commitment(company, meeting)
    lock_versions(company.cms_head)


def sign_a_commitment(company: Company, meeting: Meeting) -> None:
    """What the meeting opened, signed by one."""
    commitment = Commitment.objects.create(
        cycle=meeting.cycle,
        meeting=meeting,
        statement="Kami berkomitmen",
        content={"scorecards": []},
        content_sha256="0" * 64,
        due_on=date(2026, 1, 27),
        opened_at=NOW,
        opened_by=company.cms_head,
    )
    commitment.signatures.create(
        person=company.manager,
        unit=company.department,
        capacity="manager",
        part="sign",
        method="portal",
        signed_at=NOW,
        signed_name="Andi Wijaya",
        content_sha256="0" * 64,
    )


def lock_versions(person: User) -> None:
    """One more version of each established scorecard, as it reads now."""
    for card in Scorecard.objects.filter(status="established"):
        content = content_of(card)
        ScorecardVersion.objects.create(
            scorecard=card,
            revision=card.versions.count(),
            effective_from=date(2026, 1, 20),
            content=content,
            content_sha256=content_hash(content),
            created_at=NOW,
            created_by=person,
        )


def remark(row: models.Model, machine: str, step: str, person: User, **details: Any) -> None:
    """A line of history with a comment; the log cannot be changed afterwards, so it is written in time."""
    TransitionLog.objects.create(
        at=NOW,
        machine=machine,
        transition=step,
        from_state="",
        to_state="",
        actor_id=person.pk,
        actor_name=str(person),
        comment=REMARK.text,
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=row.pk,
        object_label=str(row)[:300],
        object_version=0,
        details=details,
    )


@dataclass
class _Remark:
    """What the next lines of history say."""

    text: str = "Mohon dilengkapi"


REMARK = _Remark()

# --- Words in every field ---------------------------------------------------------------------------

TYPED_IN = ("organization", "issues", "swot", "bsc", "realization", "documents")
#: Codes, addresses, hashes: no person types them, or a rule keeps them in form.
NOT_TYPED = {"username", "nik", "password", "email", "language", "mailbox", "color", "error"}
NOT_TYPED |= {"file_path", "file_name", "file_sha256", "content_sha256"}
NOT_TYPED_IN = {"Unit.code", "ReportJob.code"}

#: Given the longest text that fits (None: any) and a number that differs from row to row.
Words = Callable[[int | None, int], str]


def typed_fields() -> Iterator[tuple[type[models.Model], list[models.Field]]]:
    """Every model of the portal with its fields of free text, those of the future too."""
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        if model._meta.app_label in TYPED_IN and not issubclass(model, pghistory.models.Event):
            fields = [field for field in model._meta.concrete_fields if is_typed(field)]
            if fields:
                yield model, fields


def is_typed(field: models.Field) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    name = f"{field.model.__name__}.{field.name}"
    return is_text and field.name not in NOT_TYPED and name not in NOT_TYPED_IN


@unlocked()
def write_everywhere(words: Words, *, before: dict[type[models.Model], int] | None = None) -> int:
    """Put words into every typed field of every row (those added since `before`); returns how many."""
    count = 0
    for model, fields in typed_fields():
        for row in model._base_manager.filter(pk__gt=(before or {}).get(model, 0)):
            changed = {}
            for place, field in enumerate(fields):
                if getattr(row, field.name) or not field.blank or field.name == "title":
                    changed[field.name] = words(field.max_length, row.pk * 7 + place)
            model._base_manager.filter(pk=row.pk).update(**changed)
            count += len(changed)
    return count


def highest_ids() -> dict[type[models.Model], int]:
    """The last row of each typed table, so that later ones can be told apart."""
    return {model: _last(model) for model, _fields in typed_fields()}


def _last(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
