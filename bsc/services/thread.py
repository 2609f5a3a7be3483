"""Questions and answers about a KPI; the scorecard stays where it is (7.1.15–7.1.17)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc import resolution_emails as emails
from bsc.models import Kpi, KpiMessage, Scorecard
from bsc.models.locking import LOCKED
from bsc.models.thread import Side
from bsc.permissions import deciders_of, side_of
from bsc.selectors.people import preparers_of, reviewers_of
from bsc.selectors.thread_words import mailable_message
from bsc.selectors.threads import open_question
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import Reader
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require, settle


@transaction.atomic
def write_message(*, kpi: Kpi, actor: User, now: datetime, text: str, asks: str = "") -> KpiMessage:
    """Ask another side about a KPI, or answer; who is asked gets a mail and a task.

    Raises PermissionDenied, Conflict (decided already), InvalidInput (no text, asks the own side).
    """
    scorecard = lock(kpi.objective.perspective.scorecard)
    side = side_of(actor, scorecard)
    require(bool(side))
    if scorecard.status in LOCKED:
        raise Conflict(_("Scorecard ini sudah diputuskan; tanya jawabnya ditutup."))
    if not text.strip():
        raise InvalidInput(_("Tuliskan pertanyaan atau jawaban Anda."))
    if asks and (asks == side or asks not in Side.values):
        raise InvalidInput(_("Pilih kepada siapa pertanyaan ini diajukan."))
    answered = open_question(kpi, side)
    row = KpiMessage.objects.create(
        scorecard=scorecard,
        kpi=kpi,
        kpi_name=kpi.name[:200],
        author=actor,
        side=side,
        asks=asks,
        text=text.strip(),
        at=now,
    )
    _tell(row, answered, actor, now)
    if answered is not None:
        settle(scorecard, actor=actor, now=now)
    return row


def _tell(row: KpiMessage, answered: KpiMessage | None, actor: User, now: datetime) -> None:
    """The side that is asked, and who asked what is answered with this."""
    context = {
        "sender": str(actor),
        "kpi": row.kpi_name,
        "text": mailable_message(row.kpi, row.text),
        "path": reverse("bsc:kpi-thread", args=[row.kpi_id]),
    }
    occasion = f"message-{row.pk}"
    if row.asks:
        told = people_on(row.asks, row.scorecard)
        enqueue(
            emails.QUESTION, recipients=told, about=row.scorecard, now=now, occasion=occasion, context=context
        )
    if answered is not None and answered.author_id != actor.pk:
        enqueue(
            emails.ANSWER,
            recipients=[answered.author],
            about=row.scorecard,
            now=now,
            occasion=occasion,
            context=context,
        )


def people_on(side: str, scorecard: Scorecard) -> list[User | Reader]:
    """Who speaks for a side."""
    if side == Side.CMS:
        return list(reviewers_of(scorecard))
    return list(preparers_of(scorecard) if side == Side.PREPARERS else deciders_of(scorecard).people)
