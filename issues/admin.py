"""Reference data of issues: the list of review factors."""

from django.contrib import admin

from cint_portal.organization.reference_admin import ReferenceAdmin
from issues.models import ReviewFactor


@admin.register(ReviewFactor)
class ReviewFactorAdmin(ReferenceAdmin):
    """Factors are switched off rather than deleted: registers of earlier years name them."""

    list_display = ["name", "source", "position", "is_active"]
    list_editable = ["position", "is_active"]
    list_filter = ["source", "is_active"]
    search_fields = ["name"]
