"""Program Kerja of an objective: planned with it, its progress reported all year (ISO 6.2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import Objective, ProgrammeActivity, ProgrammeProgress
from bsc.permissions import can_report_progress
from bsc.services.editing import Edit
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import require


@dataclass(frozen=True)
class ActivityDraft:
    """A line as it was typed; `id` names the stored one that it changes."""

    activity: str
    resources: str = ""
    pic: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    evaluation: str = ""
    id: int | None = None


def write_programme(edit: Edit, objective: Objective, lines: Sequence[ActivityDraft]) -> None:
    """Write an objective's lines in their order inside an edit; what is not named is deleted.

    Raises InvalidInput for a line without an activity, or that ends before it starts.
    """
    stored = {row.pk: row for row in objective.programme.all()}
    gone = stored.keys() - {line.id for line in lines}
    if gone:
        objective.programme.filter(pk__in=gone).delete()
        edit.changed = True
    for position, line in enumerate(lines):
        _check(line)
        row = stored.get(line.id or 0) or ProgrammeActivity(objective=objective)
        edit.apply(
            row,
            activity=" ".join(line.activity.split()),
            resources=line.resources.strip(),
            pic=line.pic.strip(),
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            evaluation=line.evaluation.strip(),
            position=position,
        )


def _check(line: ActivityDraft) -> None:
    if not line.activity.strip():
        raise InvalidInput(_("Tuliskan kegiatannya di setiap baris Program Kerja."))
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        raise InvalidInput(_("Kegiatan “%(name)s” selesai sebelum mulai.") % {"name": line.activity})


@transaction.atomic
def report_progress(
    *, activity: ProgrammeActivity, actor: User, now: datetime, percent: int, note: str = ""
) -> ProgrammeProgress:
    """Keep how far an activity has come; every report stays readable.

    The same percentage without a note again is no news. Raises PermissionDenied, InvalidInput.
    """
    objective = Objective.objects.select_for_update(of=("self",)).get(pk=activity.objective_id)
    require(can_report_progress(actor, objective.perspective.scorecard))
    if not 0 <= percent <= 100:
        raise InvalidInput(_("Kemajuan 0 sampai 100 %%.") % ())
    last = activity.progress.first()
    if last is not None and last.percent == percent and not note.strip():
        return last
    return activity.progress.create(percent=percent, note=note.strip(), reported_by=actor, reported_at=now)
