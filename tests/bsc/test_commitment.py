"""Wrapping Commitment: who is asked, signing in the portal or on paper, chasing, the sealed PDF."""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.test import Client, override_settings
from PIL import Image
from pypdf import PdfReader, PdfWriter

from bsc.meeting_permissions import can_sign
from bsc.meeting_reports import build_commitment
from bsc.models import Commitment, CommitmentRule, CommitmentSignature
from bsc.selectors.commitment import missing_people, signature_lines
from bsc.selectors.meeting_todos import meeting_todos
from bsc.services.commitment import (
    keep_commitment_scan,
    mark_on_scan,
    renew_signatories,
    sign_commitment,
    unmark,
)
from bsc.services.establishment import MeetingRecord, establish_set
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.documents.models import Seal, SealedFile
from cint_portal.documents.pdf import pdf_available
from cint_portal.documents.scans import Scan, read_scan
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.reminding import Daybook, remind
from cint_portal.organization.models import RoleAssignment, User
from cint_portal.organization.roles import Role
from tests.bsc.scorecards import approved
from tests.company import PASSWORD, Company, assign
from tests.conftest import at

AsPerson = Callable[..., Client]
MET = at("2027-01-20 16:00")
SIGNED = at("2027-01-21 09:30")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def silent(done: int, total: int) -> None:
    """Nobody watches the progress here."""


def establish(company: Company, *units: object, number: str = "N-1") -> Commitment:
    record = MeetingRecord(number, date(2027, 1, 20), date(2027, 1, 20), "Kartika Sari")
    cards = [approved(company, unit) for unit in units]  # type: ignore[arg-type]
    meeting = establish_set(
        cycle=company.cycle, meeting=record, scorecards=cards, actor=company.cms_head, now=MET
    )
    return meeting.commitment


@pytest.fixture
def commitment(company: Company) -> Commitment:
    """The company and PPIC; Andi heads PPIC, and Doni of CMS is its acting head beside him."""
    clock.move_to(MET)
    return establish(company, company.corporate, company.department)


def rows(commitment: Commitment, person: User) -> list[CommitmentSignature]:
    return list(commitment.signatures.filter(person=person).order_by("pk"))


def sign(commitment: Commitment, person: User, *, only: int | None = None) -> int:
    mine = rows(commitment, person)[:only]
    return sign_commitment(
        commitment=commitment,
        signatures=[row.pk for row in mine],
        content_sha256=commitment.content_sha256,
        actor=person,
        now=SIGNED,
    )


def test_president_directors_and_managers_sign_and_the_second_layer_acknowledges(
    company: Company, commitment: Commitment
) -> None:
    asked = {
        (row.person.username, row.capacity, row.part)
        for row in commitment.signatures.select_related("person")
    }
    assert asked == {
        ("dirut", "president", "sign"),
        ("direktur", "director", "sign"),
        ("manager", "manager", "sign"),
        ("cms.rangkap", "manager", "sign"),
        ("second.layer", "second_layer", "acknowledge"),
    }


def test_the_year_may_ask_others(company: Company) -> None:
    clock.move_to(MET)
    CommitmentRule.objects.create(cycle=company.cycle, capacity="second_layer", part="sign")
    CommitmentRule.objects.create(cycle=company.cycle, capacity="director", part="none")
    document = establish(company, company.department)
    assert set(document.signatures.values_list("capacity", "part")) == {
        ("president", "sign"),
        ("manager", "sign"),
        ("second_layer", "sign"),
    }


def test_it_is_due_five_working_days_after_the_establishment(
    company: Company, commitment: Commitment
) -> None:
    assert commitment.due_on == date(2027, 1, 27)
    assert not commitment.is_supplement
    mails = OutboxMail.objects.filter(kind="bsc.signature_asked")
    assert mails.count() == 5
    assert {mail.due_on for mail in mails} == {date(2027, 1, 27)}


def test_a_later_unit_gets_a_commitment_of_its_own(company: Company, commitment: Commitment) -> None:
    """Penetapan Susulan: its own Rev. 00, its own signatures, the board's decision referenced."""
    later = establish(company, company.other_department, number="N-2")
    assert later.is_supplement
    assert {row.person.username for row in later.signatures.all()} == {"dirut", "direktur.keu", "manager.fin"}
    [line] = later.meeting.established.all()
    assert "Lukman Hakim" in line.note
    assert Commitment.objects.filter(cycle=company.cycle, is_supplement=False).count() == 1


def test_a_manager_of_two_departments_signs_both_with_two_ticks(
    company: Company, as_person: AsPerson
) -> None:
    clock.move_to(MET)
    assign(company.manager, Role.MANAGER, company.sister_department)
    document = establish(company, company.department, company.sister_department)
    client = as_person(company.manager)
    url = f"/bsc/commitments/{document.pk}/sign/"
    assert "reauthenticate" in client.get(url)["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get(url).content.decode()
    assert page.count('name="signatures"') == 2
    assert page.count("checked") == 0  # nothing is ticked for anybody
    ticks = [row.pk for row in rows(document, company.manager)]
    client.post(url, {"signatures": ticks, "content_sha256": document.content_sha256})
    signed = document.signatures.filter(person=company.manager).values_list("method", "signed_name")
    assert list(signed) == [("portal", "Andi Wijaya")] * 2


def test_an_old_password_signs_nothing(company: Company, as_person: AsPerson, commitment: Commitment) -> None:
    [row] = rows(commitment, company.manager)
    answer = as_person(company.manager).post(
        f"/bsc/commitments/{commitment.pk}/sign/",
        {"signatures": [row.pk], "content_sha256": commitment.content_sha256},
    )
    assert "reauthenticate" in answer["Location"]
    assert not commitment.signatures.exclude(signed_at=None).exists()


def test_a_form_that_came_too_late_may_be_sent_again_after_the_confirmation(
    company: Company, as_person: AsPerson, commitment: Commitment
) -> None:
    """Back in the browser to the ticks that were set before the password was asked."""
    client, address = as_person(company.manager), f"/bsc/commitments/{commitment.pk}/sign/"
    [mine] = rows(commitment, company.manager)
    form = {"signatures": mine.pk, "content_sha256": commitment.content_sha256, "_nonce": "n1"}
    late = client.post(address, form)["Location"]
    client.post(late, {"password": PASSWORD})
    assert client.post(address, form)["Location"] == f"/bsc/commitments/{commitment.pk}/"
    assert client.post(address, form)["Location"] == f"/bsc/commitments/{commitment.pk}/"
    assert rows(commitment, company.manager)[0].method == "portal"


def test_a_signature_binds_to_the_content_that_was_shown(company: Company, commitment: Commitment) -> None:
    sign(commitment, company.manager)
    [row] = rows(commitment, company.manager)
    assert (row.signed_at, row.content_sha256) == (SIGNED, commitment.content_sha256)
    with pytest.raises(Conflict):
        sign_commitment(
            commitment=commitment,
            signatures=[rows(commitment, company.president)[0].pk],
            content_sha256="0" * 64,
            actor=company.president,
            now=SIGNED,
        )


def test_nobody_signs_for_somebody_else_twice_or_nothing(company: Company, commitment: Commitment) -> None:
    [theirs] = rows(commitment, company.president)
    digest = commitment.content_sha256
    with pytest.raises(PermissionDenied):
        sign_commitment(
            commitment=commitment,
            signatures=[theirs.pk],
            content_sha256=digest,
            actor=company.manager,
            now=SIGNED,
        )
    with pytest.raises(InvalidInput):
        sign_commitment(
            commitment=commitment, signatures=[], content_sha256=digest, actor=company.manager, now=SIGNED
        )
    sign(commitment, company.manager)
    with pytest.raises(Conflict):
        sign(commitment, company.manager)


@pytest.mark.parametrize("who", ["manager", "second_layer", "director", "president"])
def test_whoever_left_the_post_signs_for_it_no_more(
    company: Company, as_person: AsPerson, commitment: Commitment, who: str
) -> None:
    person = getattr(company, who)
    assert rows(commitment, person)
    RoleAssignment.objects.filter(person=person).update(valid_until=date(2027, 1, 20))
    clock.move_to(SIGNED)
    left = User.objects.get(pk=person.pk)
    assert not meeting_todos(left, SIGNED)
    with pytest.raises(PermissionDenied):
        sign(commitment, left)
    assert as_person(left).get(f"/bsc/commitments/{commitment.pk}/sign/").status_code == 302
    assert not commitment.signatures.filter(person=person, signed_at__isnull=False).exists()


def test_a_director_signs_for_a_vacant_post_until_it_is_filled(
    company: Company, commitment: Commitment
) -> None:
    RoleAssignment.objects.filter(unit=company.department, role=Role.MANAGER).delete()
    renew_signatories(commitment=commitment, actor=company.cms, now=MET)
    [mine] = [row for row in rows(commitment, company.director) if row.unit == company.department]
    assert can_sign(User.objects.get(pk=company.director.pk), mine)
    assign(company.colleague, Role.MANAGER, company.department)
    assert not can_sign(User.objects.get(pk=company.director.pk), mine)


def test_the_database_keeps_what_was_signed(company: Company, commitment: Commitment) -> None:
    sign(commitment, company.manager)
    with pytest.raises(Error, match="commitmentsignature"), transaction.atomic():
        CommitmentSignature.objects.filter(person=company.manager).update(signed_name="Lain")
    with pytest.raises(Error, match="commitment"), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk).update(statement="lain")


def test_a_missing_signature_is_a_task_and_is_chased(company: Company, commitment: Commitment) -> None:
    [todo] = meeting_todos(company.second_layer, SIGNED)
    assert (todo.title, todo.due_on) == ("Tanda tangani Wrapping Commitment", commitment.due_on)
    sign(commitment, company.manager)
    assert not meeting_todos(company.manager, SIGNED)
    [rule] = [one for one in kinds.rules() if one.code == "bsc.signature_due"]
    for day in (20, 21, 22, 25, 26, 27, 28, 29):
        now = at(f"2027-01-{day:02d} 08:00")
        clock.move_to(now)
        remind(rule, now, Daybook(now.date()))
    told = OutboxMail.objects.filter(kind="bsc.signature_due")
    assert not told.filter(recipient=company.manager).exists()
    steps = told.filter(recipient=company.second_layer).values_list("occasion", flat=True)
    assert sorted(step.rpartition("/")[2] for step in steps) == ["due+0", "due-1", "due-3", "late+1"]
    above = OutboxMail.objects.filter(kind="bsc.signature_overdue")
    assert {mail.recipient.username for mail in above} >= {"cms", "kepala.cms"}
    waiting = told.filter(recipient=company.second_layer).first()
    assert waiting is not None
    assert kinds.kind("bsc.signature_overdue").still_due(waiting)
    sign(commitment, company.second_layer)
    assert not kinds.kind("bsc.signature_overdue").still_due(waiting)


def test_cms_copies_one_polite_message_per_missing_person(company: Company, commitment: Commitment) -> None:
    sign(commitment, company.manager)
    missing = missing_people(signature_lines(commitment), commitment, date(2027, 1, 25))
    assert company.manager not in [one.person for one in missing]
    [text] = [one.wa_text for one in missing if one.person == company.second_layer]
    assert "Yth. Bapak Eko Nugroho" in text
    assert f"/bsc/commitments/{commitment.pk}/sign/" in text


def test_the_last_signature_is_told_to_cms(company: Company, commitment: Commitment) -> None:
    for person in (company.president, company.director, company.manager, company.cms_with_department):
        sign(commitment, person)
    assert not OutboxMail.objects.filter(kind="bsc.commitment_complete").exists()
    sign(commitment, company.second_layer)
    assert OutboxMail.objects.filter(kind="bsc.commitment_complete").exists()


def test_a_wet_signature_is_marked_with_its_page_and_may_be_taken_back(
    company: Company, commitment: Commitment
) -> None:
    scan = keep_commitment_scan(
        commitment=commitment, scan=Scan("a.pdf", "pdf", PDF), actor=company.cms, now=SIGNED
    )
    [row] = rows(commitment, company.president)
    mark_on_scan(scan=scan, pages={row.pk: 3}, actor=company.cms, now=SIGNED)
    [line] = [one for one in signature_lines(commitment) if one.row.pk == row.pk]
    assert (line.name, line.how) == ("Kartika Sari", "Tanda tangan basah, halaman 3 pindaian")
    unmark(signature=row, actor=company.cms)
    assert rows(commitment, company.president)[0].signed_at is None
    sign(commitment, company.manager)
    with pytest.raises(Conflict):
        unmark(signature=rows(commitment, company.manager)[0], actor=company.cms)
    with pytest.raises(PermissionDenied):
        mark_on_scan(scan=scan, pages={row.pk: 1}, actor=company.manager, now=SIGNED)


def test_a_photograph_has_one_page(company: Company, commitment: Commitment) -> None:
    scan = keep_commitment_scan(
        commitment=commitment, scan=Scan("a.jpg", "jpg", b"x"), actor=company.cms, now=SIGNED
    )
    [row] = rows(commitment, company.president)
    with pytest.raises(InvalidInput):
        mark_on_scan(scan=scan, pages={row.pk: 2}, actor=company.cms, now=SIGNED)
    assert mark_on_scan(scan=scan, pages={row.pk: 1}, actor=company.cms, now=SIGNED) == 1


def test_cms_is_told_when_the_last_who_lacks_is_asked_no_more(
    company: Company, commitment: Commitment
) -> None:
    for person in (company.president, company.director, company.manager, company.cms_with_department):
        sign(commitment, person)
    RoleAssignment.objects.filter(person=company.second_layer).update(valid_until=date(2027, 1, 20))
    renew_signatories(commitment=commitment, actor=company.cms, now=SIGNED)
    assert OutboxMail.objects.filter(kind="bsc.commitment_complete").exists()


def test_a_successor_is_asked_instead_of_who_left_without_signing(
    company: Company, commitment: Commitment
) -> None:
    RoleAssignment.objects.filter(person=company.second_layer).update(valid_until=date(2027, 1, 20))
    assign(company.nobody, Role.SECOND_LAYER, company.department)
    assert renew_signatories(commitment=commitment, actor=company.cms, now=SIGNED) == (1, 1)
    assert rows(commitment, company.nobody)
    assert not rows(commitment, company.second_layer)
    assert renew_signatories(commitment=commitment, actor=company.cms, now=SIGNED) == (0, 0)


# --- The PDF and its verification -------------------------------------------------------------------


@pytest.fixture
def issued(company: Company, commitment: Commitment) -> bytes:
    sign(commitment, company.manager)
    return build_commitment({"commitment": commitment.pk}, "pdf", company.cms, SIGNED, silent)


def check(client: Client, code: str, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("komitmen.pdf", data, "application/pdf")
    answer = client.post(f"/verify/{code}/", {"file": file})
    return answer.status_code, answer.content.decode()


def test_the_paper_says_who_signed_when_in_which_sense_and_where_to_verify(
    company: Company, commitment: Commitment, issued: bytes
) -> None:
    pages = PdfReader(io.BytesIO(issued)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "Andi Wijaya",
        "Kam, 21 Jan 2027, 09.30 WIB",
        "Berkomitmen atas pencapaian BSC",
        "1 dari 5 tanda tangan",
        "Tanda tangan elektronik tidak tersertifikasi",
    ):
        assert words in text
    squeezed = text.replace(" ", "")
    assert commitment.content_sha256 in squeezed
    assert f"/verify/{Seal.objects.get().code}/" in squeezed


def test_the_verification_page_knows_the_exact_file_and_refuses_an_altered_one(
    commitment: Commitment, issued: bytes
) -> None:
    stranger, code = Client(), Seal.objects.get().code
    status, page = check(stranger, code, issued)
    assert status == 200
    assert "Berkas ini asli." in page
    altered = issued[:900] + bytes([issued[900] ^ 1]) + issued[901:]  # one bit
    status, page = check(stranger, code, altered)
    assert status == 422
    assert "Berkas ini bukan yang diterbitkan portal." in page


def test_what_was_saved_anew_or_is_no_pdf_is_told_apart(commitment: Commitment, issued: bytes) -> None:
    """Cut short, with something behind it, or written by another program: another file (T56)."""
    stranger, code = Client(), Seal.objects.get().code
    saved_anew = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(issued)).write(saved_anew)
    for other in (issued[:-1], issued + b"\n", saved_anew.getvalue()):
        status, page = check(stranger, code, other)
        assert (status, "Berkas ini bukan yang diterbitkan portal." in page) == (422, True)
    status, page = check(stranger, code, b"\xff\xd8\xff photograph of the paper")
    assert (status, "Berkas ini bukan PDF." in page, "asli" in page) == (422, True, False)


def test_an_older_issue_is_genuine_and_says_that_a_newer_one_exists(
    company: Company, commitment: Commitment, issued: bytes
) -> None:
    sign(commitment, company.president)
    later = SIGNED + timedelta(hours=1)
    newer = build_commitment({"commitment": commitment.pk}, "pdf", company.cms, later, silent)
    code, words = Seal.objects.get().code, "Terbitan yang lebih baru ada sejak Kam, 21 Jan 2027, 10.30 WIB."
    assert [words in check(Client(), code, data)[1] for data in (issued, newer)] == [True, False]


def test_no_cache_keeps_what_the_verification_page_said(issued: bytes) -> None:
    """Signatures are counted as they stand now."""
    assert "no-store" in Client().get(f"/verify/{Seal.objects.get().code}/")["Cache-Control"]
    assert "no-store" in Client().get("/verify/")["Cache-Control"]


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_the_proxy_each_visitor_has_a_limit_of_his_own(issued: bytes) -> None:
    """And what a visitor claims before the proxy's own word counts for nothing."""
    code = Seal.objects.get().code

    def ask(address: str) -> int:
        file = SimpleUploadedFile("a.pdf", b"%PDF-", "application/pdf")
        answer = Client().post(f"/verify/{code}/", {"file": file}, headers={"x-forwarded-for": address})
        return answer.status_code

    assert [ask(f"10.0.0.{n}, 192.0.2.7") for n in range(31)][-1] == 429
    assert ask("192.0.2.8") == 422


def test_the_page_shows_what_the_paper_shows_and_no_name(
    company: Company, commitment: Commitment, issued: bytes
) -> None:
    code = Seal.objects.get().code
    page = Client().get(f"/verify/{code.lower()}/").content.decode()
    assert "Wrapping Commitment 2027" in page
    assert commitment.content_sha256 in page
    assert "1 dari 5" in page
    assert "Andi Wijaya" not in page
    assert company.cms.full_name not in page


def test_each_issue_is_a_file_of_its_own_under_one_code(
    company: Company, commitment: Commitment, issued: bytes
) -> None:
    sign(commitment, company.president)
    newer = build_commitment({"commitment": commitment.pk}, "pdf", company.cms, SIGNED, silent)
    assert list(SealedFile.objects.order_by("pk").values_list("signed", flat=True)) == [1, 2]
    code = Seal.objects.get().code
    assert [check(Client(), code, data)[0] for data in (issued, newer)] == [200, 200]


def test_another_codes_file_is_not_this_document(
    company: Company, commitment: Commitment, issued: bytes
) -> None:
    later = establish(company, company.other_department, number="N-2")
    build_commitment({"commitment": later.pk}, "pdf", company.cms, SIGNED, silent)
    other = Seal.objects.get(object_id=later.pk)
    assert check(Client(), other.code, issued)[0] == 422


def test_one_address_may_not_try_for_ever(commitment: Commitment, issued: bytes) -> None:
    code = Seal.objects.get().code
    answers = [check(Client(), code, b"%PDF-")[0] for _n in range(31)]
    assert answers[:30] == [422] * 30
    assert answers[30] == 429


# --- What a scan may be -----------------------------------------------------------------------------


def upload(data: bytes, name: str = "pindai.pdf") -> Scan:
    return read_scan(SimpleUploadedFile(name, data))


def png_with(kind: bytes, body: bytes) -> bytes:
    """A picture in which this piece comes first."""
    raw = io.BytesIO()
    Image.new("RGB", (4, 4)).save(raw, "PNG")
    piece = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    start = 8 if kind == b"IHDR" else 33
    return raw.getvalue()[:start] + piece + raw.getvalue()[33:]


def test_a_photograph_is_written_anew_without_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x9286] = "lokasi rahasia"
    raw = io.BytesIO()
    Image.new("RGB", (3000, 10), "white").save(raw, "JPEG", exif=exif)
    kept = upload(raw.getvalue(), "foto.jpeg.pdf")
    assert (kept.name, kept.suffix) == ("foto.jpeg.jpg", "jpg")
    assert b"rahasia" not in kept.data
    assert max(Image.open(io.BytesIO(kept.data)).size) == 2600


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7 without an end",
        PDF.replace(b"<<>>", b"<</OpenAction<</JS (app.alert(1))>>>>"),
        b"\xff\xd8\xff\xe0 half a picture",
        png_with(b"zTXt", b"k\0\0" + zlib.compress(bytes(20_000_000))),
        png_with(b"IHDR", b"short"),
        png_with(b"tEXt", b"k\0v")[:-30],
    ],
    ids=[
        "program",
        "page",
        "cut off",
        "with a script",
        "broken picture",
        "bomb of words",
        "cut header",
        "half",
    ],
)
def test_what_is_neither_pdf_nor_photograph_is_refused(data: bytes) -> None:
    """In a process that makes PDFs too, whose library would take half a picture."""
    assert pdf_available()
    with pytest.raises(ValidationError):
        upload(data)
