"""Settings of a year on which results rest: changed until then, refused beside the field afterwards."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from cint_portal.organization.models import PlanningCycle
from swot.models import SwotAnalysis
from swot.services import finalize_analysis, reopen_analysis
from tests.bsc.changes import established
from tests.bsc.scorecards import make_scorecard
from tests.company import Company
from tests.matrix.framework import browser
from tests.swot import scenes


def save(company: Company, **changes: Any) -> HttpResponse:
    """The administrator changes these fields of the year's page and leaves the others alone."""
    client = browser(company.admin, raises=True)
    address = reverse("admin:organization_planningcycle_change", args=[company.cycle.pk])
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    posted = {name: "" if value is None else value for name, value in values.items() if value is not False}
    return client.post(address, {**posted, **changes})  # type: ignore[return-value]


def stored(company: Company, name: str) -> Any:
    return getattr(PlanningCycle.objects.get(pk=company.cycle.pk), name)


def errors(answer: HttpResponse) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "value"),
    [("cap", "1.10"), ("blank_in_closed", "left_out"), ("scale_max", "4"), ("axes", "half_difference")],
)
def test_before_results_rest_on_it_a_setting_is_free(company: Company, name: str, value: str) -> None:
    assert save(company, **{name: value}).status_code == 302
    assert str(stored(company, name)) == value


@pytest.mark.parametrize(("name", "value"), [("cap", "1.10"), ("cap", ""), ("blank_in_closed", "left_out")])
def test_the_scoring_of_an_established_year_stays(company: Company, name: str, value: str) -> None:
    established(company)
    before = stored(company, name)
    answer = save(company, **{name: value, "procedure_revision": "03"})
    assert list(errors(answer)) == [name]
    assert "sudah ditetapkan" in errors(answer)[name][0]
    assert 'value="03"' in answer.content.decode(), "what was typed elsewhere is not lost"
    assert (stored(company, name), stored(company, "procedure_revision")) == (before, "")


def test_other_settings_of_an_established_year_may_change(company: Company) -> None:
    established(company)
    assert save(company, verification_days="3").status_code == 302
    assert stored(company, "verification_days") == 3


def test_another_years_scorecards_settle_nothing_here(company: Company) -> None:
    next_year = PlanningCycle.objects.open_year(company.cycle.year + 1)
    make_scorecard(next_year, company.department, "established", company.manager)
    assert save(company, cap="1.10").status_code == 302


@pytest.mark.parametrize(
    ("name", "value"),
    [("share_over", "all"), ("axes", "half_difference"), ("threat_rating", "reversed")],
)
def test_a_final_position_keeps_its_settings_until_it_is_reopened(
    company: Company, name: str, value: str
) -> None:
    analysis = scenes.rated(company)
    finalize_analysis(analysis=analysis, actor=company.cms_head, now=scenes.NOW)
    before = stored(company, name)
    assert list(errors(save(company, **{name: value}))) == [name]
    assert stored(company, name) == before
    analysis = SwotAnalysis.objects.get(pk=analysis.pk)
    reopen_analysis(analysis=analysis, actor=company.cms_head, now=scenes.NOW, reason="Isu susulan")
    assert save(company, **{name: value}).status_code == 302
    assert stored(company, name) == value


def test_a_scale_with_ratings_on_it_stays(company: Company) -> None:
    """A five has no place on a scale of four: the position could not be computed."""
    analysis = scenes.deployed(company)
    assert save(company, scale_max="4").status_code == 302
    assert save(company, scale_max="5").status_code == 302
    scenes.rate(company, analysis, scenes.WORKED_EXAMPLE)
    assert list(errors(save(company, scale_max="4"))) == ["scale_max"]
    assert stored(company, "scale_max") == 5


def test_every_refusal_comes_at_once(company: Company) -> None:
    established(company)
    scenes.rated(company)
    assert set(errors(save(company, cap="1.10", scale_max="4"))) == {"cap", "scale_max"}
