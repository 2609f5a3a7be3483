"""Addresses of the portal."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cint_portal.documents import verification

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("cint_portal.home.urls")),
    path("account/", include("cint_portal.home.account_urls")),
    path("issues/", include("issues.urls")),
    path("swot/", include("swot.urls")),
    path("bsc/", include("bsc.urls")),
    path("realization/", include("realization.urls")),
    path("reports/", include("cint_portal.documents.urls")),
    path("mail/", include("cint_portal.notifications.urls")),
    path("verify/", verification.verify_start, name="verify-start"),
    path("verify/<str:code>/", verification.verify_document, name="verify-document"),
    path("settings/", admin.site.urls),
]

handler500 = "cint_portal.home.views.shell.server_error"

if settings.EMBEDDED:
    urlpatterns.append(path("demo/", include("cint_portal.demo.urls")))
