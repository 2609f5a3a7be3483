"""The operators' pages: what they see, what they may send again, and who sees nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.audit.models import AuditEvent
from cint_portal.core import clock
from cint_portal.core.errors import Conflict
from cint_portal.notifications import delivery, kinds
from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import MailPreference, OutboxMail
from cint_portal.notifications.preferences import choices_of, save_choices
from cint_portal.notifications.resending import resend, resend_failed
from cint_portal.notifications.selectors import people_without_address, unit_gaps
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import Unit, User
from tests.company import Company

KIND, COMPULSORY = "test.kind", "test.compulsory"
As = Callable[..., Client]
LIST = "mail:outbox-list"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = EmailKind(
        KIND, "emails/password_reset.txt", lambda about: "/", "alasan", "Buka", label="Jenis uji"
    )
    must = EmailKind(
        COMPULSORY,
        "emails/password_reset.txt",
        lambda about: "/",
        "",
        "",
        label="Wajib uji",
        is_compulsory=True,
    )
    monkeypatch.setitem(kinds._kinds, KIND, kind)
    monkeypatch.setitem(kinds._kinds, COMPULSORY, must)


def queue(company: Company, person: User, occasion: str = "", **fields: object) -> OutboxMail:
    enqueue(KIND, recipients=[person], about=company.cycle, now=clock.now(), occasion=occasion)
    OutboxMail.objects.filter(recipient=person, occasion=occasion).update(**fields)
    return OutboxMail.objects.get(recipient=person, occasion=occasion)


def test_the_outbox_filters_by_state_kind_person_and_day(company: Company, as_person: As) -> None:
    queue(company, company.manager, state="failed", cause="refused", last_error="550 unknown")
    queue(company, company.director, created_at=clock.now() - timedelta(days=40))
    browser, today = as_person(company.cms_head), clock.local_day(clock.now())

    def shown(**query: object) -> set[str]:
        page = browser.get(reverse(LIST), query).content.decode()
        return {name for name in ("Andi Wijaya", "Irwan Kusuma") if name in page}

    assert shown() == {"Andi Wijaya", "Irwan Kusuma"}
    assert shown(state="failed") == {"Andi Wijaya"}
    assert shown(q="direktur@") == {"Irwan Kusuma"}
    assert shown(kind=KIND, since=today.isoformat()) == {"Andi Wijaya"}
    assert shown(until=(today - timedelta(days=1)).isoformat()) == {"Irwan Kusuma"}
    assert shown(kind="account.password_reset") == set()
    assert "Ditolak server e-mail" in browser.get(reverse(LIST)).content.decode()


def test_the_outbox_asks_equally_many_queries_for_5_and_50_mails(company: Company, as_person: As) -> None:
    browser = as_person(company.admin)

    def queries(count: int) -> int:
        for n in range(count):
            queue(company, company.manager, occasion=f"{count}-{n}")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(LIST)).status_code == 200
        return len(asked)

    queries(1)
    assert queries(4) == queries(45)


def test_a_mail_shows_its_words_its_reason_and_the_servers_answer(company: Company, as_person: As) -> None:
    mail = queue(company, company.manager, state="failed", cause="refused", last_error="550 unknown")
    page = as_person(company.cms_head).get(reverse("mail:outbox-detail", args=[mail.pk])).content.decode()
    for words in (
        "Bapak Andi Wijaya",
        "Ditolak server e-mail",
        "550 unknown",
        mail.message_id,
        "Kirim Ulang",
    ):
        assert words in page


def test_a_secret_is_never_shown(company: Company, as_person: As) -> None:
    enqueue(
        "account.password_reset",
        recipients=[company.manager],
        about=company.manager,
        now=clock.now(),
        context={"reset_url": "http://localhost/rahasia-sekali"},
    )
    mail = OutboxMail.objects.get()
    page = as_person(company.admin).get(reverse("mail:outbox-detail", args=[mail.pk])).content.decode()
    assert "rahasia-sekali" not in page
    assert "Isi e-mail ini tidak ditampilkan" in page


def test_a_failed_mail_is_sent_again_under_its_message_id_and_the_trail_says_who(
    company: Company, as_person: As, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    mail = queue(company, company.manager, state="failed", cause="refused", attempts=9, crashes=5)
    answer = as_person(company.cms_head).post(reverse("mail:outbox-resend", args=[mail.pk]))
    assert answer.status_code == 302
    assert delivery.deliver_all() == 1
    again = OutboxMail.objects.get()
    assert (again.state, again.attempts, again.message_id) == ("sent", 1, mail.message_id)
    event = AuditEvent.objects.get(kind="setting")
    assert (event.actor_id, event.detail["mail"], event.detail["before"]) == (
        company.cms_head.pk,
        mail.pk,
        "failed",
    )


@pytest.mark.parametrize("state", ["queued", "retry", "sent"])
def test_what_is_sent_or_on_its_way_is_not_sent_again(company: Company, state: str) -> None:
    mail = queue(company, company.manager, state=state)
    with pytest.raises(Conflict):
        resend(mail=mail, actor=company.cms_head, now=clock.now())
    assert not AuditEvent.objects.filter(kind="setting").exists()


def test_nothing_is_sent_again_to_who_has_no_address_or_left(company: Company) -> None:
    User.objects.filter(pk=company.manager.pk).update(email="")
    User.objects.filter(pk=company.director.pk).update(is_active=False)
    for person in (company.manager, company.director):
        mail = queue(company, person, state="missed")
        mail.refresh_from_db()
        with pytest.raises(Conflict):
            resend(mail=mail, actor=company.cms_head, now=clock.now())


def test_all_failed_mails_of_a_selection_are_sent_again(company: Company, as_person: As) -> None:
    for n in range(3):
        queue(company, company.manager, occasion=str(n), state="failed")
    queue(company, company.director, state="failed")
    queue(company, company.bod, state="missed")
    address = f"{reverse('mail:outbox-resend-failed')}?state=failed&q=manager@"
    as_person(company.cms_head).post(address)
    states = OutboxMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["queued", "queued", "queued", "failed", "missed"]
    assert AuditEvent.objects.filter(kind="setting").count() == 3


def test_a_failed_digest_sent_again_frees_what_travelled_with_it(company: Company) -> None:
    carrier = queue(company, company.manager, occasion="1", state="failed", in_digest=True)
    other = queue(company, company.manager, occasion="2", state="failed", in_digest=True, sent_with=carrier)
    resend(mail=carrier, actor=company.cms_head, now=clock.now())
    other.refresh_from_db()
    assert (other.state, other.sent_with) == ("failed", None)
    assert resend_failed(mails=OutboxMail.objects.all(), actor=company.cms_head, now=clock.now()) == 1


def test_people_without_address_are_listed_with_their_roles(company: Company, as_person: As) -> None:
    User.objects.filter(pk__in=[company.manager.pk, company.nobody.pk, company.leaver.pk]).update(email="")
    assert list(people_without_address()) == [company.manager]
    page = as_person(company.admin).get(reverse("mail:people-without-address")).content.decode()
    assert "Andi Wijaya" in page
    assert "Manager Departemen – Departemen PPIC" in page


def test_units_without_head_or_substitute_are_listed(company: Company, as_person: As) -> None:
    today = clock.local_day(clock.now())
    Unit.objects.filter(pk=company.department.pk).update(
        substitute_reviewer=company.cms, substitute_decider=company.bod
    )
    gaps = {gap.unit: gap.missing for gap in unit_gaps(today)}
    assert company.department not in gaps
    assert gaps[company.sister_department] == ["Pemeriksa pengganti", "Pengambil keputusan pengganti"]
    company.manager.assignments.update(valid_until=today - timedelta(days=1))
    company.cms_with_department.assignments.update(valid_until=today - timedelta(days=1))
    assert {g.unit: g.missing for g in unit_gaps(today)}[company.department] == ["Manager (jabatan kosong)"]
    page = as_person(company.admin).get(reverse("mail:unit-gaps")).content.decode()
    assert "jabatan kosong" in page


def test_a_person_switches_a_kind_off_and_on_again(company: Company, as_person: As) -> None:
    browser, address = as_person(company.manager), reverse("mail:preferences")
    assert "Jenis uji" in browser.get(address).content.decode()
    wanted = [c.code for c in choices_of(company.manager) if c.code != KIND and not c.is_compulsory]
    waiting = queue(company, company.manager, occasion="waits")
    browser.post(address, {"kind": wanted})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.cause) == ("portal", "switched_off")
    assert queue(company, company.manager).state == "portal"
    assert list(MailPreference.objects.values_list("kind", "by_mail")) == [(KIND, False)]
    browser.post(address, {"kind": [*wanted, KIND]})
    assert queue(company, company.manager, occasion="later").state == "queued"


def test_a_compulsory_kind_stays_on_whatever_is_posted(company: Company) -> None:
    save_choices(company.manager, [])
    assert not MailPreference.objects.filter(kind=COMPULSORY).exists()
    assert next(c for c in choices_of(company.manager) if c.code == COMPULSORY).by_mail


def test_choosing_the_same_again_changes_nothing(company: Company) -> None:
    wanted = [choice.code for choice in choices_of(company.manager)]
    assert save_choices(company.manager, wanted) == 0
    assert not MailPreference.objects.exists()
