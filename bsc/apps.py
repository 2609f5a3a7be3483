"""Balanced Scorecard: scorecards, KPIs, cascade, approval, establishment (7.1.10–7.1.19)."""

from django.apps import AppConfig


class BscConfig(AppConfig):
    name = "bsc"

    def ready(self) -> None:
        from bsc import (
            bundle_emails,
            change_emails,
            change_reminder_emails,
            emails,
            map_report,
            personal_emails,
            reminder_emails,
            reports,
            resolution_emails,
        )
        from bsc.selectors import change_reminding
        from bsc.selectors.reminding import RULES
        from bsc.selectors.settings import SETTLED
        from cint_portal.documents import reports as report_kinds
        from cint_portal.notifications.kinds import register
        from cint_portal.organization import settled

        settled.register(SETTLED)
        report_kinds.register(reports.VERSION)
        report_kinds.register(map_report.MAP)
        register(*emails.EMAIL_KINDS, *change_emails.EMAIL_KINDS, *resolution_emails.EMAIL_KINDS)
        register(*bundle_emails.EMAIL_KINDS, *personal_emails.EMAIL_KINDS)
        register(*reminder_emails.EMAIL_KINDS, *RULES)
        register(*change_reminder_emails.EMAIL_KINDS, *change_reminding.RULES)
        _register_meetings()


def _register_meetings() -> None:
    """Mails, reminders, prints and the seal of meetings and the Wrapping Commitment."""
    from bsc import commitment_emails, meeting_emails, meeting_reports
    from bsc.selectors.commitment import SEAL_KIND
    from bsc.selectors.meeting_reminding import RULES
    from cint_portal.documents import reports, sealing
    from cint_portal.notifications.kinds import register

    reports.register(*meeting_reports.REPORTS)
    sealing.register(SEAL_KIND)
    register(*meeting_emails.EMAIL_KINDS, *commitment_emails.EMAIL_KINDS, *RULES)
