"""A scorecard by Excel on its pages: forms out, a file in, preview, repair, draft; hostile files stay out."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bsc.excel.preview import plan_of, preview
from bsc.excel.reading import read_table
from bsc.models import Measure, Scorecard, ScorecardUpload
from bsc.services.uploads import apply_upload, store_upload
from cint_portal.audit.models import AuditEvent
from cint_portal.core.errors import Conflict
from cint_portal.documents.excel_read import read_workbook
from cint_portal.documents.uploads import KEPT_FOR, forget_uploads
from tests.bsc.builders import a_full_scorecard
from tests.bsc.forms import NOW, carton_file, changed, first_row, form_file, places, typed
from tests.company import Company
from tests.locks import unlocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(company: Company) -> Scorecard:
    return a_full_scorecard(company.department, company.cycle)


@pytest.fixture
def client(company: Company, as_person) -> Client:
    return as_person(company.manager)


def send(client: Client, scorecard: Scorecard, data: bytes, name: str = "bsc.xlsx"):
    url = reverse("bsc:upload-create", args=[scorecard.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, data)}, follow=True)


def renamed(scorecard: Scorecard, name: str = "KPI bernama baru") -> bytes:
    data = form_file(scorecard)
    return typed(data, {f"{places(data)['Balanced Score Card|KPI']}{first_row(data)}": name})


def test_each_form_is_a_logged_download(four: Scorecard, client: Client) -> None:
    for kind in ("carton", "setup"):
        for name in ("bsc:scorecard-export", "bsc:template-download"):
            answer = client.get(reverse(name, args=[four.pk, kind]))
            assert answer.status_code == 200
            assert f"scorecard-2027-PPIC-{kind}" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.DOWNLOAD).count() == 4


def test_a_file_is_shown_first_and_changes_the_draft_on_confirmation(four: Scorecard, client: Client) -> None:
    shown = send(client, four, renamed(four))
    text = shown.content.decode()
    assert "KPI bernama baru" in text
    assert "semula:" in text
    assert not Measure.objects.filter(name="KPI bernama baru").exists()
    upload = ScorecardUpload.objects.get()
    url = reverse("bsc:upload-detail", args=[four.pk, upload.pk])
    answer = client.post(url, {"confirm": "1", "version": four.version}, follow=True)
    assert "1 berubah" in answer.content.decode()
    assert Measure.objects.filter(name="KPI bernama baru").exists()
    upload.refresh_from_db()
    assert upload.content is None
    assert upload.applied_at
    assert client.get(url)["Location"] == reverse("bsc:scorecard-detail", args=[four.pk])


def test_the_same_file_again_says_that_nothing_changes(four: Scorecard, client: Client) -> None:
    page = send(client, four, form_file(four)).content.decode()
    assert "Tidak ada perubahan" in page
    assert 'name="confirm"' not in page


def test_a_wrong_cell_is_repaired_on_the_page(four: Scorecard, client: Client) -> None:
    data = form_file(four)
    row, place = first_row(data), places(data)
    data = typed(
        data, {f"{place['Target|uom']}{row}": "Rp jutaan", f"{place['Target|Nilai (A)']}{row}": "banyak"}
    )
    page = send(client, four, data).content.decode()
    assert f"Balanced Scorecard!F{row}" in page
    assert f"Balanced Scorecard!E{row}" in page
    url = reverse("bsc:upload-detail", args=[four.pk, ScorecardUpload.objects.get().pk])
    fields = {"version": four.version, f"cell-{row}-target": "≥ 120"}
    half = client.post(url, {**fields, "confirm": "1"})
    assert half.status_code == 422
    assert "Bukan target" not in half.content.decode()
    unit = {f"cell-{row}-unit": "Rp jutaan"}  # a new unit of measure, meant as it is
    assert client.post(url, {**fields, **unit, "confirm": "1"}).status_code == 302
    measure = Measure.objects.get(name="KPI 1")
    assert (measure.unit, measure.target) == ("Rp jutaan", 120)


def test_a_row_may_be_left_out_and_a_missing_one_kept(four: Scorecard, client: Client) -> None:
    data = form_file(four)
    row = first_row(data)
    data = typed(data, {f"{places(data)['Balanced Score Card|KPI']}{row}": "Ganti nama"})
    data = changed(data, lambda sheet: sheet.delete_rows(row + 1))
    send(client, four, data)
    gone = Measure.objects.get(name="KPI 2").kpis.get().pk
    url = reverse("bsc:upload-detail", args=[four.pk, ScorecardUpload.objects.get().pk])
    answer = client.post(url, {"confirm": "1", "version": four.version, "skip": row, "keep": gone})
    assert answer.status_code == 302
    assert set(Measure.objects.values_list("name", flat=True)) == {"KPI 1", "KPI 2", "KPI 3", "KPI 4"}


def test_a_stale_preview_is_refused_and_shown_anew(four: Scorecard, client: Client) -> None:
    send(client, four, renamed(four))
    with unlocked():
        Measure.objects.filter(name="KPI 3").update(name="KPI tiga")
        Scorecard.objects.filter(pk=four.pk).update(version=four.version + 1)
    url = reverse("bsc:upload-detail", args=[four.pk, ScorecardUpload.objects.get().pk])
    answer = client.post(url, {"confirm": "1", "version": four.version})
    assert answer.status_code == 409
    assert "Belum ada yang disimpan" in answer.content.decode()
    assert f'name="version" value="{four.version + 1}"' in answer.content.decode()
    assert not Measure.objects.filter(name="KPI bernama baru").exists()
    assert client.post(url, {"confirm": "1", "version": four.version + 1}).status_code == 302
    assert Measure.objects.filter(name="KPI tiga").exists()


def test_no_upload_after_the_scorecard_was_sent(four: Scorecard, company: Company, client: Client) -> None:
    send(client, four, renamed(four))
    upload = ScorecardUpload.objects.get()
    Scorecard.objects.filter(pk=four.pk).update(status="sent_cms")
    assert send(client, four, form_file(four)).status_code == 409
    with pytest.raises(Conflict):
        store_upload(
            scorecard=four, content={}, file_name="a", file_sha256="0" * 64, actor=company.manager, now=NOW
        )
    url = reverse("bsc:upload-detail", args=[four.pk, upload.pk])
    assert client.post(url, {"confirm": "1"}).status_code == 409


def test_a_preview_is_its_persons_and_ends(four: Scorecard, company: Company) -> None:
    data = renamed(four)
    content = read_table(read_workbook(data), four)
    upload = store_upload(
        scorecard=four, content=content.to_json(), file_name="a", file_sha256="0" * 64,
        actor=company.manager, now=NOW,
    )  # fmt: skip
    plan = plan_of(preview(content, four))
    with pytest.raises(PermissionDenied):
        apply_upload(upload=upload, plan=plan, actor=company.second_layer, now=NOW)
    assert forget_uploads(NOW.date(), NOW + KEPT_FOR - timedelta(seconds=1)) == 0
    assert forget_uploads(NOW.date(), NOW + KEPT_FOR) == 1
    with pytest.raises(Conflict):
        apply_upload(upload=upload, plan=plan, actor=company.manager, now=NOW + KEPT_FOR)


@pytest.mark.parametrize("name", ["macro", "bomb", "not a workbook", "empty"])
def test_hostile_files_meet_the_same_gate_as_everywhere(four: Scorecard, client: Client, name: str) -> None:
    answer = send(client, four, HOSTILE[name]())
    assert answer.status_code == 422
    assert "file-error" in answer.content.decode()
    assert not ScorecardUpload.objects.exists()


def _with_macro() -> bytes:
    buffer = BytesIO(carton_file())
    with ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    return buffer.getvalue()


def _bomb() -> bytes:
    buffer = BytesIO(carton_file())
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.bin", b"\0" * 60_000_000)
    return buffer.getvalue()


HOSTILE = {"macro": _with_macro, "bomb": _bomb, "not a workbook": lambda: b"<html>", "empty": lambda: b""}


def test_markup_in_a_cell_is_text_on_the_page(four: Scorecard, client: Client) -> None:
    page = send(client, four, renamed(four, "<script>alert(1)</script>"), "a<b>.xlsx").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
