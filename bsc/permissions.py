"""Who may do what with scorecards (procedure 7.1.10–7.1.19)."""

from bsc.models import BoardResolution, ChangeRequest, Scorecard
from bsc.models.thread import Side
from cint_portal.organization.audience import Posts
from cint_portal.organization.cycles import BoardRule
from cint_portal.organization.deciders import Deciders, deciders_for
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, MEMBER_ROLES, Role
from cint_portal.organization.selectors import is_president, responsible_for


def is_department(scorecard: Scorecard) -> bool:
    """Departments pass CMS before the board; corporate and directorate scorecards are CMS's own work.

    A personal scorecard is neither: CMS and the board have no part in it.
    """
    return scorecard.unit.kind == Unit.Kind.DEPARTMENT and not scorecard.is_personal


def is_upper(scorecard: Scorecard) -> bool:
    """Corporate and directorate scorecards: written, sent and changed by CMS."""
    return scorecard.unit.kind != Unit.Kind.DEPARTMENT and not scorecard.is_personal


# --- Approval and establishment ---------------------------------------------------------------------


def can_submit_scorecard(user: User, scorecard: Scorecard) -> bool:
    """The department's manager or Pjs. sends to CMS (7.1.14, 7.1.17); those who draft for him do not."""
    heads = user.has_role(Role.MANAGER, unit_id=scorecard.unit_id)
    return is_department(scorecard) and (heads or _stands_in_for_head(user, scorecard.unit))


def can_send_to_board(user: User, scorecard: Scorecard) -> bool:
    """`cms_head` sends corporate and directorate scorecards to the board (7.1.11)."""
    return is_upper(scorecard) and user.has_role(Role.CMS_HEAD)


def can_review_scorecard(user: User, scorecard: Scorecard) -> bool:
    """CMS reviews departments (7.1.15), but nobody reviews a unit he or she belongs to (T7).

    CMS's own department is reviewed by its substitute (realities 22).
    """
    if not is_department(scorecard):
        return False
    if user.reviews_instead(scorecard.unit):
        return True
    belongs = any(a.unit_id == scorecard.unit_id for a in user.current_roles)
    return user.is_cms and not belongs


def deciders_of(scorecard: Scorecard, posts: Posts | None = None) -> Deciders:
    """Who of the board decides on it, and why they; one reading of the posts serves a whole queue."""
    return deciders_for(posts or Posts(), scorecard.unit, scorecard.contributors)


def can_decide_scorecard(user: User, scorecard: Scorecard, posts: Posts | None = None) -> bool:
    """The board decides (7.1.12, 7.1.16), but nobody on own work, nor CMS on what it forwarded.

    Where a director heads the department, the next above decides (realities 23).
    """
    if scorecard.is_personal:
        return False
    may_be_asked = user.is_bod or user.pk == scorecard.unit.substitute_decider_id
    return may_be_asked and user in deciders_of(scorecard, posts)


def can_establish_scorecard(user: User, scorecard: Scorecard) -> bool:
    """`cms_head` records what the meeting decided (7.1.18–7.1.19)."""
    return can_record_meeting(user)


def can_record_meeting(user: User) -> bool:
    return user.has_role(Role.CMS_HEAD)


def can_change_established(user: User, scorecard: Scorecard) -> bool:
    """Ask for a change: the department's manager or Pjs.; CMS for corporate and directorate scorecards."""
    if is_upper(scorecard):
        return user.is_cms
    return can_submit_scorecard(user, scorecard)


def can_prepare_change(user: User, request: ChangeRequest) -> bool:
    """Write, send again or withdraw it: who may ask for it; a bundle of CMS's is CMS's own."""
    if request.bundle is not None and request.bundle.by_cms:
        return user.is_cms
    return can_change_established(user, request.scorecard)


def can_send_change(user: User, request: ChangeRequest) -> bool:
    """To CMS's review: the department's manager or Pjs.; CMS what it asks for in a bundle."""
    if request.bundle is not None and request.bundle.by_cms:
        return user.is_cms
    return can_submit_scorecard(user, request.scorecard)


def can_review_change(user: User, request: ChangeRequest) -> bool:
    """As the scorecard; in a bundle corporate and directorate scorecards are reviewed with the others."""
    own = request.bundle_id is not None and is_upper(request.scorecard) and user.is_cms
    return own or can_review_scorecard(user, request.scorecard)


def can_revise_in_bulk(user: User) -> bool:
    """Revisi Target Massal: CMS for every scorecard, a manager for the own ones (7.1.19)."""
    return user.is_cms or user.has_role(Role.MANAGER)


def can_follow_change(user: User, scorecard: Scorecard) -> bool:
    """Whoever sends, returns, decides or withdraws a change moves the scorecard's status with it."""
    asks = can_change_established(user, scorecard) or user.is_cms
    return asks or can_decide_scorecard(user, scorecard)


def can_see_review_queue(user: User) -> bool:
    """CMS and the substitutes that a unit names (their queue holds that unit only)."""
    return user.is_cms or user.reviews_as_substitute


def can_see_decision_queue(user: User) -> bool:
    """The board, and the substitutes that a unit names."""
    return user.is_bod or user.decides_as_substitute


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


# --- Personal scorecards (realities 27) -------------------------------------------------------------


def can_create_personal(user: User, cycle: PlanningCycle, unit: Unit, employee: User) -> bool:
    """The superior for somebody of the own department, or the person; in a year that has them."""
    belongs = employee.is_active and employee.has_role(*MEMBER_ROLES, unit_id=unit.pk)
    if not (cycle.employee_scorecards and unit.kind == Unit.Kind.DEPARTMENT and belongs):
        return False
    return user.pk == employee.pk or user in Posts().superiors(unit.pk, employee.pk)


def can_send_personal(user: User, scorecard: Scorecard) -> bool:
    """The employee sends, and agrees by it; nobody does so in his or her place."""
    return user.pk == scorecard.employee_id


def can_agree_personal(user: User, scorecard: Scorecard, posts: Posts | None = None) -> bool:
    """The direct superior, who is somebody else; a head's own is agreed by the director above."""
    if scorecard.employee_id is None or user.pk == scorecard.employee_id:
        return False
    return user in (posts or Posts()).superiors(scorecard.unit_id, scorecard.employee_id)


def can_write_personal(user: User, scorecard: Scorecard, posts: Posts | None = None) -> bool:
    """Employee and superior draft it together."""
    return can_send_personal(user, scorecard) or can_agree_personal(user, scorecard, posts)


def can_see_personal(user: User) -> bool:
    """Does the menu offer them: somebody's superior, HR, or who belongs to a department."""
    circle = user.has_role(*MEMBER_ROLES, Role.DIRECTOR, Role.HR)
    return circle and user.has_personal_years


# --- Threads and resolutions ------------------------------------------------------------------------


def side_of(user: User, scorecard: Scorecard) -> str:
    """For whom this person speaks about a scorecard on its way; "" for those who only read.

    The admin of a department types but does not speak for it; CMS prepares what is not a department's.
    """
    if is_department(scorecard) and can_submit_scorecard(user, scorecard):
        return Side.PREPARERS
    if user.has_role(Role.SECOND_LAYER, unit_id=scorecard.unit_id):
        return Side.PREPARERS
    if user.is_cms or can_review_scorecard(user, scorecard):
        return Side.CMS if is_department(scorecard) else Side.PREPARERS
    return Side.BOARD if user.is_bod or user.pk == scorecard.unit.substitute_decider_id else ""


def can_read_thread(user: User, scorecard: Scorecard) -> bool:
    """The three sides, and who reads along: the unit's own people, those above, its auditor."""
    if side_of(user, scorecard):
        return True
    return Unit.objects.visible_to(user).filter(pk=scorecard.unit_id).exists()


def can_see_resolutions(user: User) -> bool:
    return user.is_cms or user.is_bod


def can_record_resolution(user: User) -> bool:
    """CMS keeps the minutes of the board (realities 19); who sits on the board does not record for it."""
    return user.is_cms and not user.is_bod


def can_confirm_resolution(user: User, resolution: BoardResolution) -> bool:
    """The President Director, or any member where the year's setting says quorum or one."""
    if not user.is_bod:
        return False
    return resolution.rule != BoardRule.PRESIDENT or is_president(user)


def can_change_resolution(user: User, resolution: BoardResolution) -> bool:
    return can_record_resolution(user)


def can_object(user: User, resolution: BoardResolution) -> bool:
    """Members of the board who did not confirm the list themselves."""
    confirmed = resolution.confirmations.filter(person=user).exists()
    return user.is_bod and not confirmed


def can_answer_objection(user: User, resolution: BoardResolution) -> bool:
    """Whoever confirmed the list."""
    return user.is_bod and resolution.confirmations.filter(person=user).exists()


# --- Structure and editing --------------------------------------------------------------------------


def can_create_scorecard(user: User, unit: Unit) -> bool:
    """CMS for every unit (7.1.10, and empty ones with the cascade); the manager for the own department."""
    if user.is_cms:
        return True
    return unit.kind == Unit.Kind.DEPARTMENT and user.has_role(Role.MANAGER, unit_id=unit.pk)


def can_edit_scorecard(user: User, scorecard: Scorecard, posts: Posts | None = None) -> bool:
    """CMS writes corporate and directorate KPIs; a department's own people write its KPIs (7.1.14).

    A personal scorecard is written by the two whom it concerns; one reading of the posts serves a list.
    """
    if scorecard.is_personal:
        return can_write_personal(user, scorecard, posts)
    if is_upper(scorecard):
        return user.is_cms
    writes = user.has_role(*DRAFTING_ROLES, unit_id=scorecard.unit_id)
    return writes or _stands_in_for_head(user, scorecard.unit)


def can_report_progress(user: User, scorecard: Scorecard) -> bool:
    """Whoever writes the scorecard reports on its action programmes, all year long."""
    return can_edit_scorecard(user, scorecard)


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


def can_mark_library(user: User) -> bool:
    """CMS says which definitions are the standard and which are used no more."""
    return user.is_cms


def can_classify_figures(user: User) -> bool:
    """CMS says which figures are unpublished financial ones (realities 27)."""
    return user.is_cms


def can_declassify_figures(user: User) -> bool:
    """Opening figures to all who read results is for `cms_head`: nobody opens them for himself."""
    return user.has_role(Role.CMS_HEAD)


def can_confirm_parent(user: User, scorecard: Scorecard) -> bool:
    """Who answers for a scorecard says that a changed parent was looked at; drafters decide nothing."""
    if is_upper(scorecard):
        return user.is_cms
    return can_submit_scorecard(user, scorecard)
