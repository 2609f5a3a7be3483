"""Append-only log of refusals, log-ins, downloads and settings."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cint_portal.audit"
    label = "audit"

    def ready(self) -> None:
        from cint_portal.audit import grants, signals  # noqa: F401 (connects receivers)
