"""Internal and external issues: collection, registers, review (7.1.1–7.1.6)."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "issues"

    def ready(self) -> None:
        from cint_portal.documents import reports
        from cint_portal.notifications.kinds import DailyJob, register
        from issues import (
            collection_emails,
            emails,
            handover_emails,
            question_emails,
            register_report,
            reminder_emails,
            services,
            supplement_emails,
            timeliness_report,
        )
        from issues.selectors.reminding import RULES

        register(
            *emails.EMAIL_KINDS,
            *collection_emails.EMAIL_KINDS,
            *question_emails.EMAIL_KINDS,
            *handover_emails.EMAIL_KINDS,
            *reminder_emails.EMAIL_KINDS,
            *supplement_emails.EMAIL_KINDS,
            DailyJob("issues.open_collection", services.open_planned_collections),
            *RULES,
        )
        reports.register(timeliness_report.REVIEW_TIMELINESS, register_report.REGISTER)
