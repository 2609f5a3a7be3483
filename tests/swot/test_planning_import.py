"""Bobot and Rating by the planning workbook: preview by cell, all or nothing, nothing foreign or stale."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from cint_portal.core.errors import Conflict
from cint_portal.documents.uploads import KEPT_FOR, forget_uploads
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import history
from swot.models import SwotAnalysis, SwotItem, SwotUpload
from swot.reports import build_planning
from swot.services import Rating, finalize_analysis, merge_items, rate_items
from swot.services.uploads import apply_upload, store_upload
from tests.company import Company
from tests.swot.scenes import NOW, accepted_issue, deployed, item, rated
from tests.swot.test_planning_workbook import silent

LogIn = Callable[[User], Client]
CREATE = reverse("swot:upload-create", args=[2027])


def exported(company: Company) -> Workbook:
    """The year's workbook, opened as Excel would."""
    data = build_planning({"year": 2027}, "xlsx", company.cms, NOW, silent)
    return load_workbook(io.BytesIO(data))


def row_of(book: Workbook, code: str) -> int:
    sheet = book[tab_of(code)]
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == code)


def tab_of(code: str) -> str:
    return {"S": "Strength", "W": "Weakness", "O": "Opportunity", "T": "Threat"}[code[0]]


def write(book: Workbook, code: str, column: str, value: object) -> str:
    """Type a value into Bobot (C), Rating (D) or the hidden id (I); returns where: Strength!C12."""
    sheet, number = book[tab_of(code)], row_of(book, code)
    sheet[f"{column}{number}"] = value
    return f"{sheet.title}!{column}{number}"


def file_of(book: Workbook) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("perencanaan.xlsx", buffer.getvalue())


def uploaded(client: Client, book: Workbook) -> HttpResponse:
    return client.post(CREATE, {"file": file_of(book)})  # type: ignore[return-value]


def previewed(client: Client, book: Workbook) -> tuple[str, str]:
    """Upload, open the preview; its address and its page."""
    answer = uploaded(client, book)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"], client.get(answer["Location"]).content.decode()


def confirm(client: Client, address: str, **data: Any) -> HttpResponse:
    return client.post(address, {"confirm": "1", **data})  # type: ignore[return-value]


def pair(analysis: SwotAnalysis, code: str) -> tuple[int | None, int | None]:
    row = item(analysis, code)
    return (row.weight, row.rating)


class TestTakenOver:
    def test_the_preview_names_each_change_and_confirming_stores_them(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        write(book, "S1", "C", 4)
        write(book, "T4", "D", "2")
        address, page = previewed(client, book)
        assert "<del>" in page
        assert "Isu S nomor 1" in page
        assert "Isu T nomor 4" in page
        assert "Isu W nomor 1" not in page  # what stays is only counted
        assert pair(analysis, "S1") == (5, 4)  # a preview changes nothing
        assert confirm(client, address)["Location"] == reverse("swot:item-list", args=[2027])
        assert (pair(analysis, "S1"), pair(analysis, "T4")) == ((4, 4), (4, 2))
        upload = SwotUpload.objects.get()
        assert upload.content is None
        assert upload.applied_at is not None
        step = history(analysis).last()
        assert (step.transition, step.details["upload"]) == ("import", upload.pk)

    def test_the_preview_says_what_happens_to_the_position(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        book = exported(company)
        write(book, "S1", "D", 1)
        write(book, "S2", "D", 1)
        page = previewed(as_person(company.cms), book)[1]
        assert "SO · Expansion (x 1,00 · y 0,13)" in page
        assert "WO · Stability" in page

    def test_a_file_that_says_nothing_new_stores_nothing(self, company: Company, as_person: LogIn) -> None:
        analysis, client = rated(company), as_person(company.cms)
        address, page = previewed(client, exported(company))
        assert "Tidak ada perubahan" in page
        confirm(client, address)
        assert SwotAnalysis.objects.get().version == analysis.version
        assert history(analysis).filter(transition="import").count() == 0

    def test_an_emptied_cell_is_announced_and_emptied(self, company: Company, as_person: LogIn) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        write(book, "O3", "D", None)
        address, page = previewed(client, book)
        assert "1 angka di portal akan dikosongkan" in page
        assert "belum lengkap" in page
        confirm(client, address)
        assert pair(analysis, "O3") == (4, None)

    def test_rows_may_be_sorted_and_hidden_ones_are_named(self, company: Company, as_person: LogIn) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        sheet, first, second = book["Strength"], row_of(book, "S1"), row_of(book, "S2")
        for column in "ABCDI":
            one, other = sheet[f"{column}{first}"], sheet[f"{column}{second}"]
            one.value, other.value = other.value, one.value
        sheet.row_dimensions[second].hidden = True
        write(book, "S1", "C", 1)
        address, page = previewed(client, book)
        assert f"Strength!{second}" in page
        assert "Baris tersembunyi tetap dibaca" in page
        confirm(client, address)
        assert (pair(analysis, "S1"), pair(analysis, "S2")) == ((1, 4), (4, 4))

    def test_a_file_without_our_mark_is_matched_by_code_and_words(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Strength"
        sheet.append(["Kode", "Isu SWOT", "Bobot", "Rating"])
        sheet.append(["S2", item(analysis, "S2").text.upper(), 2, 2])
        address, page = previewed(client, book)
        assert "Berkas tanpa tanda portal" in page
        assert "Weakness, Opportunity, Threat" in page  # left as they are, and said
        confirm(client, address)
        assert (pair(analysis, "S2"), pair(analysis, "W1")) == ((2, 2), (5, 3))


class TestRefused:
    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            ("lima", "Bukan angka"),
            (7, "Di luar skala: isi bilangan bulat 1 sampai 5."),
            (0, "Di luar skala"),
            (2.5, "Bukan bilangan bulat."),
            ("40%", "Bukan angka"),
            (True, "Bukan angka"),
            ("=1/0", "rumus tanpa hasil"),
        ],
    )
    def test_a_wrong_cell_is_named_and_keeps_everything_out(
        self, company: Company, as_person: LogIn, value: object, reason: str
    ) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        write(book, "S1", "C", 4)
        where = write(book, "W2", "D", value)
        address, page = previewed(client, book)
        assert where in page
        assert reason in page
        assert "Simpan sebagai Draf" not in page
        assert confirm(client, address).status_code == 422
        assert pair(analysis, "S1") == (5, 4)

    def test_a_percent_format_is_no_rating(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        book = exported(company)
        write(book, "S1", "D", 0.04)
        book["Strength"][f"D{row_of(book, 'S1')}"].number_format = "0%"
        assert "berformat persen" in previewed(as_person(company.cms), book)[1]

    def test_ids_in_hidden_cells_are_authorised_again(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        other_year = PlanningCycle.objects.open_year(2031)
        foreign = SwotItem.objects.create(
            analysis=SwotAnalysis.objects.create(cycle=other_year), category="S", text="Asing", position=1
        )
        client = as_person(company.cms)
        for value, reason in (
            (foreign.pk, "bukan isu SWOT tahun ini"),
            (item(analysis, "S2").pk, "salinan baris lain"),
            (item(analysis, "W1").pk, "bukan milik tab ini"),
        ):
            book = exported(company)
            write(book, "S1", "I", value)
            write(book, "S1", "C", 1)
            address, page = previewed(client, book)
            assert reason in page
            assert confirm(client, address).status_code == 422
        foreign.refresh_from_db()
        assert foreign.weight is None
        assert pair(analysis, "S1") == (5, 4)

    def test_a_row_of_nobody_and_words_of_another_item(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        book = exported(company)
        del book["_portal"]
        book["Strength"][f"B{row_of(book, 'S3')}"] = "Isu yang lain sama sekali"
        write(book, "S4", "A", "S9")
        page = previewed(as_person(company.cms), book)[1]
        assert "kalimatnya berbeda" in page
        assert "Tidak ada isu SWOT dengan kode ini" in page

    def test_the_file_of_another_year_is_refused_at_once(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        book = exported(company)
        PlanningCycle.objects.filter(year=2027).update(year=2030)
        cycle = PlanningCycle.objects.open_year(2027)
        accepted_issue(company.department, cycle, "S", "Isu baru")
        SwotAnalysis.objects.create(cycle=cycle)
        answer = uploaded(as_person(company.cms), book)
        assert answer.status_code == 422
        assert "Berkas ini buku kerja SWOT 2027" in answer.content.decode()
        assert not SwotUpload.objects.exists()

    def test_a_workbook_without_the_tabs_says_which_are_read(
        self, company: Company, as_person: LogIn
    ) -> None:
        rated(company)
        answer = uploaded(as_person(company.cms), Workbook())
        assert answer.status_code == 422
        assert "Strength, Weakness, Opportunity, Threat" in answer.content.decode()
        damaged = SimpleUploadedFile("isu.xlsx", b"bukan excel")
        assert "bukan berkas Excel" in as_person(company.cms).post(CREATE, {"file": damaged}).content.decode()


class TestStale:
    def test_a_number_changed_on_both_sides_is_a_conflict(self, company: Company, as_person: LogIn) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        seen = Rating(item(analysis, "S1").pk, 3, 3, seen=(5, 4))
        rate_items(analysis=analysis, actor=company.cms_head, ratings=[seen])
        where = write(book, "S1", "C", 1)
        address, page = previewed(client, book)
        assert where in page
        assert "portal berubah dari 5 menjadi 3" in page
        assert confirm(client, address).status_code == 422
        assert pair(analysis, "S1") == (3, 3)

    def test_a_number_changed_in_the_portal_alone_stays(self, company: Company, as_person: LogIn) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        seen = Rating(item(analysis, "S1").pk, 3, 4, seen=(5, 4))
        rate_items(analysis=analysis, actor=company.cms_head, ratings=[seen])
        write(book, "S1", "D", 2)
        address, page = previewed(client, book)
        assert "nilai portal dipertahankan" in page
        confirm(client, address)
        assert pair(analysis, "S1") == (3, 2)

    def test_what_changes_between_preview_and_confirmation_is_shown_again(
        self, company: Company, as_person: LogIn
    ) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        write(book, "S1", "C", 4)
        address = previewed(client, book)[0]
        rate_items(
            analysis=analysis,
            actor=company.cms_head,
            ratings=[Rating(item(analysis, "W1").pk, 1, 1, seen=(5, 3))],
        )
        answer = confirm(client, address, version=analysis.version)
        assert answer.status_code == 409
        assert "Belum ada yang disimpan" in answer.content.decode()
        assert pair(analysis, "S1") == (5, 4)

    def test_a_merged_item_asks_for_a_new_file(self, company: Company, as_person: LogIn) -> None:
        analysis = rated(company)
        book = exported(company)
        merge_items(
            analysis=analysis,
            speaker=item(analysis, "S1"),
            others=[item(analysis, "S2")],
            actor=company.cms,
            now=NOW,
        )
        assert "sudah digabung ke isu lain" in previewed(as_person(company.cms), book)[1]

    def test_a_final_position_takes_no_file_in(self, company: Company, as_person: LogIn) -> None:
        analysis, client = rated(company), as_person(company.cms)
        book = exported(company)
        write(book, "S1", "C", 4)
        address = previewed(client, book)[0]
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        assert uploaded(client, book).status_code == 409
        assert confirm(client, address).status_code == 409
        assert pair(analysis, "S1") == (5, 4)


class TestPreviews:
    def test_a_preview_is_its_uploaders_alone(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        address = previewed(as_person(company.cms), exported(company))[0]
        assert as_person(company.cms_head).get(address).status_code == 404

    def test_a_new_file_takes_the_place_of_the_one_before(self, company: Company, as_person: LogIn) -> None:
        rated(company)
        client = as_person(company.cms)
        first = previewed(client, exported(company))[0]
        assert "belum disimpan" in client.get(CREATE).content.decode()
        previewed(client, exported(company))
        assert SwotUpload.objects.waiting().count() == 1
        assert client.get(first)["Location"] == CREATE

    def test_what_nobody_confirms_is_forgotten_after_a_week(self, company: Company) -> None:
        upload = kept(company)
        assert forget_uploads(NOW.date(), NOW + KEPT_FOR - timedelta(seconds=1)) == 0
        assert forget_uploads(NOW.date(), NOW + KEPT_FOR) == 1
        upload.refresh_from_db()
        assert upload.content is None
        with pytest.raises(Conflict):
            apply_upload(upload=upload, ratings=[], actor=company.cms, now=NOW)

    def test_readers_and_other_people_take_nothing_over(self, company: Company) -> None:
        upload = kept(company)
        for person in (company.cms_head, company.bod, company.manager):
            with pytest.raises(PermissionDenied):
                apply_upload(upload=upload, ratings=[], actor=person, now=NOW)
        with pytest.raises(PermissionDenied):
            store_upload(
                analysis=upload.analysis,
                content={},
                file_name="x.xlsx",
                file_sha256="0" * 64,
                actor=company.bod,
                now=NOW,
            )


def kept(company: Company) -> SwotUpload:
    return store_upload(
        analysis=deployed(company),
        content={"rows": []},
        file_name="x.xlsx",
        file_sha256="0" * 64,
        actor=company.cms,
        now=NOW,
    )
