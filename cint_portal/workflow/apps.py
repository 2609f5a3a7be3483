"""The workflow machine and the transition log."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "cint_portal.workflow"
    label = "workflow"
