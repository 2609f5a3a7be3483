"""Who may work in the SWOT workbench (procedure 7.1.6–7.1.9)."""

from cint_portal.organization.models import User
from cint_portal.organization.roles import Role
from swot.models import SwotAnalysis, sees_swot


def can_edit_analysis(user: User, analysis: SwotAnalysis) -> bool:
    return user.is_cms


def can_finalize_analysis(user: User, analysis: SwotAnalysis) -> bool:
    """`cms_head` decides the final position for CMS."""
    return user.has_role(Role.CMS_HEAD)


def can_see_analysis(user: User) -> bool:
    return sees_swot(user)
