"""Base of the administrator's pages: who may open them, that nothing is deleted, that changes are logged."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core import clock
from cint_portal.organization.roles import Role


def is_administrator(request: HttpRequest) -> bool:
    """Administrator Sistem today, or the superuser who makes the first one."""
    user: Any = request.user
    return user.is_active and user.is_staff and (user.is_superuser or user.has_role(Role.ADMIN))


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data: added and changed by administrators, never deleted, because records name it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, obj, "add")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, obj, "change")
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            self._record(request, obj, "delete")
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, obj: Model, what: str) -> None:
        """Rows of the history say which value changed; the audit trail says that a setting was touched."""
        record(
            AuditEvent.Kind.SETTING,
            actor=request.user,
            at=clock.now(),
            label=f"{obj._meta.verbose_name}: {obj}",
            path=request.path,
            what=what,
            pk=obj.pk,
        )
