"""Who may do what with scorecards (procedure 7.1.10–7.1.19)."""

from bsc.models import Scorecard
from cint_portal.organization.models import Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, UNIT_ROLES, Role
from cint_portal.organization.selectors import responsible_for


def is_department(scorecard: Scorecard) -> bool:
    """Departments pass CMS before the board; corporate and directorate scorecards are CMS's own work."""
    return scorecard.unit.kind == Unit.Kind.DEPARTMENT


# --- Approval and establishment ---------------------------------------------------------------------


def can_submit_scorecard(user: User, scorecard: Scorecard) -> bool:
    """The department's manager or Pjs. sends to CMS (7.1.14, 7.1.17); those who draft for him do not."""
    heads = user.has_role(Role.MANAGER, unit_id=scorecard.unit_id)
    return is_department(scorecard) and (heads or _stands_in_for_head(user, scorecard.unit))


def can_send_to_board(user: User, scorecard: Scorecard) -> bool:
    """`cms_head` sends corporate and directorate scorecards to the board (7.1.11)."""
    return not is_department(scorecard) and user.has_role(Role.CMS_HEAD)


def can_review_scorecard(user: User, scorecard: Scorecard) -> bool:
    """CMS reviews departments (7.1.15), but nobody reviews a unit he or she belongs to (T7).

    CMS's own department is reviewed by its substitute (realities 22).
    """
    if not is_department(scorecard):
        return False
    if user.pk == scorecard.unit.substitute_reviewer_id:
        return True
    belongs = any(a.unit_id == scorecard.unit_id for a in user.current_roles)
    return user.is_cms and not belongs


def can_decide_scorecard(user: User, scorecard: Scorecard) -> bool:
    """The board decides (7.1.12, 7.1.16): not its member who also heads or works for the unit, or for CMS.

    CMS writes or forwards what comes before the board: the second stage is another person's.
    """
    if not user.is_bod or user.is_cms:
        return False
    return not user.has_role(*UNIT_ROLES, unit_id=scorecard.unit_id)


def can_establish_scorecard(user: User, scorecard: Scorecard) -> bool:
    """`cms_head` records what the meeting decided (7.1.18–7.1.19)."""
    return can_record_meeting(user)


def can_record_meeting(user: User) -> bool:
    return user.has_role(Role.CMS_HEAD)


def can_see_review_queue(user: User) -> bool:
    """CMS and the substitutes that a unit names (their queue holds that unit only)."""
    return user.is_cms or Unit.objects.filter(substitute_reviewer=user).exists()


def can_see_decision_queue(user: User) -> bool:
    return user.is_bod


def can_see_meetings(user: User) -> bool:
    """Whom the establishment meeting concerns (4.6), and auditors."""
    return user.has_role(
        Role.CMS_HEAD,
        Role.CMS,
        Role.BOD,
        Role.DIRECTOR,
        Role.MANAGER,
        Role.SECOND_LAYER,
        Role.AUDITOR,
    )


# --- Structure and editing --------------------------------------------------------------------------


def can_create_scorecard(user: User, unit: Unit) -> bool:
    """CMS for every unit (7.1.10, and empty ones with the cascade); the manager for the own department."""
    if user.is_cms:
        return True
    return unit.kind == Unit.Kind.DEPARTMENT and user.has_role(Role.MANAGER, unit_id=unit.pk)


def can_edit_scorecard(user: User, scorecard: Scorecard) -> bool:
    """CMS writes corporate and directorate KPIs; a department's own people write its KPIs (7.1.14)."""
    if not is_department(scorecard):
        return user.is_cms
    writes = user.has_role(*DRAFTING_ROLES, unit_id=scorecard.unit_id)
    return writes or _stands_in_for_head(user, scorecard.unit)


def _stands_in_for_head(user: User, unit: Unit) -> bool:
    """The work of a vacant post falls to the director above (a query, so asked of directors only)."""
    return user.has_role(Role.DIRECTOR) and user in responsible_for(unit)


def can_cascade(user: User) -> bool:
    """CMS cascades approved KPIs to departments (7.1.13)."""
    return user.is_cms


def can_see_cascade(user: User) -> bool:
    """Everybody who cascades or is cascaded to; what each sees is cut by `visible_to`."""
    return user.is_bod or user.has_role(
        Role.CMS, Role.CMS_HEAD, Role.DIRECTOR, Role.MANAGER, Role.SECOND_LAYER, Role.AUDITOR
    )
