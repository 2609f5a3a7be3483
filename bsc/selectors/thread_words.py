"""Words of a thread about a KPI whose figures are Terbatas: who reads them, what of them is mailed."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from bsc.models import Kpi, KpiMessage, Scorecard
from bsc.models.thread import Side
from bsc.permissions import side_of
from bsc.selectors.calculation import sources_by_measure
from bsc.selectors.figure_class import restricted_measures
from bsc.selectors.figure_readers import KNOWS_ALL, NOBODY, FigureReader, figure_reader, tells_a_quantity
from bsc.selectors.threads import Message, Thread, threads_of
from cint_portal.organization.models import User


def mailable_message(kpi: Kpi | None, text: str) -> str:
    """The words, unless they hold a number about such a KPI (realities 27)."""
    if kpi is None or not tells_a_quantity(text):
        return text
    cycle_id = kpi.objective.perspective.scorecard.cycle_id
    if not _unknown_to(NOBODY, [kpi.pk], cycle_id):
        return text
    return _("(tertulis di portal, karena KPI ini Terbatas)")


def threads_read_by(reader: User, scorecard: Scorecard) -> dict[int, Thread]:
    """Threads by KPI; of those whose figures are not this reader's, others' words without their numbers.

    Two queries, at most five more where somebody wrote a number.
    """
    threads = threads_of(scorecard)
    spoken = [
        pk for pk, thread in threads.items() if any(tells_a_quantity(row.text) for row in thread.messages)
    ]
    knower = figure_reader(reader) if spoken else KNOWS_ALL
    if knower.knows_all:
        return threads
    side = side_of(reader, scorecard)
    own = str(Side(side).label) if side else ""
    closed = {pk: _closed(threads[pk], own) for pk in _unknown_to(knower, spoken, scorecard.cycle_id)}
    return {**threads, **closed}


def closed_to(reader: User, messages: Iterable[KpiMessage]) -> set[int]:
    """Those of the messages whose words this reader gets without their numbers; by their primary keys."""
    spoken = [row for row in messages if row.kpi_id and tells_a_quantity(row.text)]
    knower = figure_reader(reader) if spoken else KNOWS_ALL
    if knower.knows_all:
        return set()
    kpis = {row.kpi_id or 0: row.scorecard.cycle_id for row in spoken}
    hidden = {
        pk
        for cycle_id in set(kpis.values())
        for pk in _unknown_to(knower, [pk for pk, its in kpis.items() if its == cycle_id], cycle_id)
    }
    return {row.pk for row in spoken if row.kpi_id in hidden}


def _unknown_to(knower: FigureReader, kpi_ids: Iterable[int], cycle_id: int) -> set[int]:
    """Those with a Terbatas figure, their own or a sub-indicator's, that is not for this person."""
    wanted = set(kpi_ids)
    kpis = Kpi.objects.filter(Q(pk__in=wanted) | Q(group__in=wanted)).exclude(measure=None)
    rows = list(kpis.values_list("pk", "group", "measure", "measure__owner_unit", "measure__filler_unit"))
    restricted = restricted_measures((row[2] or 0 for row in rows), sources_by_measure(cycle_id))
    hidden = [row for row in rows if row[2] in restricted and not knower.knows(row[3], row[4])]
    return wanted & {pk for row in hidden for pk in (row[0], row[1])}


def _closed(thread: Thread, own_side: str) -> Thread:
    return replace(thread, messages=tuple(_without_numbers(row, own_side) for row in thread.messages))


def _without_numbers(message: Message, own_side: str) -> Message:
    if message.side == own_side or not tells_a_quantity(message.text):
        return message
    return replace(message, text=_("(tertutup: memuat angka tentang KPI Terbatas)"))
