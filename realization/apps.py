"""Monthly realization, verification, results and the half-year review (7.2)."""

from django.apps import AppConfig


class RealizationConfig(AppConfig):
    name = "realization"

    def ready(self) -> None:
        from cint_portal.documents import reports as report_kinds
        from cint_portal.notifications.kinds import ReminderRule, register
        from realization import emails, reports, services

        report_kinds.register(reports.HALF_YEAR_REVIEW)

        register(
            *emails.EMAIL_KINDS,
            ReminderRule("realization.open_month", services.open_previous_month),
            ReminderRule("realization.month_due", services.remind_due),
        )
