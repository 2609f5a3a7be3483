"""What a register's page shows of the year: closed or extended, last year's issues, late issues."""

from datetime import datetime
from typing import Any

from cint_portal.core.clock import local_day
from cint_portal.organization.models import User
from issues.models import IssueRegister
from issues.permissions import can_add_supplement, can_edit_register, can_extend_register
from issues.selectors.carry_over import past_issues
from issues.selectors.supplements import is_still_sendable, supplement_chip, takes_supplements


def through_year(user: User, register: IssueRegister, now: datetime) -> dict[str, Any]:
    """Links and lists of the exceptions around a register; a constant number of queries."""
    today = local_day(now)
    waits = register.is_editable
    supplements = register.supplements.select_related("submitted_by", "row")
    return {
        "is_shut": waits and not is_still_sendable(register, today),
        "extensions": register.extensions.select_related("granted_by"),
        "may_extend": waits and can_extend_register(user, register),
        "past_count": past_issues(register).count(),
        "may_carry_over": waits and can_edit_register(user, register),
        "supplements": [(row, supplement_chip(row)) for row in supplements],
        "may_add_supplement": can_add_supplement(user, register) and takes_supplements(register, today),
    }
