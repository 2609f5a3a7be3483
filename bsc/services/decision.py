"""The board's decision, single or as one batch; it binds to the content that was shown (7.1.12, 7.1.16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bsc import emails
from bsc.models import Kpi, Measure, Scorecard
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.people import preparers_of, told_of_decision
from bsc.services.approval import KpiDecision, return_details, store_decisions, tell_of_return
from bsc.workflow import scorecard_machine
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import Posts, Reader
from cint_portal.organization.models import User
from cint_portal.organization.selectors import cms_people
from cint_portal.workflow.services import perform_transition


class ContentChanged(Conflict):
    """The rows are no longer what the decider's page showed."""


@dataclass(frozen=True)
class Shown:
    """A scorecard as its decider saw it: version and hash of the content on the page."""

    scorecard: Scorecard
    version: int | None
    content_sha256: str


@transaction.atomic
def approve_scorecard(
    *, scorecard: Scorecard, actor: User, now: datetime, version: int | None, content_sha256: str
) -> Scorecard:
    """Approve exactly what was shown; raises Conflict when it changed meanwhile, PermissionDenied."""
    row = approve_shown(Shown(scorecard, version, content_sha256), actor, now)
    tell_of_approval(row, told_of_decision(row), actor, now)
    return row


@transaction.atomic
def approve_scorecards(*, shown: Sequence[Shown], actor: User, now: datetime) -> list[Scorecard]:
    """Approve several at once, all or none; raises InvalidInput when none is chosen, else as for one."""
    if not shown:
        raise InvalidInput(_("Pilih sekurangnya satu scorecard."))
    ordered = sorted(shown, key=lambda one: one.scorecard.pk)
    hold_in_order([one.scorecard.pk for one in ordered])
    posts = Posts()
    rows = [approve_shown(one, actor, now, posts=posts) for one in ordered]
    for row in rows:
        tell_of_approval(row, preparers_of(row, posts), actor, now)
    _tell_cms_of_batch(rows, actor, now)
    return rows


@transaction.atomic
def return_scorecard_by_board(
    *,
    scorecard: Scorecard,
    actor: User,
    now: datetime,
    reason: str,
    decisions: Sequence[KpiDecision] = (),
    version: int | None = None,
    details: dict[str, Any] | None = None,
    posts: Posts | None = None,
) -> Scorecard:
    """Return a scorecard with the board's direction, and comments on single KPIs if there are any.

    `details` are kept beside them in the log; one reading of the `posts` serves a whole list. Raises
    InvalidInput (no reason), Conflict, StaleVersion, PermissionDenied.
    """
    kept: dict[str, Any] = dict(details or {})

    def change(row: Scorecard) -> None:
        store_decisions(row, decisions)
        kept.update(return_details(row, now))

    row = perform_transition(
        scorecard_machine(posts),
        scorecard,
        "return_by_board",
        actor=actor,
        now=now,
        comment=reason,
        version=version,
        change=change,
        details=kept,
    )
    tell_of_return(emails.RETURNED_BY_BOARD, row, told_of_decision(row, posts), now, reason)
    return row


def approve_shown(
    shown: Shown,
    actor: User,
    now: datetime,
    *,
    comment: str = "",
    details: dict[str, Any] | None = None,
    posts: Posts | None = None,
) -> Scorecard:
    """One approval without its mails; raises ContentChanged, Conflict, PermissionDenied."""

    def change(row: Scorecard) -> None:
        hold_measures(row)
        if content_hash(content_of(row)) != shown.content_sha256:
            raise ContentChanged(
                _("Isi %(scorecard)s sudah berubah sejak ditampilkan kepada Anda. Belum ada yang disetujui.")
                % {"scorecard": row}
            )
        rows = Kpi.objects.filter(objective__perspective__scorecard=row)
        rows.exclude(decision=Kpi.Decision.ACCEPTED).update(decision=Kpi.Decision.ACCEPTED)

    return perform_transition(
        scorecard_machine(posts),
        shown.scorecard,
        "approve",
        actor=actor,
        now=now,
        comment=comment,
        version=shown.version,
        change=change,
        details={**(details or {}), "content_sha256": shown.content_sha256},
    )


def hold_in_order(ids: Sequence[int]) -> None:
    """One order for everybody: two lists that overlap wait for each other instead of deadlocking."""
    list(Scorecard.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def hold_measures(row: Scorecard, more: Iterable[int | None] = ()) -> None:
    """Lock what the content consists of: a joint measure is edited through another scorecard (T18).

    `more`: ids of measures that it is about to weigh.
    """
    weighed = Kpi.objects.filter(objective__perspective__scorecard=row).values("measure")
    measures = Measure.objects.filter(Q(pk__in=weighed) | Q(pk__in=set(more) - {None}))
    list(measures.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def tell_of_approval(
    row: Scorecard, recipients: Sequence[User | Reader], actor: User, now: datetime, *, note: str = ""
) -> None:
    """The news for those who prepared it; `note` is what the board asks for besides."""
    enqueue(
        emails.APPROVED,
        recipients=recipients,
        about=row,
        now=now,
        occasion=f"v{row.version}",
        context={"sender": str(actor), "note": note},
    )


def _tell_cms_of_batch(rows: Sequence[Scorecard], actor: User, now: datetime) -> None:
    enqueue(
        emails.BATCH_APPROVED,
        recipients=cms_people(),
        about=rows[0].cycle,
        now=now,
        occasion=now.strftime("%Y%m%dT%H%M%S"),
        context={
            "sender": str(actor),
            "count": len(rows),
            "units": "\n".join(f"• {row.unit}" for row in rows),
        },
    )
