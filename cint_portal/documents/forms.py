"""The form that takes a workbook; what is in it is read by the app that shows it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cint_portal.documents.excel_limits import MEGABYTE, Limits, WorkbookRefused

XLSX = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """One file, refused by its size before anything reads it."""

    file = forms.FileField(
        label=_("Berkas Excel (.xlsx)"),
        allow_empty_file=True,  # the reader's own words for an empty file are clearer
        widget=forms.FileInput(attrs={"accept": XLSX, "class": "form-control"}),
        error_messages={"required": _("Pilih berkasnya dahulu.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        limit = Limits().file_bytes
        if (file.size or 0) > limit:
            raise forms.ValidationError(str(WorkbookRefused("file_bytes", limit=limit // MEGABYTE)))
        return file

    def refuse(self, reason: Any) -> None:
        """Put the reason beside the file."""
        self.add_error("file", str(reason))
