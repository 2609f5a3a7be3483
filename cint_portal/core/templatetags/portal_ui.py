"""Filters that the shared components need to choose a class or an abbreviation."""

from datetime import date, datetime
from typing import Final

from django import template
from django.template import Context

from cint_portal.core import dates

register = template.Library()

SOON_DAYS: Final = 3


@register.filter
def jakarta_day(value: date | datetime | None) -> date | None:
    """The calendar day of an instant; a date stays as it is."""
    return dates.jakarta_date(value) if isinstance(value, datetime) else value


@register.simple_tag(takes_context=True)
def page_day(context: Context) -> date | None:
    """The day the page counts from: its own `today`, else the portal's clock."""
    return jakarta_day(context.get("today") or context.get("clock_now"))


@register.filter
def due_tone(due_on: date | datetime | None, today: date | None) -> str:
    """late, soon (three days or less) or nothing: `{{ due_on|due_tone:today }}`."""
    day = jakarta_day(due_on)
    if day is None or today is None or (day - today).days > SOON_DAYS:
        return ""
    return "late" if day < today else "soon"


@register.filter
def initials(name: str) -> str:
    """Two letters for the profile mark; one-word names give their first two."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalpha()]
    return words[0][:2] if len(words) == 1 else "".join(word[0] for word in words[:2])
