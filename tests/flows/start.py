"""The company on the morning before its first year in the portal: units, people, roles, the year's dates."""

from datetime import date

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from bsc.services.bands import create_default_bands
from cint_portal.organization.models import PlanningCycle, RoleAssignment, User
from cint_portal.organization.roles import Role
from cint_portal.workdays.services import seed_holidays
from tests.company import PASSWORD, Company, assign, build_company

YEAR = 2027
#: The schedule opens the collection on this day; CMS is earlier.
SCHEDULED = date(2026, 10, 5)


def found_company() -> Company:
    """What an administrator enters before October; everything later is done in the browser."""
    company = build_company(YEAR)
    # Each head wears one hat here; CMS's own department has its head and its two substitutes.
    RoleAssignment.objects.filter(person=company.cms_with_department).delete()
    assign(company.cms_head, Role.MANAGER, company.cms_department)
    company.cms_department.substitute_reviewer = company.colleague
    company.cms_department.substitute_decider = company.president
    company.cms_department.save()
    PlanningCycle.objects.filter(year=YEAR).update(collection_opens_on=SCHEDULED)
    create_default_bands(cycle=company.cycle)
    for year in (YEAR - 1, YEAR):
        seed_holidays(year=year)
    # The portal's processes know the real password hashes only, not the cheap ones of the tests.
    User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "garam-uji-2026"))
    return company
