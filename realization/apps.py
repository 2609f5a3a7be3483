"""Monthly realization, verification, results and the half-year review (7.2)."""

from django.apps import AppConfig


class RealizationConfig(AppConfig):
    name = "realization"
