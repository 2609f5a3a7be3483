"""Reference data kept by the system administrator: people, units, roles, years, lost second factors."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.absence_admin import AbsenceAdmin
from cint_portal.organization.models import Absence, PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.reference_admin import ReferenceAdmin, is_administrator

admin.site.site_header = _("CINT Portal – Pengaturan")
admin.site.site_title = _("Pengaturan")
admin.site.index_title = _("Data acuan")
for outside in (Group, EmailAddress, Authenticator):  # rights are roles; an address is the person's own field
    admin.site.unregister(outside)


admin.site.register(Absence, AbsenceAdmin)


@admin.register(User)
class UserAdmin(ReferenceAdmin, BaseUserAdmin):
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


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    list_display = ("code", "name", "kind", "parent", "valid_from", "valid_until")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent", "substitute_reviewer", "substitute_decider")


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ReferenceAdmin):
    """A role ends by its date; deleting it would rewrite who was responsible."""

    list_display = ("person", "role", "unit", "valid_from", "valid_until", "is_acting", "letter_number")
    list_filter = ("role", "is_acting")
    search_fields = ("person__full_name", "unit__name")
    autocomplete_fields = ("person", "unit")


@admin.register(PlanningCycle)
class PlanningCycleAdmin(ReferenceAdmin):
    list_display = ("year", "issues_due_on", "meeting_on", "cap", "work_week")


@admin.register(Authenticator)
class SecondFactorAdmin(ReferenceAdmin):
    """For a lost phone: its second factor or passkey is removed here; no secret is shown."""

    list_display = ("user", "kind", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__full_name", "user__username")
    fields = readonly_fields = ("user", "kind", "created_at", "last_used_at")

    @admin.display(description=_("Jenis"), ordering="type")
    def kind(self, row: Authenticator) -> str:
        """A passkey with the name that its owner gave the device."""
        if row.type == Authenticator.Type.WEBAUTHN:
            return gettext("Passkey “%(name)s”") % {"name": row.data["name"]}
        return str(row.get_type_display())

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)
