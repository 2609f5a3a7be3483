"""Who arranges meetings, writes their minutes, settles their decisions and signs the commitment."""

from bsc.models import CommitmentSignature, Meeting, MeetingDecision
from bsc.models.commitment import Capacity
from cint_portal.organization.models import User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import responsible_for


def can_arrange_meeting(user: User) -> bool:
    """CMS invites and writes the minutes (7.1.18); what they establish its head records."""
    return user.is_cms


def can_move_meeting(user: User, meeting: Meeting) -> bool:
    return can_arrange_meeting(user)


def can_report_decision(user: User, decision: MeetingDecision) -> bool:
    """The PIC tells that it is done; for one who left the company CMS does, and another of CMS judges it."""
    if decision.pic is not None and not decision.pic.is_active:
        return user.is_cms
    return user.pk == decision.pic_id


def can_close_decision(user: User, decision: MeetingDecision) -> bool:
    """CMS follows decisions until they are closed; not the one who carried it out."""
    return user.is_cms and user.pk != decision.pic_id


def can_sign(user: User, signature: CommitmentSignature) -> bool:
    """Everybody signs in his or her own name, and for a unit only as long as he or she stands for it."""
    return user.pk == signature.person_id and _stands_for(user, signature)


def _stands_for(user: User, signature: CommitmentSignature) -> bool:
    unit = signature.unit
    if signature.capacity == Capacity.MANAGER:
        heads = user.has_role(Role.MANAGER, unit_id=unit.pk)
        return heads or (user.has_role(Role.DIRECTOR) and user in responsible_for(unit))
    second = signature.capacity == Capacity.SECOND_LAYER
    return user.has_role(Role.SECOND_LAYER if second else Role.DIRECTOR, unit_id=unit.pk)


def can_keep_commitment(user: User) -> bool:
    """CMS marks wet signatures and chases the missing ones (realities 26)."""
    return user.is_cms
