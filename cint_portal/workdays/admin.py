"""The editable calendar of days off."""

from django.contrib import admin

from cint_portal.workdays.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    list_display = ("day", "name", "kind", "is_closed")
    list_filter = ("kind", "is_closed")
    date_hierarchy = "day"
