"""Pure: the days on which reminders about the SWOT position go out unless a year sets its own."""

from typing import Final

from cint_portal.notifications.rules import Plan

#: The position is final by 15 November (7.1.8).
POSITION: Final = Plan()
