"""The Celery application; its beat schedule is `schedule.py`."""

import os

from celery import Celery

from cint_portal.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cint_portal.settings")

app = Celery("cint_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.autodiscover_tasks(["cint_portal.notifications", "cint_portal.documents"])
