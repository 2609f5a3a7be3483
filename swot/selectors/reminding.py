"""What reminders about SWOT can be about: the position of each year whose issues are collected."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import ReminderRule, Subject, told_cms
from cint_portal.notifications.reminding import LOOK_BACK
from cint_portal.organization.models import PlanningCycle
from issues.models import IssueCollection
from swot import reminder_emails as emails
from swot import reminders
from swot.models import SwotAnalysis


def positions(day: date) -> Iterator[Subject]:
    """One position per year, from the opening of the collection until it is final."""
    begun = (IssueCollection.Status.OPEN, IssueCollection.Status.CLOSED)
    cycles = PlanningCycle.objects.filter(
        issue_collection__status__in=begun, swot_due_on__gte=day - LOOK_BACK
    )
    final = set(SwotAnalysis.objects.filter(status=SwotAnalysis.Status.FINAL).values_list("cycle", flat=True))
    for cycle in cycles:
        yield Subject(
            about=cycle,
            due_on=cycle.swot_due_on,
            started_on=cycle.collection_opens_on,
            cycle=cycle,
            done=_("posisi sudah final") if cycle.pk in final else "",
        )


RULES = (
    ReminderRule(
        emails.POSITION_DUE,
        _("Posisi SWOT final"),
        reminders.POSITION,
        positions,
        people=told_cms,
        escalation=emails.POSITION_OVERDUE,
    ),
)
