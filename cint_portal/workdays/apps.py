"""Working days of the company."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "cint_portal.workdays"
    label = "workdays"
