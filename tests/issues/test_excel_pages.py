"""Template out, file in, repaired in the preview, stored as the draft: all of it or nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cint_portal.audit.models import AuditEvent
from cint_portal.core import clock
from cint_portal.core.errors import Conflict
from cint_portal.documents.uploads import KEPT_FOR, forget_uploads
from cint_portal.organization.models import RoleAssignment
from issues.excel.columns import COLUMNS, TAB
from issues.models import Issue, IssueRegister, IssueUpload
from issues.services import save_rows
from issues.services.uploads import Draft, apply_upload, repair_upload, store_upload
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import FILLED, drafted, opened, row, sent, texts
from tests.issues.workbooks import FIRST_ROW, LINE, TITLE_ROW, compared, file_of, template_of, typed

LogIn = Callable[[object], Client]
NOW = at("2026-10-21 09:00")


@pytest.fixture(autouse=True)
def _wednesday(company: Company) -> None:
    clock.move_to(NOW)


def url(name: str, register: IssueRegister, *more: int) -> str:
    return reverse(f"issues:{name}", args=[register.pk, *more])


def send(client: Client, register: IssueRegister, data: bytes, name: str = "isu.xlsx") -> HttpResponse:
    return client.post(url("upload-create", register), {"file": SimpleUploadedFile(name, data)})


def preview_of(client: Client, register: IssueRegister, data: bytes) -> str:
    """Upload and the address of the preview."""
    answer = send(client, register, data)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def page(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def confirmed(register: IssueRegister, **more: str) -> dict[str, object]:
    return {"confirm": "1", "version": register.version, **more}


# --- The template --------------------------------------------------------------------------------------


def test_the_template_holds_the_draft_lists_help_and_nothing_to_type_over(
    company: Company, as_person: LogIn
) -> None:
    register = drafted(company, count=2)
    answer = as_person(company.drafter).get(url("template-download", register))
    assert answer["Content-Disposition"] == 'attachment; filename="isu-2027-PPIC-templat.xlsx"'
    book = openpyxl.load_workbook(BytesIO(answer.content))
    sheet = book[TAB]
    titles = [str(column.title) for column in COLUMNS]
    assert [cell.value for cell in sheet[TITLE_ROW]] == [*titles, "Kode Baris"]
    assert sheet[f"C{FIRST_ROW + 1}"].value == "Isu nomor 2"
    assert sheet.protection.sheet
    assert sheet[f"A{TITLE_ROW}"].protection.locked
    assert not sheet[f"A{FIRST_ROW}"].protection.locked
    assert not sheet[f"F{FIRST_ROW + 199}"].protection.locked
    assert sheet.column_dimensions["M"].hidden
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "textLength"}
    assert "Petunjuk" in book.sheetnames
    assert book["_portal"].sheet_state == "veryHidden"
    assert AuditEvent.objects.filter(kind="download", actor_id=company.drafter.pk).count() == 1


def test_a_template_in_english_comes_back_as_well(company: Company) -> None:
    register = drafted(company, count=2)
    with translation.override("en"):
        data = template_of(register)
    assert compared(data, register).changes_nothing


def test_a_register_that_is_with_cms_has_no_template_and_takes_no_file(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    client = as_person(company.manager)
    assert client.get(url("template-download", register)).status_code == 409
    assert client.get(url("upload-create", register)).status_code == 409
    assert send(client, register, template_of(register)).status_code == 409


# --- From file to draft --------------------------------------------------------------------------------


def test_three_bad_cells_are_repaired_in_the_preview_and_stored(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    bad = file_of(
        LINE, (*LINE[:3], "Metoda", *LINE[4:]), ("Pemasok", "x", "=1+1", "Material", "Luar kota", "T")
    )
    address = preview_of(client, register, bad)
    shown = page(client.get(address))
    for place in ("Isu!D3", "Isu!C4", "Isu!E4"):
        assert place in shown
    refused = client.post(
        address, confirmed(register, **{"cell-3-factor_id": "Metode", "cell-4-source": "?"})
    )
    assert refused.status_code == 422
    assert "2 sel perlu diperbaiki" in page(refused)
    assert not Issue.objects.filter(register=register).exists()
    repairs = {"cell-4-issue": "Harga naik 12%", "cell-4-source": "Eksternal"}
    checked = client.post(address, {"check": "1", **repairs}, follow=True)
    assert "Tidak ada kesalahan lagi" in page(checked)
    stored = client.post(address, confirmed(register))
    assert stored["Location"] == url("register-edit", register)
    register.refresh_from_db()
    assert (register.status, texts(register)) == ("draft", [LINE[2], LINE[2], "Harga naik 12%"])
    assert set(register.issues.values_list("filled_by", flat=True)) == {company.drafter.pk}


def test_a_confirmed_upload_keeps_who_when_and_the_hash_and_not_the_cells(
    company: Company, as_person: LogIn
) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    client.post(preview_of(client, register, file_of(LINE)), confirmed(register))
    upload = IssueUpload.objects.get()
    assert (upload.uploaded_by, upload.content, upload.applied_at) == (company.drafter, None, clock.now())
    assert len(upload.file_sha256) == 64


def test_a_second_click_on_storing_gets_the_firsts_answer(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    address = preview_of(client, register, file_of(LINE))
    data = confirmed(register, _nonce="n1")
    assert client.post(address, data)["Location"] == client.post(address, data)["Location"]
    assert register.issues.count() == 1


def test_a_row_that_is_skipped_is_not_stored(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    address = preview_of(client, register, file_of(LINE, ("Dibuat oleh: Budi", None, None, "??", None, None)))
    assert client.post(address, confirmed(register, skip="3")).status_code == 302
    assert texts(register) == [LINE[2]]


def test_the_preview_names_the_last_editor_and_the_notes(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    book = openpyxl.load_workbook(BytesIO(file_of(LINE)))
    book.properties.lastModifiedBy = "Siti <b>Aminah</b>"
    book["Isu"].row_dimensions[2].hidden = True
    buffer = BytesIO()
    book.save(buffer)
    client = as_person(company.drafter)
    answer = client.get(preview_of(client, register, buffer.getvalue()))
    assert b"Siti &lt;b&gt;Aminah" in answer.content
    assert "Baris tersembunyi tetap dibaca: 2." in page(answer)


def test_an_upload_without_a_change_offers_nothing_to_store(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    client = as_person(company.drafter)
    address = preview_of(client, register, template_of(register))
    assert "Tidak ada perubahan" in page(client.get(address))
    client.post(address, confirmed(register))
    before = register.version
    register.refresh_from_db()
    assert register.version == before


# --- Refused files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Berkas kosong."),
        (b"Stakeholders;Isu", "Ini bukan berkas Excel."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "kata sandi"),
        (file_of(["a"], titles=["Produk"]), "Judul kolom tidak ditemukan"),
    ],
    ids=["empty", "text", "old", "no titles"],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    company: Company, as_person: LogIn, data: bytes, reason: str
) -> None:
    register = opened(company)
    answer = send(as_person(company.drafter), register, data)
    assert answer.status_code == 422
    assert reason in page(answer)
    assert not IssueUpload.objects.exists()


def test_no_file_and_a_file_that_is_too_large_are_refused(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    assert "Pilih berkasnya dahulu." in page(client.post(url("upload-create", register)))
    large = send(client, register, b"PK\x03\x04" + bytes(10 * 1024 * 1024))
    assert (large.status_code, "paling besar 10 MB" in page(large)) == (422, True)


def test_the_files_name_is_kept_cleaned_and_shown_escaped(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    answer = send(client, register, file_of(LINE), name="isu\u202e <b>rahasia</b>.xlsx")
    assert IssueUpload.objects.get().file_name == "b>.xlsx"  # browsers send no folders
    assert b"<b>rahasia" not in client.get(answer["Location"]).content


# --- Others, meanwhile, later --------------------------------------------------------------------------


def test_an_edit_meanwhile_is_a_conflict_that_stores_nothing_and_shows_the_new_comparison(
    company: Company, as_person: LogIn
) -> None:
    register = drafted(company, count=1)
    client = as_person(company.drafter)
    address = preview_of(
        client, register, typed(template_of(register), {f"B{FIRST_ROW}": "Berubah di Excel"})
    )
    shown_version = register.version
    save_rows(register=register, rows={0: row(1, issue="Baru di portal")}, actor=company.manager, now=FILLED)
    answer = client.post(address, {"confirm": "1", "version": shown_version})
    assert answer.status_code == 409
    assert "Baru di portal" in page(answer)
    assert texts(register) == ["Baru di portal"]
    register.refresh_from_db()
    assert client.post(address, confirmed(register)).status_code == 302


def test_a_register_sent_meanwhile_takes_nothing(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    client = as_person(company.manager)
    address = preview_of(client, register, file_of(LINE))
    IssueRegister.objects.filter(pk=register.pk).update(
        status="submitted", submitted_at=NOW, first_submitted_at=NOW, review_due_on="2026-10-26"
    )
    assert client.get(address).status_code == 409
    assert client.post(address, confirmed(register)).status_code == 409
    assert len(texts(register)) == 2


def test_a_right_lost_meanwhile_stops_the_confirmation(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    client = as_person(company.drafter)
    address = preview_of(client, register, file_of(LINE))
    RoleAssignment.objects.filter(person=company.drafter).update(valid_until=date(2026, 10, 1))
    assert client.post(address, confirmed(register)).status_code == 404
    assert len(texts(register)) == 2


@pytest.mark.parametrize("who", ["manager", "second_layer", "cms", "outsider"])
def test_somebody_elses_preview_does_not_exist(company: Company, as_person: LogIn, who: str) -> None:
    register = drafted(company)
    address = preview_of(as_person(company.drafter), register, file_of(LINE))
    answer = as_person(getattr(company, who)).get(address)
    assert answer.status_code == (403 if who == "cms" else 404)


def test_a_preview_of_another_register_is_not_reached_through_ones_own(
    company: Company, as_person: LogIn
) -> None:
    register = drafted(company)
    client = as_person(company.drafter)
    preview_of(client, register, file_of(LINE))
    foreign = IssueRegister.objects.get(unit=company.sister_department)
    upload = IssueUpload.objects.get()
    assert client.get(url("upload-detail", foreign, upload.pk)).status_code == 404


def test_a_newer_upload_takes_the_place_of_the_older_preview(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    first = preview_of(client, register, file_of(LINE))
    preview_of(client, register, file_of(LINE, LINE))
    assert client.get(first)["Location"] == url("upload-create", register)
    assert "belum disimpan" in page(client.get(url("upload-create", register)))


def test_previews_end_after_their_days_and_leave_no_cells(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    address = preview_of(client, register, file_of(LINE))
    clock.move_to(NOW + KEPT_FOR)
    assert client.get(address)["Location"] == url("upload-create", register)
    assert forget_uploads(NOW.date(), NOW + KEPT_FOR - timedelta(seconds=1)) == 0
    assert forget_uploads(NOW.date(), NOW + KEPT_FOR) == 1
    assert forget_uploads(NOW.date(), NOW + KEPT_FOR) == 0
    assert IssueUpload.objects.get().content is None


# --- The services by themselves --------------------------------------------------------------------------


def stored_upload(company: Company, register: IssueRegister) -> IssueUpload:
    return store_upload(
        register=register,
        content={},
        file_name="a.xlsx",
        file_sha256="0" * 64,
        actor=company.drafter,
        now=NOW,
    )


def test_an_upload_is_taken_over_once(company: Company) -> None:
    upload = stored_upload(company, opened(company))
    draft = Draft({0: row(1)}, {}, [])
    apply_upload(upload=upload, draft=draft, actor=company.drafter, now=NOW)
    with pytest.raises(Conflict):
        apply_upload(upload=upload, draft=draft, actor=company.drafter, now=NOW)
    with pytest.raises(Conflict):
        repair_upload(upload=upload, content={}, actor=company.drafter, now=NOW)


def test_a_draft_that_breaks_a_rule_leaves_register_and_upload_as_they_were(company: Company) -> None:
    register = drafted(company, count=1)
    upload = stored_upload(company, register)
    Issue.objects.filter(register=register).update(decision="accepted", decided_category="W")
    with pytest.raises(Conflict):
        apply_upload(
            upload=upload,
            draft=Draft({0: row(1, issue="Ditimpa"), 1: row(2)}, {}, []),
            actor=company.drafter,
            now=NOW,
        )
    upload.refresh_from_db()
    assert (texts(register), upload.content, upload.applied_at) == (["Isu nomor 1"], {}, None)
