"""From the draft to the board: sending a scorecard, and CMS's review of a department's (7.1.11–7.1.17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc import emails
from bsc.models import Kpi, Scorecard
from bsc.models.recommendation import EXPLAINED, Recommendation
from bsc.permissions import can_review_scorecard, deciders_of, is_department
from bsc.selectors.approval import board_due_on
from bsc.selectors.content import content_of, content_of_structure
from bsc.selectors.guidance import warnings_before_sending
from bsc.selectors.people import preparers_of, reviewers_of
from bsc.selectors.problems import problems_before_sending
from bsc.selectors.rounds import changed_rows, keep_content, returned_content
from bsc.selectors.structure import structure
from bsc.workflow import SCORECARD
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import Reader
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require

Decision = Kpi.Decision


@dataclass(frozen=True)
class KpiDecision:
    """What was decided about one KPI row of the round."""

    kpi_id: int
    decision: str
    comment: str = ""


@transaction.atomic
def send_scorecard(
    *, scorecard: Scorecard, actor: User, now: datetime, version: int | None = None
) -> Scorecard:
    """Send a department's scorecard to CMS, any other to the board.

    Raises InvalidInput naming what is missing, Conflict, PermissionDenied.
    """
    name = "submit" if is_department(scorecard) else "send_to_board"
    details: dict[str, Any] = {}

    def change(row: Scorecard) -> None:
        check_complete(row)
        details.update(sending_details(row))
        _reopen_rows(row, details["content"])
        row.note_contributor(actor)
        if name == "submit":
            row.review_due_on = _working_days_from(now, row, row.cycle.review_days)

    row = perform_transition(
        SCORECARD, scorecard, name, actor=actor, now=now, version=version, change=change, details=details
    )
    if name == "submit":
        _tell_reviewers(row, actor, now)
    else:
        _tell_board(row, actor, now, due_on=row.cycle.board_corporate_on)
    return row


@transaction.atomic
def review_kpis(
    *,
    scorecard: Scorecard,
    decisions: Sequence[KpiDecision],
    actor: User,
    version: int | None = None,
) -> Scorecard:
    """Keep a reviewer's decisions so far; raises InvalidInput, Conflict, StaleVersion, PermissionDenied."""
    row = lock(scorecard, version=version)
    require(can_review_scorecard(actor, row) and actor.pk not in row.contributors)
    if row.status != Scorecard.Status.SENT_CMS:
        raise Conflict(
            _("Scorecard ini tidak sedang diperiksa: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )
    store_decisions(row, decisions)
    row.version += 1
    row.save(update_fields=["version"])
    return row


@transaction.atomic
def return_scorecard(
    *,
    scorecard: Scorecard,
    decisions: Sequence[KpiDecision] = (),
    actor: User,
    now: datetime,
    comment: str = "",
    version: int | None = None,
) -> Scorecard:
    """Return a department's scorecard with at least one KPI and what to repair in it.

    Raises InvalidInput, Conflict, StaleVersion, PermissionDenied.
    """
    details: dict[str, Any] = {}

    def change(row: Scorecard) -> None:
        store_decisions(row, decisions)
        if not rows_of(row).filter(decision=Decision.RETURNED).exists():
            raise InvalidInput(_("Tandai sekurangnya satu KPI yang dikembalikan, beserta komentarnya."))
        details.update(return_details(row, now))

    row = perform_transition(
        SCORECARD,
        scorecard,
        "return_by_cms",
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=change,
        details=details,
    )
    tell_of_return(emails.RETURNED_BY_CMS, row, preparers_of(row), now, comment)
    return row


@transaction.atomic
def forward_scorecard(
    *,
    scorecard: Scorecard,
    decisions: Sequence[KpiDecision] = (),
    actor: User,
    now: datetime,
    comment: str = "",
    recommendation: str = Recommendation.AGREE,
    version: int | None = None,
) -> Scorecard:
    """Forward a department's scorecard, every KPI accepted, with CMS's recommendation and its text.

    Raises InvalidInput, Conflict, StaleVersion, PermissionDenied.
    """
    details: dict[str, Any] = {"recommendation": str(recommendation)}

    def change(row: Scorecard) -> None:
        store_decisions(row, decisions)
        open_rows = tuple(str(kpi) for kpi in rows_of(row).exclude(decision=Decision.ACCEPTED))
        if open_rows:
            raise InvalidInput(
                _("Belum dapat diteruskan: setiap KPI harus diterima lebih dahulu."), open_rows
            )
        check_complete(row)
        _check_recommendation(recommendation, comment)
        details.update(sending_details(row))

    row = perform_transition(
        SCORECARD,
        scorecard,
        "forward",
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=change,
        details=details,
    )
    _tell_board(row, actor, now, due_on=board_due_on(row), advice=(recommendation, comment))
    return row


def _check_recommendation(recommendation: str, comment: str) -> None:
    """Compulsory: the board reads first what CMS thinks; a note or a return says why."""
    if recommendation not in Recommendation.values:
        raise InvalidInput(_("Pilih rekomendasi CMS untuk Direksi."))
    if recommendation in EXPLAINED and not comment.strip():
        raise InvalidInput(_("Tuliskan catatan yang menjelaskan rekomendasi CMS."))


def sending_details(row: Scorecard) -> dict[str, Any]:
    """What the log of a sending keeps: the content, and how many warnings a queue names beside it."""
    read = structure(row)
    return {**keep_content(content_of_structure(read)), "warnings": len(warnings_before_sending(read))}


def rows_of(scorecard: Scorecard) -> QuerySet[Kpi]:
    """The rows that are decided on: KPIs directly under objectives (a group stands for its parts)."""
    return Kpi.objects.filter(objective__perspective__scorecard=scorecard, group__isnull=True).select_related(
        "measure"
    )


def store_decisions(row: Scorecard, decisions: Sequence[KpiDecision]) -> None:
    """Write decisions on rows of this scorecard; raises InvalidInput (return without comment), Conflict."""
    rows = {kpi.pk: kpi for kpi in rows_of(row)}
    if any(one.kpi_id not in rows for one in decisions):
        raise Conflict(_("Daftar KPI sudah berubah sejak Anda membuka halaman ini."))
    silent = tuple(
        str(rows[one.kpi_id])
        for one in decisions
        if one.decision == Decision.RETURNED and not one.comment.strip()
    )
    if silent:
        raise InvalidInput(_("Tuliskan komentar untuk setiap KPI yang dikembalikan."), silent)
    for one in decisions:
        kpi = rows[one.kpi_id]
        kpi.decision, kpi.decision_comment = one.decision, one.comment.strip()
    Kpi.objects.bulk_update(rows.values(), ["decision", "decision_comment"])


def return_details(row: Scorecard, now: datetime) -> dict[str, Any]:
    """What the log of a return keeps: the department's due date, and what the rows said."""
    content = content_of(row)
    due_on = _working_days_from(now, row, row.cycle.return_days)
    return {"due_on": due_on.isoformat(), **keep_content(content)}


def tell_of_return(
    code: str, row: Scorecard, recipients: Sequence[User | Reader], now: datetime, comment: str
) -> None:
    """Mail those who revise, with the number of returned KPIs and until when."""
    decided = list(rows_of(row).values_list("decision", flat=True))
    enqueue(
        code,
        recipients=recipients,
        about=row,
        now=now,
        due_on=_working_days_from(now, row, row.cycle.return_days),
        occasion=f"v{row.version}",
        context={
            "returned": decided.count(Decision.RETURNED),
            "accepted": decided.count(Decision.ACCEPTED),
            "comment": comment.strip(),
            "is_department": is_department(row),
        },
    )


def check_complete(row: Scorecard) -> None:
    problems = tuple(problems_before_sending(row))
    if problems:
        message = ngettext(
            "Scorecard belum dapat dikirim: %(n)d hal perlu dilengkapi.",
            "Scorecard belum dapat dikirim: %(n)d hal perlu dilengkapi.",
            len(problems),
        )
        raise InvalidInput(message % {"n": len(problems)}, problems)


def _reopen_rows(row: Scorecard, content: dict[str, Any]) -> None:
    """A new round: returned rows wait again, and so do accepted ones whose content was changed."""
    changed = changed_rows(returned_content(row), content)
    rows = rows_of(row)
    rows.filter(decision=Decision.RETURNED).update(decision=Decision.PENDING)
    rows.filter(pk__in=changed).update(decision=Decision.PENDING)


def _working_days_from(now: datetime, row: Scorecard, days: int) -> date:
    return work_calendar(row.cycle).add(clock.local_day(now), days)


def _tell_reviewers(row: Scorecard, actor: User, now: datetime) -> None:
    enqueue(
        emails.SENT_TO_CMS,
        recipients=reviewers_of(row),
        about=row,
        now=now,
        due_on=row.review_due_on,
        occasion=f"v{row.version}",
        context={"sender": str(actor), "kpis": rows_of(row).count(), "days": row.cycle.review_days},
    )


def _tell_board(
    row: Scorecard, actor: User, now: datetime, *, due_on: date | None, advice: tuple[str, str] = ("", "")
) -> None:
    """Who decides is told, with the gist: CMS's recommendation, and why it is they."""
    deciders = deciders_of(row)
    recommendation, comment = advice
    enqueue(
        emails.SENT_TO_BOARD,
        recipients=deciders.people,
        about=row,
        now=now,
        due_on=due_on,
        occasion=f"v{row.version}",
        context={
            "sender": str(actor),
            "kpis": rows_of(row).count(),
            "recommendation": str(Recommendation(recommendation).label) if recommendation else "",
            "comment": comment.strip(),
            "route": str(deciders.route.label) if deciders.is_reserved else "",
        },
    )
