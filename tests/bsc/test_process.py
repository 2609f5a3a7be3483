"""Analisa proses: rows written together, objectives that follow, what readers and the database allow."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from bsc.models import Objective, ProcessLink, ProcessRow, Scorecard
from bsc.selectors.process import process_analysis, process_bases
from bsc.services.process import NewObjective, RowDraft, link_objectives, write_process
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_scorecard, an_objective
from tests.company import Company
from tests.locks import unlocked

LogIn = Callable[[object], Client]
TRAINING = RowDraft("Sistem pelatihan", "Semua karyawan", "Materi diterapkan")


@pytest.fixture
def card(company: Company) -> Scorecard:
    return a_scorecard(company.department, company.cycle)


def written(card: Scorecard, company: Company, *rows: RowDraft) -> list[ProcessRow]:
    write_process(scorecard=card, rows=rows or [TRAINING], actor=company.manager)
    return list(ProcessRow.objects.filter(scorecard=card))


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_rows_keep_their_order_and_change_in_place(company: Company, card: Scorecard) -> None:
    first, second = written(card, company, TRAINING, RowDraft(" Sistem  rekrutmen "))
    assert [row.output for row in (first, second)] == ["Sistem pelatihan", "Sistem rekrutmen"]
    again = written(card, company, RowDraft("Sistem rekrutmen", id=second.pk), RowDraft("Baru"))
    assert [(row.pk == second.pk, row.output) for row in again] == [
        (True, "Sistem rekrutmen"),
        (False, "Baru"),
    ]
    card.refresh_from_db()
    assert card.version == 2
    written(card, company, *[RowDraft(row.output, id=row.pk) for row in again])
    card.refresh_from_db()
    assert card.version == 2, "the same again changes nothing"


def test_a_row_needs_its_output_and_must_still_be_there(company: Company, card: Scorecard) -> None:
    (row,) = written(card, company)
    with pytest.raises(InvalidInput, match="Baris 2"):
        write_process(scorecard=card, rows=[TRAINING, RowDraft(" ", "Pelanggan")], actor=company.manager)
    foreign = RowDraft("Baru", id=row.pk + 1000)
    with pytest.raises(Conflict, match="dihapus"):
        write_process(scorecard=card, rows=[foreign], actor=company.manager)
    assert ProcessRow.objects.get() == row, "all or nothing"


def test_only_the_units_people_write_and_only_while_it_is_open(company: Company, card: Scorecard) -> None:
    for who in (company.colleague, company.cms, company.director):
        with pytest.raises(PermissionDenied):
            write_process(scorecard=card, rows=[TRAINING], actor=who)
    with pytest.raises(StaleVersion):
        write_process(scorecard=card, rows=[TRAINING], actor=company.manager, version=7)
    Scorecard.objects.filter(pk=card.pk).update(status=Status.SENT_CMS)
    with pytest.raises(Conflict):
        write_process(scorecard=card, rows=[TRAINING], actor=company.manager)


def test_an_indirect_objective_follows_from_an_output(company: Company, card: Scorecard) -> None:
    (row,) = written(card, company)
    top = a_full_scorecard(company.corporate, company.cycle, status=Status.APPROVED)
    source = Objective.objects.get(perspective__scorecard=top, perspective__kind="learning")
    lane = card.perspectives.get(kind="process")
    new = NewObjective("Pelatihan berkelanjutan", lane, source)
    link_objectives(row=row, objectives=[], new=new, actor=company.manager)
    made = Objective.objects.get(perspective__scorecard=card)
    assert (made.cascade_kind, made.source) == ("indirect", source)
    a_kpi(made)
    (read,) = process_analysis(card).rows
    assert [(one.name, one.kpis) for one in read.following] == [("Pelatihan berkelanjutan", ("Pendapatan",))]
    assert process_bases(card) == {made.pk: ["Sistem pelatihan"]}


def test_links_are_replaced_together(company: Company, card: Scorecard) -> None:
    (row,) = written(card, company)
    one, two = an_objective(card, name="Satu"), an_objective(card, name="Dua")
    link_objectives(row=row, objectives=[one.pk], actor=company.manager)
    link_objectives(row=row, objectives=[two.pk], actor=company.manager)
    assert list(ProcessLink.objects.values_list("objective", flat=True)) == [two.pk]


def test_what_was_taken_over_directly_does_not_follow_from_the_analysis(
    company: Company, card: Scorecard
) -> None:
    (row,) = written(card, company)
    top = a_full_scorecard(company.corporate, company.cycle, status=Status.APPROVED)
    source = Objective.objects.filter(perspective__scorecard=top).first()
    direct = an_objective(card, source=source, cascade_kind="direct")
    foreign = an_objective(a_scorecard(company.sister_department, company.cycle))
    for key in (direct.pk, foreign.pk):
        with pytest.raises(InvalidInput, match="tidak langsung"):
            link_objectives(row=row, objectives=[key], actor=company.manager)
    assert not ProcessLink.objects.exists()


def test_a_decided_analysis_is_locked_in_the_database(company: Company, card: Scorecard) -> None:
    (row,) = written(card, company)
    with unlocked():
        Scorecard.objects.filter(pk=card.pk).update(status=Status.APPROVED)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        ProcessRow.objects.filter(pk=row.pk).update(output="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessRow.objects.create(scorecard=card, output="")


# --- Pages ----------------------------------------------------------------------------------------------


def grid(*rows: tuple[str, str, str, str], version: str = "0") -> dict[str, str]:
    data = {"version": version, "row-TOTAL_FORMS": str(len(rows)), "row-INITIAL_FORMS": "0"}
    for number, values in enumerate(rows):
        for name, value in zip(("id", "output", "customer", "expectation"), values, strict=True):
            data[f"row-{number}-{name}"] = value
    return data


def test_the_grid_leaves_empty_rows_out(company: Company, as_person: LogIn, card: Scorecard) -> None:
    client = as_person(company.drafter)
    page = f"/bsc/scorecards/{card.pk}/process/"
    assert "Belum ada analisa proses" in body(client.get(page))
    data = grid(("", "Laporan", "Manajemen", "Tepat waktu"), ("", "", " ", ""))
    assert client.post(f"{page}edit/", data).url == page  # type: ignore[attr-defined]
    assert ProcessRow.objects.count() == 1
    assert "Laporan" in body(client.get(page))


def test_a_row_without_output_keeps_what_was_typed(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    data = grid(("", "Laporan", "", ""), ("", "", "Pelanggan yang mana", ""))
    answer = as_person(company.manager).post(f"/bsc/scorecards/{card.pk}/process/edit/", data)
    assert answer.status_code == 422
    assert "Isi output baris ini" in body(answer)
    assert "Pelanggan yang mana" in body(answer)
    assert not ProcessRow.objects.exists()


def test_a_stale_grid_keeps_what_was_typed(company: Company, as_person: LogIn, card: Scorecard) -> None:
    data = grid(("", "Laporan bulanan", "", ""), version="5")
    answer = as_person(company.manager).post(f"/bsc/scorecards/{card.pk}/process/edit/", data)
    assert answer.status_code == 409
    assert "Laporan bulanan" in body(answer)


def test_the_page_of_an_output_makes_its_objective(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    (row,) = written(card, company)
    client, page = as_person(company.manager), f"/bsc/scorecards/process/{row.pk}/objectives/"
    assert client.get(page).status_code == 200
    unplaced = client.post(page, {"name": "Pelatihan", "version": "1"})
    assert unplaced.status_code == 422
    assert "Pilih perspektif" in body(unplaced)
    lane = card.perspectives.get(kind="process")
    assert client.post(page, {"name": "Pelatihan", "perspective": lane.pk, "version": "1"}).status_code == 302
    text = body(client.get(f"/bsc/scorecards/{card.pk}/process/"))
    assert "Pelatihan" in text
    assert "belum ada KPI" in text
