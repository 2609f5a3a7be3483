"""CMS sets the class of a measure's figures; possible before and after the lock."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import ChangeAddition, ChangeRequest, FigureClass, Measure
from bsc.permissions import can_classify_figures, can_declassify_figures
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import require


@transaction.atomic
def classify_figures(
    *, measure: Measure, restricted: bool, reason: str, actor: User, now: datetime
) -> FigureClass:
    """Say that the figures are Terbatas, or that they are not; every decision stays in the history.

    Raises PermissionDenied, InvalidInput without a reason.
    """
    require(can_classify_figures(actor) if restricted else can_declassify_figures(actor))
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise InvalidInput(_("Tuliskan alasan kelas angka ini."))
    row, _new = FigureClass.objects.update_or_create(
        measure=measure,
        defaults={"is_restricted": restricted, "reason": reason, "decided_by": actor, "decided_at": now},
    )
    return row


def check_classes(request: ChangeRequest, actor: User) -> None:
    """Whoever hands a change request to the board agrees to the classes that it asks for.

    Raises InvalidInput where it would open figures and the actor may not.
    """
    opened = request.additions.filter(figure_class=ChangeAddition.FigureClass.INTERNAL)
    if opened.exists() and not can_declassify_figures(actor):
        raise InvalidInput(
            _("Kelas Internal hanya diteruskan oleh Kepala Bagian CMS."),
            tuple(
                _("%(kpi)s: Kepala Bagian CMS meneruskan permintaan ini, atau kelasnya mengikuti aturan.")
                % {"kpi": addition}
                for addition in opened
            ),
        )


def inherit_class(source: Measure, taken: Measure) -> None:
    """A definition that is taken over keeps what CMS has said about its figures."""
    row = FigureClass.objects.filter(measure=source).first()
    if row is None:
        return
    FigureClass.objects.get_or_create(
        measure=taken,
        defaults={
            "is_restricted": row.is_restricted,
            "reason": row.reason,
            "decided_by": row.decided_by,
            "decided_at": row.decided_at,
        },
    )
