"""The demo company: through the services, as of any day, only where no real year is recorded."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from bsc.models import (
    BoardResolution,
    ChangeBundle,
    ChangeRequest,
    Kpi,
    KpiMessage,
    Measure,
    ResolutionObjection,
    Scorecard,
    ScorecardVersion,
)
from bsc.scoring import consolidate
from bsc.selectors.threads import open_questions
from cint_portal.core import clock
from cint_portal.demo.data.company import ACCOUNTS, PASSWORD, PEOPLE
from cint_portal.demo.data.corporate import CORPORATE
from cint_portal.demo.data.departments import HUMAN_RESOURCES, PRODUCTION_ENGINEERING, WORKSHOP
from cint_portal.demo.data.issues import ISSUES
from cint_portal.demo.loading.months import monthly
from cint_portal.demo.loading.scorecards import DEPARTMENTS
from cint_portal.demo.loading.strategy import SCORED
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.models import TransitionLog
from issues.models import (
    ClimateStatement,
    DueExtension,
    Issue,
    IssueCollection,
    IssueFate,
    IssueRegister,
    SupplementaryIssue,
    ValidityCheck,
)
from realization.models import Realization
from swot.models import RatingRound, SwotAnalysis, SwotItem
from swot.selectors.rounds import compared

CARDS = (CORPORATE, *DEPARTMENTS)
KPIS = [kpi for card in CARDS for objective in card.objectives for kpi in objective.kpis]
LEAVES = [leaf for kpi in KPIS for leaf in (kpi.subs or (kpi,))]


@pytest.fixture
def loaded(demo_database: str) -> date:
    """November 2026: 2025 is finished, 2026 has ten months, the issues of 2027 are under way."""
    return date(2026, 11, 21)


def test_it_shows_a_finished_and_a_running_year(loaded: date) -> None:
    assert clock.local_day(clock.now()) == loaded
    assert list(PlanningCycle.objects.order_by("year").values_list("year", flat=True)) == [2025, 2026, 2027]
    assert ScorecardVersion.objects.filter(revision=0).count() == 32
    others = Scorecard.objects.exclude(status="established").order_by("unit__name")
    assert [(str(row), row.status) for row in others] == [
        ("BSC Pembelian 2026", "under_change"),
        ("BSC Penjualan Ekspor 2026", "with_board"),  # founded during the year
        ("BSC Produksi 2026", "under_change"),
    ]
    assert set(SwotAnalysis.objects.values_list("status", flat=True)) == {"final"}
    finished = Realization.objects.filter(cycle__year=2025).exclude(status="verified")
    assert [(row.unit.code, row.month, row.status) for row in finished] == [("IT", 5, "closed_without_data")]


def test_the_newest_month_and_next_years_issues_are_under_way(loaded: date) -> None:
    running = Realization.objects.filter(cycle__year=2026)
    assert set(running.values_list("month", flat=True)) == set(range(1, 11))
    waiting = running.exclude(status="verified").order_by("unit__code")
    assert [(row.unit.code, row.month, row.status) for row in waiting] == [
        ("PE", 10, "returned"),
        ("PPIC", 10, "submitted"),
    ]
    registers = IssueRegister.objects.filter(cycle__year=2027)
    assert dict(registers.exclude(status="accepted").values_list("unit__code", "status")) == {
        "BK": "nil",
        "MKT": "submitted",
        "PPIC": "not_started",
    }


def test_issues_have_their_exceptions_and_their_past(loaded: date) -> None:
    """Something to see on every page of the year: closing, extensions, fates, late issues, statements."""
    collection = IssueCollection.objects.get(cycle__year=2027)
    assert (collection.status, str(collection.due_on)) == ("closed", "2026-10-31")
    extended = DueExtension.objects.order_by("register__unit__code")
    assert [row.register.unit.code for row in extended] == ["MKT", "PPIC"]
    told = IssueFate.objects.filter(register__cycle__year=2027).values_list("fate", flat=True)
    assert set(told) == {"persisting", "solved", "strength", "irrelevant"}
    assert Issue.objects.filter(register__cycle__year=2027, previous__isnull=False).count() == 12
    late = SupplementaryIssue.objects.order_by("submitted_at").values_list("status", flat=True)
    assert list(late) == ["accepted", "accepted", "submitted"]
    assert list(ClimateStatement.objects.order_by("cycle__year").values_list("relevance", flat=True)) == [
        "relevant",
        "relevant",
    ]
    judged = ValidityCheck.objects.values_list("top__issue__register__cycle__year", "semester")
    assert set(judged) == {(2025, 1), (2025, 2), (2026, 1)}


def test_the_boards_lists_and_the_questions_are_decided_and_open(loaded: date) -> None:
    lists = BoardResolution.objects.order_by("held_on").annotate(n=Count("items"))
    assert [(row.cycle.year, row.number, row.status, row.n) for row in lists] == [
        (2026, "RD-01/2026", "confirmed", 12),
        (2026, "RD-11/2026", "recorded", 1),
    ]
    assert ResolutionObjection.objects.exclude(answer="").count() == ResolutionObjection.objects.count() == 1
    assert KpiMessage.objects.filter(asks="").count() == 5
    assert [(row.kpi_name, row.asks) for row in open_questions()] == [
        ("Pengiriman ekspor tepat waktu", "cms")
    ]


def test_one_revision_in_bulk_is_in_force_and_one_lies_with_the_board(loaded: date) -> None:
    requests = ChangeRequest.objects.order_by("pk").values_list(
        "scorecard__unit__code", "status", "effective_month", "number"
    )
    assert sorted(requests) == [
        ("BELI", "with_board", 12, None),
        ("MKT", "in_force", 7, 1),
        ("PROD", "with_board", 12, None),
        ("QA", "in_force", 7, 1),
    ]
    assert ChangeBundle.objects.count() == 2
    orders = Measure.objects.get(cycle__year=2026, name="Pesanan baru dari pengadaan pemerintah")
    assert orders.target == 13200
    months = dict(orders.targets.values_list("month", "value"))
    assert (months[6], months[7]) == (1000, 1200)


def test_three_people_rated_in_two_rounds_before_the_numbers_were_agreed(loaded: date) -> None:
    rounds = RatingRound.objects.filter(analysis__cycle__year=2026).order_by("number")
    assert [(row.number, row.is_open, row.raters.count()) for row in rounds] == [(1, False, 3), (2, False, 3)]
    for year in (2025, 2026):
        items = SwotItem.objects.filter(analysis__cycle__year=year).values_list("text", "weight", "rating")
        assert sorted(items) == sorted((row.issue, row.weight, row.rating) for row in SCORED)
    first, second = (_apart(row) for row in rounds)
    assert first > second > 0


def _apart(round: RatingRound) -> int:
    """Issues on which the raters differ."""
    lines = compared(round, round.analysis.items.all())[1]
    return sum(
        not (one.weight.is_agreed and one.rating.is_agreed) for one in lines if one.weight and one.rating
    )


def test_everything_went_through_the_services(loaded: date) -> None:
    """Each status but the first has its line in the transition log, with a person."""
    moved = set(TransitionLog.objects.filter(machine="scorecard").values_list("object_id", flat=True))
    assert moved == set(Scorecard.objects.values_list("pk", flat=True))
    returned = TransitionLog.objects.filter(transition="return_by_board")
    assert returned.count() == 2
    assert not TransitionLog.objects.filter(actor_name="").exists()


def test_figures_without_a_source_are_marked(loaded: date) -> None:
    sourced = Measure.objects.filter(cycle__year=2025, is_illustration=False)
    assert sourced.filter(owner_unit__code__in=["GMN", "PE"]).count() == 16 + 12
    assert not sourced.filter(owner_unit__code="HR").exists()
    assert not Measure.objects.filter(cycle__year=2026, is_illustration=False).exists()


def test_one_measure_is_weighed_by_three_departments(loaded: date) -> None:
    kpis = Kpi.objects.filter(measure__name="Ketepatan waktu pengiriman", measure__cycle__year=2025)
    assert kpis.count() == 3
    assert kpis.values("measure").distinct().count() == 1


def test_early_in_a_year_nobody_collects_issues_yet(own_database: str) -> None:
    call_command("load_demo", today=date(2027, 1, 5))
    assert not IssueRegister.objects.filter(cycle__year=2028).exists()
    months = set(Realization.objects.values_list("cycle__year", "month"))
    assert sorted(months) == [(2026, month) for month in range(1, 13)]


def test_a_second_load_is_refused_or_does_nothing(loaded: date) -> None:
    with pytest.raises(CommandError, match="data already"):
        call_command("load_demo", today=loaded)
    before = User.objects.count()
    call_command("load_demo", if_empty=True)
    assert User.objects.count() == before


def test_real_years_are_never_mixed_with_the_demo(db: None, settings: pytest.FixtureRequest) -> None:
    settings.CLOCK_ADJUSTABLE = False  # type: ignore[attr-defined]
    for command in ("load_demo", "demo_accounts"):
        with pytest.raises(CommandError, match="production"):
            call_command(command)


def test_there_is_one_account_per_role(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_accounts")
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [role for role, _login, _password in lines] == [role for role, _login in ACCOUNTS]
    assert {password for _role, _login, password in lines} == {PASSWORD}
    held = {(row.username, role) for row in PEOPLE for role, _unit, _acting in row.roles}
    assert {(login, role) for role, login, _password in lines} <= held


def test_the_seeds_shapes_are_kept() -> None:
    assert len(ISSUES) == 16
    assert len([k for o in CORPORATE.objectives for k in o.kpis]) == 16
    assert len(WORKSHOP.objectives) == 10
    assert len(HUMAN_RESOURCES.objectives) == 9
    assert sum(len(o.kpis) for o in HUMAN_RESOURCES.objectives) == 14
    groups = [k for o in PRODUCTION_ENGINEERING.objectives for k in o.kpis if k.subs]
    assert [len(group.subs) for group in groups] == [5]


@pytest.mark.parametrize("row", [r for r in LEAVES if r.actual is not None], ids=lambda r: r.name[:40])
def test_months_consolidate_to_the_years_figure(row: object) -> None:
    months = monthly(row)  # type: ignore[arg-type]
    year = consolidate([months[m] for m in sorted(months)], row.consolidation)  # type: ignore[attr-defined]
    assert year == Decimal(row.actual)  # type: ignore[attr-defined]
