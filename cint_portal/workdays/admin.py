"""The editable calendar of days off."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from cint_portal.organization.reference_admin import ReferenceAdmin, is_administrator
from cint_portal.workdays.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(ReferenceAdmin):
    list_display = ("day", "name", "kind", "is_closed")
    list_filter = ("kind", "is_closed")
    date_hierarchy = "day"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A day that was never off may go; due dates that were stamped stay."""
        return is_administrator(request)
