"""Settings of scorecards that the system administrator keeps."""

from django.contrib import admin

from bsc.models import CommitmentRule
from cint_portal.organization.reference_admin import ReferenceAdmin


@admin.register(CommitmentRule)
class CommitmentRuleAdmin(ReferenceAdmin):
    """Who signs the Wrapping Commitment of a year; without rows the shipped rule holds."""

    list_display = ("cycle", "capacity", "part")
    list_filter = ("cycle",)
