"""A department with an approved scorecard and people who have personal ones, for the tests of *Pribadi*."""

from bsc.models import Kpi, Scorecard
from bsc.services.personal import Taking, agree_personal, create_personal, send_personal, take_department_kpis
from bsc.services.scorecard import Weights, set_weights
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.roles import Role
from tests.bsc.builders import a_kpi, a_measure, an_objective
from tests.bsc.scorecards import kpis_of, make_scorecard, shown_hash
from tests.company import Company, assign, person
from tests.conftest import at
from tests.locks import unlocked

#: Words that stand nowhere but in one personal scorecard.
CANARY = "Zamrud Khatulistiwa"
NOW = at("2026-12-20 09:00")
LATER = at("2026-12-21 09:00")


def switch_on(company: Company) -> None:
    """The year has personal scorecards."""
    PlanningCycle.objects.filter(pk=company.cycle.pk).update(employee_scorecards=True)
    company.cycle.refresh_from_db()


class PersonalScene:
    """`employee` belongs to the department of `company.manager`; `hr` keeps everybody's."""

    def __init__(
        self, company: Company, department: str = "established", employee: User | None = None
    ) -> None:
        self.company = company
        switch_on(company)
        self.employee = employee or person("staf", "Sari Melati", salutation="Ibu", nik="20001")
        if employee is None:
            assign(self.employee, Role.EMPLOYEE, company.department)
        self.hr = person("sdm", "Tuti Rahayu", salutation="Ibu")
        assign(self.hr, Role.HR, company.corporate)
        self.department = make_scorecard(company.cycle, company.department, department, company.manager)

    def draft(self, employee: User | None = None, actor: User | None = None) -> Scorecard:
        """An empty one, made by the manager."""
        return create_personal(
            cycle=self.company.cycle,
            unit=self.company.department,
            employee=employee or self.employee,
            actor=actor or self.company.manager,
            weighting="kpi",
        )

    def complete(self, employee: User | None = None, actor: User | None = None) -> Scorecard:
        """One shared KPI of the department, and one of one's own with the words of the canary; Σ = 100."""
        scorecard = self.draft(employee, actor)
        shared = kpis_of(self.department)[0]
        take_department_kpis(
            scorecard=scorecard, actor=actor or self.company.manager, takings=[Taking(shared, shared=True)]
        )
        self.own = self._own_kpi(scorecard)
        scorecard.refresh_from_db()
        weights = {kpi.pk: 50 for kpi in kpis_of(scorecard)}
        return set_weights(
            scorecard=scorecard,
            actor=actor or self.company.manager,
            weights=Weights("kpi", kpis=weights),
        )

    @unlocked()
    def _own_kpi(self, scorecard: Scorecard) -> Kpi:
        objective = an_objective(scorecard, "learning", name=f"Sasaran {CANARY}", basis="Rencana kompetensi")
        measure = a_measure(
            self.company.department,
            self.company.cycle,
            name=f"KPI {CANARY}",
            unit=f"skor {CANARY}",
            definition=f"Definisi {CANARY}",
        )
        return a_kpi(objective, measure, weight=50, pic="Sari Melati", code="ZK")

    def sent(self) -> Scorecard:
        return send_personal(scorecard=self.complete(), actor=self.employee, now=NOW)

    def agreed(self) -> Scorecard:
        scorecard = self.sent()
        return agree_personal(
            scorecard=scorecard,
            actor=self.company.manager,
            now=LATER,
            version=scorecard.version,
            content_sha256=shown_hash(scorecard),
        )
