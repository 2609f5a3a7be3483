"""Pure: the days on which reminders about scorecards go out unless a year sets its own."""

from typing import Final

from cint_portal.notifications.rules import Plan

#: CMS sends corporate and directorate KPIs to the board (7.1.11).
CORPORATE: Final = Plan()
#: Departments make and send their KPIs within a fortnight of the cascade (7.1.14).
DEPARTMENT: Final = Plan(before=(7, 3, 1, 0))
#: A returned scorecard has three working days (7.1.17).
REPAIR: Final = Plan(before=(1, 0))
#: CMS's own clock of 3 HK (7.1.15).
REVIEW: Final = Plan(before=(1, 0))
#: The same clock for a change of what was established (7.1.19).
CHANGE_REVIEW: Final = Plan(before=(1, 0))
#: The board decides (7.1.12, 7.1.16): few reminders for busy people.
BOARD: Final = Plan(before=(3, 1, 0))
#: Whoever is invited to the Penetapan BSC meeting is told twice (7.1.18).
INVITATION: Final = Plan(before=(7, 1), overdue=(), escalated=())
#: CMS holds the meeting and records it (7.1.18–7.1.19).
MEETING: Final = Plan(before=(7, 3, 1, 0))
#: The PIC of a meeting's decision.
DECISION: Final = Plan(before=(7, 3, 1, 0))
#: Five working days for a signature: once before the last day, on it, then CMS chases (7.1.19).
SIGNATURE: Final = Plan(before=(3, 1, 0))
