"""Monthly realization, verification, results and the half-year review (7.2)."""

from django.apps import AppConfig


class RealizationConfig(AppConfig):
    name = "realization"

    def ready(self) -> None:
        from cint_portal.notifications.kinds import ReminderRule, register
        from realization import emails, services

        register(
            *emails.EMAIL_KINDS,
            ReminderRule("realization.open_month", services.open_previous_month),
            ReminderRule("realization.month_due", services.remind_due),
        )
