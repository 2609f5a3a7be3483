"""Passkeys: adding, naming and removing them; entering with one, and confirming oneself with one (T75).

allauth's views, with the portal's words, and challenges that the page's script asks for when it needs them.
"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.webauthn import views as allauth
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_authentication, begin_registration
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.core import clock
from cint_portal.core.fresh_login import ask_password
from cint_portal.home import passkeys
from cint_portal.home.account_adapter import PASSKEY_ADDED
from cint_portal.home.passkey_forms import note_challenge
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User


class _Challenging:
    """A script that asks gets a new challenge; everybody else gets the page, which holds none."""

    request: HttpRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if passkeys.work_here() and get_adapter().is_ajax(request):
            options = self.challenge()
            note_challenge()
            return JsonResponse(options)
        return super().get(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def challenge(self) -> dict[str, Any]:
        raise NotImplementedError


class _Hidden:
    """No page where passkeys cannot work."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not passkeys.work_here():
            raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class _Page(_Hidden):
    """Frame of the pages behind “Keamanan akun”; what was typed wrongly is shown again."""

    title: Any = ""
    success_url = reverse_lazy("mfa_index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A passkey outlives the PIN, which alone neither makes nor removes one."""
        gate = ask_password(request, back=request.path, by_pin=False)
        return gate or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, **self.frame())  # type: ignore[misc, no-any-return]

    def frame(self) -> dict[str, Any]:
        trail = [(_("Keamanan akun"), reverse("mfa_index")), (self.title, None)]
        return {"page_title": self.title, "breadcrumbs": trail}

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class AddPasskey(_Challenging, _Page, allauth.AddWebAuthnView):
    """The device makes the key, its owner the name; the person is told by mail.

    No recovery codes are made, as no second step begins.
    """

    title = gettext_lazy("Tambah passkey")

    def challenge(self) -> dict[str, Any]:
        return dict(begin_registration(self.request.user, passwordless=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return dict(super(allauth.AddWebAuthnView, self).get_context_data(**kwargs, **self.frame()))

    def form_valid(self, form: Form) -> HttpResponse:
        person = User.objects.get(username=self.request.user.get_username())
        name = form.cleaned_data["name"]
        key = WebAuthn.add(person, name, form.cleaned_data["credential"]).instance
        authenticator_added.send(Authenticator, request=self.request, user=person, authenticator=key)
        enqueue(
            PASSKEY_ADDED,
            recipients=[person],
            about=person,
            now=clock.now(),
            occasion=f"passkey-{key.pk}",
            context={"name": name},
        )
        messages.success(self.request, _("Passkey “%(name)s” ditambahkan.") % {"name": name})
        return redirect("mfa_index")


class RenamePasskey(_Page, allauth.EditWebAuthnView):
    title = gettext_lazy("Ubah nama passkey")

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, _("Nama passkey disimpan."))
        return response


class RemovePasskey(_Page, allauth.RemoveWebAuthnView):
    title = gettext_lazy("Hapus passkey?")


class LoginByPasskey(_Challenging, _Hidden, allauth.LoginWebAuthnView):
    """Into the portal without a name: the passkey tells whose it is."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Each challenge of a stranger costs a session, so nobody gets them without end."""
        limit = ratelimit.consume_or_429(
            request, app="allauth.mfa", action="webauthn_challenge", limit_get=True
        )
        return limit or super().get(request, *args, **kwargs)

    def challenge(self) -> dict[str, Any]:
        return dict(begin_authentication(user=None))

    def form_invalid(self, form: Form) -> HttpResponse:
        record(AuditEvent.Kind.LOGIN_FAILED, actor=None, at=clock.now(), label="passkey")
        return _back(self.request, form, "account_login")


class ConfirmByPasskey(_Challenging, _Hidden, allauth.ReauthenticateWebAuthnView):
    """Instead of the password, from the page that asks for it; it counts for the same five minutes."""

    def challenge(self) -> dict[str, Any]:
        return dict(begin_authentication(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return dict(super(allauth.ReauthenticateWebAuthnView, self).get_context_data(**kwargs))

    def form_invalid(self, form: Form) -> HttpResponse:
        return _back(self.request, form, "account_reauthenticate")


class SecondStep(_Challenging, AuthenticateView):
    """The authenticator app's code, or a passkey instead of it."""

    def challenge(self) -> dict[str, Any]:
        return dict(begin_authentication(self.stage.login.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_one = passkeys.work_here() and bool(passkeys.passkeys_of(self.stage.login.user))
        return {**super().get_context_data(**kwargs), "has_passkey": has_one}


def _back(request: HttpRequest, form: Form, name: str) -> HttpResponse:
    """To the page with the other ways in, and from there to where the person wanted to go."""
    for error in form.errors.get("credential", []):
        messages.error(request, str(error))
    target = get_next_redirect_url(request, REDIRECT_FIELD_NAME)
    query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else ""
    return redirect(reverse(name) + query)


passkey_add = AddPasskey.as_view()
passkey_edit = RenamePasskey.as_view()
passkey_remove = RemovePasskey.as_view()
passkey_login = login_not_required(LoginByPasskey.as_view())
passkey_confirm = ConfirmByPasskey.as_view()
second_step = login_not_required(SecondStep.as_view())
