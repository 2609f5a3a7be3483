"""Rows of a register: stored, moved, removed and brought back by the department (procedure 7.1.2)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core.bulk import insert_rows
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, perform_transition, require
from issues.models import Issue, IssueRegister
from issues.permissions import can_edit_register, can_submit_register
from issues.rules import MAX_ROWS, ROW, RowValues, columns_of
from issues.workflow import REGISTER

Status = IssueRegister.Status
Decision = Issue.Decision
_TOO_MANY = gettext_lazy("Satu register memuat paling banyak %(count)d baris.")


@transaction.atomic
def save_rows(
    *,
    register: IssueRegister,
    rows: Mapping[int, RowValues],
    actor: User,
    now: datetime,
    version: int | None = None,
    tidy: bool = True,
    keys: Mapping[int, UUID] | None = None,
    removed: Collection[UUID] = (),
    page: str = "",
) -> IssueRegister:
    """Store rows by place, complete or not; raises Conflict (stale too), InvalidInput, PermissionDenied.

    `keys` tells which row stands at a place: a known one is moved or brought back there, an unknown one is
    new. Without a key the row that stands there is meant. Rows with a key in `removed` leave the register.
    `tidy` removes rows that are entirely empty and closes the gaps; a page that saves itself leaves them,
    because the person may still be typing there. Saving what is already stored changes nothing; `page`
    names the sender, whose save may come again when its answer got lost.
    """
    row = _lock_for(register, version, page)
    require(can_edit_register(actor, row))
    require_editable(row)
    changed = _remove(row.issues.filter(key__in=removed), actor, now)
    changed = _write(row, rows, keys or {}, actor) or changed
    if tidy:
        changed = tidy_rows(row, actor, now) or changed
    return _note_change(row, actor, now, page) if changed else row


@transaction.atomic
def restore_row(
    *, register: IssueRegister, pk: int, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Undo a removal: the row stands where it stood; raises Conflict (also stale), PermissionDenied."""
    row = lock(register, version=version)
    require(can_edit_register(actor, row))
    require_editable(row)
    issue = Issue.everything.filter(register=row, pk=pk).exclude(removed_at=None).first()
    if issue is None:
        raise Conflict(_("Baris ini sudah ada lagi di register."))
    _make_room(row, issue)
    issue.removed_at = issue.removed_by = None
    issue.save()
    return _note_change(row, actor, now, "")


def require_editable(register: IssueRegister) -> None:
    """Raise Conflict unless it is the department's turn to write."""
    if not register.is_editable:
        raise Conflict(
            _("Register ini tidak dapat diubah: statusnya sekarang “%(state)s”.")
            % {"state": register.get_status_display()}
        )


def _lock_for(register: IssueRegister, version: int | None, page: str) -> IssueRegister:
    """The locked row; who saved last may save again although it never heard of the new version."""
    row = lock(register)
    if page and row.saved_page == _saved_by(page, row.version):
        return row
    return lock(register, version=version)


def _saved_by(page: str, version: int) -> str:
    return f"{page[:64]}:{version}"


def _write(
    register: IssueRegister, rows: Mapping[int, RowValues], keys: Mapping[int, UUID], actor: User
) -> bool:
    stored = list(Issue.everything.filter(register=register))
    before = {issue.key: issue.position for issue in stored}
    by_key = {issue.key: issue for issue in stored}
    by_place = {issue.position: issue for issue in stored if issue.removed_at is None}
    said, sent = [], []
    new: dict[UUID, Issue] = {}
    for place, values in rows.items():
        issue = by_key.get(keys[place]) if place in keys else by_place.get(place)
        if issue is None:
            if values.is_empty:
                continue
            issue = _new(register, keys.get(place) or uuid4(), place, values, actor)
            by_key[issue.key] = new[issue.key] = issue
        elif _say(issue, values, actor) and issue.pk:
            said.append(issue)
        sent.append(issue)
        if register.round == 0:
            issue.position = place
    present = [*(issue for issue in stored if issue.removed_at is None), *new.values()]
    _spread(present, first=sent)
    insert_rows(new.values())
    for issue in said:
        issue.save()
    moved = [issue for issue in present if before.get(issue.key, issue.position) != issue.position]
    Issue.objects.bulk_update(moved, ["position"])
    return bool(said or new or moved)


def _new(register: IssueRegister, key: UUID, place: int, values: RowValues, actor: User) -> Issue:
    said = dict(zip(ROW, columns_of(values), strict=True))
    return Issue(register_id=register.pk, key=key, position=place, filled_by_id=actor.pk, **said)


def _say(issue: Issue, values: RowValues, actor: User) -> bool:
    """Put the values into the row, also into a removed one, which is thereby back; was anything new?"""
    if issue.values == values and issue.removed_at is None:
        return False
    _require_open(issue)
    if issue.values != values:
        for name in ROW:
            setattr(issue, name, getattr(values, name))
        issue.filled_by = actor
    issue.removed_at = issue.removed_by = None
    return True


def _spread(present: list[Issue], *, first: list[Issue]) -> None:
    """No two rows in one place: those that were sent stay, stored ones before new ones, others go behind."""
    taken: set[int] = set()
    sent = {issue.key for issue in first}
    free = max((issue.position for issue in present), default=-1) + 1
    for issue in sorted(present, key=lambda issue: (issue.key not in sent, issue.pk is None)):
        if issue.position in taken:
            issue.position, free = free, free + 1
        taken.add(issue.position)
        if not 0 <= issue.position < MAX_ROWS:
            raise InvalidInput(_TOO_MANY % {"count": MAX_ROWS})


def _require_open(issue: Issue) -> None:
    if issue.decision == Decision.ACCEPTED:
        raise Conflict(
            _("Baris %(number)d sudah diterima CMS dan tidak dapat diubah.") % {"number": issue.number}
        )


def _remove(issues: Iterable[Issue], actor: User, now: datetime) -> bool:
    """Take rows out of the register; their history and CMS's words stay, and the way back is open."""
    gone = list(issues)
    for issue in gone:
        _require_open(issue)
        issue.removed_at, issue.removed_by = now, actor
        issue.save(update_fields=["removed_at", "removed_by"])
    return bool(gone)


def tidy_rows(register: IssueRegister, actor: User, now: datetime) -> bool:
    """Drop empty rows; close the gaps as long as no comment of CMS speaks of a row by its number."""
    if _is_tidy(register):
        return False
    issues = list(register.issues.all())
    changed = _remove([issue for issue in issues if issue.values.is_empty], actor, now)
    if register.round == 0:
        kept = [issue for issue in issues if issue.removed_at is None]
        moved = [issue for place, issue in enumerate(kept) if issue.position != place]
        for place, issue in enumerate(kept):
            issue.position = place
        Issue.objects.bulk_update(moved, ["position"])
        changed = changed or bool(moved)
    return changed


def _is_tidy(register: IssueRegister) -> bool:
    """Asked of the bare columns: most savings have nothing to tidy, and a register may be long."""
    rows = list(register.issues.values_list("position", *ROW))
    has_gaps = register.round == 0 and [place for place, *_values in rows] != list(range(len(rows)))
    return not has_gaps and not any(RowValues(*values).is_empty for _place, *values in rows)


def _make_room(register: IssueRegister, issue: Issue) -> None:
    """The row's old place, those behind it moved by one; once CMS speaks of numbers, nobody moves."""
    others = list(register.issues.all())
    if register.round == 0:
        moved = [other for other in others if other.position >= issue.position]
        for other in moved:
            other.position += 1
        Issue.objects.bulk_update(moved, ["position"])
    _spread([*others, issue], first=others)


def _note_change(register: IssueRegister, actor: User, now: datetime, page: str) -> IssueRegister:
    """Count the edit and remember its author; the first one starts the draft.

    Whoever cannot send has to hand over anew what was typed after the last time.
    """
    if not can_submit_register(actor, register):
        register.handed_over_at = register.handed_over_by = None
    register.saved_page = _saved_by(page, register.version + 1) if page else ""
    if register.status == Status.NOT_STARTED:

        def begin(row: IssueRegister) -> None:
            row.note_contributor(actor)
            row.saved_page = register.saved_page

        return perform_transition(REGISTER, register, "draft", actor=actor, now=now, change=begin)
    register.note_contributor(actor)
    register.version += 1
    register.save()
    return register
