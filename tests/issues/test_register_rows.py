"""Rows that are moved, duplicated, removed and brought back: what keeps its name, what is refused."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from issues.models import Issue, IssueRegister
from issues.rules import MAX_ROWS, Line, RowValues, arrange, placed
from issues.selectors import removed_rows, with_counts
from issues.services import restore_row, save_rows
from tests.company import Company
from tests.issues.registers import FILLED, REVIEWED, SENT, drafted, opened, reviewed, row, rows, texts


def keys_of(register: IssueRegister) -> list[UUID]:
    return [issue.key for issue in register.issues.all()]


def save(
    register: IssueRegister, company: Company, *, now: datetime = FILLED, **sheet: object
) -> IssueRegister:
    return save_rows(register=register, actor=company.drafter, now=now, **sheet)  # type: ignore[arg-type]


def arranged(register: IssueRegister, company: Company, *order: int, **more: object) -> IssueRegister:
    """Save the stored rows in this order of their old places."""
    issues = list(register.issues.all())
    return save(
        register,
        company,
        rows={place: issues[old].values for place, old in enumerate(order)},
        keys={place: issues[old].key for place, old in enumerate(order)},
        **more,
    )


def removed(register: IssueRegister, company: Company, place: int, now: datetime = FILLED) -> IssueRegister:
    gone = keys_of(register)[place]
    return save(register, company, rows={}, removed={gone}, now=now)


# --- Moving and naming ------------------------------------------------------------------------------


def test_a_moved_row_is_the_same_row_and_nobody_has_typed_in_it(company: Company) -> None:
    register = drafted(company, count=3)
    before = {issue.pk: issue.issue for issue in register.issues.all()}
    Issue.objects.update(filled_by=company.second_layer)
    moved = arranged(register, company, 2, 0, 1)
    assert texts(register) == ["Isu nomor 3", "Isu nomor 1", "Isu nomor 2"]
    assert {issue.pk: issue.issue for issue in register.issues.all()} == before
    assert {issue.filled_by for issue in register.issues.all()} == {company.second_layer}
    assert moved.version == register.version + 1


def test_a_new_row_with_a_name_is_stored_once_however_often_it_is_sent(company: Company) -> None:
    register, name = opened(company), uuid4()
    for _time in range(3):
        register = save(register, company, rows={0: row()}, keys={0: name}, tidy=False)
    assert (keys_of(register), register.version) == ([name], 1)


def test_the_same_name_twice_is_one_row(company: Company) -> None:
    name = uuid4()
    register = save(opened(company), company, rows=rows(2), keys={0: name, 1: name})
    assert texts(register) == ["Isu nomor 2"]


def test_rows_that_the_page_does_not_mention_give_way(company: Company) -> None:
    register = drafted(company, count=3)
    save(register, company, rows={0: row(9)}, keys={0: uuid4()})
    assert texts(register) == ["Isu nomor 9", "Isu nomor 2", "Isu nomor 3", "Isu nomor 1"]


def test_a_name_of_another_register_means_a_new_row(company: Company) -> None:
    register = drafted(company, count=1)
    foreign = IssueRegister.objects.get(unit=company.sister_department)
    save_rows(register=foreign, rows={0: row(5)}, actor=company.colleague, now=FILLED)
    save(register, company, rows={0: row(1), 1: row(7)}, keys={1: keys_of(foreign)[0]})
    assert texts(register) == ["Isu nomor 1", "Isu nomor 7"]
    assert texts(foreign) == ["Isu nomor 5"]


def test_once_cms_has_seen_the_numbers_nobody_moves_them(company: Company) -> None:
    register = reviewed(company, "returned", "returned")
    arranged(register, company, 1, 0)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


def test_after_a_return_a_new_row_never_takes_the_place_of_another(company: Company) -> None:
    register = reviewed(company, "accepted", "returned")
    save(register, company, rows={1: row(7)}, keys={1: uuid4()})
    assert [(issue.number, issue.issue) for issue in register.issues.all()] == [
        (1, "Isu nomor 1"),
        (2, "Isu nomor 7"),
        (3, "Isu nomor 2"),
    ]


@pytest.mark.parametrize("column", ["position", "key"])
def test_the_database_keeps_places_and_names_apart(company: Company, column: str) -> None:
    first, second = drafted(company).issues.all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=second.pk).update(**{column: getattr(first, column)})


# --- Removing and the way back --------------------------------------------------------------------


def test_a_removed_row_counts_nowhere_and_its_record_stays(company: Company) -> None:
    register = removed(drafted(company, count=3), company, 1)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 3"]
    assert [issue.position for issue in register.issues.all()] == [0, 1]
    counted = with_counts(IssueRegister.objects.filter(pk=register.pk)).get()
    assert (counted.row_count, counted.pending_count) == (2, 2)  # type: ignore[attr-defined]
    (gone,) = removed_rows(register)
    assert (gone.issue, gone.removed_by, gone.removed_at) == ("Isu nomor 2", company.drafter, FILLED)


def test_a_removed_row_comes_back_where_it_stood(company: Company) -> None:
    register = removed(drafted(company, count=3), company, 1)
    (gone,) = removed_rows(register)
    again = restore_row(register=register, pk=gone.pk, actor=company.second_layer, now=FILLED)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2", "Isu nomor 3"]
    assert Issue.objects.get(pk=gone.pk).filled_by == company.drafter
    assert again.version == register.version + 1
    assert company.second_layer.pk in again.contributors
    assert removed_rows(register) == []


def test_a_returned_row_comes_back_with_its_number_and_cmss_comment(company: Company) -> None:
    register = reviewed(company, "accepted", "returned", "returned")
    register = removed(register, company, 1, now=REVIEWED)
    save(register, company, rows={3: row(4)}, keys={3: uuid4()})
    (gone,) = removed_rows(register)
    restore_row(register=register, pk=gone.pk, actor=company.manager, now=FILLED)
    issue = Issue.objects.get(pk=gone.pk)
    assert (issue.number, issue.decision, issue.decision_comment) == (2, "returned", "Sebutkan angkanya.")


def test_typing_into_a_removed_row_brings_it_back(company: Company) -> None:
    register = drafted(company)
    name = keys_of(register)[0]
    register = removed(register, company, 0)
    save(register, company, rows={0: row(1), 1: row(2)}, keys={0: name, 1: keys_of(register)[0]})
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]
    assert keys_of(register)[0] == name


def test_an_accepted_row_is_not_removed(company: Company) -> None:
    register = reviewed(company, "accepted", "returned")
    with pytest.raises(Conflict):
        removed(register, company, 0)
    assert len(texts(register)) == 2


def test_what_was_removed_before_the_last_sending_is_not_offered_again(company: Company) -> None:
    register = removed(drafted(company, count=3), company, 1)
    Issue.everything.exclude(removed_at=None).update(removed_at=FILLED)
    IssueRegister.objects.filter(pk=register.pk).update(submitted_at=SENT)
    register.refresh_from_db()
    assert removed_rows(register) == []


def test_nothing_is_offered_of_a_row_that_was_only_empty(company: Company) -> None:
    register = save(drafted(company), company, rows={1: RowValues()})
    assert texts(register) == ["Isu nomor 1"]
    assert removed_rows(register) == []


def test_the_way_back_is_refused_to_strangers_late_comers_and_twice(company: Company) -> None:
    register = removed(drafted(company), company, 0)
    (gone,) = removed_rows(register)
    with pytest.raises(PermissionDenied):
        restore_row(register=register, pk=gone.pk, actor=company.director, now=FILLED)
    with pytest.raises(StaleVersion):
        restore_row(register=register, pk=gone.pk, actor=company.drafter, now=FILLED, version=0)
    restore_row(register=register, pk=gone.pk, actor=company.drafter, now=FILLED)
    with pytest.raises(Conflict):
        restore_row(register=register, pk=gone.pk, actor=company.drafter, now=FILLED)


def test_a_row_of_another_register_does_not_come_in_this_way(company: Company) -> None:
    register = removed(drafted(company), company, 0)
    (gone,) = removed_rows(register)
    foreign = IssueRegister.objects.get(unit=company.sister_department)
    with pytest.raises(Conflict):
        restore_row(register=foreign, pk=gone.pk, actor=company.colleague, now=FILLED)


def test_a_full_register_takes_no_row_back(company: Company) -> None:
    register = removed(drafted(company), company, 0)
    (gone,) = removed_rows(register)
    register = save(register, company, rows=rows(MAX_ROWS))
    with pytest.raises(InvalidInput):
        restore_row(register=register, pk=gone.pk, actor=company.drafter, now=FILLED)


# --- A save whose answer got lost -----------------------------------------------------------------


def test_the_page_that_saved_last_may_save_again_with_the_version_it_knew(company: Company) -> None:
    register = drafted(company)
    version = register.version
    for text in ("sekali", "dua kali"):
        typed = {0: row(1, issue=text)}
        save(register, company, rows=typed, version=version, page="halaman-1")
    assert texts(register)[0] == "dua kali"


@pytest.mark.parametrize("page", ["halaman-2", ""])
def test_another_page_does_not(company: Company, page: str) -> None:
    register = drafted(company)
    save(register, company, rows={0: row(7)}, version=register.version, page="halaman-1")
    with pytest.raises(StaleVersion):
        save(register, company, rows={0: row(8)}, version=register.version, page=page)


def test_nor_does_the_page_that_saved_before_the_last(company: Company) -> None:
    register = drafted(company)
    later = save(register, company, rows={0: row(7)}, version=register.version, page="halaman-1")
    save(register, company, rows={0: row(8)}, version=later.version, page="halaman-2")
    with pytest.raises(StaleVersion):
        save(register, company, rows={0: row(9)}, version=register.version, page="halaman-1")
    assert texts(register)[0] == "Isu nomor 8"


# --- Pure -------------------------------------------------------------------------------------------

A, B, C = (Line(UUID(int=n), RowValues(issue=name)) for n, name in enumerate("ABC"))


@pytest.mark.parametrize(
    ("action", "at", "end"),
    [
        ("up", 1, "BAC"),
        ("up", 0, "ABC"),
        ("down", 1, "ACB"),
        ("down", 2, "ABC"),
        ("drop", 0, "BC"),
        ("copy", 0, "AABC"),
        ("copy", 2, "ABCC"),
    ],
)
def test_a_step_arranges_the_lines(action: str, at: int, end: str) -> None:
    made = arrange([A, B, C], action, at)
    assert "".join(line.values.issue for line in made) == end
    assert len({line.key for line in made}) == len(made)


def test_lines_are_placed_in_order_or_behind_those_that_are_fixed() -> None:
    assert placed([C, A], free=0) == {0: C, 1: A}
    fixed = Line(UUID(int=9), RowValues(issue="F"), 4)
    assert placed([A, fixed, B], free=7) == {7: A, 4: fixed, 8: B}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"is_obligation": True}, ("obligation_reference",)),
        ({"is_obligation": True, "obligation_reference": "UU 32/2009"}, ()),
        ({"origin": "Rapat", "kinds": ("ohs",), "is_climate": True}, ()),
    ],
)
def test_optional_columns_ask_for_nothing_but_an_obligations_reference(
    company: Company, values: dict[str, object], missing: tuple[str, ...]
) -> None:
    opened(company)
    assert row(1, **values).missing == missing
    assert RowValues(**values).has_options  # type: ignore[arg-type]
    assert not RowValues(**values).is_empty  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"kinds": ["profit"]}, {"obligation_reference": "UU 32/2009", "is_obligation": False}]
)
def test_the_database_refuses_what_no_form_offers(company: Company, change: dict[str, object]) -> None:
    register = drafted(company)
    with pytest.raises(IntegrityError), transaction.atomic():
        register.issues.update(**change)
