"""Personal scorecards (realities 27, *Pribadi*): their states and who stands around one of them.

The rule that keeps them out of everything else is `Scorecard.objects`, which holds units' scorecards alone.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.core.clock import Today
from cint_portal.organization.models import Absence, RoleAssignment, User
from cint_portal.organization.roles import Role


class PersonalStatus(models.TextChoices):
    """The way of a personal scorecard; none of its states but the draft is one of a unit's scorecard."""

    DRAFT = "draft", _("Draf")
    WITH_SUPERIOR = "with_superior", _("Menunggu atasan")
    RETURNED = "returned_superior", _("Dikembalikan atasan")
    AGREED = "agreed", _("Disepakati")


def circle_of(user: User) -> Q:
    """Scorecards of which the person is employee, superior, director or HR, in years that have them.

    One's own head is above one, a second head of the unit is not; a director further up stands in while the
    directorate has none at work.
    """
    circle = Q(employee=user)
    if user.has_role(Role.HR):
        circle |= Q(employee__isnull=False)
    if headed := user.unit_ids(Role.MANAGER):
        circle |= Q(~_employee_heads(), unit__in=headed)
    if directed := user.unit_ids(Role.DIRECTOR):
        circle |= Q(unit__parent__in=directed)
        circle |= Q(~_has_director(), unit__parent__parent__in=directed)
    return Q(employee__isnull=False, cycle__employee_scorecards=True) & circle


def _employee_heads() -> Exists:
    return Exists(_in_force(Role.MANAGER).filter(unit=OuterRef("unit"), person=OuterRef("employee")))


def _has_director() -> Exists:
    """The directorate has a director at work, who is not the employee himself."""
    away = Absence.objects.on(Today()).filter(person=OuterRef("person"))
    directors = _in_force(Role.DIRECTOR).filter(unit=OuterRef("unit__parent"), person__is_active=True)
    return Exists(directors.exclude(person=OuterRef("employee")).filter(~Exists(away)))


def _in_force(role: Role) -> models.QuerySet[RoleAssignment]:
    return RoleAssignment.objects.in_force().filter(role=role)


def of_units(way: str) -> Q:
    """Rows of units' own scorecards; `way` leads from the row to its scorecard."""
    return Q(**{f"{way}__employee": None})


#: A personal scorecard belongs to one person and takes that person's way; a unit's never does.
IN_ITS_STATES = Q(employee=None) & ~Q(status__in=["with_superior", "returned_superior", "agreed"]) | Q(
    employee__isnull=False, status__in=PersonalStatus.values
)
