"""What a browser answers with a passkey: read strictly, once per challenge, within five minutes.

The cryptography is allauth's and fido2's; these forms make their refusals words of the portal.
"""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.cose import UnsupportedKey
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from cint_portal.home import passkeys

#: How long a challenge may be answered, in seconds: time to fetch the phone.
CHALLENGE_S: Final = 5 * 60
ASKED_AT: Final = "passkey_asked_at"
LONGEST_ANSWER: Final = 20_000
NAME_LENGTH: Final = 60
NOT_ACCEPTED: Final = _("Passkey tidak diterima. Coba lagi, atau gunakan cara lain.")
TOO_LATE: Final = _("Permintaan passkey sudah tidak berlaku. Coba lagi, atau gunakan cara lain.")
#: What decoding made-up base64, JSON or CBOR may end with.
UNREADABLE: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    struct.error,
)


def note_challenge() -> None:
    """Remember when the challenge was given, beside the challenge itself."""
    context.request.session[ASKED_AT] = time.time()


@contextmanager
def one_answer() -> Iterator[None]:
    """Right or wrong, an answer uses the challenge up; raises ValidationError in the portal's words."""
    session = context.request.session
    try:
        if not passkeys.work_here() or time.time() - session.get(ASKED_AT, 0) > CHALLENGE_S:
            raise ValidationError(TOO_LATE, code="too_late")
        yield
    except ValidationError as refusal:
        if getattr(refusal, "code", "") in ("too_late", "too_many_login_attempts"):
            raise
        raise ValidationError(NOT_ACCEPTED) from refusal
    finally:
        auth.clear_state()
        session.pop(ASKED_AT, None)


class AnswerField(forms.JSONField):
    """The browser's answer as JSON, reduced to what is verified and kept."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": NOT_ACCEPTED,
        "required": _("Peramban belum mengirim passkey. Tekan tombolnya sekali lagi."),
    }

    def __init__(self, *, is_new: bool, **kwargs: Any) -> None:
        self.is_new = is_new
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            if len(value or "") > LONGEST_ANSWER:
                raise ValueError("longer than any passkey's answer")
            given = super().to_python(value)
            if given is None:
                return given
            return _registration(given) if self.is_new else _assertion(given)
        except UNREADABLE as error:
            raise ValidationError(NOT_ACCEPTED, code="invalid") from error


def _registration(given: dict[str, Any]) -> dict[str, Any]:
    read = RegistrationResponse.from_dict(given)
    _check_origin(read.response.client_data.origin)
    data = read.response.attestation_object.auth_data.credential_data
    if data is None or isinstance(data.public_key, UnsupportedKey):
        raise ValueError("no key that could be verified")
    properties = (given.get("clientExtensionResults") or {}).get("credProps") or {}
    response = {name: given["response"][name] for name in ("clientDataJSON", "attestationObject")}
    return {
        "id": given["id"],
        "rawId": given["rawId"],
        "type": "public-key",
        "response": response,
        "clientExtensionResults": {"credProps": {"rk": bool(properties.get("rk", True))}},
    }


def _assertion(given: dict[str, Any]) -> dict[str, Any]:
    read = AuthenticationResponse.from_dict(given)
    _check_origin(read.response.client_data.origin)
    if not isinstance(given["response"].get("userHandle") or "", str):
        raise TypeError("a user handle is a text")
    return given


def _check_origin(origin: str) -> None:
    """The browser names the page that asked: ours alone, not one of a neighbouring host."""
    if origin != passkeys.site()[1]:
        raise ValueError("answer given to another site")


def _name_field(*, required: bool) -> forms.CharField:
    return forms.CharField(label=_("Nama passkey"), max_length=NAME_LENGTH, required=required)


class NewPasskeyForm(allauth.AddWebAuthnForm):
    """A new passkey and what its owner calls it; the device keeps it already, so no name refuses it."""

    name = _name_field(required=False)
    credential = AnswerField(is_new=True)
    passwordless = None

    def clean_name(self) -> str:
        return " ".join(super().clean_name().split())

    def clean(self) -> dict[str, Any]:
        with one_answer():
            return dict(super().clean())


class PasskeyNameForm(allauth.EditWebAuthnForm):
    """Another name for it."""

    name = _name_field(required=True)


class _Answer(allauth.AuthenticateWebAuthnForm):
    credential = AnswerField(is_new=False)

    def clean_credential(self) -> Authenticator:
        with one_answer():
            return super().clean_credential()


class PasskeyLoginForm(_Answer, allauth.LoginWebAuthnForm):
    """Into the portal: the passkey names its owner."""


class PasskeyConfirmForm(_Answer, allauth.ReauthenticateWebAuthnForm):
    """Once more before a decision: only a passkey of the person who is logged in."""


class PasskeyStepForm(_Answer):
    """Instead of the authenticator app's code, after the password."""
