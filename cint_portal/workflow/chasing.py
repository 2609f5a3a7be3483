"""Salin Pesan WA: the polite text that people paste into WhatsApp; nothing is sent or stored."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from cint_portal.core.dates import format_long_day, relative_day
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import User
from cint_portal.workflow.todo import Todo


def wa_text(todos: Sequence[Todo], today: date, people: Iterable[User] = ()) -> str:
    """Greeting, what, until when and a link without any token; several tasks become a numbered list."""
    several = len(todos) > 1
    asks = _("Mohon bantuannya untuk menyelesaikan tugas BSC berikut:")
    if several:
        asks = _("Mohon bantuannya untuk menyelesaikan %(n)d tugas BSC berikut:") % {"n": len(todos)}
    items = [_item(todo, today, f"{n}. " if several else "") for n, todo in enumerate(todos, start=1)]
    return "\n\n".join([_greeting(people), asks, *items, _("Terima kasih.")])


def _greeting(people: Iterable[User]) -> str:
    """Yth. Bapak Andi Wijaya dan Ibu Sari Dewi,"""
    names = [person.addressed_name for person in people]
    if len(names) > 1:
        names = [*names[:-2], _("%(one)s dan %(other)s") % {"one": names[-2], "other": names[-1]}]
    return _("Yth. %(name)s,") % {"name": ", ".join(names) or _("Bapak/Ibu")}


def _item(todo: Todo, today: date, number: str) -> str:
    lines = [f"{number}*{todo.sentence}*", _due_sentence(todo.due_on, today), settings.SITE_URL + todo.url]
    return "\n".join(line for line in lines if line)


def _due_sentence(due_on: date | None, today: date) -> str:
    """Until when in words; a date that has passed is said without blame."""
    if due_on is None:
        return ""
    words = {
        "day": format_long_day(due_on, reader_language()),
        "relative": relative_day(due_on, today, reader_language()),
    }
    if due_on < today:
        return _("Batas waktu %(day)s telah lewat; tugas masih dapat diselesaikan.") % words
    return _("Batas waktu: %(day)s pukul 23.59 WIB (%(relative)s).") % words
