"""Scenes of the SWOT tests: accepted issues, deployed items, the worked example of the domain rules."""

from cint_portal.organization.models import PlanningCycle, Unit
from issues.models import Issue, IssueRegister, ReviewFactor
from swot.models import StrategicInitiative, Strategy, SwotAnalysis, SwotItem
from swot.services import Rating, create_initiative, create_strategy, deploy_issues, rate_items
from swot.services.initiatives import InitiativeFields
from tests.company import Company
from tests.conftest import at

NOW = at("2026-11-05 09:00")

#: Weight and rating per tab (domain rules §1): S 3.75, W 2.75, O 3.6923, T 3.5625, x 1.00, y 0.13, SO.
WORKED_EXAMPLE = {
    "S": [(5, 4), (4, 4), (4, 3), (3, 4)],
    "W": [(5, 3), (4, 3), (3, 2)],
    "O": [(5, 4), (4, 3), (4, 4)],
    "T": [(5, 4), (4, 4), (3, 3), (4, 3)],
}
#: One item per tab with equal ratings: S = W and O = T, exactly on the axis.
ON_THE_AXIS = {"S": [(3, 3)], "W": [(3, 3)], "O": [(3, 4)], "T": [(3, 4)]}


def accepted_issue(unit: Unit, cycle: PlanningCycle, category: str, text: str, **fields: object) -> Issue:
    """An issue of a department that CMS has accepted in the category given."""
    register, _made = IssueRegister.objects.get_or_create(
        cycle=cycle,
        unit=unit,
        defaults={"due_on": cycle.issues_due_on, "first_due_on": cycle.issues_due_on},
    )
    source = "internal" if category in "SW" else "external"
    factor, _made = ReviewFactor.objects.get_or_create(name=f"Faktor {source}", defaults={"source": source})
    values = {
        "position": register.issues.count() + 1,
        "stakeholder": "Pelanggan",
        "needs": "Pengiriman tepat waktu",
        "factor": factor,
        "source": source,
        "category": category,
        "decided_category": category,
        "decision": Issue.Decision.ACCEPTED,
    }
    return Issue.objects.create(register=register, issue=text, **{**values, **fields})


def accept_issues(company: Company, example: dict[str, list[tuple[int, int]]]) -> list[Issue]:
    """As many accepted issues per category as the example rates, half from each of two departments."""
    units = [company.department, company.sister_department]
    return [
        accepted_issue(units[n % 2], company.cycle, tab, f"Isu {tab} nomor {n + 1}")
        for tab, pairs in example.items()
        for n in range(len(pairs))
    ]


def deployed(company: Company, example: dict[str, list[tuple[int, int]]] | None = None) -> SwotAnalysis:
    """An analysis with the example's items, not yet rated."""
    accept_issues(company, example or WORKED_EXAMPLE)
    deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW)
    return SwotAnalysis.objects.get(cycle=company.cycle)


def rate(company: Company, analysis: SwotAnalysis, example: dict[str, list[tuple[int, int]]]) -> None:
    """Store the example's numbers in tab order."""
    ratings = [
        Rating(item.pk, *pair, seen=(item.weight, item.rating))
        for tab, pairs in example.items()
        for item, pair in zip(analysis.items.filter(category=tab).order_by("position"), pairs, strict=True)
    ]
    rate_items(analysis=analysis, actor=company.cms, ratings=ratings)


def rated(company: Company, example: dict[str, list[tuple[int, int]]] | None = None) -> SwotAnalysis:
    """A complete analysis, ready to be finalized."""
    example = example or WORKED_EXAMPLE
    analysis = deployed(company, example)
    rate(company, analysis, example)
    return SwotAnalysis.objects.get(pk=analysis.pk)


def item(analysis: SwotAnalysis, code: str) -> SwotItem:
    return analysis.items.get(category=code[0], position=int(code[1:]))


def strategy(
    company: Company, analysis: SwotAnalysis, cell: str = "SO", text: str = "Perluas pasar", *codes: str
) -> Strategy:
    """A strategy of the first item of each tab of its cell, or of the items named."""
    chosen = [item(analysis, code) for code in codes or (f"{cell[0]}1", f"{cell[1]}1")]
    return create_strategy(analysis=analysis, actor=company.cms, cell=cell, text=text, items=chosen)


def initiative_fields(company: Company, *strategies: Strategy, **fields: object) -> InitiativeFields:
    values = {"code": "SI-01", "name": "Buka pasar sekolah", "owner_unit": company.department}
    return InitiativeFields(strategies=strategies, **{**values, **fields})  # type: ignore[arg-type]


def initiative(company: Company, *strategies: Strategy, **fields: object) -> StrategicInitiative:
    return create_initiative(
        analysis=strategies[0].analysis,
        actor=company.cms,
        fields=initiative_fields(company, *strategies, **fields),
    )
