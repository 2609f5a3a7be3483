"""Balanced Scorecard: scorecards, KPIs, cascade, approval, establishment (7.1.10–7.1.19)."""

from django.apps import AppConfig


class BscConfig(AppConfig):
    name = "bsc"

    def ready(self) -> None:
        from bsc.emails import EMAIL_KINDS
        from cint_portal.notifications import kinds

        kinds.register(*EMAIL_KINDS)
