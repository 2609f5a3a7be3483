"""SWOT workbench: items, scoring, position, strategies, initiatives (7.1.6–7.1.9)."""

from django.apps import AppConfig


class SwotConfig(AppConfig):
    name = "swot"
