"""A scorecard goes out in the company's forms and comes back: nothing changes; the form is theirs."""

from io import BytesIO

import openpyxl
import pytest

from bsc.excel.lines import Kind
from bsc.excel.preview import plan_of
from bsc.excel.workbook import TAB
from bsc.models import Kpi, Scorecard
from bsc.selectors.content import content_of
from bsc.services.uploads import apply_upload, store_upload
from tests.bsc.forms import NOW, changed, first_row, form_file, places, previewed, sixty_kpis, typed
from tests.company import Company
from tests.locks import unlocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def big(company: Company) -> Scorecard:
    return sixty_kpis(company.department, company.cycle, company.sister_department)


@pytest.mark.parametrize("kind", ["carton", "setup"])
@pytest.mark.parametrize("weighting", ["kpi", "perspective"])
def test_sixty_kpis_with_sub_indicators_come_back_unchanged(
    big: Scorecard, kind: str, weighting: str
) -> None:
    big.weighting = weighting
    big.save()
    shown = previewed(big, form_file(big, kind))
    assert shown.problems == []
    assert [line.changes for line in shown.lines if line.kind != Kind.UNCHANGED] == []
    assert shown.counts["unchanged"] == 63
    assert shown.changes_nothing


def test_the_printed_form_comes_back_unchanged_without_its_hidden_ids(big: Scorecard) -> None:
    def forget(sheet: object) -> None:
        for row in sheet.iter_rows(min_row=1):  # type: ignore[attr-defined]
            for cell in row[-2:]:
                if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                    cell.value = None

    book = openpyxl.load_workbook(BytesIO(form_file(big, fillable=False)))
    del book["_portal"]
    buffer = BytesIO()
    book.save(buffer)
    shown = previewed(big, changed(buffer.getvalue(), forget))
    assert shown.problems == []
    assert shown.counts["unchanged"] == 63
    assert shown.changes_nothing


def test_one_changed_cell_is_one_change_and_the_rest_of_the_content_stays(
    big: Scorecard, company: Company
) -> None:
    data = form_file(big)
    cell = f"{places(data)['Target|Nilai (A)']}{first_row(data) + 11}"  # behind the first group
    before = content_of(big)
    shown = previewed(big, typed(data, {cell: "max 20"}))
    changed_lines = shown.of(Kind.CHANGED)
    assert [(c.title, c.before, c.after) for line in changed_lines for c in line.changes] == [
        ("Nilai (A)", "≤ 24", "≤ 20")
    ]
    upload = store_upload(
        scorecard=big, content={}, file_name="a.xlsx", file_sha256="0" * 64, actor=company.manager, now=NOW
    )
    apply_upload(upload=upload, plan=plan_of(shown), actor=company.manager, now=NOW, version=big.version)
    kpi = Kpi.objects.select_related("measure").get(pk=changed_lines[0].stored.id)  # type: ignore[union-attr]
    assert kpi.measure is not None
    assert kpi.measure.target == 20
    assert list(kpi.measure.targets.values_list("value", flat=True)) == [20] * 12
    after = content_of(Scorecard.objects.get(pk=big.pk))
    kpis = [(old, new) for old, new in zip(_kpis(before), _kpis(after), strict=True) if old != new]
    assert [new["name"] for _old, new in kpis] == [kpi.name]


def _kpis(content: dict) -> list[dict]:  # type: ignore[type-arg]
    return [k for lane in content["perspectives"] for o in lane["objectives"] for k in o["kpis"]]


def test_the_carton_form_looks_like_the_seed(big: Scorecard) -> None:
    sheet = openpyxl.load_workbook(BytesIO(form_file(big, fillable=False)))[TAB]
    first = first_row(form_file(big, fillable=False))
    upper = [cell.value for cell in sheet[first - 2]][:18]
    lower = [cell.value for cell in sheet[first - 1]][:18]
    assert [title for title in upper if title] == [
        "Balanced Score Card", "Target", "Pencapaian", "Bobot (C)", "Score", "Tindakan Perbaikan",
        "Sumber Data",
    ]  # fmt: skip
    assert lower[1:6] == ["Aspek", "Sasaran Mutu", "KPI", "Nilai (A)", "uom"]
    assert lower[9:18] == [
        "Pencapaian/ KPI (D)", "Rata-rata/ aspek (E)", "Total/ aspek (F)", "Rencana Tindak", "PIC", "Waktu",
        "Data yang dibutuhkan", "Departemen", "Perhitungan",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[first]][12:15] == [
        None,
        None,
        None,
    ]  # corrective action: with results
    assert sheet["E" + str(first)].value == "≥ 1.250,5"
    assert sheet.freeze_panes == f"E{first}"
    assert sheet.print_area.startswith("'Balanced Scorecard'!$A$1:$R$")
    assert sheet.page_setup.fitToWidth == 1
    assert sheet["A2"].value == "BSC/2027/PPIC/001"
    assert "Internal" in " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=first - 2))
    assert sheet.protection.sheet


def test_the_setup_table_has_codes_sub_indicators_and_the_derived_direction(big: Scorecard) -> None:
    data = form_file(big, "setup")
    sheet = openpyxl.load_workbook(BytesIO(data))[TAB]
    place, first = places(data), first_row(data)
    assert list(place)[:11] == [
        "Perspektif", "Sasaran Strategis", "KPI Kode", "Key Performance Indicator", "Pencapaian 2026",
        "Measurement", "Target 2027", "Keterangan", "Objective Weight", "KPI Weight", "Definisi",
    ]  # fmt: skip
    row = sheet[first]
    assert (row[6].value, row[4].value, row[7].value) == (1250.5, 1100, "Naik")
    assert row[9].number_format == '#,##0.00" %"'
    names = [cell.value for cell in sheet[place["Key Performance Indicator"]] if cell.value]
    assert "Kapasitas 0" in names
    assert names[names.index("Kapasitas 0") + 1] == "• Lini 0"


def test_a_form_to_fill_in_has_lists_help_and_hidden_ids(big: Scorecard) -> None:
    book = openpyxl.load_workbook(BytesIO(form_file(big)))
    sheet = book[TAB]
    lists = {rule.type for rule in sheet.data_validations.dataValidation}
    assert lists == {"list", "textLength"}
    assert "Petunjuk" in book.sheetnames
    assert book["_portal"].sheet_state == "veryHidden"
    hidden = [
        cell.column_letter for cell in sheet[first_row(form_file(big)) - 2] if cell.value == "Kode Baris"
    ]
    assert hidden
    assert sheet.column_dimensions[hidden[0]].hidden


def test_a_text_that_looks_like_a_formula_stays_a_text(big: Scorecard) -> None:
    with unlocked():
        measure = Kpi.objects.filter(objective__perspective__scorecard=big, measure__isnull=False)[0].measure
        assert measure is not None
        measure.name, measure.data_needed = '=HYPERLINK("http://x";"y")', "@SUM(A1)"
        measure.save()
    data = form_file(big)
    book = openpyxl.load_workbook(BytesIO(data))
    formulas = [
        c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"
    ]
    assert formulas == []
    assert previewed(big, data).changes_nothing
