"""Who may do what with a department's month (procedure 7.2.1, 7.2.2, 7.2.5)."""

from cint_portal.organization.models import Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, UNIT_ROLES, Role
from cint_portal.organization.selectors import responsible_for
from realization.models import Realization, ReopeningRequest


def can_fill_realization(user: User, realization: Realization) -> bool:
    """The manager, the second layer and the drafters of the unit write; only the manager sends."""
    writes = user.has_role(*DRAFTING_ROLES, unit_id=realization.unit_id)
    return writes or _stands_in_for_head(user, realization.unit)


def can_submit_realization(user: User, realization: Realization) -> bool:
    heads = user.has_role(Role.MANAGER, unit_id=realization.unit_id)
    return heads or _stands_in_for_head(user, realization.unit)


def can_verify_realization(user: User, realization: Realization) -> bool:
    """CMS, but nobody who belongs to the unit: two hats do not verify each other (T7).

    CMS's own department is verified by its substitute (realities 22).
    """
    if user.reviews_instead(realization.unit):
        return True
    belongs = any(a.unit_id == realization.unit_id for a in user.current_roles)
    return user.is_cms and not belongs


def can_reopen_realization(user: User, realization: Realization) -> bool:
    """`cms_head`, unless he or she works for the unit: then the unit's substitute decides."""
    if user.decides_instead(realization.unit):
        return True
    return user.has_role(Role.CMS_HEAD) and not user.works_for(realization.unit_id)


def can_decide_reopening(user: User, request: ReopeningRequest) -> bool:
    return can_reopen_realization(user, request.realization)


def can_open_month(user: User) -> bool:
    return user.is_cms


def can_close_month(user: User) -> bool:
    """Tutup Bulan is the decision of `cms_head`."""
    return user.has_role(Role.CMS_HEAD)


def can_close_realization(user: User, realization: Realization) -> bool:
    return can_close_month(user)


def can_release_figures(user: User) -> bool:
    """`cms_head` says, after the publication, that unpublished figures may be read (realities 27)."""
    return user.has_role(Role.CMS_HEAD)


def can_watch_restricted(user: User) -> bool:
    """Who opened unpublished figures, who was granted access, what is released: board and head of CMS."""
    return user.is_bod or user.has_role(Role.CMS_HEAD)


def can_see_realizations(user: User) -> bool:
    """Everybody who fills, verifies or reads results; what each sees is cut by `visible_to`."""
    return user.is_cms or user.is_bod or user.has_role(*UNIT_ROLES, Role.DIRECTOR, Role.AUDITOR)


def _stands_in_for_head(user: User, unit: Unit) -> bool:
    """The work of a vacant post falls to the director above (a query, so asked of directors only)."""
    return user.has_role(Role.DIRECTOR) and user in responsible_for(unit)
