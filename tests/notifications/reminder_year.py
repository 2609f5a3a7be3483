"""A year of thirty departments, told twice: as acts on the portal's records, and as matters for the oracle.

Early departments, late ones, silent ones, a vacant post, one with two heads, a head of two departments,
a Pjs., absences with and without a deputy, somebody who leaves, somebody without e-mail.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from tests.oracles.reminders import Line, Matter, People, working_day

YEAR = 2027
FIRST, LAST = date(2026, 9, 28), date(2027, 9, 30)
NEVER = date.max
ONE = timedelta(days=1)
OFF = {
    date(2026, 12, 24),
    date(2026, 12, 25),
    date(2027, 1, 1),
    *(date(2027, 3, day) for day in (15, 16, 17)),
    date(2027, 5, 6),
    date(2027, 8, 17),
}
#: Days on which nothing ran: over a due date, before days off, and between two reminders of one date.
OUTAGES = {
    *(date(2026, 10, 28) + n * ONE for n in range(5)),
    *(date(2027, 3, day) for day in (10, 11, 12)),
    *(date(2027, 7, day) for day in (12, 13)),
}

NUMBERS = range(1, 31)
EARLY, PUNCTUAL, LATE, SILENT = range(1, 11), range(11, 21), range(21, 27), range(27, 31)
LONG_AGO = date(2020, 1, 1)


def code(number: int) -> str:
    return f"D{number:02d}"


def people() -> People:
    """Every post by hand; heads are m01 … m30 but for the special cases."""
    posts = [
        ("director", "dir1", "DIR1", LONG_AGO, NEVER),
        ("director", "dir2", "DIR2", LONG_AGO, NEVER),
        ("director", "pres", "CORP", LONG_AGO, NEVER),  # nobody directs DIR3
        ("bod", "pres", "CORP", LONG_AGO, NEVER),
        ("bod", "bod2", "CORP", LONG_AGO, NEVER),
        ("cms_head", "ch", "CMS", LONG_AGO, NEVER),
        ("cms", "c1", "CMS", LONG_AGO, NEVER),
        ("cms", "c2", "CMS", LONG_AGO, NEVER),
        ("manager", "m02b", "D02", LONG_AGO, NEVER),  # a second head
        ("manager", "m03", "D04", LONG_AGO, NEVER),  # one head, two departments
        ("drafter", "dr07", "D07", LONG_AGO, NEVER),
        ("second_layer", "sl01", "D01", LONG_AGO, NEVER),
        ("manager", "m16", "D16", LONG_AGO, date(2026, 10, 19)),
        ("manager", "a16", "D16", date(2026, 10, 20), date(2027, 3, 31)),  # Pjs., then vacant
        ("manager", "m18", "D17", date(2026, 10, 26), date(2026, 11, 6)),  # deputy of m17
    ]
    others = (4, 6, 16)  # D04 has m03, D06 is vacant, D16 stands above
    posts += [("manager", f"m{n:02d}", code(n), LONG_AGO, NEVER) for n in NUMBERS if n not in others]
    parent: dict[str, str | None] = {code(n): f"DIR{(n - 1) // 10 + 1}" for n in NUMBERS}
    parent |= {"DIR1": "CORP", "DIR2": "CORP", "DIR3": "CORP", "CMS": "CORP", "CORP": None}
    return People(
        posts,
        parent,
        away=[
            ("m17", date(2026, 10, 26), date(2026, 11, 6)),
            ("m22", date(2027, 2, 8), date(2027, 2, 26)),  # without a deputy
        ],
        left={"m23": date(2027, 4, 1)},
        mailbox={"D08": "d08@contoh.test", "D09": "m09@contoh.test"},
        address={"m09": "m09@contoh.test"},
    )


# --- When each department acts --------------------------------------------------------------------------


def register_sent(number: int) -> date:
    """By 31 October, some days of November, or never."""
    if number in EARLY:
        return date(2026, 10, 5 + number)
    if number in PUNCTUAL:
        return date(2026, 10, 27)
    return date(2026, 11, 2 + number - 20) if number in LATE else NEVER


def register_reviewed(number: int) -> date:
    return date(2026, 11, 6) if 11 <= number <= 13 else register_sent(number) + 2 * ONE


def month_sent(number: int, month: int) -> date:
    after = date(YEAR, month + 1, 1)
    if number in EARLY:
        return after.replace(day=5)
    if number in PUNCTUAL:
        return after.replace(day=14)
    if number in LATE:
        return after.replace(day=18)
    return after.replace(day=10) if number == 27 and month > 3 else NEVER


def month_closed(month: int) -> date:
    """On the 22nd; March was forgotten until June."""
    return date(2027, 6, 1) if month == 3 else date(YEAR, month + 1, 22)


def month_verified(month: int) -> date:
    return month_closed(month) + (6 if month == 2 else 2) * ONE


def draft_made(number: int) -> date:
    if number in EARLY:
        return date(2026, 12, 10)
    if number in PUNCTUAL:
        return date(2026, 12, 16)
    return date(2026, 12, 22) if number in LATE else date(2026, 12, 20)


def scorecard_sent(number: int) -> date:
    if number in EARLY:
        return date(2026, 12, 14)
    if number in PUNCTUAL:
        return date(2026, 12, 18)
    return date(2026, 12, 22) if number in LATE else date(2027, 1, 8)


def scorecard_forwarded(number: int) -> date:
    if number in EARLY:
        return date(2026, 12, 15)
    if number in PUNCTUAL:
        return date(2026, 12, 29)  # late by two working days: on CMS and those above it
    return date(2026, 12, 28) if number in LATE else date(2027, 1, 11)


MONTHS = range(1, 9)
BOARD_DECIDES = date(2027, 1, 12)
CORPORATE_DECIDED = date(2026, 12, 9)
MEETING_RECORDED = date(2027, 1, 22)
REVIEW_BUILT = date(2027, 7, 22)
#: When they sign the Wrapping Commitment; m03 for two departments at once.
SIGNED = {"dir1": date(2027, 1, 25), "m03": date(2027, 2, 2), "m12": NEVER}
SIGNED_UNTIL = date(2027, 1, 29)
#: A special meeting with its guests, and its decisions: PIC, until when, reported when.
INVITED, MEETS, MINUTES_ISSUED = date(2027, 1, 26), date(2027, 2, 8), date(2027, 2, 9)
GUESTS = ("m01", "m14", "dir2")
DECISIONS = (
    ("m13", date(2027, 2, 26), date(2027, 2, 24)),
    ("m21", date(2027, 3, 5), NEVER),
)


# --- What must come of it -------------------------------------------------------------------------------


def matters() -> list[Matter]:
    """The reminders of every rule, from the dates above and the days that the procedure names."""
    who = people()
    cms, above_cms = _cms(who)
    found = [*_registers(who, cms, above_cms), *_months(who, cms, above_cms)]
    found += [*_phases(who, cms, above_cms), *_scorecards(who, cms, above_cms)]
    return [*found, *_signatures(who), *_meetings(who)]


def _lines(names: Callable[[date], list[str]]) -> Callable[[date], list[Line]]:
    return lambda day: [(name, False) for name in dict.fromkeys(names(day))]


def _cms(who: People) -> tuple[Callable[[date], list[Line]], Callable[[date], list[Line]]]:
    return _lines(who.cms), _lines(lambda day: [*who.here("cms_head", "CMS", day), "pres"])


def _of(who: People, unit: str) -> tuple[Callable[[date], list[Line]], Callable[[date], list[Line]]]:
    return (lambda day: who.told(unit, day)), (lambda day: who.above(unit, day))


def _registers(who: People, cms: object, above_cms: object) -> list[Matter]:
    found = []
    for number in NUMBERS:
        unit, sent, reviewed = code(number), register_sent(number), register_reviewed_or_never(number)
        to, above = _of(who, unit)
        due, opened = date(2026, 10, 31), date(2026, 10, 1)
        until = sent + ONE if sent != NEVER else NEVER
        kinds = ("issues.register_due", "issues.register_overdue")
        found.append(Matter(*kinds, unit, due, opened, opened, until, (14, 7, 3, 1, 0), to, above))
        if sent != NEVER:
            review_due = working_day(sent, 3, OFF)
            kinds = ("issues.review_due", "issues.review_overdue")
            days = (sent, sent + ONE, reviewed + ONE)
            found.append(Matter(*kinds, unit, review_due, *days, (1, 0), cms, above_cms))  # type: ignore[arg-type]
    to, above = _of(who, "D05")
    # Returned on Monday 12 October: three working days; sent again on the 19th, reviewed the day after.
    kinds = ("issues.repair_due", "issues.repair_overdue")
    days = (date(2026, 10, 15), date(2026, 10, 12), date(2026, 10, 13), date(2026, 10, 20))
    found.append(Matter(*kinds, "D05", *days, (1, 0), to, above))
    kinds = ("issues.review_due", "issues.review_overdue")
    days = (date(2026, 10, 22), date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 21))
    found.append(Matter(*kinds, "D05", *days, (1, 0), cms, above_cms))  # type: ignore[arg-type]
    return found


def register_reviewed_or_never(number: int) -> date:
    return NEVER - ONE if register_sent(number) == NEVER else register_reviewed(number)


def _months(who: People, cms: object, above_cms: object) -> list[Matter]:
    found = []
    head = _lines(lambda day: who.here("cms_head", "CMS", day))
    for month in MONTHS:
        opened, key = date(YEAR, month + 1, 1), f"m{month:02d}/"
        due, closed = opened.replace(day=15), month_closed(month)
        for number in NUMBERS:
            to, above = _of(who, code(number))
            until = min(month_sent(number, month), closed) + ONE
            kinds = ("realization.month_due", "realization.month_overdue")
            found.append(Matter(*kinds, code(number), due, opened, opened, until, (7, 3, 1, 0), to, above))
        sent = [month_sent(n, month) for n in NUMBERS if month_sent(n, month) <= closed]
        if month_verified(month) <= LAST:
            verify_due = working_day(closed, 2, OFF)
            kinds = ("realization.verification_due", "realization.verification_overdue")
            days = (min(sent), closed + ONE, month_verified(month) + ONE)
            matter = Matter(*kinds, "", verify_due, *days, (1, 0), cms, above_cms, key=key)  # type: ignore[arg-type]
            found.append(matter)
        days = (opened.replace(day=20), opened, opened, closed + ONE)
        found.append(Matter("realization.closing_due", "", "", *days, (0,), head, head, (1,), (), key))
    # D01 is given back January on Tuesday 9 February and sends it again a week later.
    to, above = _of(who, "D01")
    kinds = ("realization.repair_due", "realization.repair_overdue")
    days = (date(2027, 2, 12), date(2027, 2, 9), date(2027, 2, 10), date(2027, 2, 17))
    found.append(Matter(*kinds, "D01", *days, (1, 0), to, above))
    return found


OPENING, PLANNED, PREPARED = date(2026, 10, 1), date(2026, 12, 7), date(2026, 12, 3)
MEETING_DUE = date(2027, 1, 20)
FULL, LAST_WEEK, SHORT = (14, 7, 3, 1, 0), (7, 3, 1, 0), (3, 1, 0)
#: Kind, unit, due day, (relevant from, first day, last day + 1), days before, who is told, key.
PHASES = (
    ("swot.position", "", date(2026, 11, 15), (OPENING, OPENING, date(2026, 11, 19)), FULL, "cms", ""),
    (
        *("bsc.corporate", "CORP", date(2026, 11, 30), (OPENING, OPENING + ONE, PREPARED)),
        *(FULL, "cms", ""),
    ),
    (
        *("bsc.board", "", PLANNED, (date(2026, 12, 2), PREPARED, date(2026, 12, 10))),
        *(SHORT, "board", "corporate/"),
    ),
    (
        *("bsc.board", "", date(2027, 1, 10), (date(2026, 12, 15), date(2026, 12, 16), date(2027, 1, 13))),
        *(SHORT, "board", "departments/"),
    ),
    ("bsc.meeting", "", MEETING_DUE, (PLANNED, PREPARED, MEETING_RECORDED + ONE), LAST_WEEK, "head", ""),
    (
        *("realization.half_year", "", date(2027, 7, 20)),
        *((date(2027, 6, 30), date(2027, 7, 1), REVIEW_BUILT + ONE), (7, 1, 0), "head", "s1/"),
    ),
)


def _phases(who: People, cms: object, above_cms: object) -> list[Matter]:
    board = _lines(lambda day: ["bod2", "pres"]), _lines(lambda day: ["pres", *who.cms(day)])
    head = _lines(lambda day: who.here("cms_head", "CMS", day)), above_cms
    told = {"cms": (cms, above_cms), "board": board, "head": head}
    found = [
        Matter(f"{kind}_due", f"{kind}_overdue", unit, due, *days, before, *told[to], key=key)  # type: ignore[arg-type]
        for kind, unit, due, days, before, to, key in PHASES
    ]
    invited = _lines(_invited(who))
    days = (MEETING_DUE, PLANNED, PREPARED, MEETING_RECORDED + ONE)
    return [*found, Matter("bsc.meeting_near", "", "", *days, (7, 1), invited, invited, (), ())]


def _invited(who: People) -> Callable[[date], list[str]]:
    def names(day: date) -> list[str]:
        found = ["pres", "bod2", "sl01"]
        for number in NUMBERS:
            found += who.here("manager", code(number), day)
        return found

    return names


def _signatures(who: People) -> list[Matter]:
    kinds, asked = ("bsc.signature_due", "bsc.signature_overdue"), MEETING_RECORDED
    found = []
    for name, signed in SIGNED.items():
        days = (SIGNED_UNTIL, asked, asked + ONE, after(signed))
        found.append(Matter(*kinds, "", *days, (3, 1, 0), *_one(who, name), key=f"{name}/"))
    return found


def _meetings(who: People) -> list[Matter]:
    guests = _lines(lambda day: list(GUESTS))
    days = (MEETS, INVITED, INVITED + ONE, MEETS + ONE)
    found = [Matter("bsc.meeting_soon", "", "", *days, (7, 1), guests, guests, (), ())]
    kinds, started = ("bsc.decision_due", "bsc.decision_overdue"), MINUTES_ISSUED
    for pic, due, reported in DECISIONS:
        days = (due, started, started + ONE, after(reported))
        found.append(Matter(*kinds, "", *days, (7, 3, 1, 0), *_one(who, pic)))
    return found


def _one(who: People, name: str) -> tuple[Callable[[date], list[Line]], Callable[[date], list[Line]]]:
    """A named person, and CMS that chases."""
    return (lambda day: [(name, False)]), _lines(who.cms)


def after(day: date) -> date:
    return day if day == NEVER else day + ONE


def _scorecards(who: People, cms: object, above_cms: object) -> list[Matter]:
    found = []
    due, started = date(2026, 12, 18), date(2026, 12, 7)
    for number in NUMBERS:
        unit, sent = code(number), scorecard_sent(number)
        to, above = _of(who, unit)
        kinds = ("bsc.department_due", "bsc.department_overdue")
        seen = CORPORATE_DECIDED + ONE
        found.append(Matter(*kinds, unit, due, started, seen, sent + ONE, (7, 3, 1, 0), to, above))
        review_due = working_day(sent, 3, OFF)
        days = (sent, sent + ONE, scorecard_forwarded(number) + ONE)
        kinds = ("bsc.review_due", "bsc.review_overdue")
        found.append(Matter(*kinds, unit, review_due, *days, (1, 0), cms, above_cms))  # type: ignore[arg-type]
    # D03 is given back on Tuesday 15 December and sends it again on the 23rd.
    to, above = _of(who, "D03")
    kinds = ("bsc.repair_due", "bsc.repair_overdue")
    days = (date(2026, 12, 18), date(2026, 12, 15), date(2026, 12, 16), date(2026, 12, 24))
    found.append(Matter(*kinds, "D03", *days, (1, 0), to, above))
    kinds = ("bsc.review_due", "bsc.review_overdue")
    days = (date(2026, 12, 30), date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 29))
    found.append(Matter(*kinds, "D03", *days, (1, 0), cms, above_cms))  # type: ignore[arg-type]
    return found


# --- The acts, by day -----------------------------------------------------------------------------------

Act = tuple[str, int, int]


def acts() -> dict[date, list[Act]]:
    """What happens at ten in the morning: name of the act, department, month (0 where it has none)."""
    found: dict[date, list[Act]] = defaultdict(list)
    for n in NUMBERS:
        if register_sent(n) != NEVER:
            found[register_sent(n)].append(("send_register", n, 0))
            returned = n == 5
            found[register_reviewed(n)].append(("return_register" if returned else "accept_register", n, 0))
        found[draft_made(n)].append(("draft_scorecard", n, 0))
        found[scorecard_sent(n)].append(("send_scorecard", n, 0))
        passed = "return_scorecard" if n == 3 else "forward_scorecard"
        found[scorecard_forwarded(n)].append((passed, n, 0))
    found[date(2026, 12, 23)].append(("send_scorecard", 3, 0))
    found[date(2026, 12, 28)].append(("forward_scorecard", 3, 0))
    found[date(2026, 10, 19)].append(("send_register", 5, 0))
    found[date(2026, 10, 20)].append(("accept_register", 5, 0))
    for month in MONTHS:
        for n in NUMBERS:
            if month_sent(n, month) <= min(month_closed(month), LAST):
                found[month_sent(n, month)].append(("send_month", n, month))
        found[month_closed(month)].append(("close_month", 0, month))
        found[month_verified(month)].append(("verify_month", 0, month))
    found[date(2027, 2, 9)].append(("return_month", 1, 1))
    found[date(2027, 2, 16)].append(("send_month", 1, 1))
    found[date(2026, 11, 18)].append(("finalize_position", 0, 0))
    found[date(2026, 11, 20)].append(("draft_corporate", 0, 0))
    found[date(2026, 12, 2)].append(("send_corporate", 0, 0))
    found[CORPORATE_DECIDED].append(("approve_corporate", 0, 0))
    found[BOARD_DECIDES].append(("approve_departments", 0, 0))
    found[MEETING_RECORDED].append(("record_meeting", 0, 0))
    found[REVIEW_BUILT].append(("build_review", 0, 0))
    found[MEETING_RECORDED].append(("open_commitment", 0, 0))
    for name, signed in SIGNED.items():
        found[signed].append((f"sign/{name}", 0, 0))
    found[INVITED].append(("invite", 0, 0))
    found[MINUTES_ISSUED].append(("issue_minutes", 0, 0))
    for pic, _due, reported in DECISIONS:
        found[reported].append((f"report/{pic}", 0, 0))
    found[date(2027, 4, 1)].append(("leave", 23, 0))
    return found
