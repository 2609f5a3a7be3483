"""Last year's issues: their fate, their rows of this year, the change from year to year."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.organization.models import PlanningCycle
from issues.models import Issue, IssueFate, IssueRegister
from issues.rules import RowValues
from issues.selectors.carry_over import past_lines, unit_changes, year_change
from issues.services import save_rows, submit_register
from issues.services.carry_over import FateChoice, decide_fates
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import FILLED, last_year, reviewed, row, rows, sent

NOW = at("2026-10-12 09:00")


def decide(company: Company, *choices: tuple[Issue, str], **changed: object) -> IssueRegister:
    register = IssueRegister.objects.get(cycle=company.cycle, unit=company.department)
    step: dict[str, object] = {"actor": company.drafter, "now": NOW, **changed}
    fates = {issue.pk: FateChoice(fate, str(step.pop("note", ""))) for issue, fate in choices}
    return decide_fates(register=register, choices=fates, **step)  # type: ignore[arg-type]


def this_year(register: IssueRegister) -> list[tuple[str, str]]:
    return [(issue.issue, issue.category) for issue in register.issues.order_by("position")]


def test_a_persisting_issue_gets_a_row_of_its_own_linked_to_the_old(company: Company) -> None:
    old, _other = last_year(company, "Jadwal bergeser", "Mesin tua")
    register = decide(company, (old, "persisting"))
    issue = register.issues.get()
    assert (issue.issue, issue.previous, issue.decision) == ("Jadwal bergeser", old, "pending")
    assert issue.filled_by == company.drafter
    assert register.status == "draft"
    assert company.drafter.pk in register.contributors
    fate = IssueFate.objects.get(issue=old)
    assert (fate.fate, fate.decided_by, fate.decided_at) == ("persisting", company.drafter, NOW)


def test_cmss_category_of_last_year_is_carried_on(company: Company) -> None:
    (old,) = last_year(company, "Pasar tumbuh")
    Issue.objects.filter(pk=old.pk).update(decided_category="O", category_reason="Dari luar")
    assert this_year(decide(company, (old, "persisting"))) == [("Pasar tumbuh", "O")]


def test_a_new_strength_is_to_be_put_into_words(company: Company) -> None:
    (old,) = last_year(company, "Kompetensi belum merata")
    register = decide(company, (old, "strength"))
    issue = register.issues.get()
    assert (issue.issue, issue.category, issue.source, issue.previous) == ("", "S", "internal", old)
    with pytest.raises(InvalidInput):
        submit_register(register=register, actor=company.manager, now=NOW)


@pytest.mark.parametrize("fate", ["solved", "irrelevant"])
def test_what_is_over_leaves_no_row(company: Company, fate: str) -> None:
    (old,) = last_year(company, "Mesin tua")
    register = decide(company, (old, fate), note="Mesin diganti Maret")
    assert not register.issues.exists()
    assert IssueFate.objects.get().note == "Mesin diganti Maret"


def test_rows_that_are_there_keep_their_places(company: Company) -> None:
    old, other = last_year(company, "A", "B")
    register = IssueRegister.objects.get(cycle=company.cycle, unit=company.department)
    save_rows(register=register, rows=rows(2), actor=company.drafter, now=FILLED)
    register = decide(company, (old, "persisting"), (other, "persisting"))
    assert [text for text, _category in this_year(register)] == ["Isu nomor 1", "Isu nomor 2", "A", "B"]


def test_saying_the_same_again_changes_nothing(company: Company) -> None:
    (old,) = last_year(company, "A")
    register = decide(company, (old, "persisting"))
    again = decide(company, (old, "persisting"), version=register.version)
    assert again.version == register.version
    assert again.issues.count() == 1


def test_an_untouched_copy_goes_when_the_fate_changes(company: Company) -> None:
    old, other = last_year(company, "A", "B")
    decide(company, (old, "persisting"), (other, "persisting"))
    register = decide(company, (old, "solved"))
    assert [text for text, _category in this_year(register)] == ["B"]
    register = decide(company, (other, ""))
    assert this_year(register) == []
    assert {line.fate for line in past_lines(register)} == {"solved", ""}


def test_a_copy_that_somebody_wrote_in_is_not_taken_away(company: Company) -> None:
    (old,) = last_year(company, "A")
    register = decide(company, (old, "persisting"))
    edited = save_rows(
        register=register, rows={0: row(1, issue="A, lebih parah")}, actor=company.drafter, now=NOW
    )
    with pytest.raises(InvalidInput, match="Baris 1 sudah diubah"):
        decide(company, (old, "solved"))
    assert IssueFate.objects.get().fate == "persisting"
    register = decide(company, (old, "strength"))
    assert this_year(register) == [("A, lebih parah", "W")]
    assert edited.issues.get().previous == old


def test_a_copy_that_was_deleted_in_the_grid_is_undecided_again(company: Company) -> None:
    (old,) = last_year(company, "A")
    register = decide(company, (old, "persisting"))
    register = save_rows(register=register, rows={0: RowValues()}, actor=company.drafter, now=NOW)
    assert [line.fate for line in past_lines(register)] == [""]
    register = decide(company, (old, "persisting"))
    assert this_year(register) == [("A", "W")]


def test_only_ones_own_issues_of_last_year_have_a_fate_here(company: Company) -> None:
    last_year(company, "A")
    foreign = IssueRegister.objects.get(cycle=company.cycle, unit=company.sister_department)
    issue = Issue.objects.create(register=foreign, position=0, issue="Asing")
    with pytest.raises(Conflict):
        decide(company, (issue, "solved"))


def test_what_cms_did_not_accept_last_year_is_not_asked_about(company: Company) -> None:
    old, _other = last_year(company, "A", "B")
    Issue.objects.filter(pk=old.pk).update(decision="pending", decided_category="")
    register = IssueRegister.objects.get(cycle=company.cycle, unit=company.department)
    assert [line.issue.issue for line in past_lines(register)] == ["B"]


@pytest.mark.parametrize("who", ["colleague", "outsider", "director", "cms", "bod", "auditor", "admin"])
def test_only_who_fills_the_register_decides(company: Company, who: str) -> None:
    (old,) = last_year(company, "A")
    with pytest.raises(PermissionDenied):
        decide(company, (old, "solved"), actor=getattr(company, who))


def test_after_sending_fates_stand_as_they_are(company: Company) -> None:
    (old,) = last_year(company, "A")
    sent(company)
    with pytest.raises(Conflict, match="Dikirim ke CMS"):
        decide(company, (old, "solved"))


def test_a_stale_page_decides_nothing(company: Company) -> None:
    (old,) = last_year(company, "A")
    register = decide(company, (old, "persisting"))
    with pytest.raises(StaleVersion):
        decide(company, (old, "solved"), version=register.version - 1)


# --- Year on year ------------------------------------------------------------------------------------


def test_the_change_counts_categories_fates_and_what_is_new(company: Company) -> None:
    a, b, c, _d = last_year(company, "A", "B", "C", "D")
    register = decide(company, (a, "persisting"), (b, "solved"), (c, "strength"))
    register = save_rows(
        register=register,
        rows={2: row(3, issue="Baru", source="external", category="T")},
        actor=company.drafter,
        now=NOW,
        tidy=False,
    )
    change = year_change(register)
    assert (change.before, change.now, change.undecided) == (4, 3, 1)
    assert [(c.label[0], c.before, c.now, c.delta) for c in change.categories] == [
        ("S", 0, 1, 1),
        ("W", 4, 1, -3),
        ("O", 0, 0, 0),
        ("T", 0, 1, 1),
    ]
    assert [count for _label, count in change.fates] == [1, 1, 1, 0]
    assert [issue.issue for issue in change.new] == ["Baru"]
    assert [(line.issue.issue, line.row.position if line.row else None) for line in change.pairs] == [
        ("A", 0),
        ("B", None),
        ("C", 1),
        ("D", None),
    ]


def test_the_years_overview_agrees_with_each_department(company: Company) -> None:
    a, b, _c = last_year(company, "A", "B", "C")
    register = decide(company, (a, "persisting"), (b, "irrelevant"))
    line = next(c for c in unit_changes(company.cycle, company.cms) if c.register == register)
    assert (line.before, line.now, line.new, line.fates, line.undecided) == (3, 1, 0, [1, 0, 0, 1], 1)
    seen = {c.register.unit.code for c in unit_changes(company.cycle, company.manager)}
    assert seen == {"PPIC"}


def test_an_accepted_copy_is_next_years_past(company: Company) -> None:
    (old,) = last_year(company, "A")
    register = decide(company, (old, "persisting"))
    register = submit_register(register=register, actor=company.manager, now=NOW)
    reviewed(company, "accepted", register=register, now=at("2026-10-14 09:00"))
    following = PlanningCycle.objects.open_year(company.cycle.year + 1)
    later = IssueRegister.objects.create(
        cycle=following, unit=company.department, due_on=date(2027, 10, 31), first_due_on=date(2027, 10, 31)
    )
    assert [line.issue.previous for line in past_lines(later)] == [old]
