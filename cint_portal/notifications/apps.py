"""Mail: outbox, delivery, reminder run."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "cint_portal.notifications"
    label = "notifications"
