"""Who may do what with registers (procedure 7.1.1–7.1.5)."""

from cint_portal.organization.models import Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, Role
from cint_portal.organization.selectors import responsible_for
from issues.models import IssueCollection, IssueRegister, SupplementaryIssue


def can_open_collection(user: User, collection: IssueCollection) -> bool:
    return user.is_cms


def can_close_collection(user: User, collection: IssueCollection) -> bool:
    """Closing, reopening and moving dates are exceptions of the year: the head of CMS decides."""
    return user.has_role(Role.CMS_HEAD)


def can_see_issues(user: User) -> bool:
    """Does the menu offer issues? Everybody who may have a register to fill, read or review."""
    return can_see_collection(user) or user.has_role(*DRAFTING_ROLES, Role.DIRECTOR, Role.AUDITOR)


def can_see_collection(user: User) -> bool:
    return user.is_cms or user.is_bod


def can_edit_register(user: User, register: IssueRegister) -> bool:
    """The manager, the second layer and the drafters of the unit write; only the manager sends."""
    writes = user.has_role(*DRAFTING_ROLES, unit_id=register.unit_id)
    return writes or _stands_in_for_head(user, register.unit)


def can_submit_register(user: User, register: IssueRegister) -> bool:
    heads = user.has_role(Role.MANAGER, unit_id=register.unit_id)
    return heads or _stands_in_for_head(user, register.unit)


def can_edit_choices(user: User) -> bool:
    """The lists that the grid offers are CMS's."""
    return user.is_cms


def can_see_summaries(user: User) -> bool:
    """Who sends for a department, and the director on whom the work of a vacant post falls."""
    return user.has_role(Role.MANAGER, Role.DIRECTOR)


def can_hand_over_register(user: User, register: IssueRegister) -> bool:
    """Who fills and cannot send says when the manager may look; the manager simply sends."""
    return can_edit_register(user, register) and not can_submit_register(user, register)


def can_extend_register(user: User, register: IssueRegister) -> bool:
    """The head of CMS gives a department more time; nobody gives it to his or her own."""
    if user.reviews_instead(register.unit):
        return True
    belongs = any(a.unit_id == register.unit_id for a in user.current_roles)
    return user.has_role(Role.CMS_HEAD) and not belongs


def can_see_timeliness(user: User) -> bool:
    """CMS is on the clock as well, and whoever has a part in the issues may see how it keeps it."""
    return can_see_issues(user) or can_see_review_queue(user)


def can_see_review_queue(user: User) -> bool:
    """CMS, and who reviews a department in its stead."""
    return user.is_cms or user.reviews_as_substitute


def can_answer_question(user: User, register: IssueRegister) -> bool:
    """An answer speaks for the department, as sending does: the manager gives it, drafters prepare it."""
    return can_submit_register(user, register)


def can_add_supplement(user: User, register: IssueRegister) -> bool:
    """An Isu Susulan is sent as it is made: by the manager, or by CMS in the course of the year."""
    return user.is_cms or can_submit_register(user, register)


def can_mend_supplement(user: User, supplement: SupplementaryIssue) -> bool:
    """A returned one belongs to the department, and to the person of CMS who had sent it."""
    own = user.is_cms and user.pk == supplement.submitted_by_id
    return own or can_submit_register(user, supplement.register)


def can_review_supplement(user: User, supplement: SupplementaryIssue) -> bool:
    return can_review_register(user, supplement.register)


def can_state_for_the_year(user: User) -> bool:
    """Climate statement and top issues are CMS's words about the company."""
    return user.is_cms


def can_review_register(user: User, register: IssueRegister) -> bool:
    """CMS, but nobody who belongs to the unit: two hats do not review each other (T7).

    CMS's own department is reviewed by its substitute.
    """
    if user.reviews_instead(register.unit):
        return True
    belongs = any(a.unit_id == register.unit_id for a in user.current_roles)
    return user.is_cms and not belongs


def _stands_in_for_head(user: User, unit: Unit) -> bool:
    """The work of a vacant post falls to the director above (a query, so asked of directors only)."""
    return user.has_role(Role.DIRECTOR) and user in responsible_for(unit)
