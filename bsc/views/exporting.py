"""Scorecards as workbooks in the company's forms: what people call the forms, and the file as an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy

from bsc.excel.columns import FormKind, form_of
from bsc.excel.workbook import form_workbook
from bsc.models import Scorecard
from bsc.selectors.rows import ScorecardStructure
from bsc.views.approval_page import PersonRequest
from cint_portal.documents.downloads import attachment
from cint_portal.documents.identity import DocumentIdentity

#: What people call the two forms, and what each is for.
FORMS: Mapping[str, tuple[Any, Any]] = {
    FormKind.CARTON: (
        gettext_lazy("Formulir Balanced Scorecard"),
        gettext_lazy("Aspek, sasaran, KPI, target, bobot, sumber data dan perhitungan, seperti di kertas."),
    ),
    FormKind.SETUP: (
        gettext_lazy("Tabel Setup Target KPI"),
        gettext_lazy("Kode KPI, pencapaian tahun lalu, measurement, target, arah, bobot dan definisi."),
    ),
}


@dataclass(frozen=True)
class Export:
    """What goes out: a scorecard as read, under which document's name; `suffix` ends the file's name."""

    scorecard: Scorecard
    read: ScorecardStructure
    document: DocumentIdentity
    suffix: str = ""
    fillable: bool = False
    until: date | None = None


def workbook_answer(request: PersonRequest, kind: str, export: Export, now: datetime) -> HttpResponse:
    """The file in one of the forms, logged as a download; 404 for a form that nobody knows."""
    if kind not in FORMS:
        raise Http404
    read = export.read
    form = form_of(kind, read.year, by_perspective=read.is_weighted_by_perspective)
    data = form_workbook(
        export.scorecard,
        read,
        form,
        export.document,
        now,
        fillable=export.fillable,
        until=export.until,
    )
    # A file's name is logged with the download: whose it is stands inside.
    whose = f"pribadi-{read.scorecard_id}" if read.employee_id else read.unit_code
    stem = f"scorecard-{read.year}-{whose}-{kind}{export.suffix}"
    return attachment(data, stem=stem, suffix="xlsx", actor=request.user, now=now)
