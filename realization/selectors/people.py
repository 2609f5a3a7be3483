"""Who verifies a month and who decides on its reopening: the recipients of the mails."""

from typing import Any

from django.db.models import Q, QuerySet

from cint_portal.organization.models import RoleAssignment, User
from cint_portal.organization.roles import UNIT_ROLES, Role
from realization.models import Realization


def reviewers_of(realization: Realization) -> list[User]:
    """CMS without those who belong to the unit or wrote the month, and the unit's substitute."""
    in_force = RoleAssignment.objects.in_force()
    cms = in_force.filter(role__in=(Role.CMS, Role.CMS_HEAD)).values("person")
    belonging = in_force.filter(unit=realization.unit_id).values("person")
    substitute = Q(pk=realization.unit.substitute_reviewer_id) & ~Q(pk__in=_working(realization))
    people = Q(pk__in=cms) & ~Q(pk__in=belonging) | substitute
    return list(User.objects.filter(people, is_active=True).exclude(pk__in=realization.contributors))


def reopening_deciders(realization: Realization) -> list[User]:
    """The head of CMS, unless he or she works for the unit, and the unit's substitute."""
    in_force = RoleAssignment.objects.in_force()
    heads = in_force.filter(role=Role.CMS_HEAD).values("person")
    people = (Q(pk__in=heads) | Q(pk=realization.unit.substitute_decider_id)) & ~Q(
        pk__in=_working(realization)
    )
    return list(User.objects.filter(people, is_active=True).exclude(pk__in=realization.contributors))


def _working(realization: Realization) -> "QuerySet[RoleAssignment, Any]":
    """Whoever heads the unit or fills its forms is no substitute of its own (realities 22)."""
    in_force = RoleAssignment.objects.in_force()
    return in_force.filter(unit=realization.unit_id, role__in=UNIT_ROLES).values("person")
