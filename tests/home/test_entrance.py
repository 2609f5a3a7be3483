"""Log-in by name or NIK, language, reset by mail, closed doors."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from cint_portal.audit.models import AuditEvent
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from tests.company import PASSWORD, Company

LOGIN = "/account/login/"


def log_in(name: str, password: str = PASSWORD, **headers: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post(LOGIN, {"login": name, "password": password}, **headers)


@pytest.mark.parametrize("name", ["manager", "MANAGER", " manager ", "10001"])
def test_a_person_logs_in_by_user_name_or_nik(company: Company, name: str) -> None:
    client, answer = log_in(name)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert AuditEvent.objects.get(kind="login").actor_name == "Andi Wijaya"


def test_somebody_elses_nik_is_never_taken_for_a_user_name(company: Company) -> None:
    company.colleague.username = "10001"
    company.colleague.save()
    client, _answer = log_in("10001")
    assert int(client.session["_auth_user_id"]) == company.colleague.pk


@pytest.mark.parametrize("name", ["manager", "tidak.ada", "mantan"])
def test_wrong_unknown_and_former_people_get_the_same_answer(company: Company, name: str) -> None:
    _client, answer = log_in(name, "salah-sama-sekali")
    errors = re.findall(r"<li[^>]*>(.*?)</li>", answer.content.decode())
    _client, other = log_in("manager", "salah-sama-sekali")
    assert answer.status_code == other.status_code == 200
    assert errors == re.findall(r"<li[^>]*>(.*?)</li>", other.content.decode())


def test_a_deactivated_person_is_out_with_the_next_request(company: Company) -> None:
    client, _answer = log_in("manager")
    company.manager.is_active = False
    company.manager.save()
    assert client.get("/").status_code == 302


def test_the_portal_speaks_indonesian_whatever_the_browser_asks(company: Company) -> None:
    page = Client().get(LOGIN, headers={"accept-language": "en-US,en"}).content.decode()
    assert '<html lang="id"' in page
    assert "Kata sandi" in page


def test_english_by_switch_before_and_after_log_in(company: Company) -> None:
    client = Client()
    client.post("/language/", {"language": "en", "next": LOGIN})
    assert '<html lang="en"' in client.get(LOGIN).content.decode()
    client, _answer = log_in("manager")
    client.post("/language/", {"language": "en"})
    company.manager.refresh_from_db()
    assert company.manager.language == "en"


@pytest.mark.parametrize(
    "target", ["//jahat.test", "/\\jahat.test", "https:jahat.test", "https://jahat.test/"]
)
def test_the_language_switch_and_log_in_lead_nowhere_else(company: Company, target: str) -> None:
    answer = Client().post("/language/", {"language": "en", "next": target})
    assert answer["Location"] == "/"
    answer = Client().post(LOGIN, {"login": "manager", "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"


def test_a_deep_link_survives_the_log_in(company: Company) -> None:
    answer = Client().get("/reports/?page=2")
    assert answer["Location"] == "/account/login/?next=/reports/%3Fpage%3D2"


def test_a_reset_link_goes_to_a_personal_address_and_works_once(company: Company) -> None:
    Client().post("/account/password/reset/", {"email": company.manager.email})
    mail = OutboxMail.objects.get()
    assert mail.recipient == company.manager
    text = render_mail(mail).text
    link = re.search(r"http://localhost:8000(/account/password/reset/key/\S+)", text)
    assert link is not None
    client = Client()
    form = client.get(link[1], follow=True)
    assert form.status_code == 200
    new = "kata-sandi-baru-2027"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert log_in("manager", new)[1].status_code == 302
    assert log_in("manager", PASSWORD)[1].status_code == 200


def test_a_reset_for_a_shared_or_unknown_address_answers_alike_and_sends_nothing(company: Company) -> None:
    company.manager.email_is_shared = True
    company.manager.save()
    shared = Client().post("/account/password/reset/", {"email": company.manager.email})
    unknown = Client().post("/account/password/reset/", {"email": "tidak@ada.test"})
    assert (shared.status_code, shared["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxMail.objects.count() == 0


def test_a_forged_host_does_not_reach_the_reset_link(company: Company) -> None:
    Client().post("/account/password/reset/", {"email": company.manager.email}, headers={"host": "127.0.0.1"})
    assert "http://localhost:8000/account/" in render_mail(OutboxMail.objects.get()).text


def test_nobody_can_sign_up(company: Company) -> None:
    answer = Client().get(reverse("account_signup"))
    assert "signup" not in answer.content.decode().lower() or answer.status_code in (200, 302)
    Client().post(reverse("account_signup"), {"username": "baru", "password1": "kata-sandi-2026-x"})
    assert not type(company.manager).objects.filter(username="baru").exists()


def test_log_out_is_a_post_and_the_page_before_is_not_cached(company: Company) -> None:
    client, _answer = log_in("manager")
    assert client.get("/")["Cache-Control"] == "no-store, private"
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/").status_code == 302
    assert AuditEvent.objects.filter(kind="logout").count() == 1


def test_many_wrong_passwords_are_slowed_down(company: Company, settings: pytest.FixtureRequest) -> None:
    answers = [log_in("manager", "salah-sama-sekali")[1] for _ in range(12)]
    assert any("terlalu" in a.content.decode().lower() or a.status_code == 429 for a in answers)
