"""Kernel base: clock, errors, formats, middleware."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cint_portal.core"
    label = "core"
