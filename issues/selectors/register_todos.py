"""A register as a task: of the department that fills it, of whoever reviews it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cint_portal.workflow.todo import Todo
from issues.models import IssueRegister

Status = IssueRegister.Status


def fill_todo(register: IssueRegister) -> Todo:
    """The department's turn, as a task; the register comes from `with_counts`."""
    if register.handed_over_by:
        note = _("diisi oleh %(name)s") % {"name": register.handed_over_by.full_name}
        title = _("Periksa dan kirim isu internal & eksternal")
        return register_todo("decision", title, register, "issues:register-summary", register.due_on, note)
    title, note = _("Isi isu internal & eksternal"), ""
    rows: int = register.row_count  # type: ignore[attr-defined]
    if register.status == Status.RETURNED:
        count: int = register.returned_count  # type: ignore[attr-defined]
        title = _("Perbaiki isu yang dikembalikan CMS")
        note = ngettext("%(n)d baris perlu diperbaiki", "%(n)d baris perlu diperbaiki", count) % {"n": count}
        note = note if count else _("Nihil belum dapat diterima")
    elif rows:
        note = ngettext("%(n)d baris terisi", "%(n)d baris terisi", rows) % {"n": rows}
    return register_todo("task", title, register, "issues:register-edit", register.due_on, note)


def register_todo(
    kind: str, title: str, register: IssueRegister, url_name: str, due_on: date | None, note: str
) -> Todo:
    """The register behind one of its pages; `due_on` is that of whose turn it is."""
    return Todo(
        kind=kind,
        title=title,
        unit=register.unit.name,
        period=str(register.cycle.year),
        url=reverse(url_name, args=[register.pk]),
        due_on=due_on,
        note=note,
        unit_id=register.unit_id,
        read_url=reverse("issues:register-detail", args=[register.pk]),
        milestone=f"issues-{register.cycle.year}" if kind == "task" else "",
    )
