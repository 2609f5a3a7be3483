"""What reminders about changes after the lock can be about: requests and bundles that wait for CMS."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc import change_reminder_emails as emails
from bsc import reminders
from bsc.models import ChangeRequest
from bsc.selectors.rounds import last_logs
from cint_portal.core.clock import local_day
from cint_portal.notifications.kinds import ReminderRule, Subject, Told
from cint_portal.organization.audience import Posts


def changes_to_review(day: date) -> Iterator[Subject]:
    """What was sent and CMS has not answered, with CMS's date; a Revisi Target Massal once for all of it."""
    waiting = ChangeRequest.objects.filter(
        status=ChangeRequest.Status.SENT_CMS, review_due_on__isnull=False
    ).select_related("scorecard__unit", "scorecard__cycle", "bundle__cycle")
    rows = list(waiting.order_by("scorecard__unit__name", "pk"))
    logs = last_logs(rows, "submit", model=ChangeRequest)
    seen: set[int] = set()
    for row in rows:
        if row.bundle_id in seen or row.pk not in logs or row.review_due_on is None:
            continue
        together = [one for one in rows if row.bundle_id is not None and one.bundle_id == row.bundle_id]
        if row.bundle_id is not None:
            seen.add(row.bundle_id)
        yield _subject(row, together or [row], row.review_due_on, local_day(logs[row.pk].at))


def _subject(row: ChangeRequest, rows: list[ChangeRequest], due_on: date, sent: date) -> Subject:
    is_bundle = row.bundle is not None
    name = "bsc:bundle-detail" if is_bundle else "bsc:change-detail"
    about = row.bundle or row
    return Subject(
        about=about,
        due_on=due_on,
        started_on=sent,
        cycle=row.scorecard.cycle,
        unit=None if is_bundle else row.unit,
        context={
            "year": row.scorecard.cycle.year,
            "unit": row.unit.name,
            "count": len(rows),
            "is_bundle": is_bundle,
            "path": reverse(name, args=[about.pk]),
        },
        documents=[(one.scorecard.unit_id, one.contributors) for one in rows],
    )


def told_change_reviewers(subject: Subject, posts: Posts) -> Told:
    """CMS's people who may review all of it, and when late those above CMS."""
    every = [
        {reader.person: reader for reader in posts.reviewers(unit_id, contributors)}
        for unit_id, contributors in subject.documents
    ]
    readers = tuple(reader for person, reader in every[0].items() if all(person in one for one in every))
    return Told(readers, posts.above_cms())


RULES = (
    ReminderRule(
        emails.CHANGE_REVIEW_DUE,
        _("Pemeriksaan permintaan perubahan oleh CMS"),
        reminders.CHANGE_REVIEW,
        changes_to_review,
        people=told_change_reviewers,
        escalation=emails.CHANGE_REVIEW_OVERDUE,
    ),
)
