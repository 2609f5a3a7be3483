"""Any version goes out in the company's form, with its own figures, whatever an Adendum changed later."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.excel.columns import FormKind, form_of
from bsc.excel.stored import stored_rows
from bsc.excel.workbook import TAB
from bsc.models import Scorecard, ScorecardVersion
from bsc.selectors.content import content_hash, content_of, content_of_structure
from bsc.selectors.documents import document_of
from bsc.selectors.establishment import ended_on
from bsc.selectors.proposal import KpiChange
from bsc.selectors.stored_structure import structure_of_version
from bsc.selectors.structure import structure
from cint_portal.audit.models import AuditEvent
from tests.bsc.changes import NOW, approve, established, with_board
from tests.bsc.forms import first_row, places, sixty_kpis
from tests.bsc.scorecards import kpis_of
from tests.company import Company
from tests.locks import unlocked

AsPerson = Callable[..., Client]
pytestmark = pytest.mark.django_db


@unlocked()
def locked(scorecard: Scorecard, company: Company) -> ScorecardVersion:
    """Rev. 00 of a scorecard as it stands."""
    scorecard.refresh_from_db()
    content = content_of(scorecard)
    return ScorecardVersion.objects.create(
        scorecard=scorecard, revision=0, effective_from=date(2027, 1, 1), content=content,
        content_sha256=content_hash(content), created_at=NOW, created_by=company.cms_head,
    )  # fmt: skip


@pytest.fixture
def changed(company: Company) -> Scorecard:
    """From July: the first KPI aims at 120, the second weighs 50, the third has ended."""
    scorecard = established(company)
    Scorecard.objects.filter(pk=scorecard.pk).update(document_number="BSC/2027/PPIC/001")
    company.cycle.confidentiality = "Rahasia"
    company.cycle.save()
    first, second, third, _fourth = kpis_of(scorecard)
    kpis = (
        KpiChange(first.pk, target=Decimal(120)),
        KpiChange(second.pk, weight=Decimal(50)),
        KpiChange(third.pk, ends=True),
    )
    approve(company, with_board(company, scorecard=scorecard, kpis=kpis))
    return scorecard


def downloaded(client: Client, scorecard: Scorecard, revision: int, kind: str = "carton") -> bytes:
    version = scorecard.versions.get(revision=revision)
    answer = client.get(reverse("bsc:version-export", args=[version.pk, kind]))
    assert answer.status_code == 200
    return bytes(answer.content)


def columns(data: bytes, *titles: str) -> list[tuple[object, ...]]:
    """The cells of the form's lines under these titles."""
    sheet, found = openpyxl.load_workbook(BytesIO(data))[TAB], places(data)
    rows = range(first_row(data), sheet.max_row + 1)
    return [tuple(sheet[f"{found[title]}{row}"].value for title in titles) for row in rows]


def head(data: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(BytesIO(data))[TAB]
    return [str(row[0].value) for row in sheet.iter_rows(max_row=first_row(data) - 1) if row[0].value]


NAME, TARGET, WEIGHT = "Balanced Score Card|KPI", "Target|Nilai (A)", "Bobot (C)"


def test_each_version_says_its_own_figures(changed: Scorecard, company: Company, as_person: AsPerson) -> None:
    client = as_person(company.manager)
    before = columns(downloaded(client, changed, 0), NAME, TARGET, WEIGHT)
    assert before == [
        ("Biaya produksi PPIC", "≥ 95", 25),
        ("Pengiriman tepat waktu PPIC", "≥ 95", 25),
        ("Cacat produk PPIC", "≥ 95", 25),
        ("Jam pelatihan PPIC", "≥ 95", 25),
    ]
    after = columns(downloaded(client, changed, 1), NAME, TARGET, WEIGHT)
    assert after == [
        ("Biaya produksi PPIC", "≥ 120", 25),
        ("Pengiriman tepat waktu PPIC", "≥ 95", 50),
        ("Cacat produk PPIC (berlaku sampai Juni 2027)", "≥ 95", None),
        ("Jam pelatihan PPIC", "≥ 95", 25),
    ]


def test_the_months_of_a_version_are_its_own(
    changed: Scorecard, company: Company, as_person: AsPerson
) -> None:
    client = as_person(company.manager)
    titles = ("Target Jun", "Target Jul")
    assert columns(downloaded(client, changed, 0), *titles)[0] == (None, None)  # alike: they follow the year
    assert columns(downloaded(client, changed, 1), *titles)[0][0] == 95
    assert columns(downloaded(client, changed, 1), *titles)[0][1] != 95


def test_the_head_names_number_revision_month_and_class(
    changed: Scorecard, company: Company, as_person: AsPerson
) -> None:
    client = as_person(company.manager)
    old, new = head(downloaded(client, changed, 0)), head(downloaded(client, changed, 1))
    assert "BSC/2027/PPIC/001 · Rev. 00 · Berlaku 20 Jan 2027" in old
    assert "Berlaku: Januari 2027 s.d. Juni 2027, lalu digantikan" in old
    assert "BSC/2027/PPIC/001 · Rev. 01 · Berlaku 1 Jul 2027" in new
    assert "Berlaku mulai: Juli 2027" in new
    for lines in (old, new):
        assert "Kerahasiaan: Rahasia · Salinan tidak terkendali bila dicetak" in lines


def test_the_newest_version_and_the_scorecard_itself_are_one_form(
    changed: Scorecard, company: Company, as_person: AsPerson
) -> None:
    client = as_person(company.manager)
    live = client.get(reverse("bsc:scorecard-export", args=[changed.pk, "carton"])).content
    sheets = [openpyxl.load_workbook(BytesIO(data))[TAB] for data in (live, downloaded(client, changed, 1))]
    cells = [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets]
    status = [next(i for i, row in enumerate(rows) if "Status: " in str(row[0])) for rows in cells]
    for rows, place in zip(cells, status, strict=True):
        del rows[place]
    assert cells[0] == cells[1]


def test_sixty_kpis_of_every_kind_are_read_back_as_they_were_locked(company: Company) -> None:
    big = sixty_kpis(company.department, company.cycle, company.sister_department)
    stored, live = structure_of_version(locked(big, company)), structure(big)
    assert content_of_structure(stored) == content_of_structure(live)
    assert stored.shares() == live.shares()
    for kind in FormKind:
        form = form_of(kind, 2027, by_perspective=False)
        assert [row.values for row in stored_rows(stored, form)] == [
            row.values for row in stored_rows(live, form)
        ]


def test_a_version_replaced_before_it_began_says_so(
    changed: Scorecard, company: Company, as_person: AsPerson
) -> None:
    changed.refresh_from_db()
    first = kpis_of(changed)[0]
    kpis = (KpiChange(first.pk, target=Decimal(130)),)
    approve(company, with_board(company, scorecard=changed, kpis=kpis, month=6))
    lines = head(downloaded(as_person(company.manager), changed, 1))
    assert "Berlaku mulai: Juli 2027, sudah digantikan sebelum berlaku" in lines


def test_a_version_ends_the_day_before_the_next_begins(changed: Scorecard) -> None:
    zero, one = changed.versions.order_by("revision")
    assert (ended_on(zero), ended_on(one)) == (date(2027, 6, 30), None)


def test_the_scorecards_own_document_holds_from_its_adendum_on(changed: Scorecard, company: Company) -> None:
    changed.refresh_from_db()
    document = document_of(changed, company.manager, NOW)
    assert (document.revision, document.effective_on) == ("Rev. 01", date(2027, 7, 1))


def test_a_download_is_logged_and_named_after_its_revision(
    changed: Scorecard, company: Company, as_person: AsPerson
) -> None:
    downloaded(as_person(company.auditor), changed, 0)
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.DOWNLOAD)
    assert (event.actor_id, event.object_label) == (
        company.auditor.pk,
        "scorecard-2027-PPIC-carton-rev-00.xlsx",
    )


def test_the_pages_of_versions_offer_the_file_beside_the_print(
    changed: Scorecard, company: Company, as_person: AsPerson
) -> None:
    client = as_person(company.manager)
    zero, one = changed.versions.order_by("revision")
    files = {row: reverse("bsc:version-export", args=[row.pk, "carton"]) for row in (zero, one)}
    page = client.get(reverse("bsc:version-detail", args=[zero.pk])).content.decode()
    assert files[zero] in page
    history = reverse("bsc:version-list", args=[changed.pk])
    may = client.get(f"{history}?on=2027-05-31").content.decode()
    assert "Rev. 00 berlaku pada" in may
    assert may.count(files[zero]) == 2  # for the date, and on its line
    assert may.count(files[one]) == 1
    assert reverse("bsc:version-request", args=[zero.pk]) in may
    july = client.get(f"{history}?on=2027-07-01").content.decode()
    assert "Rev. 01 berlaku pada" in july
    early = client.get(f"{history}?on=2027-01-01").content.decode()
    assert "Belum ada versi yang berlaku pada tanggal itu." in early
    assert reverse("bsc:version-request", args=[zero.pk]) not in early


def test_no_query_grows_with_the_rows(company: Company, as_person: AsPerson) -> None:
    client = as_person(company.manager)
    small = established(company)
    big = sixty_kpis(company.sister_department, company.cycle, company.department, status="established")
    counts = []
    for scorecard in (small, big):
        version = scorecard.versions.first() or locked(scorecard, company)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("bsc:version-export", args=[version.pk, "carton"]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_scorecards_page_names_the_day_of_its_newest_revision(
    changed: Scorecard, company: Company, as_person: AsPerson
) -> None:
    page = as_person(company.manager).get(reverse("bsc:scorecard-detail", args=[changed.pk]))
    assert "Rev. 01 · 1 Jul 2027" in page.content.decode()
