"""Reference data of issues: the lists that the grid offers; CMS has a page of its own for them."""

from django.contrib import admin

from cint_portal.organization.reference_admin import ReferenceAdmin
from issues.models import ReviewFactor, Stakeholder


@admin.register(ReviewFactor)
class ReviewFactorAdmin(ReferenceAdmin):
    """Factors are switched off rather than deleted: registers of earlier years name them."""

    list_display = ["name", "source", "position", "is_active"]
    list_editable = ["position", "is_active"]
    list_filter = ["source", "is_active"]
    search_fields = ["name"]


@admin.register(Stakeholder)
class StakeholderAdmin(ReferenceAdmin):
    """Suggestions of the grid."""

    list_display = ["name", "position", "is_active"]
    list_editable = ["position", "is_active"]
    search_fields = ["name"]
