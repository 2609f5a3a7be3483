"""Pure: the days on which reminders about realization go out unless a year sets its own."""

from typing import Final

from cint_portal.notifications.rules import Plan

#: A department's month, from the 1st until the 15th (4.8): a fortnight's notice would come with the call.
MONTH: Final = Plan(before=(7, 3, 1, 0))
#: Another department's data, by default on the 10th (realities 7): few days lie between it and the 1st.
PROVIDED: Final = Plan(before=(3, 1, 0))
#: A returned or reopened month has three working days.
REPAIR: Final = Plan(before=(1, 0))
#: CMS's clock of H+2 (7.2.2).
VERIFICATION: Final = Plan(before=(1, 0))
#: Tutup Bulan, by default on the 20th.
CLOSING: Final = Plan(before=(0,), overdue=(1,), escalated=())
#: The half-year report, on 20 July and 20 January (7.2.3).
HALF_YEAR: Final = Plan(before=(7, 1, 0))
