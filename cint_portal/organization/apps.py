"""People, units, dated roles and planning cycles."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "cint_portal.organization"
    label = "organization"
