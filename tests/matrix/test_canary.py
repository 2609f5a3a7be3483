"""Foreign rows leave no trace (T2): not in lists, filters, sorting, searches, choices, exports or counts.

Marked words are written into every typed field of a department of another directorate; people of the own
one crawl the portal before and after: the marked words appear nowhere, and not one page has changed.
"""

import io
import re
import zipfile

import pytest
from pypdf import PdfReader

from cint_portal.core import clock
from cint_portal.documents.pdf import pdf_available
from cint_portal.organization.models import Unit, User
from realization.reports import build_review
from swot.services import deploy_issues
from tests.company import Company
from tests.crawl import crawl, text_of
from tests.everything import (
    NOW,
    REMARK,
    REVISING,
    Stage,
    highest_ids,
    hold_a_meeting,
    plan_the_company,
    work_of,
    write_everywhere,
)
from tests.matrix.framework import browser

MARK = "KENARI-7Q"
#: What a search may ask for without saying the mark itself: the page repeats what was typed.
SEARCHED = "rahasia"
WORDS = f"{MARK} {SEARCHED}"
#: A unit's name is no secret where people choose who gives or fills data, and in the cascade's columns.
UNIT_MARK = "KENARI-UNIT"
NAMES_UNITS = re.compile(r"/kpis/create/|/kpis/\d+/edit/|^/bsc/cascade/|/template/(carton|setup)/$")
#: CMS, the board and directors see the company's SWOT, and with it every department's issues, by right.
COMPARED = ("manager", "auditor")
LOOKED_AT = ("drafter", "colleague", "nobody")
QUERIES = (
    "year=2027&q=rahasia",
    "year=2026&q=rahasia&ordering=-name",
    "year=2027&q=Keuangan&status=draft",
    "year=2027&status=accepted&state=review",
    "year=2026&kind=department&status=approved&semester=1",
    "year=2026&page=2&semester=2&scorecard=2",
)
#: Tokens, nonces and the keys of rows not stored yet are new on every page.
SECRETS = re.compile(r"[0-9A-Za-z]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: CMS's own working days are open to everybody, as totals of the company; a template is signed anew each time.
NEVER_ALIKE = re.compile(r"^/issues/review/timeliness/|/template/$|/(template|excel)/(carton|setup)/$")


def own_side(company: Company) -> None:
    """What the readers may see: their department at work, the corporate scorecard, a meeting."""
    Unit.objects.filter(pk=company.other_department.pk).update(name=f"{UNIT_MARK} Keuangan")
    work_of(company, company.department, company.manager, REVISING)
    plan_the_company(company)
    hold_a_meeting(company)


def other_side(company: Company) -> None:
    """Everything that a department of another directorate writes, approved but not yet established."""
    before = highest_ids()
    REMARK.text = WORDS
    work_of(company, company.other_department, company.outsider, Stage("accepted", "draft", "approved"))
    REMARK.text = "Mohon dilengkapi"
    written = write_everywhere(lambda longest, number: WORDS[:longest], before=before)
    deploy_issues(cycle=company.cycle, actor=company.cms, now=NOW)
    assert written > 100, "nothing was written that could be seen"


def pages_of(person: User) -> dict[str, str]:
    """Every page that links lead to, and every list with each of the queries."""
    client = browser(person, raises=True)
    pages = {address: page for address, page in crawl(client).items() if page.status_code == 200}
    lists = {
        address.partition("?")[0] for address in pages if not re.search(r"\d", address.partition("?")[0])
    }
    for address in [f"{path}?{query}" for path in sorted(lists) for query in QUERIES]:
        pages[address] = client.get(address)
    return {address: SECRETS.sub("", text_of(page)) for address, page in pages.items()}


@pytest.mark.parametrize("name", COMPARED)
def test_foreign_rows_are_nowhere_and_change_no_page(company: Company, name: str) -> None:
    person = getattr(company, name)
    own_side(company)
    before = pages_of(person)
    other_side(company)
    after = pages_of(person)
    assert traces_in(after) == []
    changed = [address for address in before if before[address] != after.get(address)]
    assert [address for address in changed if not NEVER_ALIKE.search(address)] == []
    assert before.keys() == after.keys()


def test_foreign_rows_are_nowhere_for_others_either(company: Company) -> None:
    own_side(company)
    other_side(company)
    found = {name: traces_in(pages_of(getattr(company, name))) for name in LOOKED_AT}
    assert found == {name: [] for name in LOOKED_AT}


def traces_in(pages: dict[str, str]) -> list[str]:
    """Pages that show a marked word, or the marked unit where no unit is to be chosen."""
    named = {
        address for address, page in pages.items() if UNIT_MARK in page and not NAMES_UNITS.search(address)
    }
    return sorted(named | {address for address, page in pages.items() if MARK in page})


def test_the_marked_words_are_there_for_whom_they_concern(company: Company) -> None:
    """The control: the same crawl finds them as the department's own manager."""
    own_side(company)
    other_side(company)
    pages = crawl(browser(company.outsider))
    seen = [address for address, page in pages.items() if MARK in text_of(page)]
    kinds = {re.sub(r"\d+", "0", address.partition("?")[0]) for address in seen}
    expected = {"/issues/registers/0/", "/bsc/scorecards/0/", "/realization/months/0/0/0/"}
    assert kinds >= expected, kinds


@pytest.mark.parametrize("format", ["xlsx", "pdf"])
def test_a_report_holds_no_foreign_row(company: Company, format: str) -> None:
    if format == "pdf" and not pdf_available():
        pytest.skip("this machine makes no PDF")
    own_side(company)
    other_side(company)
    own, foreign = (report_text(company, format, getattr(company, name)) for name in ("manager", "outsider"))
    assert MARK not in own
    assert UNIT_MARK not in own
    assert MARK in foreign or MARK in foreign.replace("\n", " ")


def report_text(company: Company, format: str, person: User) -> str:
    params = {"year": 2026, "semester": 1}
    data = build_review(params, format, person, clock.now(), lambda done, total: None)
    return sheet_text(data) if format == "xlsx" else pdf_text(data)


def sheet_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
