"""Who arranges meetings, writes their minutes, settles their decisions and signs the commitment."""

from bsc.models import CommitmentSignature, Meeting, MeetingDecision
from cint_portal.organization.models import User


def can_arrange_meeting(user: User) -> bool:
    """CMS invites and writes the minutes (7.1.18); what they establish its head records."""
    return user.is_cms


def can_move_meeting(user: User, meeting: Meeting) -> bool:
    return can_arrange_meeting(user)


def can_report_decision(user: User, decision: MeetingDecision) -> bool:
    """The PIC tells that it is done."""
    return user.pk == decision.pic_id


def can_close_decision(user: User, decision: MeetingDecision) -> bool:
    """CMS follows decisions until they are closed; not the one who carried it out."""
    return user.is_cms and user.pk != decision.pic_id


def can_sign(user: User, signature: CommitmentSignature) -> bool:
    """Everybody signs in his or her own name."""
    return user.pk == signature.person_id


def can_keep_commitment(user: User) -> bool:
    """CMS marks wet signatures and chases the missing ones (realities 26)."""
    return user.is_cms
