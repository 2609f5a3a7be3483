"""SWOT workbench: items, scoring, position, strategies, initiatives (7.1.6–7.1.9)."""

from django.apps import AppConfig


class SwotConfig(AppConfig):
    name = "swot"

    def ready(self) -> None:
        from cint_portal.documents import reports as report_kinds
        from cint_portal.notifications.kinds import register
        from cint_portal.organization import settled
        from issues.selectors import top_issues
        from swot import reminder_emails, reports
        from swot.selectors.issue_scores import issue_scores
        from swot.selectors.reminding import RULES
        from swot.selectors.settings import SETTLED

        settled.register(*SETTLED)
        top_issues.register_scores(issue_scores)
        report_kinds.register(reports.PLANNING)
        register(*reminder_emails.EMAIL_KINDS, *RULES)
