"""Questions about single KPIs and their answers, each by somebody who speaks for that side."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bsc.models import Kpi, Scorecard
from bsc.services.thread import write_message
from cint_portal.audit.middleware import acting
from cint_portal.demo.data.decisions import TalkRow
from cint_portal.demo.loading.cast import Cast
from cint_portal.organization.models import User


def talk_about(
    cast: Cast, scorecard: Scorecard, rows: Iterable[TalkRow], sent_at: datetime, head: User
) -> None:
    """Those rows that are about this scorecard; `head` speaks for who prepared it."""
    unit = scorecard.unit.code
    speakers = {"preparers": head, "cms": cast.reviewer(unit), "board": cast.board}
    kpis = Kpi.objects.filter(objective__perspective__scorecard=scorecard).select_related(
        "measure", "objective__perspective__scorecard"
    )
    for row in (row for row in rows if row.unit == unit):
        kpi = kpis.get(measure__name=row.kpi)
        asked_at = sent_at + timedelta(days=row.day)
        _say(kpi, speakers[row.asked_by], asked_at, row.question, row.asked)
        if row.answer:
            answered_at = asked_at + timedelta(days=row.answered, hours=1)
            _say(kpi, speakers[row.asked], answered_at, row.answer)


def _say(kpi: Kpi, speaker: User, now: datetime, text: str, asks: str = "") -> None:
    with acting(speaker, now):
        write_message(kpi=kpi, actor=speaker, now=now, text=text, asks=asks)
