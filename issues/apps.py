"""Internal and external issues: collection, registers, review (7.1.1–7.1.6)."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "issues"
