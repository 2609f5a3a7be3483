"""Registers of the tests, made by the services, at the stages that tests start from."""

from datetime import date, datetime

from cint_portal.organization.models import PlanningCycle, User
from issues.models import Issue, IssueRegister, ReviewFactor
from issues.rules import RowDecision, RowValues
from issues.services import decide_rows, finish_review, open_collection, save_rows, submit_register
from tests.company import Company
from tests.conftest import at

OPENED = at("2026-10-01 08:00")
FILLED = at("2026-10-20 10:00")
#: Saturday before midnight: the last day, and the case of the worked dates.
SENT = at("2026-10-31 20:00")
REVIEWED = at("2026-11-04 15:00")


def row(number: int = 1, **columns: object) -> RowValues:
    """A complete row; `number` tells rows apart."""
    factor = ReviewFactor.objects.get(name="Metode")
    values: dict[str, object] = {
        "stakeholder": "Pelanggan",
        "needs": f"Kebutuhan {number}",
        "issue": f"Isu nomor {number}",
        "factor_id": factor.pk,
        "source": "internal",
        "category": "W",
    }
    return RowValues(**{**values, **columns})  # type: ignore[arg-type]


def rows(count: int) -> dict[int, RowValues]:
    return {place: row(place + 1) for place in range(count)}


def opened(company: Company, *, now: datetime = OPENED) -> IssueRegister:
    """The department's register in a collection that CMS has opened."""
    open_collection(cycle=company.cycle, actor=company.cms_head, now=now)
    return IssueRegister.objects.get(cycle=company.cycle, unit=company.department)


def drafted(company: Company, *, count: int = 2, by: User | None = None) -> IssueRegister:
    """A complete draft, typed by the drafter unless somebody else is named."""
    register = opened(company)
    return save_rows(register=register, rows=rows(count), actor=by or company.drafter, now=FILLED)


def sent(company: Company, *, count: int = 2, now: datetime = SENT) -> IssueRegister:
    return submit_register(register=drafted(company, count=count), actor=company.manager, now=now)


def decisions(
    register: IssueRegister, *words: str, comment: str = "Sebutkan angkanya."
) -> dict[int, RowDecision]:
    """Decisions in the order of the rows: "accepted", "returned" (with the comment) or "pending"."""
    issues = list(register.issues.all())
    return {
        issue.pk: RowDecision(word, comment if word == "returned" else "")
        for issue, word in zip(issues, words, strict=True)
    }


def reviewed(
    company: Company, *words: str, register: IssueRegister | None = None, now: datetime = REVIEWED
) -> IssueRegister:
    """A register whose round has ended with these decisions."""
    register = register or sent(company, count=len(words))
    decided = decide_rows(
        register=register, decisions=decisions(register, *words), actor=company.cms, now=now
    )
    return finish_review(register=decided, actor=company.cms, now=now)


def texts(register: IssueRegister) -> list[str]:
    return [issue.issue for issue in Issue.objects.filter(register=register).order_by("position")]


def last_year(company: Company, *texts: str) -> list[Issue]:
    """The department's accepted issues of the year before, each named by its text."""
    cycle = PlanningCycle.objects.filter(year=company.cycle.year - 1).first()
    cycle = cycle or PlanningCycle.objects.open_year(company.cycle.year - 1)
    opened(company)  # the factors
    register = IssueRegister.objects.create(
        cycle=cycle,
        unit=company.department,
        status="accepted",
        due_on=date(2025, 10, 31),
        first_due_on=date(2025, 10, 31),
        submitted_at=at("2025-10-20 10:00"),
        first_submitted_at=at("2025-10-20 10:00"),
        review_due_on=date(2025, 11, 5),
    )
    return [
        Issue.objects.create(
            register=register,
            position=place,
            stakeholder="Pelanggan",
            needs="Tepat waktu",
            issue=text,
            factor_id=row().factor_id,
            source="internal",
            category="W",
            decided_category="W",
            decision="accepted",
        )
        for place, text in enumerate(texts)
    ]
