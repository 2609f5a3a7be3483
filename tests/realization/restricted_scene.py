"""A KPI Bersama with an unpublished figure: owned by Keuangan, weighed by PPIC too, used by the company."""

from dataclasses import dataclass, field
from decimal import Decimal

from bsc.models import Kpi, Measure, MeasureInput, Scorecard
from cint_portal.core import clock
from cint_portal.organization.models import RestrictedGrant
from realization.models import Actual, Realization
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import Status, a_kpi, a_measure, a_month, a_scorecard, an_objective

MARCH = at("2027-03-20 09:00")
CANARY = Decimal("987654321.12")
NAME = "Pendapatan bersih"
WORDS = f"Angka buku besar {CANARY}"


@dataclass
class RestrictedScene:
    """`figure` is 98.77 % of its target, in January and in February."""

    company: Company
    measure: Measure = field(init=False)
    own: Kpi = field(init=False)
    joint: Kpi = field(init=False)
    rolled: Kpi = field(init=False)
    month: Realization = field(init=False)

    def __post_init__(self) -> None:
        clock.move_to(MARCH)
        company, cycle = self.company, self.company.cycle
        self.measure = a_measure(
            company.other_department,
            cycle,
            name=NAME,
            unit="Rp",
            target=Decimal(10**9),
            consolidation="average",
        )
        owner, sharer, corporate = (
            a_scorecard(unit, cycle, Scorecard.Status.ESTABLISHED)
            for unit in (company.other_department, company.department, company.corporate)
        )
        self.own = a_kpi(an_objective(owner), self.measure, weight=Decimal(60))
        a_kpi(an_objective(owner, "process"), self._plain("Mutu faktur"), weight=Decimal(40))
        # Not financial where it is shared: the class is the measure's, not the row's.
        self.joint = a_kpi(an_objective(sharer, "customer"), self.measure, weight=Decimal(50))
        a_kpi(an_objective(sharer, "process"), self._plain("Mutu rencana", sharer=True), weight=Decimal(50))
        self.rolled = a_kpi(an_objective(corporate, "customer"), self._calculated())
        self.month = self._sent(1)
        self._sent(2)

    def _plain(self, name: str, *, sharer: bool = False) -> Measure:
        unit = self.company.department if sharer else self.company.other_department
        return a_measure(unit, self.company.cycle, name=name, target=Decimal(100))

    @unlocked()
    def _calculated(self) -> Measure:
        """Worked out of it alone, in a lane that is not financial."""
        made = a_measure(
            self.company.corporate,
            self.company.cycle,
            name="Pendapatan perusahaan",
            target=Decimal(10**9),
            consolidation="average",
            value_source="formula",
            expression="A",
            filler_unit=None,
        )
        MeasureInput.objects.create(measure=made, symbol="A", source=self.measure)
        return made

    def _sent(self, month: int) -> Realization:
        unit, cycle = self.company.other_department, self.company.cycle
        # February still waits for CMS: its verification page shows the figure, too.
        row = a_month(
            unit,
            cycle,
            month,
            Status.VERIFIED if month == 1 else Status.SUBMITTED,
            submitted_at=MARCH,
            first_submitted_at=MARCH,
            submitted_by=self.company.outsider,
            verified_at=MARCH if month == 1 else None,
        )
        decided = "accepted" if month == 1 else "pending"
        Actual.objects.create(
            realization=row,
            measure=self.measure,
            month=month,
            state="value",
            value=CANARY,
            note=WORDS,
            evidence=WORDS,
            decision=decided,
        )
        other = Measure.objects.get(name="Mutu faktur")
        Actual.objects.create(
            realization=row, measure=other, month=month, state="value", value=Decimal(95), decision=decided
        )
        return row

    def unname_cms(self) -> None:
        """From here on CMS's staff have no access by name."""
        for grant in RestrictedGrant.objects.in_force():
            grant.ended_at, grant.ended_by = MARCH, self.company.cms_head
            grant.save()

    def shown_to_others(self, choice: str) -> None:
        self.company.cycle.restricted_shown = choice
        self.company.cycle.save()
