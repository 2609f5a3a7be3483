"""Many departments with many issues, made in bulk."""

from cint_portal.organization.models import Unit
from issues.models import Issue, IssueRegister, ReviewFactor
from tests.company import FOUNDED, Company

_CATEGORIES = {"internal": "SW", "external": "OT"}


def crowd(company: Company, departments: int, each: int) -> list[IssueRegister]:
    """Departments of one directorate, each with a sent register of `each` issues."""
    start = Unit.objects.count()
    units = Unit.objects.bulk_create(
        Unit(
            code=f"D{start + n:04}",
            name=f"Departemen {start + n:04}",
            kind="department",
            parent=company.directorate,
            valid_from=FOUNDED,
        )
        for n in range(departments)
    )
    due = company.cycle.issues_due_on
    registers = IssueRegister.objects.bulk_create(
        IssueRegister(cycle=company.cycle, unit=unit, due_on=due, first_due_on=due, status="draft")
        for unit in units
    )
    factors = list(ReviewFactor.objects.all())
    Issue.objects.bulk_create(
        [_issue(register, place, factors) for register in registers for place in range(each)], batch_size=1000
    )
    return registers


def _issue(register: IssueRegister, place: int, factors: list[ReviewFactor]) -> Issue:
    factor = factors[(register.pk + place) % len(factors)]
    return Issue(
        register=register,
        position=place,
        stakeholder=f"Pihak {place % 12}",
        needs=f"Kebutuhan nomor {place} yang cukup panjang untuk sebuah register yang sungguhan",
        issue=f"Isu nomor {place} tentang pengiriman dan biaya bahan baku di pabrik",
        factor=factor,
        source=factor.source,
        category=_CATEGORIES[factor.source][place % 2],
        kinds=["quality"] if place % 3 == 0 else [],
    )
