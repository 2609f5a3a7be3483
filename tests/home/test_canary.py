"""The shell's pages of the own side do not change when another side writes (T2)."""

import re

from tests.company import Company
from tests.matrix.framework import browser
from tests.matrix.test_canary import MARK, SEARCHED, UNIT_MARK, other_side, own_side

PAGES = (
    "/",
    "/tasks/",
    "/notices/",
    "/notices/?state=unread",
    "/kpis/?year=2026",
    "/kpis/?year=2026&color=merah",
    "/calendar/",
    "/calendar/2026/12/",
    f"/search/?q={SEARCHED}",
    f"/search/?q={MARK}",
    "/search/?q=Departemen",
)
READERS = ("manager", "drafter", "auditor", "nobody")
#: Tokens, and the clock at the foot of the page.
CHANGING = re.compile(r"[0-9A-Za-z]{32,}|\d\d\.\d\d WIB")

#: The page repeats what was asked for: in its field, and in the way back of the language switch.
ECHOED = re.compile(rf'(?:value="|q=){MARK}')


def shown_to(company: Company, who: str) -> dict[str, str]:
    client = browser(getattr(company, who), raises=True)
    return {path: CHANGING.sub("", client.get(path).content.decode()) for path in PAGES}


def test_what_others_write_is_nowhere_and_changes_nothing(company: Company) -> None:
    own_side(company)
    before = {who: shown_to(company, who) for who in READERS}
    other_side(company)
    for who in READERS:
        after = shown_to(company, who)
        changed = [path for path in PAGES if before[who][path] != after[path]]
        assert changed == [], who
        told = [path for path, page in after.items() if MARK in ECHOED.sub("", page)]
        assert told == [], who
        assert not any(UNIT_MARK in page for page in after.values()), who


def test_whom_it_concerns_finds_it(company: Company) -> None:
    """The control: the same words, by the department's own manager and by CMS."""
    own_side(company)
    other_side(company)
    for who in ("outsider", "cms"):
        page = browser(getattr(company, who)).get(f"/search/?q={SEARCHED}").content.decode()
        assert MARK in page
