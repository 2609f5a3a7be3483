"""Sessions that have run out leave the database once a day."""

from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.utils import timezone


def forget_sessions(_day: date, _now: datetime) -> int:
    """How many were deleted. A session ends by the machine's time, which the demo does not move."""
    deleted, _per_model = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return deleted
