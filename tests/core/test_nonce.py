"""A second click gets the first's answer; a form with errors may be sent again."""

import threading

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from cint_portal.core.models import FormNonce
from cint_portal.core.nonce import once
from tests.company import Company, build_company


def posted(user: object, nonce: str) -> HttpRequest:
    request = RequestFactory().post("/", {"_nonce": nonce})
    request.user = user  # type: ignore[assignment]
    return request


def counting_view(calls: list[int]) -> object:
    @once
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        return redirect(f"/done/{len(calls)}/")

    return view


def test_the_second_post_of_a_form_is_led_to_the_first_result(company: Company) -> None:
    calls: list[int] = []
    view = counting_view(calls)
    first, second = view(posted(company.manager, "a")), view(posted(company.manager, "a"))  # type: ignore[operator]
    assert (len(calls), first["Location"], second["Location"]) == (1, "/done/1/", "/done/1/")


def test_another_form_and_another_person_are_served_anew(company: Company) -> None:
    calls: list[int] = []
    view = counting_view(calls)
    for user, nonce in ((company.manager, "a"), (company.manager, "b"), (company.colleague, "a")):
        view(posted(user, nonce))  # type: ignore[operator]
    assert len(calls) == 3


def test_a_form_that_came_back_with_errors_may_be_sent_again(company: Company) -> None:
    answers = iter([HttpResponse(status=422), redirect("/done/")])
    view = once(lambda request: next(answers))
    assert view(posted(company.manager, "a")).status_code == 422
    assert view(posted(company.manager, "a")).status_code == 302


def test_twenty_clicks_at_once_are_one(own_database: str) -> None:
    company = build_company()
    calls: list[int] = []
    view, barrier, places = counting_view(calls), threading.Barrier(20), []

    def click() -> None:
        barrier.wait()
        with transaction.atomic():  # as ATOMIC_REQUESTS does
            places.append(view(posted(company.manager, "a"))["Location"])  # type: ignore[operator]
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert (len(calls), set(places), FormNonce.objects.count()) == (1, {"/done/1/"}, 1)


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_needs_no_nonce(company: Company, method: str) -> None:
    request = getattr(RequestFactory(), method)("/?_nonce=a")
    request.user = company.manager
    assert once(lambda r: HttpResponse("ok"))(request).status_code == 200
    assert FormNonce.objects.count() == 0
