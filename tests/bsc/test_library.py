"""Pustaka KPI: who sees which definition, what is taken over, what CMS says about it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Kpi, KpiOrigin, LibraryMark, Measure, Objective, Scorecard
from bsc.selectors.library import library, newest
from bsc.services.library import mark_definition, take_definition
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import PlanningCycle
from tests.bsc.builders import a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked

pytestmark = pytest.mark.django_db
NOW = at("2026-12-16 09:00")


@pytest.fixture
def source(company: Company) -> Measure:
    """A definition of another department, established."""
    card = a_scorecard(company.other_department, company.cycle, "established")
    measure = a_measure(
        company.other_department,
        company.cycle,
        name="Ketepatan laporan",
        unit="%",
        definition="Laporan tepat waktu",
        formula_text="A ÷ B × 100",
        polarity="maximize",
        frequency="quarterly",
        consolidation="last",
        evidence_required="Tanda terima",
        data_needed="Jadwal",
        last_year=Decimal(80),
    )
    a_kpi(an_objective(card, "process", kinds=["quality"]), measure, is_process=True)
    return measure


@pytest.fixture
def objective(company: Company) -> Objective:
    return an_objective(a_scorecard(company.department, company.cycle), name="Tertib laporan")


def names(company: Company, person: str, **query: object) -> list[str]:
    return list(library(getattr(company, person)).filter(**query).values_list("name", flat=True))


def test_only_decided_definitions_that_one_may_see_are_in_the_library(
    company: Company, source: Measure
) -> None:
    a_full_scorecard(company.sister_department, company.cycle, kpis=1)
    assert names(company, "manager") == ["Ketepatan laporan"]
    assert names(company, "bod") == ["Ketepatan laporan"]
    assert names(company, "drafter") == []
    assert names(company, "nobody") == []


def test_taking_over_brings_the_definition_without_its_figures(
    company: Company, source: Measure, objective: Objective
) -> None:
    kpi = take_definition(objective=objective, source=source, actor=company.manager)
    measure = kpi.measure
    assert measure is not None
    assert measure.pk != source.pk
    same = ("name", "unit", "definition", "formula_text", "polarity", "frequency", "consolidation")
    for field in (*same, "evidence_required", "data_needed"):
        assert getattr(measure, field) == getattr(source, field), field
    assert (measure.target, measure.last_year, measure.targets.count()) == (None, None, 0)
    assert measure.owner_unit == measure.filler_unit == company.department
    assert kpi.is_process
    origin = kpi.origin
    assert (origin.kind, origin.source, origin.is_proposal) == ("library", source, False)
    assert origin.label == "Departemen Keuangan 2027 · Ketepatan laporan"
    assert company.manager.pk in Scorecard.objects.get(unit=company.department).contributors


def test_the_target_comes_along_only_when_asked_for_and_as_a_proposal(
    company: Company, source: Measure, objective: Objective
) -> None:
    kpi = take_definition(objective=objective, source=source, actor=company.manager, with_target=True)
    assert kpi.measure is not None
    assert kpi.measure.target == 100
    assert kpi.origin.is_proposal


def test_what_is_refused(company: Company, source: Measure, objective: Objective) -> None:
    with pytest.raises(PermissionDenied):
        take_definition(objective=objective, source=source, actor=company.colleague)
    with pytest.raises(InvalidInput, match="tidak ada di Pustaka"):
        take_definition(objective=objective, source=source, actor=company.drafter)
    take_definition(objective=objective, source=source, actor=company.manager)
    with pytest.raises(InvalidInput, match="sudah ada"):
        take_definition(objective=objective, source=source, actor=company.manager)
    mark_definition(measure=source, standing="retired", reason="Diganti", actor=company.cms, now=NOW)
    Kpi.objects.filter(objective=objective).delete()
    with pytest.raises(InvalidInput, match="Diganti"):
        take_definition(objective=objective, source=source, actor=company.manager)
    with unlocked():
        Scorecard.objects.filter(unit=company.department).update(status="sent_cms")
    mark_definition(measure=source, standing="", reason="", actor=company.cms, now=NOW)
    with pytest.raises(Conflict):
        take_definition(objective=objective, source=source, actor=company.manager)


def test_cms_marks_a_definition_for_every_year_and_takes_it_back(company: Company, source: Measure) -> None:
    mark_definition(measure=source, standing="recommended", reason="", actor=company.cms, now=NOW)
    assert library(company.manager).get(pk=source.pk).standing == "recommended"  # type: ignore[attr-defined]
    mark_definition(measure=source, standing="", reason="", actor=company.cms, now=NOW)
    assert not LibraryMark.objects.exists()
    with pytest.raises(PermissionDenied):
        mark_definition(measure=source, standing="recommended", reason="", actor=company.manager, now=NOW)
    with pytest.raises(InvalidInput):
        mark_definition(measure=source, standing="retired", reason=" ", actor=company.cms, now=NOW)


def test_the_newest_version_of_a_definition_stands_for_the_others(company: Company, source: Measure) -> None:
    before = PlanningCycle.objects.open_year(2026)
    old = a_scorecard(company.other_department, before, "established")
    earlier = a_measure(company.other_department, before, name="ketepatan Laporan")
    a_kpi(an_objective(old), earlier)
    entries = library(company.manager)
    assert entries.count() == 2
    assert list(newest(entries, company.manager)) == [source]


def test_the_list_finds_by_each_filter_and_hides_what_is_retired(
    company: Company, source: Measure, as_person
) -> None:
    client = as_person(company.manager)

    def found(**query: object) -> bool:
        page = client.get(reverse("bsc:library-list"), query)
        assert page.status_code == 200
        return source.name in page.content.decode()

    assert found()
    assert found(q="tepat laporan")
    assert found(lane="process")
    assert found(kind="quality")
    assert found(unit="%")
    assert found(owner=company.other_department.pk)
    assert found(year=2027)
    assert not found(q="biaya")
    assert not found(lane="financial")
    assert not found(kind="ohs")
    mark_definition(measure=source, standing="retired", reason="Diganti", actor=company.cms, now=NOW)
    assert not found()
    assert found(standing="retired")


def test_a_longer_library_takes_no_more_queries(company: Company, source: Measure, as_person) -> None:
    client, url = as_person(company.manager), reverse("bsc:library-list")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    a_full_scorecard(company.sister_department, company.cycle, kpis=30, status="established")
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).content.decode().count("<tr>") >= 30
    assert len(many) == len(few)


def test_the_pages_lead_from_an_objective_to_the_new_kpi(
    company: Company, source: Measure, objective: Objective, as_person
) -> None:
    client = as_person(company.manager)
    form = client.get(reverse("bsc:kpi-create", args=[objective.pk])).content.decode()
    assert f"{reverse('bsc:library-list')}?objective={objective.pk}" in form
    entry = reverse("bsc:library-detail", args=[source.pk])
    shown = client.get(entry, {"objective": objective.pk}).content.decode()
    assert "Tanda terima" in shown
    assert f'<option value="{objective.pk}" selected' in shown
    answer = client.post(reverse("bsc:library-take", args=[source.pk]), {"objective": objective.pk})
    kpi = Kpi.objects.get(objective=objective)
    assert answer["Location"] == reverse("bsc:kpi-edit", args=[kpi.pk])
    assert (
        "Pustaka KPI: Departemen Keuangan 2027"
        in client.get(reverse("bsc:kpi-detail", args=[kpi.pk])).content.decode()
    )
    assert KpiOrigin.objects.filter(kpi=kpi).exists()
