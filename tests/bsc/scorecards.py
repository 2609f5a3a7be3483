"""Scorecards in any state for tests of approval and establishment, written directly into the tables."""

from decimal import Decimal
from typing import Any

from django.db.models import F

from bsc.models import Kpi, Measure, MeasureTarget, Objective, Scorecard, ScorecardPerspective
from bsc.selectors.content import content_hash, content_of
from bsc.workflow import SCORECARD
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import history, perform_transition
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked

LANES = (
    ("financial", "Financial", "Biaya produksi", "%"),
    ("customer", "Customer", "Pengiriman tepat waktu", "%"),
    ("process", "Internal Process", "Cacat produk", "ppm"),
    ("learning", "Learning & Growth", "Jam pelatihan", "jam"),
)
SENT = at("2026-12-16 09:00")


@unlocked()
def measure(
    cycle: PlanningCycle, unit: Unit, name: str, satuan: str = "%", target: int | None = 95
) -> Measure:
    """A measure that its unit fills, with a yearly target and the same target every month."""
    row = Measure.objects.create(
        cycle=cycle,
        name=name,
        definition=f"Definisi {name}",
        formula_text="A ÷ B × 100",
        unit=satuan,
        target=target,
        owner_unit=unit,
        filler_unit=unit,
        data_needed="Laporan bulanan",
        data_provider=unit,
        evidence_required="Laporan",
    )
    if target is not None:
        MeasureTarget.objects.bulk_create(
            MeasureTarget(measure=row, month=month, value=target) for month in range(1, 13)
        )
    return row


@unlocked()
def make_scorecard(
    cycle: PlanningCycle, unit: Unit, status: str = "draft", author: User | None = None, **fields: Any
) -> Scorecard:
    """Four lanes with one complete KPI of 25 % each; `author` is who wrote it."""
    if status == "established":
        fields.setdefault("revision", 0)
        fields.setdefault("effective_from", at("2027-01-20 00:00").date())
    contributors = [author.pk] if author else []
    scorecard = Scorecard.objects.create(
        cycle=cycle, unit=unit, status=status, contributors=contributors, **fields
    )
    for position, (kind, label, name, satuan) in enumerate(LANES):
        lane = ScorecardPerspective.objects.create(
            scorecard=scorecard, kind=kind, label=label, weight=25, position=position
        )
        add_kpi(lane, name, satuan)
    return scorecard


@unlocked()
def add_kpi(lane: ScorecardPerspective, name: str, satuan: str = "%", target: int | None = 95) -> Kpi:
    scorecard = lane.scorecard
    objective = Objective.objects.create(
        perspective=lane, name=f"Sasaran {name}", kinds=["quality"], basis="Kebijakan mutu"
    )
    return Kpi.objects.create(
        objective=objective,
        measure=measure(scorecard.cycle, scorecard.unit, f"{name} {scorecard.unit.code}", satuan, target),
        code=name[:2].upper(),
        weight=Decimal(25),
        pic="Supervisor",
        basis="Kebijakan mutu",
    )


def kpis_of(scorecard: Scorecard) -> list[Kpi]:
    return list(Kpi.objects.filter(objective__perspective__scorecard=scorecard).order_by("id"))


@unlocked()
def accept_all(scorecard: Scorecard) -> None:
    Kpi.objects.filter(objective__perspective__scorecard=scorecard).update(decision="accepted")


def shown_hash(scorecard: Scorecard) -> str:
    return content_hash(content_of(scorecard))


def last_log(scorecard: Scorecard) -> TransitionLog:
    log = history(scorecard).last()
    assert log is not None
    return log


@unlocked()
def touch_weight(kpi: Kpi, weight: int) -> None:
    """Somebody edits a weight, as the edit service would: the scorecard's version counts it."""
    Kpi.objects.filter(pk=kpi.pk).update(weight=weight)
    Scorecard.objects.filter(pk=kpi.objective.perspective.scorecard_id).update(version=F("version") + 1)


def approved(company: Company, unit: Unit, approver: User | None = None) -> Scorecard:
    """A scorecard that the board approved, with the log line that says what was approved."""
    scorecard = make_scorecard(company.cycle, unit, "with_board", company.manager)
    return perform_transition(
        SCORECARD,
        scorecard,
        "approve",
        actor=approver or company.bod,
        now=SENT,
        details={"content_sha256": shown_hash(scorecard)},
    )
