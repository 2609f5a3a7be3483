"""Tasks that come of a KPI's thread: questions that wait for an answer."""

from datetime import datetime

from django.utils.translation import gettext as _

from bsc.models import KpiMessage, Scorecard
from bsc.models.thread import Side
from bsc.permissions import deciders_of, side_of
from bsc.selectors.thread_words import closed_to
from bsc.selectors.threads import open_questions, thread_url
from cint_portal.organization.models import User
from cint_portal.workflow.todo import Todo


def question_todos(user: User, now: datetime) -> list[Todo]:
    """Questions that wait for this person's side, one task per KPI."""
    visible = Scorecard.objects.visible_to(user).values("pk")
    waiting = open_questions().filter(scorecard__in=visible).exclude(author=user)
    rows = waiting.select_related("author", "scorecard__unit__substitute_decider", "scorecard__cycle")
    mine = [row for row in rows if _is_asked(user, row)]
    newest = list({row.kpi_id: row for row in mine}.values())
    closed = closed_to(user, newest)
    return [_todo(row, is_closed=row.pk in closed) for row in newest]


def _is_asked(user: User, row: KpiMessage) -> bool:
    """Of the board those who decide on the scorecard."""
    if side_of(user, row.scorecard) != row.asks:
        return False
    return row.asks != Side.BOARD or user in deciders_of(row.scorecard)


def _todo(row: KpiMessage, *, is_closed: bool) -> Todo:
    said = _("%(name)s: %(text)s") % {"name": row.author, "text": row.text}
    return Todo(
        kind="task",
        title=_("Jawab pertanyaan tentang KPI %(kpi)s") % {"kpi": row.kpi_name},
        unit=row.scorecard.unit.name,
        period=str(row.scorecard.cycle.year),
        url=thread_url(row.kpi_id or 0),
        note=str(row.author) if is_closed else said,
        unit_id=row.scorecard.unit_id,
    )
