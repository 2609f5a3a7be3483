"""A department at work in the tests: it fills, sends and is verified through the services."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import connection

from cint_portal.core.errors import Conflict
from cint_portal.organization.models import Unit, User
from realization.models import Actual, Realization
from realization.rules import ActualEntry, RowDecision
from realization.services import (
    return_realization,
    save_actuals,
    submit_realization,
    verify_realization,
)
from tests.company import Company
from tests.conftest import at
from tests.realization.builders import Status, a_month, an_established_scorecard, measures_of

NOW = at("2027-02-12 10:00")


class Desk:
    """The department of the tests with a month of four monthly KPIs."""

    def __init__(
        self,
        company: Company,
        status: str = Status.NOT_FILLED,
        month: int = 1,
        *,
        unit: Unit | None = None,
        kpis: int = 4,
    ) -> None:
        self.company, department = company, unit or company.department
        self.card = an_established_scorecard(department, company.cycle, kpis)
        self.measures = measures_of(self.card)
        self.month = a_month(department, company.cycle, month, status)

    def save(self, *entries: ActualEntry, actor: User | None = None, **fields: object) -> Realization:
        by_measure = dict(zip([m.pk for m in self.measures], entries, strict=False))
        self.month = save_actuals(
            realization=self.month,
            entries=by_measure,
            actor=actor or self.company.manager,
            now=NOW,
            **fields,  # type: ignore[arg-type]
        )
        return self.month

    def fill(self, value: int = 90) -> Realization:
        return self.save(*[ActualEntry(value=Decimal(value))] * len(self.measures))

    def send(self, now: datetime = NOW, actor: User | None = None, **fields: object) -> Realization:
        self.month = submit_realization(
            realization=self.month,
            actor=actor or self.company.manager,
            now=now,
            **fields,  # type: ignore[arg-type]
        )
        return self.month

    def sent(self, value: int = 90) -> "Desk":
        """Filled and with CMS."""
        self.fill(value)
        self.send()
        return self

    def verified(self, value: int = 90) -> "Desk":
        self.sent(value)
        self.verify(accept_rest=True)
        return self

    def verify(self, decisions: Mapping[int, RowDecision] | None = None, **fields: object) -> Realization:
        values = {"actor": self.company.cms, "now": NOW, **fields}
        self.month = verify_realization(
            realization=self.month,
            decisions=decisions or {},
            **values,  # type: ignore[arg-type]
        )
        return self.month

    def give_back(self, *positions: int, comment: str = "periksa lagi", **fields: object) -> Realization:
        """CMS returns some rows and accepts the others."""
        decisions = {
            self.actual(n).pk: RowDecision("returned", comment) if n in positions else RowDecision("accepted")
            for n in range(len(self.measures))
        }
        values = {"actor": self.company.cms, "now": NOW, **fields}
        self.month = return_realization(
            realization=self.month,
            decisions=decisions,
            **values,  # type: ignore[arg-type]
        )
        return self.month

    def actual(self, position: int = 0) -> Actual:
        return Actual.objects.get(realization=self.month, measure=self.measures[position])


def race(*steps: Callable[[], object]) -> list[str]:
    """What happens to each of several people who act at the same moment."""
    barrier, answers = threading.Barrier(len(steps)), []

    def run(step: Callable[[], object]) -> None:
        try:
            barrier.wait()
            step()
            answers.append("won")
        except Conflict:
            answers.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(answers)
