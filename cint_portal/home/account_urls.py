"""Account pages that this company uses; allauth's others (own e-mail list, sign-up steps) stay closed."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from django.urls import include, path, re_path

from cint_portal.home.views import passkey, pin

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", pin.reauthenticate, name="account_reauthenticate"),
    path("pin/", pin.pin_edit, name="account_pin"),
    path("pin/confirm/", pin.pin_confirm, name="account_pin_confirm"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", passkey.second_step, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/passkeys/add/", passkey.passkey_add, name="mfa_add_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", passkey.passkey_edit, name="mfa_edit_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", passkey.passkey_remove, name="mfa_remove_webauthn"),
    path("2fa/passkeys/login/", passkey.passkey_login, name="mfa_login_webauthn"),
    path("2fa/passkeys/confirm/", passkey.passkey_confirm, name="mfa_reauthenticate_webauthn"),
]
