"""Passkeys: adding, removing, entering with one, confirming a decision with one, and every refusal (T75)."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from cint_portal.audit.models import AuditEvent
from cint_portal.env import takes_passkeys
from cint_portal.home.passkeys import name_for
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from cint_portal.organization.models import User
from cint_portal.organization.signing import set_pin
from tests.company import PASSWORD, Company
from tests.conftest import at
from tests.home.test_pin import PIN, aged, decision_page
from tests.soft_key import PRESENT, SoftKey

ADD, LOGIN, CONFIRM = "mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"
NOT_ACCEPTED = "Passkey tidak diterima."
TOO_LATE = "Permintaan passkey sudah tidak berlaku."
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/131 Mobile"


@pytest.fixture(autouse=True)
def _no_earlier_tries(db: None) -> None:
    cache.clear()


@pytest.fixture
def desk(company: Company) -> Client:
    """The director's browser, a moment after the password was confirmed."""
    return confirmed(company.bod)


def confirmed(person: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def challenge(client: Client, name: str, key: str = "") -> dict[str, Any]:
    """What the page's script gets when the button is pressed."""
    answer = client.get(reverse(name), headers={"accept": "application/json"})
    assert answer.status_code == 200, answer
    return answer.json()  # type: ignore[no-any-return]


def registered(client: Client, name: str = "Ponsel saya", key: SoftKey | None = None) -> SoftKey:
    key = key or SoftKey()
    answer = client.post(reverse(ADD), {"name": name, "credential": key.register(challenge(client, ADD))})
    assert answer.status_code == 302, answer.content.decode()
    return key


def enter(key: SoftKey, **more: str) -> tuple[Client, Any]:
    client = Client()
    answer = key.answer(challenge(client, LOGIN))
    return client, client.post(reverse(LOGIN), {"credential": answer, **more})


def confirm(client: Client, key: SoftKey, back: str = "/") -> Any:
    answer = key.answer(challenge(client, CONFIRM))
    return client.post(f"{reverse(CONFIRM)}?next={back}", {"credential": answer})


def messages_of(client: Client) -> str:
    return client.get(reverse("account_login"), follow=True).content.decode()


# --- Adding, naming, removing -----------------------------------------------------------------------


def test_a_new_passkey_stands_in_the_list_and_in_the_audit_trail(company: Company, desk: Client) -> None:
    registered(desk, "Ponsel kantor")
    page = desk.get(reverse("mfa_index")).content.decode()
    assert "Passkey “Ponsel kantor” ditambahkan." in page
    assert "belum pernah dipakai" in page
    line = AuditEvent.objects.get(kind="setting")
    assert (line.actor_name, line.detail) == (str(company.bod), {"type": "webauthn", "name": "Ponsel kantor"})


def test_its_owner_is_told_by_mail_at_once(company: Company, desk: Client) -> None:
    """Whoever learned the password of another person does not add a passkey unnoticed."""
    registered(desk, "Ponsel\n kantor")
    mail = OutboxMail.objects.get()
    assert mail.recipient == company.bod
    text = render_mail(mail).text
    assert f"Passkey “Ponsel kantor” ditambahkan pada akun {company.bod.username}." in text
    assert "http://localhost:8000/account/2fa/" in text


def test_a_passkey_begins_no_second_step_and_makes_no_codes(company: Company, desk: Client) -> None:
    registered(desk)
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn"}
    answer = Client().post(reverse("account_login"), {"login": company.bod.username, "password": PASSWORD})
    assert answer["Location"] == "/"


def test_only_what_is_verified_is_stored(company: Company, desk: Client) -> None:
    answer = json.loads(SoftKey().register(challenge(desk, ADD)))
    answer |= {"clientExtensionResults": {"credProps": {"rk": True}, "x": "\0" * 50}, "more": ["\0"]}
    desk.post(reverse(ADD), {"name": "Laptop", "credential": json.dumps(answer)})
    kept = Authenticator.objects.get().data["credential"]
    assert set(kept) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert kept["clientExtensionResults"] == {"credProps": {"rk": True}}


def test_the_device_must_keep_the_key_and_ask_its_owner(company: Company, desk: Client) -> None:
    registered(desk)
    asked = challenge(desk, ADD)["publicKey"]
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert (asked["rp"]["id"], asked["user"]["name"]) == ("localhost", company.bod.username)
    assert len(asked["excludeCredentials"]) == 1


@pytest.mark.parametrize("key", [SoftKey(flags=PRESENT), SoftKey(origin="http://localhost:9000")])
def test_a_key_without_fingerprint_or_for_another_site_is_refused(
    company: Company, desk: Client, key: SoftKey
) -> None:
    data = {"name": "Palsu", "credential": key.register(challenge(desk, ADD))}
    answer = desk.post(reverse(ADD), data)
    assert answer.status_code == 422
    assert NOT_ACCEPTED in answer.content.decode()
    assert 'value="Palsu"' in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_registration_counts_once(company: Company, desk: Client) -> None:
    data = {"name": "Ponsel", "credential": SoftKey().register(challenge(desk, ADD))}
    assert [desk.post(reverse(ADD), data).status_code for _try in range(2)] == [302, 422]
    assert Authenticator.objects.count() == 1


def test_adding_renaming_and_removing_ask_for_a_recent_confirmation(company: Company, desk: Client) -> None:
    registered(desk)
    pk = Authenticator.objects.get().pk
    aged(desk, 301)
    for name, args in ((ADD, []), ("mfa_edit_webauthn", [pk]), ("mfa_remove_webauthn", [pk])):
        for answer in (
            desk.get(reverse(name, args=args)),
            desk.post(reverse(name, args=args), {"name": "x"}),
        ):
            assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.get().wrap().name == "Ponsel saya"


def test_the_pin_alone_makes_no_passkey(company: Company, desk: Client) -> None:
    set_pin(person=company.bod, pin=PIN, now=at("2027-01-08 10:00"))
    desk.post(reverse("account_pin_confirm"), {"pin": PIN, "next": "/"})
    answer = desk.get(reverse(ADD))
    assert answer["Location"].startswith(reverse("account_reauthenticate") + "?password=1")


def test_a_passkey_is_renamed_and_removed(company: Company, desk: Client) -> None:
    key = registered(desk)
    pk = Authenticator.objects.get().pk
    desk.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Ponsel lama"})
    assert Authenticator.objects.get().wrap().name == "Ponsel lama"
    assert desk.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": " "}).status_code == 422
    assert "Ponsel lama" in desk.get(reverse("mfa_remove_webauthn", args=[pk])).content.decode()
    desk.post(reverse("mfa_remove_webauthn", args=[pk]))
    assert not Authenticator.objects.exists()
    assert "Passkey dihapus." in desk.get(reverse("mfa_index")).content.decode()
    assert enter(key)[1]["Location"] == reverse("account_login")


def test_another_persons_passkey_looks_like_none(company: Company, desk: Client) -> None:
    registered(confirmed(company.manager))
    pk = Authenticator.objects.get().pk
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert desk.get(reverse(name, args=[pk])).status_code == 404
        assert desk.post(reverse(name, args=[pk]), {"name": "x"}).status_code == 404


def test_a_new_passkey_is_called_after_its_device(company: Company, desk: Client) -> None:
    assert name_for(company.bod, ANDROID) == "Ponsel Android"
    registered(desk, "Ponsel Android")
    assert name_for(company.bod, ANDROID) == "Ponsel Android 2"
    assert name_for(company.bod, "") == "Passkey"


def test_the_administrator_removes_the_passkey_of_a_lost_phone(
    company: Company, desk: Client, as_person: Callable[..., Client]
) -> None:
    key, admin = registered(desk, "Ponsel hilang"), as_person(company.admin)
    page = admin.get(reverse("admin:mfa_authenticator_changelist")).content.decode()
    assert "Passkey “Ponsel hilang”" in page
    address = reverse("admin:mfa_authenticator_delete", args=[Authenticator.objects.get().pk])
    assert admin.post(address, {"post": "yes"}).status_code == 302
    assert enter(key)[1]["Location"] == reverse("account_login")


# --- Entering ---------------------------------------------------------------------------------------


def test_a_passkey_opens_the_portal_where_its_owner_wanted_to_go(company: Company, desk: Client) -> None:
    key = registered(desk)
    client, answer = enter(key, next="/reports/?page=2")
    assert answer["Location"] == "/reports/?page=2"
    assert client.get("/").status_code == 200
    assert AuditEvent.objects.filter(kind="login").latest("pk").detail == {"by": ["webauthn"]}
    assert Authenticator.objects.get().last_used_at is not None


def test_a_passkey_leads_to_no_other_site(company: Company, desk: Client) -> None:
    assert enter(registered(desk), next="//jahat.test")[1]["Location"] == "/"


def test_it_stands_for_both_steps_of_those_with_an_app(company: Company, desk: Client) -> None:
    key = registered(desk)
    TOTP.activate(company.bod, "JBSWY3DPEHPK3PXP")
    assert enter(key)[1]["Location"] == "/"
    client = Client()
    first = client.post(reverse("account_login"), {"login": company.bod.username, "password": PASSWORD})
    assert first["Location"] == reverse("mfa_authenticate")
    assert "Gunakan Passkey" in client.get(first["Location"]).content.decode()
    answer = SoftKey().answer(challenge(client, "mfa_authenticate"))
    refused = client.post(reverse("mfa_authenticate"), {"credential": answer})
    assert NOT_ACCEPTED in refused.content.decode()
    answer = key.answer(challenge(client, "mfa_authenticate"))
    assert client.post(reverse("mfa_authenticate"), {"credential": answer})["Location"] == "/"


def test_a_closed_account_stays_closed(company: Company, desk: Client) -> None:
    key = registered(desk)
    User.objects.filter(pk=company.bod.pk).update(is_active=False)
    client, answer = enter(key)
    assert answer["Location"] == reverse("account_inactive")
    assert client.get("/").status_code == 302


#: What is wrong with an answer to the right challenge.
FORGERIES: dict[str, dict[str, Any]] = {
    "another key": {"key": SoftKey().key},
    "an unknown id": {"id": b"0123456789abcdef"},
    "no fingerprint": {"flags": PRESENT},
    "another site": {"origin": "https://jahat.test"},
    "a stranger": {"handle": websafe_encode(b"zzz")},
    "no person": {"handle": ""},
    "no number": {"handle": websafe_encode(b"-\xff")},
}


@pytest.mark.parametrize("wrong", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_answer_opens_nothing_and_is_on_record(
    company: Company, desk: Client, wrong: dict[str, Any]
) -> None:
    forged, client = replace(registered(desk), **wrong), Client()
    answer = forged.answer(challenge(client, LOGIN))
    refused = client.post(reverse(LOGIN), {"credential": answer, "next": "/reports/"})
    assert refused["Location"] == reverse("account_login") + "?next=%2Freports%2F"
    assert client.get("/").status_code == 302
    assert NOT_ACCEPTED in messages_of(client)
    assert AuditEvent.objects.get(kind="login_failed").object_label == "passkey"


def test_the_answer_to_an_earlier_challenge_is_none(company: Company, desk: Client) -> None:
    key, client = registered(desk), Client()
    earlier = key.answer(challenge(client, LOGIN))
    challenge(client, LOGIN)
    client.post(reverse(LOGIN), {"credential": earlier})
    assert client.get("/").status_code == 302


def test_a_challenge_is_answered_once_and_by_its_own_browser(company: Company, desk: Client) -> None:
    key, client, other = registered(desk), Client(), Client()
    answer = key.answer(challenge(client, LOGIN))
    assert other.post(reverse(LOGIN), {"credential": answer})["Location"] == reverse("account_login")
    assert TOO_LATE in messages_of(other)
    assert client.post(reverse(LOGIN), {"credential": answer})["Location"] == "/"
    client.post(reverse("account_logout"))
    assert client.post(reverse(LOGIN), {"credential": answer})["Location"] == reverse("account_login")


def test_a_wrong_answer_uses_the_challenge_up(company: Company, desk: Client) -> None:
    key, client = registered(desk), Client()
    asked = challenge(client, LOGIN)
    client.post(reverse(LOGIN), {"credential": SoftKey(handle=key.handle).answer(asked)})
    client.post(reverse(LOGIN), {"credential": key.answer(asked)})
    assert client.get("/").status_code == 302


def test_after_five_minutes_a_challenge_is_over(company: Company, desk: Client) -> None:
    key, client = registered(desk), Client()
    answer = key.answer(challenge(client, LOGIN))
    session = client.session
    session["passkey_asked_at"] -= 301
    session.save()
    client.post(reverse(LOGIN), {"credential": answer})
    assert client.get("/").status_code == 302
    assert TOO_LATE in messages_of(client)


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "{}", '"a"', "7", "[" * 9000, "9" * 9000, '{"id": 1}', '{"id": "a", "rawId": "a"}',
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}',
     '{"id":"YQ","rawId":"YQ","response":{"clientDataJSON":"W10","authenticatorData":"","signature":""}}',
     "x" * 30_000],
)  # fmt: skip
def test_nonsense_is_refused_without_a_fault(company: Company, desk: Client, text: str) -> None:
    challenge(desk, ADD)
    assert desk.post(reverse(ADD), {"name": "x", "credential": text}).status_code == 422
    client = Client()
    challenge(client, LOGIN)
    assert client.post(reverse(LOGIN), {"credential": text})["Location"] == reverse("account_login")


def test_an_office_may_knock_often_but_not_without_end(company: Company) -> None:
    client = Client()
    answers = [client.post(reverse(LOGIN), {"credential": "x"}) for _try in range(31)]
    assert [one.status_code for one in answers] == [302] * 30 + [429]
    assert "Terlalu banyak percobaan" in answers[30].content.decode()


def test_a_stranger_gets_no_sessions_without_end(company: Company, settings: pytest.FixtureRequest) -> None:
    settings.MFA_RATE_LIMITS = {"webauthn_challenge": "3/m/ip"}  # type: ignore[attr-defined]
    asked = {"headers": {"accept": "application/json"}}
    answers = [Client().get(reverse(LOGIN), **asked).status_code for _try in range(4)]  # type: ignore[arg-type]
    assert answers == [200, 200, 200, 429]


def test_the_second_step_offers_no_passkey_to_those_without_one(company: Company) -> None:
    TOTP.activate(company.bod, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.post(reverse("account_login"), {"login": company.bod.username, "password": PASSWORD})
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Verifikasi dua langkah" in page
    assert "asskey" not in page


# --- Confirming a decision --------------------------------------------------------------------------


def test_a_passkey_leads_back_to_the_decision_for_five_minutes(company: Company, desk: Client) -> None:
    key, page = registered(desk), decision_page(company)
    aged(desk, 301)
    asked = desk.get(page, follow=True)
    assert asked.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    assert "Gunakan Passkey" in asked.content.decode()
    assert confirm(desk, key, page)["Location"] == page
    assert desk.get(page).status_code == 200
    line = AuditEvent.objects.filter(kind="confirmed").latest("pk")
    assert (line.actor_name, line.detail) == (str(company.bod), {"by": "webauthn"})
    aged(desk, 301)
    assert desk.get(page).status_code == 302


def test_each_way_of_confirming_is_on_record(company: Company, desk: Client) -> None:
    set_pin(person=company.bod, pin=PIN, now=at("2027-01-08 10:00"))
    desk.post(reverse("account_pin_confirm"), {"pin": PIN, "next": "/"})
    lines = AuditEvent.objects.filter(kind="confirmed").order_by("pk")
    assert [line.detail["by"] for line in lines] == ["password", "pin"]


def test_whoever_has_a_passkey_finds_it_beside_password_and_pin(company: Company, desk: Client) -> None:
    set_pin(person=company.bod, pin=PIN, now=at("2027-01-08 10:00"))
    pages = [reverse("account_pin_confirm"), reverse("account_reauthenticate") + "?password=1"]
    assert not any("Gunakan Passkey" in desk.get(page).content.decode() for page in pages)
    registered(desk)
    for page in pages:
        text = desk.get(page, {"next": "/reports/", "password": "1"}).content.decode()
        assert "Gunakan Passkey" in text
        assert f'action="{reverse(CONFIRM)}?next=%2Freports%2F"' in text


def test_a_passkey_of_another_person_confirms_nothing(company: Company, desk: Client) -> None:
    registered(desk)
    other, page = registered(confirmed(company.president)), decision_page(company)
    aged(desk, 301)
    answer = confirm(desk, other, page)
    assert answer["Location"].startswith(reverse("account_reauthenticate") + "?next=")
    assert NOT_ACCEPTED in desk.get(answer["Location"]).content.decode()
    assert desk.get(page).status_code == 302


def test_the_challenge_of_the_log_in_page_confirms_nothing(company: Company, desk: Client) -> None:
    """An answer that was made for entering in another browser is none for the decision."""
    key, page = registered(desk), decision_page(company)
    aged(desk, 301)
    answer = key.answer(challenge(Client(), LOGIN))
    desk.post(f"{reverse(CONFIRM)}?next={page}", {"credential": answer})
    assert desk.get(page).status_code == 302


def test_wrong_answers_are_counted_as_wrong_passwords_are(
    company: Company, desk: Client, settings: pytest.FixtureRequest
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "100/m/user"}  # type: ignore[attr-defined]
    key, page = registered(desk), decision_page(company)
    aged(desk, 301)
    for _try in range(5):
        confirm(desk, SoftKey(handle=key.handle), page)
    confirm(desk, key, page)
    assert desk.get(page).status_code == 302
    cache.clear()  # as after five minutes
    confirm(desk, key, page)
    assert desk.get(page).status_code == 200


def test_who_has_no_passkey_is_led_to_the_password(company: Company, desk: Client) -> None:
    answer = desk.get(reverse(CONFIRM), {"next": "/reports/"})
    assert answer["Location"] == reverse("account_reauthenticate") + "?next=%2Freports%2F"


def test_after_a_log_in_by_passkey_the_pin_suffices(company: Company, desk: Client) -> None:
    client, _answer = enter(registered(desk))
    set_pin(person=company.bod, pin=PIN, now=at("2027-01-08 10:00"))
    assert client.get(reverse("account_pin_confirm")).status_code == 200
    aged(client, 12 * 3600 + 1)
    assert client.get(reverse("account_pin_confirm")).status_code == 302


def test_without_the_app_its_codes_end_though_a_passkey_stays(company: Company, desk: Client) -> None:
    registered(desk)
    TOTP.activate(company.bod, "JBSWY3DPEHPK3PXP")
    desk.post(reverse("mfa_generate_recovery_codes"))
    assert Authenticator.objects.filter(type="recovery_codes").exists()
    desk.post(reverse("mfa_deactivate_totp"))
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn"}


# --- Where the site's address allows none -----------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://portal.example.co.id", True),
        ("https://portal", True),
        ("http://localhost:8000", True),
        ("http://portal.example.co.id", False),
        ("http://127.0.0.1:8000", False),
        ("https://10.1.2.3", False),
        ("https://[::1]:8000", False),
    ],
)
def test_passkeys_need_https_and_a_name_or_localhost(address: str, possible: bool) -> None:
    assert takes_passkeys(address) is possible


def test_where_none_can_work_nothing_is_offered_and_nothing_breaks(
    company: Company, desk: Client, settings: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    registered(desk)
    settings.MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # type: ignore[attr-defined]
    settings.MFA_PASSKEY_LOGIN_ENABLED = False  # type: ignore[attr-defined]
    desk.get("/")  # the message about the new passkey is read
    pages = [reverse(name) for name in ("mfa_index", "account_reauthenticate", "account_login")]
    clients = [desk, desk, Client()]
    for page, client in zip(pages, clients, strict=True):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "asskey" not in answer.content.decode()
    assert desk.get(reverse(ADD)).status_code == 404
    assert Client().get(reverse(LOGIN)).status_code == 404
    call_command("check", "--deploy", "--tag", "security")
    assert "portal.I001" in capsys.readouterr().err


def test_the_login_page_offers_the_passkey(company: Company) -> None:
    page = Client().get(reverse("account_login"), {"next": "/reports/"}).content.decode()
    assert "Masuk dengan Passkey" in page
    assert page.count('name="next" value="/reports/"') == 2
