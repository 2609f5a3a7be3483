"""Absences in the administrator's pages: the deputy's roles come and go with them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.absences import Absence
from cint_portal.organization.reference_admin import ReferenceAdmin, is_administrator
from cint_portal.organization.services import check_absence, check_end, end_absence, record_absence


class AbsenceForm(forms.ModelForm):
    """What the service would refuse is said beside the form."""

    class Meta:
        model = Absence
        fields = ("person", "first_day", "last_day", "deputy", "reason", "letter_number")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            if self.instance.pk is None:
                self._check_new(cleaned)
            elif cleaned.get("last_day"):
                check_end(cleaned["last_day"], today=clock.local_day(clock.now()))
        except InvalidInput as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned

    def _check_new(self, cleaned: dict[str, Any]) -> None:
        if all(cleaned.get(name) for name in ("person", "first_day", "last_day")):
            check_absence(
                person=cleaned["person"],
                first_day=cleaned["first_day"],
                last_day=cleaned["last_day"],
                deputy=cleaned.get("deputy"),
            )


class AbsenceAdmin(ReferenceAdmin):
    """Recorded once; later only the last day moves. One that has not begun may be deleted."""

    form = AbsenceForm
    list_display = ("person", "first_day", "last_day", "deputy", "reason")
    search_fields = ("person__full_name", "deputy__full_name")
    date_hierarchy = "first_day"
    autocomplete_fields = ("person", "deputy")

    def get_readonly_fields(self, request: HttpRequest, obj: Absence | None = None) -> tuple[str, ...]:
        return ("person", "first_day", "deputy", "reason", "letter_number") if obj else ()

    def save_model(self, request: HttpRequest, obj: Absence, form: Any, change: bool) -> None:
        if change:
            end_absence(absence=obj, last_day=obj.last_day, today=clock.local_day(clock.now()))
            return
        recorded = record_absence(
            person=obj.person,
            first_day=obj.first_day,
            last_day=obj.last_day,
            deputy=obj.deputy,
            reason=obj.reason,
            letter_number=obj.letter_number,
        )
        obj.pk, obj._state.adding = recorded.pk, False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        begun = isinstance(obj, Absence) and obj.first_day <= clock.local_day(clock.now())
        return is_administrator(request) and not begun

    def delete_model(self, request: HttpRequest, obj: Absence) -> None:
        today = clock.local_day(clock.now())
        end_absence(absence=obj, last_day=today, today=today)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The deputy's roles of days to come go with it, by the service."""
        found = [str(one) for one in objs]
        return found, {str(Absence._meta.verbose_name): len(found)}, set(), []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One at a time: what has begun among many could not be told apart."""
        return {}
