"""Internal and external issues: collection, registers, review (7.1.1–7.1.6)."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "issues"

    def ready(self) -> None:
        from cint_portal.notifications.kinds import ReminderRule, register
        from issues import collection_emails, emails, services

        register(
            *emails.EMAIL_KINDS,
            *collection_emails.EMAIL_KINDS,
            ReminderRule("issues.open_collection", services.open_planned_collections),
            ReminderRule("issues.register_due", services.remind_due),
        )
