"""Passkeys: everybody's own, nobody else's; what a browser answers is tested in tests/home/test_passkeys.py."""

from dataclasses import replace

from allauth.mfa.models import Authenticator

from tests.company import Company
from tests.matrix.framework import Request, Scene
from tests.matrix.framework import read_table as table

#                                             anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = table("""
mfa_authenticate                         GET  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  # nobody is between two steps
mfa_login_webauthn                       GET  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
mfa_login_webauthn                       POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  # no answer of a device
mfa_reauthenticate_webauthn              GET  302  200  302  302  302  302  302  302  302  302  302  302  302  302  302  302  # the others have none
mfa_reauthenticate_webauthn              POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
mfa_add_webauthn                         GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
mfa_add_webauthn@old-password            GET  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
mfa_add_webauthn@no-answer               POST 302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
mfa_edit_webauthn                        GET  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
mfa_edit_webauthn                        POST 302  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404
mfa_edit_webauthn@old-password           POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
mfa_remove_webauthn                      GET  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
mfa_remove_webauthn                      POST 302  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404
mfa_remove_webauthn@old-password         POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
""")

CONFIRMATION = "/account/reauthenticate/"


def fresh(company: Company) -> Request:
    return Request(fresh=True, data={"name": "Ponsel"}, writes=False)


def own(company: Company) -> Request:
    """The manager's passkey."""
    data = {"name": "Ponsel manager"}
    row = Authenticator.objects.create(user=company.manager, type=Authenticator.Type.WEBAUTHN, data=data)
    return replace(fresh(company), kwargs={"pk": row.pk}, trace="Ponsel manager", leads_to="/account/2fa/")


def stale(request: Request) -> Request:
    return replace(request, fresh=False, trace="", leads_to=CONFIRMATION)


def asked_again(company: Company) -> Request:
    """On the page that asks for the passkey; whoever has none is led to the password."""
    return replace(stale(own(company)), kwargs={})


SCENES: dict[str, Scene] = {
    "mfa_authenticate": lambda company: Request(leads_to="/"),
    "mfa_login_webauthn": lambda company: Request(leads_to="/", writes=False),
    "mfa_reauthenticate_webauthn": asked_again,
    "mfa_add_webauthn": fresh,
    "mfa_add_webauthn@old-password": lambda company: stale(fresh(company)),
    "mfa_add_webauthn@no-answer": fresh,
    "mfa_edit_webauthn": own,
    "mfa_edit_webauthn@old-password": lambda company: stale(own(company)),
    "mfa_remove_webauthn": own,
    "mfa_remove_webauthn@old-password": lambda company: stale(own(company)),
}
