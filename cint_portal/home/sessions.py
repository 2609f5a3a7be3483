"""Sessions that have run out leave the database once a day."""

from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db.models.functions import Now


def forget_sessions(_day: date, _now: datetime) -> int:
    """How many were deleted. A session ends by the database's own time, which the demo does not move."""
    deleted, _per_model = Session.objects.filter(expire_date__lt=Now()).delete()
    return deleted
