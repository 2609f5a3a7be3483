"""The department says what became of last year's issues; what goes on is in this year's register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require
from issues.models import Issue, IssueFate, IssueRegister
from issues.permissions import can_edit_register
from issues.rules import RowValues
from issues.selectors.carry_over import WITH_ROW, PastIssue, copy_of, past_lines
from issues.services.rows import require_editable, save_rows


@dataclass(frozen=True)
class FateChoice:
    """What somebody chose for one of last year's issues; "" leaves it undecided."""

    fate: str
    note: str = ""


@transaction.atomic
def decide_fates(
    *,
    register: IssueRegister,
    choices: Mapping[int, FateChoice],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> IssueRegister:
    """Store fates by the ids of last year's issues; a persisting one gets its row, linked to the old.

    A fate without row takes an untouched copy out again. Raises InvalidInput for a copy that somebody
    has written in, Conflict (also stale) when it is not the department's turn, PermissionDenied.
    """
    row = lock(register, version=version)
    require(can_edit_register(actor, row))
    require_editable(row)
    lines = {line.issue.pk: line for line in past_lines(row)}
    if not choices.keys() <= lines.keys():
        raise Conflict(_("Salah satu isu bukan isu tahun lalu departemen ini."))
    changed = [
        (lines[pk], choice)
        for pk, choice in choices.items()
        if (choice.fate, choice.note.strip()) != (lines[pk].fate, lines[pk].note)
    ]
    if not changed:
        return row
    _store(row, changed, actor, now)
    row.note_contributor(actor)
    row.version += 1
    row.save()
    return _bring_rows(row, changed, actor, now)


def _store(
    register: IssueRegister, changed: Iterable[tuple[PastIssue, FateChoice]], actor: User, now: datetime
) -> None:
    for line, choice in changed:
        if not choice.fate:
            IssueFate.objects.filter(issue=line.issue).delete()
            continue
        told = {"fate": choice.fate, "note": choice.note.strip(), "decided_by": actor, "decided_at": now}
        IssueFate.objects.update_or_create(issue=line.issue, defaults={"register": register, **told})


def _bring_rows(
    register: IssueRegister, changed: list[tuple[PastIssue, FateChoice]], actor: User, now: datetime
) -> IssueRegister:
    """Take out and put in what the fates ask for; the rows' own service checks and counts."""
    emptied = {place: RowValues() for line, choice in changed for place in _taken_out(line, choice)}
    if emptied:
        register = save_rows(register=register, rows=emptied, actor=actor, now=now)
    last = max((issue.position for issue in register.issues.all()), default=-1)
    wanted = [(line.issue, choice.fate) for line, choice in changed if _needs_row(line, choice)]
    copies = {last + 1 + n: copy_of(issue, fate) for n, (issue, fate) in enumerate(wanted)}
    if not copies:
        return register
    register = save_rows(register=register, rows=copies, actor=actor, now=now, tidy=False)
    for place, (issue, _fate) in zip(copies, wanted, strict=True):
        Issue.objects.filter(register=register, position=place).update(previous=issue)
    return register


def _needs_row(line: PastIssue, choice: FateChoice) -> bool:
    """A row that somebody has written in stays the issue's row, whatever its new fate."""
    return choice.fate in WITH_ROW and (line.row is None or _is_replaced(line, choice))


def _is_replaced(line: PastIssue, choice: FateChoice) -> bool:
    return line.is_untouched_copy and choice.fate != line.fate


def _taken_out(line: PastIssue, choice: FateChoice) -> list[int]:
    if line.row is None or choice.fate == line.fate:
        return []
    if line.is_untouched_copy:
        return [line.row.position]
    if choice.fate in WITH_ROW:
        return []
    raise InvalidInput(
        _("Baris %(number)d sudah diubah sejak disalin. Hapus dahulu baris itu di halaman isian.")
        % {"number": line.row.number}
    )
