"""How the pages of structure and editing load what they show, and write what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Kpi, Objective, Scorecard
from bsc.models.scorecard import ScorecardQuerySet
from bsc.permissions import can_edit_scorecard
from bsc.services.editing import check_editable
from bsc.views.approval_page import PersonRequest, Trail, page_title
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.organization.years import YearSwitch
from cint_portal.workflow.services import require

WRITTEN = 200


def scorecard_shown(request: PersonRequest, pk: int) -> Scorecard:
    """A scorecard that the person may open, a personal one included, else 404."""
    return get_object_or_404(_with_names(Scorecard.every.open_to(request.user)), pk=pk)


def unit_scorecard_shown(request: PersonRequest, pk: int) -> Scorecard:
    """A unit's scorecard, for what a personal one does not have: map, processes, cascade, changes."""
    return get_object_or_404(_with_names(Scorecard.objects.visible_to(request.user)), pk=pk)


def _with_names(scorecards: ScorecardQuerySet) -> ScorecardQuerySet:
    return scorecards.select_related("cycle", "employee", "unit__parent__parent")


def objective_shown(request: PersonRequest, pk: int) -> Objective:
    """An objective of a scorecard that the person may open, else 404."""
    return _objective(Scorecard.every.open_to(request.user), pk)


def unit_objective_shown(request: PersonRequest, pk: int) -> Objective:
    """An objective of a unit's scorecard, for the cascade."""
    return _objective(Scorecard.objects.visible_to(request.user), pk)


def _objective(scorecards: ScorecardQuerySet, pk: int) -> Objective:
    card = "perspective__scorecard"
    found = Objective.objects.filter(perspective__scorecard__in=scorecards).select_related(
        f"{card}__cycle", f"{card}__employee", f"{card}__unit__parent__parent"
    )
    return get_object_or_404(found, pk=pk)


def kpi_shown(request: PersonRequest, pk: int) -> Kpi:
    """A KPI of a scorecard that the person may open, else 404."""
    return _kpi(Scorecard.every.open_to(request.user), pk)


def unit_kpi_shown(request: PersonRequest, pk: int) -> Kpi:
    """A KPI of a unit's scorecard, for the cascade."""
    return _kpi(Scorecard.objects.visible_to(request.user), pk)


def _kpi(scorecards: ScorecardQuerySet, pk: int) -> Kpi:
    card = "objective__perspective__scorecard"
    found = Kpi.objects.filter(objective__perspective__scorecard__in=scorecards).select_related(
        "measure", "group", f"{card}__cycle", f"{card}__employee", f"{card}__unit__parent__parent"
    )
    return get_object_or_404(found, pk=pk)


def require_editable(request: PersonRequest, scorecard: Scorecard) -> None:
    """403 for whom it is none of, 409 while its state allows no edits."""
    require(can_edit_scorecard(request.user, scorecard))
    check_editable(scorecard)


def write(form: forms.BaseForm, deed: Callable[[], object]) -> int:
    """Run a service with a valid form; WRITTEN, else the status with which the form is shown again.

    After a stale version the typed text stays in the form, which then carries the current version.
    """
    if not form.is_valid():
        return 422
    try:
        deed()
    except StaleVersion as refusal:
        text = _("Ketikan Anda belum disimpan dan tetap ada di bawah. Periksa, lalu simpan lagi.")
        form.add_error(None, f"{refusal} {text}")
        return 409
    except InvalidInput as refusal:
        form.add_error(None, [str(refusal), *refusal.problems])
        return 422
    return WRITTEN


def trail(scorecard: Scorecard, *more: tuple[str, str | None]) -> Trail:
    """Breadcrumbs from the list of the year to a page of this scorecard."""
    own = reverse("bsc:scorecard-detail", args=[scorecard.pk]) if more else None
    if scorecard.employee is not None:
        years = f"{reverse('bsc:personal-list')}?year={scorecard.cycle.year}"
        return [(_("Scorecard Karyawan"), years), (str(scorecard.employee), own), *more]
    years = f"{reverse('bsc:scorecard-list')}?year={scorecard.cycle.year}"
    return [(_("Scorecard & KPI"), years), (str(scorecard.unit), own), *more]


def form_context(scorecard: Scorecard, title: str, form: Any) -> dict[str, Any]:
    """What every form page of a scorecard shows."""
    fresh = Scorecard.every.only("version").get(pk=scorecard.pk)
    return {
        "page_title": title,
        "breadcrumbs": trail(scorecard, (title, None)),
        "period_strip": _("Tahun BSC %(year)s") % {"year": scorecard.cycle.year},
        "scorecard": scorecard,
        "scorecard_title": page_title(scorecard),
        "form": form,
        "object_version": fresh.version,
        "back_url": reverse("bsc:scorecard-detail", args=[scorecard.pk]),
    }


def year_context(switch: YearSwitch) -> dict[str, Any]:
    """The year of a list page, for the switch in the top bar."""
    return {"year_switch": switch, "cycle": switch.cycle}
