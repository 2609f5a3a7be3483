"""Seeding the table of days off from the public calendar."""

import holidays as holidays_library

from cint_portal.workdays.models import Holiday


def seed_holidays(*, year: int) -> int:
    """Add the year's public holidays and joint leave; days somebody edited stay as they are."""
    found = 0
    for category, kind in (("public", Holiday.Kind.PUBLIC), ("government", Holiday.Kind.JOINT_LEAVE)):
        days = holidays_library.country_holidays("ID", years=year, categories=(category,), language="id")
        for day, name in days.items():
            _row, created = Holiday.objects.get_or_create(
                day=day, defaults={"name": name[:150], "kind": kind}
            )
            found += created
    return found
