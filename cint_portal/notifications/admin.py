"""The days of reminders, year by year: kept by the system administrator."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.notifications import kinds
from cint_portal.notifications.models import ReminderSetting
from cint_portal.notifications.rules import Plan
from cint_portal.organization.reference_admin import ReferenceAdmin, is_administrator


def rule_choices() -> list[tuple[str, str]]:
    """Every rule by its name, with the days that hold unless the year sets its own."""
    return [(rule.code, f"{rule.label} ({_days(rule.plan)})") for rule in kinds.rules()]


def _days(plan: Plan) -> str:
    """14, 7, 3, 1, 0 · +1 HK · +2 HK."""
    parts = [", ".join(map(str, plan.before))]
    parts += [
        ", ".join(_("+%(n)s HK") % {"n": n} for n in days) for days in (plan.overdue, plan.escalated) if days
    ]
    return " · ".join(parts)


class ReminderSettingForm(forms.ModelForm):
    """Days typed as a row of numbers; order and repetition do not matter."""

    rule = forms.ChoiceField(label=gettext_lazy("Pengingat (jadwal bawaan)"), choices=rule_choices)
    days_before = SimpleArrayField(
        forms.IntegerField(min_value=0, max_value=60),
        label=gettext_lazy("Hari sebelum batas waktu"),
        required=False,
        help_text=gettext_lazy("Hari kalender, dipisah koma; 0 = hari terakhir. Contoh: 14, 7, 3, 1, 0"),
    )
    days_overdue = SimpleArrayField(
        forms.IntegerField(min_value=1, max_value=30),
        label=gettext_lazy("HK setelah batas waktu, kepada penanggung jawab"),
        required=False,
        help_text=gettext_lazy("Hari kerja, dipisah koma. Kosong = tidak diingatkan lagi."),
    )
    days_escalated = SimpleArrayField(
        forms.IntegerField(min_value=1, max_value=30),
        label=gettext_lazy("HK setelah batas waktu, kepada atasan dan CMS"),
        required=False,
        help_text=gettext_lazy("Hari kerja, dipisah koma. Kosong = tidak diteruskan ke atasan."),
    )

    class Meta:
        model = ReminderSetting
        fields = ("cycle", "rule", "days_before", "days_overdue", "days_escalated")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("days_before", "days_overdue", "days_escalated"):
            if cleaned.get(name) is not None:
                cleaned[name] = sorted(set(cleaned[name]), reverse=name == "days_before")
        rule = next((rule for rule in kinds.rules() if rule.code == cleaned.get("rule")), None)
        if rule is not None and not rule.escalation and cleaned.get("days_escalated"):
            raise ValidationError({"days_escalated": _("Pengingat ini tidak diteruskan ke atasan.")})
        return cleaned


@admin.register(ReminderSetting)
class ReminderSettingAdmin(ReferenceAdmin):
    """A year without a row keeps the shipped days."""

    form = ReminderSettingForm
    list_display = ("cycle", "rule_name", "days_before", "days_overdue", "days_escalated")
    list_filter = ("cycle",)
    search_fields = ("rule",)

    @admin.display(description=gettext_lazy("Pengingat"))
    def rule_name(self, row: ReminderSetting) -> str:
        return dict(rule_choices()).get(row.rule, row.rule)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting a row brings the shipped days back."""
        return is_administrator(request)
