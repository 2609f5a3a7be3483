"""Who signed a locked version, in which sense and when: read from the transition log (safety fact 9)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from bsc.models import Scorecard, ScorecardVersion
from cint_portal.workflow.models import TransitionLog

#: Steps that sign the content, in their order; a returned round is replaced by the one that went through.
SIGNING = ("submit", "send_to_board", "forward", "approve", "establish")
#: Decisions that sign a content without letting it go on.
REFUSING = ("return_by_cms", "return_by_board")
#: Of a personal scorecard, which has no version.
PERSONAL = ("send", "return_by_superior", "agree")


@dataclass(frozen=True)
class Signature:
    """One electronic signature: `content_sha256` is the content that the person had before the eyes."""

    name: str
    meaning: str
    at: datetime
    content_sha256: str


def signatures_of(version: ScorecardVersion) -> list[Signature]:
    """The last of each signing step up to the moment at which the version was locked. One query."""
    content_type = ContentType.objects.get_for_model(Scorecard)
    lines = TransitionLog.objects.filter(
        content_type=content_type,
        object_id=version.scorecard_id,
        transition__in=SIGNING,
        at__lte=version.created_at,
    ).order_by("id")
    last = {line.transition: line for line in lines}
    return [
        Signature(
            last[step].actor_name,
            meaning_of(step),
            last[step].at,
            str(last[step].details.get("content_sha256", "")),
        )
        for step in SIGNING
        if step in last
    ]


def signed_steps(scorecard: Scorecard) -> list[Signature]:
    """Every step of all rounds that signed the content, oldest first. One query."""
    content_type = ContentType.objects.get_for_model(Scorecard)
    lines = TransitionLog.objects.filter(
        content_type=content_type, object_id=scorecard.pk, transition__in=(*SIGNING, *REFUSING, *PERSONAL)
    )
    return [
        Signature(line.actor_name, meaning_of(line.transition), line.at, line.details["content_sha256"])
        for line in lines.order_by("id")
        if line.details.get("content_sha256")
    ]


def meaning_of(step: str) -> str:
    """What a person declared by taking the step."""
    return {
        "submit": _("Menyusun dan mengirim ke CMS"),
        "send_to_board": _("Menyusun dan mengirim ke Direksi"),
        "return_by_cms": _("Memeriksa dan mengembalikan (CMS)"),
        "return_by_board": _("Mengembalikan (Direksi)"),
        "forward": _("Memeriksa dan meneruskan ke Direksi (CMS)"),
        "approve": _("Menyetujui (Direksi)"),
        "send": _("Menyusun, menyepakati, dan mengirim ke atasan"),
        "return_by_superior": _("Mengembalikan (atasan)"),
        "agree": _("Menyepakati (atasan)"),
        "establish": _("Mencatat penetapan dalam Rapat Penetapan BSC"),
    }[step]
