"""The demo company and its mailbox; works in embedded and test mode only."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cint_portal.demo"
    label = "demo"

    def ready(self) -> None:
        from cint_portal.demo import checks  # noqa: F401 (registers the system check)
