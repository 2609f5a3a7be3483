"""Monthly realization, verification, results and the half-year review (7.2)."""

from django.apps import AppConfig


class RealizationConfig(AppConfig):
    name = "realization"

    def ready(self) -> None:
        from bsc.selectors.last_year import provide
        from cint_portal.documents import reports as report_kinds
        from cint_portal.notifications.kinds import DailyJob, register
        from cint_portal.organization import settled
        from realization import change_guard as change_guard
        from realization import emails, reminder_emails, reports, services
        from realization.selectors.reminding import RULES
        from realization.selectors.settings import SETTLED
        from realization.selectors.yearly_results import verified_results

        provide(verified_results)
        settled.register(SETTLED)
        report_kinds.register(reports.HALF_YEAR_REVIEW)

        register(
            *emails.EMAIL_KINDS,
            *reminder_emails.EMAIL_KINDS,
            DailyJob("realization.open_month", services.open_previous_month),
            *RULES,
        )
