"""Start page, menu, account pages: wiring above the apps."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cint_portal.home"
    label = "home"

    def ready(self) -> None:
        from cint_portal import celery  # noqa: F401 (every process sends tasks to the same broker)
        from cint_portal.documents.uploads import forget_uploads
        from cint_portal.home import account_adapter, mfa_adapter, settling  # noqa: F401 (receivers, checks)
        from cint_portal.home.sessions import forget_sessions
        from cint_portal.notifications import kinds

        kinds.register(
            *account_adapter.EMAIL_KINDS,
            kinds.DailyJob("home.forget_sessions", forget_sessions),
            kinds.DailyJob("documents.forget_uploads", forget_uploads),
        )
