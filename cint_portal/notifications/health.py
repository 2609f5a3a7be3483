"""Is the portal well? Checks for the operators' page and for machines, each with its own limit."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cint_portal.core import clock
from cint_portal.core.templatetags.portal_format import moment
from cint_portal.notifications.heartbeat import BEAT, ROUND_TRIP, WORKER
from cint_portal.notifications.models import Heartbeat, OutboxMail
from cint_portal.notifications.selectors import oldest_due, people_without_address, unit_gaps
from cint_portal.organization.deciders import dead_ends

OK, WARNING, DANGER = "success", "warning", "danger"
SILENT_AFTER = timedelta(minutes=2)
MAIL_LATE_AFTER, MAIL_STUCK_AFTER = timedelta(minutes=5), timedelta(minutes=15)
CLOCK_LIMIT_S = 2.0
RECENTLY = timedelta(days=7)
State, Cause = OutboxMail.State, OutboxMail.Cause


@dataclass(frozen=True)
class Check:
    """`value` says how it is, `advice` what to do when it is not well, `url` where."""

    code: str
    label: Any
    tone: str
    value: str
    advice: str = ""
    url: str = ""
    #: A setting that only people can repair: red on the page, but no reason to restart anything.
    is_setting: bool = False

    @property
    def icon(self) -> str:
        return {OK: "check-circle", WARNING: "exclamation-triangle", DANGER: "x-octagon"}[self.tone]


@dataclass(frozen=True)
class Report:
    """All checks of a moment."""

    at: datetime
    checks: list[Check]

    @property
    def tone(self) -> str:
        tones = {check.tone for check in self.checks}
        return DANGER if DANGER in tones else WARNING if WARNING in tones else OK

    @property
    def is_running(self) -> bool:
        return not any(check.tone == DANGER and not check.is_setting for check in self.checks)

    def as_data(self) -> dict[str, Any]:
        """For a machine."""
        words = {OK: "ok", WARNING: "warning", DANGER: "critical"}
        return {
            "status": words[self.tone],
            "at": self.at.isoformat(),
            "checks": {
                check.code: {"status": words[check.tone], "value": check.value} for check in self.checks
            },
        }


def examine(now: datetime) -> Report:
    """Every check in the order of the page; the database is known to answer, since `now` came from it."""
    checks = [check(now) for check in CHECKS]
    return Report(now, checks)


def _database(now: datetime) -> Check:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0]).split()[0]
    spent = round((time.perf_counter() - begun) * 1000)
    value = _("PostgreSQL %(version)s menjawab dalam %(ms)s milidetik") % {"version": version, "ms": spent}
    return Check("database", gettext_lazy("Basis data"), OK if spent < 500 else WARNING, value)


def _broker(now: datetime) -> Check:
    label = gettext_lazy("Antrean tugas (Redis)")
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except Exception as error:  # whatever the client library raises
        advice = _("E-mail dan laporan tetap berjalan lewat penyapuan berkala, tetapi lebih lambat.")
        return Check(
            "broker", label, WARNING, _("Tidak menjawab: %(why)s") % {"why": type(error).__name__}, advice
        )
    return Check("broker", label, OK, _("Menjawab"))


def _pulse(name: str, label: Any, advice: Any, *, vital: bool) -> Callable[[datetime], Check]:
    def check(now: datetime) -> Check:
        pulse = Heartbeat.objects.filter(name=name).first()
        if pulse is None:
            return Check(name, label, DANGER if vital else WARNING, _("Belum pernah terlihat"), str(advice))
        silent = now - pulse.at
        seconds = max(0, round(silent.total_seconds()))
        seen = _("Terlihat %(n)s detik yang lalu") % {"n": seconds}
        if silent <= SILENT_AFTER:
            return Check(name, label, OK, seen)
        seen = _("Terakhir terlihat %(when)s") % {"when": moment(pulse.at)}
        return Check(name, label, DANGER if vital else WARNING, seen, str(advice))

    return check


def _queue(now: datetime) -> Check:
    label, mail = gettext_lazy("E-mail tertua yang menunggu"), oldest_due(now)
    if mail is None:
        return Check("oldest_mail", label, OK, _("Tidak ada yang tertahan"))
    waited = now - mail.not_before
    value = _waiting_time(waited)
    tone = DANGER if waited > MAIL_STUCK_AFTER else WARNING if waited > MAIL_LATE_AFTER else OK
    advice = _("Periksa proses worker dan server e-mail.") if tone != OK else ""
    return Check("oldest_mail", label, tone, value, advice, _outbox(State.QUEUED))


def _waiting_time(waited: timedelta) -> str:
    """In the one unit that says most."""
    minutes = int(waited.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)s menit", "%(n)s menit", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s jam", "%(n)s jam", hours) % {"n": hours}
    return ngettext("%(n)s hari", "%(n)s hari", hours // 24) % {"n": hours // 24}


def _failures(now: datetime) -> Check:
    failed = OutboxMail.objects.filter(state=State.FAILED, created_at__gte=now - RECENTLY).count()
    label = gettext_lazy("E-mail gagal dalam 7 hari")
    if not failed:
        return Check("failed_mails", label, OK, _("Tidak ada"))
    value = ngettext("%(n)s e-mail", "%(n)s e-mail", failed) % {"n": failed}
    advice = _("Perbaiki alamatnya, lalu kirim ulang.")
    return Check("failed_mails", label, WARNING, value, advice, _outbox(State.FAILED))


def _server(now: datetime) -> Check:
    label = gettext_lazy("Server e-mail")
    refused = (
        OutboxMail.objects.filter(state=State.RETRY, cause=Cause.UNREACHED).order_by("-not_before").first()
    )
    if refused is None:
        return Check("mail_server", label, OK, _("Tidak ada keluhan"))
    advice = _("Periksa EMAIL_URL, jaringan, dan akun pengirim. E-mail dicoba lagi sampai berhasil.")
    return Check("mail_server", label, DANGER, refused.last_error, advice, _outbox(State.RETRY))


def _clocks(now: datetime) -> Check:
    apart = clock.apart_from_database()
    label = gettext_lazy("Selisih jam aplikasi dan basis data")
    value = _("%(n)s detik") % {"n": f"{abs(apart):.1f}".replace(".", ",")}
    if abs(apart) <= CLOCK_LIMIT_S:
        return Check("clock", label, OK, value)
    return Check(
        "clock", label, DANGER, value, _("Samakan jam kedua mesin (NTP); batas waktu memakai jam basis data.")
    )


def _addresses(now: datetime) -> Check:
    label, n = gettext_lazy("Orang tanpa alamat e-mail"), people_without_address().count()
    if not n:
        return Check("no_address", label, OK, _("Tidak ada"))
    value = ngettext("%(n)s orang", "%(n)s orang", n) % {"n": n}
    advice = _("Mereka melihat tugasnya hanya di portal; ingatkan lewat WA.")
    return Check("no_address", label, WARNING, value, advice, reverse("mail:people-without-address"))


def _substitutes(now: datetime) -> Check:
    label, gaps = gettext_lazy("Unit tanpa pengganti"), unit_gaps(clock.local_day(now))
    if not gaps:
        return Check("substitutes", label, OK, _("Semua unit lengkap"))
    vacant = sum(not gap.is_headed for gap in gaps)
    value = ngettext("%(n)s unit", "%(n)s unit", len(gaps)) % {"n": len(gaps)}
    value += _(", %(n)s jabatan kosong") % {"n": vacant} if vacant else ""
    advice = _("Tunjuk pengganti di Pengaturan, unit kerja.")
    return Check("substitutes", label, WARNING, value, advice, reverse("mail:unit-gaps"))


def _standstill(now: datetime) -> Check:
    """Work that nobody may review or decide is a configuration error, not a warning (realities 15, 22)."""
    label, ends = gettext_lazy("Keputusan tanpa pengganti"), dead_ends(clock.local_day(now))
    if not ends:
        return Check("dead_ends", label, OK, _("Setiap unit mempunyai pemeriksa dan pengambil keputusan"))
    names = ", ".join(one.unit.name for one in ends)
    advice = _("Tidak ada yang boleh memeriksa atau memutuskan: %(units)s. Tunjuk pengganti di Pengaturan.")
    value = ngettext("%(n)s unit buntu", "%(n)s unit buntu", len(ends)) % {"n": len(ends)}
    url = reverse("mail:unit-gaps")
    return Check("dead_ends", label, DANGER, value, advice % {"units": names}, url, is_setting=True)


def _outbox(state: str) -> str:
    return f"{reverse('mail:outbox-list')}?state={state}"


CHECKS: tuple[Callable[[datetime], Check], ...] = (
    _database,
    _broker,
    _pulse(
        WORKER,
        gettext_lazy("Worker"),
        gettext_lazy("Proses worker tidak berjalan: e-mail dan laporan menunggu. Hidupkan kembali."),
        vital=True,
    ),
    _pulse(
        BEAT,
        gettext_lazy("Beat (penjadwal)"),
        gettext_lazy("Proses beat tidak berjalan: pengingat menunggu dan dikejar setelah dihidupkan."),
        vital=True,
    ),
    _pulse(
        ROUND_TRIP,
        gettext_lazy("Beat → antrean → worker"),
        gettext_lazy("Tugas berkala tidak sampai ke worker: periksa antrean tugas dan worker."),
        vital=False,
    ),
    _queue,
    _server,
    _failures,
    _clocks,
    _addresses,
    _substitutes,
    _standstill,
)
