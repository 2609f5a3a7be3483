"""Reference data kept by the system administrator: people, units, roles, years."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User

admin.site.site_header = _("CINT Portal – Pengaturan")
admin.site.site_title = _("Pengaturan")
admin.site.index_title = _("Data acuan")
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(BaseUserAdmin):
    """People; log-ins are closed, never deleted, so that records keep their names."""

    ordering = ("full_name",)
    list_display = ("full_name", "username", "nik", "email", "email_is_shared", "is_active")
    list_filter = ("is_active", "is_staff")
    search_fields = ("full_name", "username", "nik", "email")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "nik", "password")}),
        (_("Orang"), {"fields": ("full_name", "salutation", "email", "email_is_shared", "language")}),
        (_("Akses"), {"fields": ("is_active", "is_staff", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "nik", "full_name", "salutation", "email", "password1", "password2")}),
    )
    filter_horizontal = ()

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "kind", "parent", "valid_from", "valid_until")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent", "substitute_reviewer", "substitute_decider")

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(admin.ModelAdmin):
    list_display = ("person", "role", "unit", "valid_from", "valid_until", "is_acting", "letter_number")
    list_filter = ("role", "is_acting")
    search_fields = ("person__full_name", "unit__name")
    autocomplete_fields = ("person", "unit")

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """A role ends by its date; deleting it would rewrite who was responsible."""
        return False


@admin.register(PlanningCycle)
class PlanningCycleAdmin(admin.ModelAdmin):
    list_display = ("year", "issues_due_on", "meeting_on", "cap", "work_week")

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
