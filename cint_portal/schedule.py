"""What runs when. Every tick is idempotent: two beats do no harm, a missed tick is caught up."""

from datetime import timedelta

from cint_portal.env import env

SWEEP = timedelta(seconds=env.int("SWEEP_SECONDS", default=30))

BEAT_SCHEDULE = {
    "sweep-mail": {
        "task": "cint_portal.notifications.tasks.deliver_mail",
        "schedule": SWEEP,
        "options": {"expires": 60},
    },
    "sweep-reports": {
        "task": "cint_portal.documents.tasks.build_reports",
        "schedule": SWEEP,
        "options": {"expires": 60},
    },
    "reminders": {
        "task": "cint_portal.notifications.tasks.run_reminders",
        "schedule": 10 * SWEEP,
        "options": {"expires": 600},
    },
    "round-trip": {
        "task": "cint_portal.notifications.tasks.show_round_trip",
        "schedule": SWEEP,
        "options": {"expires": 60},
    },
}
