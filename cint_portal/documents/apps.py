"""Safe Excel and PDF, report jobs and their files."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cint_portal.documents"
    label = "documents"
