"""What an issue weighs is what the item that speaks for it scores."""

from decimal import Decimal

from issues.selectors.top_issues import top_candidates
from swot.selectors.issue_scores import issue_scores
from swot.services import merge_items
from tests.company import Company
from tests.swot.scenes import NOW, WORKED_EXAMPLE, deployed, item, rated


def test_every_issue_has_the_score_of_its_item(company: Company) -> None:
    analysis = rated(company)
    scores = issue_scores(company.cycle)
    (issue,) = item(analysis, "S1").issues.all()
    assert scores[issue.pk] == Decimal("1.25")  # 5 of 16, times 4
    assert len(scores) == sum(len(pairs) for pairs in WORKED_EXAMPLE.values())


def test_an_issue_whose_item_was_merged_has_the_speakers_score(company: Company) -> None:
    analysis = rated(company)
    for speaker, other in (("S2", "S1"), ("S3", "S2")):
        merge_items(
            analysis=analysis,
            speaker=item(analysis, speaker),
            others=[item(analysis, other)],
            actor=company.cms,
            now=NOW,
        )
    scores = issue_scores(company.cycle)
    (merged,), (speaking,) = item(analysis, "S1").issues.all(), item(analysis, "S3").issues.all()
    assert scores[merged.pk] == scores[speaking.pk]


def test_what_is_not_rated_has_no_score_and_stands_behind(company: Company) -> None:
    deployed(company)
    assert issue_scores(company.cycle) == {}
    assert all(candidate.reason.startswith("belum dinilai") for candidate in top_candidates(company.cycle))


def test_the_best_scored_issues_are_proposed_first(company: Company) -> None:
    rated(company)
    candidates = top_candidates(company.cycle)
    scores = issue_scores(company.cycle)
    numbers = [scores[candidate.issue.pk] for candidate in candidates]
    assert numbers == sorted(numbers, reverse=True)
    assert [candidate.proposed for candidate in candidates] == [
        place < 10 for place in range(len(candidates))
    ]
    assert candidates[0].reason.startswith("skor SWOT ")
