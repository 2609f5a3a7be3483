"""The planning workbook: the company's tabs, live formulas and their values; the same numbers on paper."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from cint_portal.documents.models import ReportJob
from issues.models import Issue
from swot.models import SwotAnalysis
from swot.reports import build_planning, may_ask_planning
from swot.selectors.sheet import settings_of
from swot.services import choose_quadrant, finalize_analysis, merge_items
from tests.company import Company
from tests.swot.scenes import NOW, ON_THE_AXIS, WORKED_EXAMPLE, deployed, initiative, item, rated, strategy

Browser = Callable[..., Client]
Example = dict[str, list[tuple[int, int]]]
TABS = [
    "Isu Internal & Eksternal",
    "Strength",
    "Weakness",
    "Opportunity",
    "Threat",
    "Positioning",
    "Matrix Strategy SWOT",
]
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def silent(done: int, total: int) -> None:
    """Nobody watches the progress here."""


def built(company: Company, format: str = "xlsx", person: str = "cms") -> bytes:
    return build_planning({"year": 2027}, format, getattr(company, person), NOW, silent)


def values(workbook: bytes) -> dict[str, list[list[Any]]]:
    """Cells as a reader without a calculator sees them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def formulas(workbook: bytes) -> dict[str, Worksheet]:
    book = load_workbook(io.BytesIO(workbook))
    return {sheet.title: sheet for sheet in book}


def beside(rows: list[list[Any]], label: str, column: int = 1) -> Any:
    """What stands beside a label in its row."""
    return next(row[column] for row in rows if row and row[0] == label)


def set_year(company: Company, **fields: object) -> None:
    for name, value in fields.items():
        setattr(company.cycle, name, value)
    company.cycle.save()


class TestWorkbook:
    def test_the_worked_example_has_the_companys_tabs_and_numbers(self, company: Company) -> None:
        rated(company)
        read = values(built(company))
        assert [name for name in read if not name.startswith("_")] == TABS
        place = read["Positioning"]
        totals = [round(beside(place, f"{tab[0]} – {tab}"), 4) for tab in TABS[1:5]]
        assert totals == [3.75, 2.75, 3.6923, 3.5625]
        assert (round(beside(place, "x = S − W"), 2), round(beside(place, "y = O − T"), 2)) == (1.0, 0.13)
        assert (beside(place, "Kuadran hitungan"), beside(place, "Posisi perusahaan")) == ("SO", "Expansion")
        start = next(n for n, row in enumerate(place) if row[0] == "Prioritas Strategi")
        ranked = {row[0]: (round(row[1], 4), row[2]) for row in place[start + 1 : start + 5]}
        assert ranked == {"SO": (7.4423, 1), "ST": (7.3125, 2), "WO": (6.4423, 3), "WT": (6.3125, 4)}

    def test_every_number_that_follows_from_others_is_a_live_formula(self, company: Company) -> None:
        rated(company)
        sheets = formulas(built(company))
        for tab in TABS[1:5]:
            cells = [cell.value for row in sheets[tab].iter_rows() for cell in row]
            live = [text for text in cells if isinstance(text, str) and text.startswith("=")]
            count = len(WORKED_EXAMPLE[tab[0]])
            assert len(live) == 2 * count + 3
        live = [
            str(cell.value)
            for row in sheets["Positioning"].iter_rows()
            for cell in row
            if str(cell.value).startswith("=")
        ]
        assert len(live) == 4 + 2 + 2 + 8  # totals, coordinates, quadrant and posture, sums and ranks

    def test_the_first_tab_has_exactly_the_six_titles_and_the_accepted_issues(self, company: Company) -> None:
        rated(company)
        rows = values(built(company))["Isu Internal & Eksternal"]
        assert len([title for title in rows[0] if title]) == 6
        assert len(rows) == 1 + Issue.objects.accepted().count()

    def test_an_incomplete_year_says_so_and_shows_no_position(self, company: Company) -> None:
        deployed(company)
        place = values(built(company))["Positioning"]
        assert beside(place, "Kuadran hitungan") == ""
        assert beside(place, "S – Strength") == ""

    def test_a_choice_on_the_axis_is_printed_with_its_reason(self, company: Company) -> None:
        analysis = rated(company, ON_THE_AXIS)
        choose_quadrant(
            analysis=analysis, actor=company.cms, now=NOW, quadrant="ST", reason="Pasar sedang menyempit"
        )
        rows = values(built(company))["Positioning"]
        assert beside(rows, "Kuadran hitungan") == "AXIS"
        assert beside(rows, "Kuadran pilihan di sumbu", 2) == "Pasar sedang menyempit"
        assert beside(rows, "Posisi perusahaan") == "Combination"

    def test_merged_items_stand_once_and_hostile_words_stay_text(self, company: Company) -> None:
        analysis = rated(company)
        first, second = item(analysis, "S1"), item(analysis, "S2")
        merge_items(
            analysis=analysis,
            speaker=first,
            others=[second],
            actor=company.cms,
            now=NOW,
            text='=HYPERLINK("http://x")',
        )
        sheet = formulas(built(company))["Strength"]
        cell = next(cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value))
        assert cell.data_type == "s"
        assert "S2" not in [row[0].value for row in sheet.iter_rows()]

    def test_matrix_and_initiatives_are_listed(self, company: Company) -> None:
        analysis = rated(company)
        initiative(company, strategy(company, analysis, "SO", "Perluas pasar", "S1", "O1"))
        rows = values(built(company))["Matrix Strategy SWOT"]
        line = next(row for row in rows if "Perluas pasar" in row)
        assert (line[0], line[1]) == ("SO", 1)
        assert "SI-01" in line[4]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed: make oracle installs it")
class TestRecalculated:
    """LibreOffice computes every formula from scratch; all numbers equal the portal's."""

    CASES: tuple[tuple[str, dict[str, object], Example], ...] = (
        ("default", {}, WORKED_EXAMPLE),
        ("halved", {"axes": "half_difference"}, WORKED_EXAMPLE),
        ("across", {"share_over": "internal_external"}, WORKED_EXAMPLE),
        ("all", {"share_over": "all", "threat_rating": "reversed"}, WORKED_EXAMPLE),
        ("axis", {}, ON_THE_AXIS),
        ("four", {"scale_max": 4}, {"S": [(4, 1)], "W": [(2, 4), (1, 3)], "O": [(1, 1)], "T": [(4, 4)]}),
    )

    @pytest.mark.parametrize(("fields", "example"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
    def test_every_number_equals(
        self, company: Company, tmp_path: Path, fields: dict[str, object], example: Example
    ) -> None:
        set_year(company, **fields)
        rated(company, example)
        ours = built(company)
        theirs = self._recalculated(ours, tmp_path)
        compared = 0
        for name, sheet in formulas(ours).items():
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type == "f":
                        mine = values(ours)[name][cell.row - 1][cell.column - 1]
                        other = theirs[name][cell.row - 1][cell.column - 1]
                        assert other == pytest.approx(mine, abs=1e-9) if mine != "" else other == "", (
                            name,
                            cell.coordinate,
                        )
                        compared += 1
        assert compared > 20

    @staticmethod
    def _recalculated(workbook: bytes, folder: Path) -> dict[str, list[list[Any]]]:
        """Without the cached results, so that nothing but the formulas can produce the numbers."""
        bare = load_workbook(io.BytesIO(workbook))
        bare.save(folder / "bare.xlsx")
        command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
        subprocess.run([*command, str(folder / "bare.xlsx")], check=True, capture_output=True, timeout=120)
        return values((folder / "out" / "bare.xlsx").read_bytes())


class TestPaper:
    def test_the_print_shows_the_same_numbers(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(built(company, "pdf"))).pages)
        for number in ("3,75", "2,75", "3,6923", "3,5625", "1,00", "0,13"):
            assert number in text
        assert re.search(r"SO\s+Expansion", text)
        assert "per tab" in text

    def test_a_year_without_scores_can_be_printed(self, company: Company) -> None:
        deployed(company)
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(built(company, "pdf"))).pages)
        assert "Posisi belum dapat dihitung" in text


class TestAsking:
    def test_readers_of_the_swot_ask_and_the_worker_builds(
        self, company: Company, as_person: Browser
    ) -> None:
        rated(company)
        answer = as_person(company.bod).post(
            reverse("swot:planning-request", args=[2027]), {"format": "xlsx"}
        )
        job = ReportJob.objects.get()
        assert answer["Location"] == reverse("documents:report-detail", args=[job.pk])
        assert (job.code, job.requested_by) == ("swot.planning", company.bod)

    def test_an_unknown_format_is_refused(self, company: Company, as_person: Browser) -> None:
        rated(company)
        client = as_person(company.cms)
        for format in ("", "docx"):
            answer = client.post(reverse("swot:planning-request", args=[2027]), {"format": format})
            assert answer.status_code == 400
        assert not ReportJob.objects.exists()

    def test_only_readers_of_the_swot_may_ask(self, company: Company) -> None:
        rated(company)
        allowed = {"cms", "cms_head", "bod", "director"}
        for name in ("manager", "drafter", "cms", "cms_head", "bod", "director", "admin"):
            assert may_ask_planning(getattr(company, name), {"year": 2027}) is (name in allowed), name
        assert not may_ask_planning(company.cms, {"year": 2031})

    def test_the_frozen_numbers_are_printed_after_settings_changed(self, company: Company) -> None:
        analysis = rated(company)
        finalize_analysis(analysis=analysis, actor=company.cms_head, now=NOW)
        set_year(company, axes="half_difference")
        assert settings_of(company.cycle).axes == "half_difference"
        assert SwotAnalysis.objects.get().result is not None
        place = values(built(company))["Positioning"]
        assert Decimal(str(round(beside(place, "x = S − W"), 2))) == Decimal("1.0")
