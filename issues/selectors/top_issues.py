"""Isu utama: which accepted issues CMS might follow through the year, the weightiest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cint_portal.core.numbers import format_number
from cint_portal.core.rounding import display
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import PlanningCycle
from issues.models import Issue
from issues.selectors.registers import accepted_issues

#: How many are proposed: as many as a half-year's meeting talks through.
PROPOSED: Final = 10

#: Scores of a year's issues by their ids; SWOT, which builds on the issues, gives them from above.
Scores = Callable[[PlanningCycle], Mapping[int, Decimal]]
_scores: list[Scores] = []


def register_scores(scores: Scores) -> None:
    """Say once, when the apps are ready, where scores come from."""
    if scores not in _scores:
        _scores.append(scores)


@dataclass(frozen=True)
class Candidate:
    """An accepted issue: why it stands where it stands, and whether it is among the first."""

    issue: Issue
    reason: str
    proposed: bool


def top_candidates(cycle: PlanningCycle) -> list[Candidate]:
    """All accepted issues: by SWOT score, the unscored by how many departments see the same factor so."""
    issues = list(accepted_issues(cycle))
    scores = {pk: score for give in _scores for pk, score in give(cycle).items()}
    raised = _departments_by_view(issues)
    # Where SWOT has not scored anything yet, the count decides alone; afterwards it only orders the rest.
    ranked = sorted(
        issues,
        key=lambda issue: (-scores.get(issue.pk, Decimal(-1)), -len(raised[_view(issue)]), issue.pk),
    )
    return [
        Candidate(issue, _reason(issue, scores, len(raised[_view(issue)])), place < PROPOSED)
        for place, issue in enumerate(ranked)
    ]


def _view(issue: Issue) -> tuple[int | None, str]:
    return issue.factor_id, issue.final_category


def _departments_by_view(issues: list[Issue]) -> dict[tuple[int | None, str], set[int]]:
    raised: dict[tuple[int | None, str], set[int]] = {}
    for issue in issues:
        raised.setdefault(_view(issue), set()).add(issue.register.unit_id)
    return raised


def _reason(issue: Issue, scores: Mapping[int, Decimal], departments: int) -> str:
    if issue.pk in scores:
        return _("skor SWOT %(score)s") % {
            "score": format_number(display(scores[issue.pk], 2), 2, reader_language())
        }
    count = ngettext("%(n)d departemen", "%(n)d departemen", departments) % {"n": departments}
    return _("belum dinilai SWOT; %(count)s menulis faktor dan kategori yang sama") % {"count": count}
