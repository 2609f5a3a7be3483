"""What runs when. Every tick is idempotent: two beats do no harm, a missed tick is caught up."""

from datetime import timedelta

BEAT_SCHEDULE = {
    "sweep-mail": {
        "task": "cint_portal.notifications.tasks.deliver_mail",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 60},
    },
    "sweep-reports": {
        "task": "cint_portal.documents.tasks.build_reports",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 60},
    },
    "reminders": {
        "task": "cint_portal.notifications.tasks.run_reminders",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 600},
    },
    "heartbeat": {
        "task": "cint_portal.notifications.tasks.beat_heartbeat",
        "schedule": timedelta(seconds=60),
        "options": {"expires": 60},
    },
}
