"""Salin dari Tahun Lalu: everything comes over, figures as proposals, parents of this year."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from bsc.models import Kpi, KpiOrigin, Measure, MeasureTarget, Objective, ProgrammeActivity, Scorecard
from bsc.rules.proposed_targets import proposed_target
from bsc.services.copying import confirm_all, copy_last_year
from bsc.services.kpi import edit_kpi
from bsc.services.stored_drafts import kpi_draft, measure_draft
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import PlanningCycle
from realization.models import Actual, FigureRelease, Realization
from tests.bsc.builders import a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("target", "actual", "polarity", "proposal"),
    [
        ("100", "110", "maximize", "110"),
        ("100", "90", "maximize", "100"),
        ("24", "20", "minimize", "20"),
        ("24", "30", "minimize", "24"),
        ("-500", "-400", "maximize", "-400"),
        ("95", "97.456", "maximize", "97.46"),
        ("95", "97", "stabilize", "95"),
        ("95", None, "maximize", "95"),
        (None, "97", "maximize", None),
    ],
)
def test_what_was_reached_is_the_next_target_and_a_missed_one_stays(
    target: str | None, actual: str | None, polarity: str, proposal: str | None
) -> None:
    given = [None if text is None else Decimal(text) for text in (target, actual, proposal)]
    assert proposed_target(given[0], given[1], polarity, places=2) == given[2]


@pytest.fixture
def last_year(company: Company) -> PlanningCycle:
    return PlanningCycle.objects.open_year(2026)


@pytest.fixture
def old(company: Company, last_year: PlanningCycle) -> Scorecard:
    """Two objectives, three KPIs and a group with two parts, served by last year's company objective."""
    above = a_scorecard(company.corporate, last_year, "established")
    top = an_objective(above, name="Tumbuh")
    top_kpi = a_kpi(top, a_measure(company.corporate, last_year, name="Pendapatan perusahaan"))
    card = a_scorecard(company.department, last_year, "established", weighting="perspective")
    with unlocked():
        card.perspectives.filter(kind="financial").update(weight=40)
    own = an_objective(card, name="Mendukung pertumbuhan", source=top, cascade_kind="direct")
    measure = a_measure(
        company.department,
        last_year,
        name="Tepat waktu",
        unit="%",
        target=Decimal(90),
        evidence_required="SJ",
    )
    a_kpi(own, measure, parent=top_kpi, cascade_kind="direct", weight=Decimal(20), code="F.1", pic="Seksi A")
    second = an_objective(card, "process", name="Aman bekerja", kinds=["ohs"])
    with unlocked():
        ProgrammeActivity.objects.create(
            objective=second,
            activity="Pelatihan APD",
            pic="K3",
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 3, 31),
        )
        group = Kpi.objects.create(objective=second, title="Kapasitas", code="P.1", weight=Decimal(10))
    for number in (1, 2):
        part = a_measure(company.department, last_year, name=f"Lini {number}", target=Decimal(80))
        a_kpi(second, part, group=group, weight=Decimal(5), position=number)
    return card


@pytest.fixture
def new(company: Company, old: Scorecard) -> Scorecard:
    return a_scorecard(company.department, company.cycle)


def report_months(
    company: Company, cycle: PlanningCycle, measure: Measure, value: str, verified: bool = True
) -> None:
    for month in range(1, 13):
        row, _made = Realization.objects.get_or_create(
            cycle=cycle,
            unit=company.department,
            month=month,
            defaults={
                "status": "verified" if verified else "submitted",
                "due_on": date(2026, month, 15),
                "submitted_at": at("2026-12-01 09:00"),
                "verified_at": at("2026-12-02 09:00") if verified else None,
            },
        )
        Actual.objects.create(
            realization=row, measure=measure, month=month, state="value", value=Decimal(value),
            decision="accepted" if verified else "pending",
        )  # fmt: skip


def test_objectives_kpis_weights_parts_and_programmes_come_over(
    company: Company, old: Scorecard, new: Scorecard
) -> None:
    report = copy_last_year(scorecard=new, actor=company.manager)
    assert (report.objectives, report.kpis) == (2, 3)
    new.refresh_from_db()
    assert new.weighting == "perspective"
    assert new.perspectives.get(kind="financial").weight == 40
    kpi = Kpi.objects.get(objective__perspective__scorecard=new, measure__name="Tepat waktu")
    assert (kpi.weight, kpi.code, kpi.pic) == (20, "F.1", "Seksi A")
    assert kpi.measure is not None
    assert (kpi.measure.cycle, kpi.measure.evidence_required) == (company.cycle, "SJ")
    assert kpi.measure.targets.count() == 12
    group = Kpi.objects.get(objective__perspective__scorecard=new, title="Kapasitas")
    assert [part.name for part in group.sub_indicators.select_related("measure")] == ["Lini 1", "Lini 2"]
    line = ProgrammeActivity.objects.get(objective__perspective__scorecard=new)
    assert (line.activity, line.starts_on, line.ends_on) == (
        "Pelatihan APD",
        date(2027, 2, 1),
        date(2027, 3, 31),
    )
    assert Measure.objects.filter(name="Tepat waktu").count() == 2


def test_everything_is_a_proposal_until_somebody_saves_it(
    company: Company, old: Scorecard, new: Scorecard
) -> None:
    copy_last_year(scorecard=new, actor=company.manager)
    origins = KpiOrigin.objects.filter(kpi__objective__perspective__scorecard=new, is_proposal=True)
    assert origins.count() == 3
    kpi = Kpi.objects.get(objective__perspective__scorecard=new, measure__name="Tepat waktu")
    assert kpi.origin.label == "Departemen PPIC 2026 · Tepat waktu"
    assert kpi.measure is not None
    edit_kpi(kpi=kpi, actor=company.manager, draft=kpi_draft(kpi), measure=measure_draft(kpi.measure))
    assert origins.count() == 2
    assert confirm_all(scorecard=new, actor=company.manager) == 2
    assert origins.count() == 0
    assert confirm_all(scorecard=new, actor=company.manager) == 0


def publish(company: Company, cycle: PlanningCycle) -> None:
    """The year's financial figures are public: before that no plan may quote them (realities 27)."""
    FigureRelease.objects.create(
        cycle=cycle,
        through_month=12,
        published_on=date(2027, 3, 31),
        reason="Laporan Keuangan Tahunan",
        decided_by=company.cms_head,
        decided_at=at("2027-03-31 16:00"),
    )


def test_the_proposal_rests_on_the_verified_result_only(
    company: Company, last_year: PlanningCycle, old: Scorecard, new: Scorecard
) -> None:
    measures = {row.name: row for row in Measure.objects.filter(cycle=last_year)}
    report_months(company, last_year, measures["Tepat waktu"], "96")
    publish(company, last_year)
    copy_last_year(scorecard=new, actor=company.manager)
    copied = Measure.objects.get(cycle=company.cycle, name="Tepat waktu")
    assert (copied.last_year, copied.target) == (96, 96)
    assert list(copied.targets.values_list("value", flat=True)) == [96] * 12
    assert Measure.objects.get(cycle=company.cycle, name="Lini 1").last_year is None


def test_what_cms_has_not_verified_proposes_nothing(
    company: Company, last_year: PlanningCycle, old: Scorecard, new: Scorecard
) -> None:
    measure = Measure.objects.get(cycle=last_year, name="Tepat waktu")
    report_months(company, last_year, measure, "96", verified=False)
    copy_last_year(scorecard=new, actor=company.manager)
    copied = Measure.objects.get(cycle=company.cycle, name="Tepat waktu")
    assert (copied.last_year, copied.target) == (None, 90)


def test_a_sum_that_lacks_months_says_nothing_about_the_year(
    company: Company, last_year: PlanningCycle, old: Scorecard, new: Scorecard
) -> None:
    measure = Measure.objects.get(cycle=last_year, name="Tepat waktu")
    with unlocked():
        Measure.objects.filter(pk=measure.pk).update(consolidation="sum")
    report_months(company, last_year, measure, "50")
    Actual.objects.filter(month=12).delete()
    copy_last_year(scorecard=new, actor=company.manager)
    assert Measure.objects.get(cycle=company.cycle, name="Tepat waktu").last_year is None


def test_months_of_their_own_stay_as_long_as_the_target_does(
    company: Company, old: Scorecard, new: Scorecard
) -> None:
    with unlocked():
        MeasureTarget.objects.filter(measure__name="Tepat waktu", month=1).update(value=70)
    copy_last_year(scorecard=new, actor=company.manager)
    copied = Measure.objects.get(cycle=company.cycle, name="Tepat waktu")
    assert copied.targets.get(month=1).value == 70


def test_parents_of_the_same_name_are_linked_again_and_the_rest_is_listed(
    company: Company, old: Scorecard, new: Scorecard
) -> None:
    above = a_scorecard(company.corporate, company.cycle, "approved")
    top = an_objective(above, name="tumbuh")
    report = copy_last_year(scorecard=new, actor=company.manager)
    objective = Objective.objects.get(perspective__scorecard=new, name="Mendukung pertumbuhan")
    assert (objective.source, objective.cascade_kind) == (top, "direct")
    assert report.without_parent == ["Tepat waktu"]
    kpi = Kpi.objects.get(objective=objective)
    assert (kpi.parent, kpi.cascade_kind) == (None, "none")


def test_a_second_copy_adds_nothing_twice_and_names_what_it_left_out(
    company: Company, old: Scorecard, new: Scorecard
) -> None:
    copy_last_year(scorecard=new, actor=company.manager)
    report = copy_last_year(scorecard=Scorecard.objects.get(pk=new.pk), actor=company.manager)
    assert (report.objectives, report.kpis) == (0, 0)
    assert report.left_out == ["Tepat waktu", "Kapasitas"]
    assert Objective.objects.filter(perspective__scorecard=new).count() == 2


def test_what_is_refused(company: Company, last_year: PlanningCycle, new: Scorecard) -> None:
    other = a_scorecard(company.sister_department, company.cycle)
    with pytest.raises(InvalidInput, match="Tidak ada scorecard tahun lalu"):
        copy_last_year(scorecard=other, actor=company.colleague)
    with pytest.raises(InvalidInput, match="sekurangnya satu"):
        copy_last_year(scorecard=new, actor=company.manager, objectives=[])
    with unlocked():
        Scorecard.objects.filter(pk=new.pk).update(status="sent_cms")
    with pytest.raises(Conflict):
        copy_last_year(scorecard=Scorecard.objects.get(pk=new.pk), actor=company.manager)


def test_the_page_shows_what_would_come_and_the_scorecard_what_is_proposed(
    company: Company, last_year: PlanningCycle, old: Scorecard, new: Scorecard, as_person
) -> None:
    report_months(company, last_year, Measure.objects.get(cycle=last_year, name="Tepat waktu"), "96")
    publish(company, last_year)
    client, url = as_person(company.manager), reverse("bsc:copy-create", args=[new.pk])
    assert url in client.get(reverse("bsc:scorecard-detail", args=[new.pk])).content.decode()
    page = client.get(url).content.decode()
    assert "Mendukung pertumbuhan" in page
    assert "96" in page
    assert "Lini 2" in page
    chosen = Objective.objects.get(perspective__scorecard=old, name="Mendukung pertumbuhan")
    answer = client.post(url, {"objectives": [chosen.pk], "version": new.version}, follow=True)
    text = answer.content.decode()
    assert "1 sasaran dan 1 KPI disalin" in text
    assert "1 KPI masih berupa usulan" in text
    assert "Aman bekerja" not in text
    text = client.get(reverse("bsc:scorecard-detail", args=[new.pk])).content.decode()
    assert url in text, "the other objectives can still be copied"


def test_a_result_that_lacks_periods_says_how_many_it_has(
    company: Company, last_year: PlanningCycle, old: Scorecard, new: Scorecard, as_person
) -> None:
    measure = Measure.objects.get(cycle=last_year, name="Tepat waktu")
    report_months(company, last_year, measure, "96")
    publish(company, last_year)
    Actual.objects.filter(month=12).delete()
    page = as_person(company.manager).get(reverse("bsc:copy-create", args=[new.pk])).content.decode()
    assert "11 dari 12 periode" in page
