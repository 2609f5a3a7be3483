"""The health page: each check turns red by itself, and machines read the same."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from celery import current_app
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.notifications import health
from cint_portal.notifications.heartbeat import BEAT, ROUND_TRIP, WORKER, show_life
from cint_portal.notifications.models import Heartbeat, OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import Unit
from tests.company import Company

RESET = "account.password_reset"


def tones() -> dict[str, str]:
    return {check.code: check.tone for check in health.examine(clock.now()).checks}


@pytest.fixture
def well(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """Everything alive and complete; the broker of this test process is not asked."""

    class Broker:
        def ensure_connection(self, **limits: object) -> None:
            return None

    @contextmanager
    def connection_for_write() -> Iterator[Broker]:
        yield Broker()

    monkeypatch.setattr(health.current_app, "connection_for_write", connection_for_write)
    for name in (BEAT, WORKER, ROUND_TRIP):
        show_life(name)
    Unit.objects.update(substitute_reviewer=company.cms, substitute_decider=company.bod)
    Unit.objects.filter(pk=company.cms_department.pk).update(kind="directorate")
    return company


def test_when_all_is_well_everything_is_green(well: Company) -> None:
    assert set(tones().values()) == {"success"}


@pytest.mark.parametrize(("name", "tone"), [(BEAT, "danger"), (WORKER, "danger"), (ROUND_TRIP, "warning")])
def test_a_silent_process_is_seen(well: Company, name: str, tone: str) -> None:
    Heartbeat.objects.filter(name=name).update(at=clock.now() - timedelta(minutes=3))
    assert {code: t for code, t in tones().items() if t != "success"} == {name: tone}
    Heartbeat.objects.filter(name=name).delete()
    assert tones()[name] == tone


@pytest.mark.parametrize(("minutes", "tone"), [(4, "success"), (6, "warning"), (16, "danger")])
def test_mail_that_waits_is_seen(well: Company, minutes: int, tone: str) -> None:
    enqueue(
        RESET, recipients=[well.manager], about=well.manager, now=clock.now() - timedelta(minutes=minutes)
    )
    assert tones()["oldest_mail"] == tone


def test_mail_that_waits_for_office_hours_is_no_alarm(well: Company, settings: object) -> None:
    early = clock.start_of_day(clock.local_day(clock.now()))
    settings.MAIL_HOURS = (
        (early + timedelta(hours=7)).time(),
        (early + timedelta(hours=7, minutes=1)).time(),
    )  # type: ignore[attr-defined]
    clock.move_to(early + timedelta(hours=20))
    for name in (BEAT, WORKER, ROUND_TRIP):
        show_life(name)
    enqueue(
        "issues.register_accepted",
        recipients=[well.manager],
        about=well.cycle,
        now=clock.now() - timedelta(hours=1),
    )
    assert tones()["oldest_mail"] == "success"


def test_failed_mails_and_an_unreachable_server_are_seen(well: Company) -> None:
    enqueue(RESET, recipients=[well.manager, well.director], about=well.manager, now=clock.now())
    OutboxMail.objects.filter(recipient=well.manager).update(state="failed", cause="refused")
    assert tones()["failed_mails"] == "warning"
    assert tones()["mail_server"] == "success"
    OutboxMail.objects.filter(recipient=well.director).update(
        state="retry", cause="unreached", last_error="refused", not_before=clock.now() + timedelta(minutes=1)
    )
    assert tones()["mail_server"] == "danger"


def test_a_broker_that_does_not_answer_is_a_warning(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    assert tones()["broker"] == "warning"


@pytest.mark.parametrize(
    ("seconds", "tone"), [(1.9, "success"), (-1.9, "success"), (2.1, "danger"), (-2.1, "danger")]
)
def test_clocks_that_differ_are_seen(
    well: Company, monkeypatch: pytest.MonkeyPatch, seconds: float, tone: str
) -> None:
    monkeypatch.setattr(clock, "apart_from_database", lambda: seconds)
    assert tones()["clock"] == tone


def test_the_clocks_of_this_machine_agree(company: Company) -> None:
    assert abs(clock.apart_from_database()) < 2


def test_the_page_says_what_to_do(well: Company, as_person: Callable[..., Client]) -> None:
    Heartbeat.objects.filter(name=WORKER).delete()
    page = as_person(well.cms_head).get(reverse("mail:health")).content.decode()
    assert "Proses worker tidak berjalan" in page
    assert "Ada yang tidak berjalan" in page


def test_machines_read_the_same(
    well: Company, as_person: Callable[..., Client], capsys: pytest.CaptureFixture[str]
) -> None:
    browser = as_person(well.admin)
    assert browser.get(reverse("mail:health-status")).json()["status"] == "ok"
    call_command("portal_health")
    assert json.loads(capsys.readouterr().out)["checks"][BEAT]["status"] == "ok"
    Heartbeat.objects.filter(name=BEAT).delete()
    answer = browser.get(reverse("mail:health-status"))
    assert (answer.status_code, answer.json()["checks"][BEAT]["status"]) == (503, "critical")
    with pytest.raises(SystemExit) as ended:
        call_command("portal_health")
    assert ended.value.code == 1
