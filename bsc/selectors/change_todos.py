"""Tasks after the lock: a review, a decision, a returned or unsent request; one for a whole bundle."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import ChangeRequest
from bsc.permissions import (
    can_decide_scorecard,
    can_review_change,
    can_send_change,
    can_send_to_board,
    is_department,
)
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import User
from cint_portal.workflow.todo import Todo

Status = ChangeRequest.Status


def change_todos(user: User, now: datetime) -> list[Todo]:
    """What waits for this person: a review, a decision, a returned or unsent request."""
    open_ones = ChangeRequest.objects.filter(status__in=ChangeRequest.OPEN)
    rows = list(open_ones.select_related("scorecard__unit", "scorecard__cycle", "requested_by", "bundle"))
    posts = Posts() if user.is_bod and rows else None
    tasks = [(row, found) for row in rows if (found := _task(user, row, posts))]
    single = [_todo(row, *found) for row, found in tasks if row.bundle_id is None]
    together = {row.bundle_id: (row, found) for row, found in tasks if row.bundle_id is not None}
    return single + [_bundle_todo(row, found[0]) for row, found in together.values()]


def _task(user: User, row: ChangeRequest, posts: Posts | None) -> tuple[str, str] | None:
    """Kind and title of what this person has to do with it."""
    scorecard, is_author = row.scorecard, user.pk in row.contributors
    if row.status == Status.SENT_CMS and can_review_change(user, row) and not is_author:
        return "decision", _("Periksa permintaan perubahan")
    if row.status == Status.WITH_BOARD and user.is_bod and not is_author:
        return (
            ("decision", _("Putuskan permintaan perubahan"))
            if can_decide_scorecard(user, scorecard, posts)
            else None
        )
    if row.status in ChangeRequest.EDITABLE and _sends(user, row):
        returned = row.status == Status.RETURNED
        return "task", _("Perbaiki permintaan perubahan") if returned else _("Kirim permintaan perubahan")
    return None


def _sends(user: User, row: ChangeRequest) -> bool:
    if row.bundle_id is not None or is_department(row.scorecard):
        return can_send_change(user, row)
    return can_send_to_board(user, row.scorecard)


def _bundle_todo(row: ChangeRequest, kind: str) -> Todo:
    """One task for all its scorecards."""
    titles = {
        Status.SENT_CMS: _("Periksa Revisi Target Massal"),
        Status.WITH_BOARD: _("Putuskan Revisi Target Massal"),
    }
    url = reverse("bsc:bundle-detail", args=[row.bundle_id])
    title = titles.get(Status(row.status), _("Perbaiki Revisi Target Massal"))
    return replace(_todo(row, kind, title), unit="", url=url, unit_id=None)


def _todo(row: ChangeRequest, kind: str, title: str) -> Todo:
    return Todo(
        kind=kind,
        title=title,
        unit=row.unit.name,
        period=str(row.scorecard.cycle.year),
        url=reverse("bsc:change-detail", args=[row.pk]),
        due_on=row.review_due_on if row.status == Status.SENT_CMS else None,
        note=row.reason,
        unit_id=row.scorecard.unit_id,
    )
