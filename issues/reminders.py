"""Pure: the days on which reminders about issues go out unless a year sets its own."""

from typing import Final

from cint_portal.notifications.rules import Plan

#: Register of a department, until 31 October (4.1).
REGISTER: Final = Plan()
#: A returned register has three working days: a fortnight's notice would have no sense.
REPAIR: Final = Plan(before=(1, 0))
#: CMS's own clock of 3 HK (4.2): the day before, the day itself, then late on CMS.
REVIEW: Final = Plan(before=(1, 0))
