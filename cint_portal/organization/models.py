"""People, units with dates and dated roles."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.core.clock import Today
from cint_portal.organization.absences import Absence
from cint_portal.organization.cycles import PlanningCycle
from cint_portal.organization.pins import SigningPin
from cint_portal.organization.restricted import RestrictedGrant
from cint_portal.organization.roles import UNIT_ROLES, Role

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

__all__ = ["Absence", "PlanningCycle", "RestrictedGrant", "RoleAssignment", "SigningPin", "Unit", "User"]


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").lower())


@track(exclude=("password", "last_login"))
class User(AbstractBaseUser, PermissionsMixin):
    """A person. One full name, no first/last name; e-mail may be empty or shared."""

    class Salutation(models.TextChoices):
        BAPAK = "Bapak", "Bapak"
        IBU = "Ibu", "Ibu"

    username = models.CharField(_("Nama pengguna"), max_length=60, unique=True)
    nik = models.CharField(_("NIK"), max_length=20, unique=True, null=True, blank=True)
    full_name = models.CharField(_("Nama lengkap"), max_length=150)
    salutation = models.CharField(_("Sapaan"), max_length=10, choices=Salutation.choices, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    email_is_shared = models.BooleanField(_("E-mail dipakai bersama"), default=False)
    language = models.CharField(_("Bahasa"), max_length=5, blank=True)
    is_active = models.BooleanField(_("Aktif"), default=True)
    is_staff = models.BooleanField(_("Boleh membuka Pengaturan"), default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    EMAIL_FIELD = "email"

    if TYPE_CHECKING:
        assignments: "RelatedManager[RoleAssignment]"

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        ordering = ["full_name"]
        constraints = [
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_login_lower")
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def addressed_name(self) -> str:
        """As a letter addresses the person: 'Bapak Andi Wijaya'."""
        return f"{self.salutation} {self.full_name}".strip()

    @cached_property
    def current_roles(self) -> list["RoleAssignment"]:
        """Roles in force today, read once per request (the user object lives that long)."""
        if not self.is_active:
            return []
        return list(RoleAssignment.objects.in_force().filter(person=self).select_related("unit"))

    def has_role(self, *roles: Role, unit_id: int | None = None) -> bool:
        """Does the person hold one of the roles (for that unit, if given) today?"""
        return any(a.role in roles and unit_id in (None, a.unit_id) for a in self.current_roles)

    def unit_ids(self, *roles: Role) -> set[int]:
        """Units for which the person holds one of the roles today."""
        return {a.unit_id for a in self.current_roles if a.role in roles}

    @cached_property
    def reviews_as_substitute(self) -> bool:
        """Does a unit name the person for reviewing what CMS may not; read once per request, as the roles."""
        return Unit.objects.filter(substitute_reviewer=self).exists()

    @cached_property
    def decides_as_substitute(self) -> bool:
        """Does a unit name the person for deciding what its board member may not."""
        return Unit.objects.filter(substitute_decider=self).exists()

    def reviews_instead(self, unit: "Unit") -> bool:
        """Named by the unit for what CMS may not review; whoever does its work is no substitute."""
        return self.pk == unit.substitute_reviewer_id and not self.works_for(unit.pk)

    def decides_instead(self, unit: "Unit") -> bool:
        """Named by the unit for what its usual decider may not decide; not who does its work."""
        return self.pk == unit.substitute_decider_id and not self.works_for(unit.pk)

    def works_for(self, unit_id: int) -> bool:
        """Heads the unit or fills its forms today; whoever does, neither reviews nor decides its work."""
        return self.has_role(*UNIT_ROLES, unit_id=unit_id)

    @cached_property
    def has_personal_years(self) -> bool:
        """Does any year have personal scorecards; read once per request, as the roles."""
        return PlanningCycle.objects.filter(employee_scorecards=True).exists()

    @property
    def is_cms(self) -> bool:
        return self.has_role(Role.CMS, Role.CMS_HEAD)

    @property
    def is_bod(self) -> bool:
        return self.has_role(Role.BOD)


class UnitQuerySet(models.QuerySet["Unit"]):
    def existing_on(self, day: date | Today) -> "UnitQuerySet":
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def below(self, unit_ids: Iterable[int]) -> "UnitQuerySet":
        """The units themselves and everything under them (three levels at most)."""
        ids = list(unit_ids)
        return self.filter(Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids))

    def departments(self) -> "UnitQuerySet":
        return self.filter(kind=Unit.Kind.DEPARTMENT)

    def visible_to(self, user: User) -> "UnitQuerySet":
        """Units whose own work the person may see: all for CMS and BOD, else own and below."""
        if user.is_cms or user.is_bod:
            return self
        own = user.unit_ids(Role.MANAGER, Role.SECOND_LAYER, Role.DRAFTER)
        subtree = user.unit_ids(Role.DIRECTOR, Role.AUDITOR)
        return self.filter(Q(pk__in=own) | Q(pk__in=Unit.objects.below(subtree).values("pk")))


@track()
class Unit(models.Model):
    """Corporate, a directorate or a department, with the dates between which it exists."""

    class Kind(models.TextChoices):
        CORPORATE = "corporate", _("Perusahaan")
        DIRECTORATE = "directorate", _("Direktorat")
        DEPARTMENT = "department", _("Departemen")

    code = models.CharField(_("Kode"), max_length=20, unique=True)
    name = models.CharField(_("Nama"), max_length=150)
    kind = models.CharField(_("Tingkat"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    mailbox = models.EmailField(_("E-mail unit (tembusan)"), blank=True)
    valid_from = models.DateField(_("Berlaku dari"))
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    substitute_reviewer = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Pemeriksa pengganti"),
    )
    substitute_decider = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Pengambil keputusan pengganti"),
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit kerja")
        verbose_name_plural = _("unit kerja")
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="unit_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind="corporate", parent=None) | ~Q(kind="corporate"), name="unit_root"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force(self, day: date | Today | None = None) -> "RoleAssignmentQuerySet":
        day = day or Today()
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))


@track()
class RoleAssignment(models.Model):
    """A person's role for a unit between two dates; acting heads (Pjs.) carry their letter's number."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("Peran"), max_length=20, choices=Role.choices)
    valid_from = models.DateField(_("Berlaku dari"))
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    is_acting = models.BooleanField(_("Pjs. (Pejabat Sementara)"), default=False)
    letter_number = models.CharField(_("Nomor surat penunjukan"), max_length=100, blank=True)
    #: Set where the role is held for somebody who is away; it ends with the absence.
    absence = models.ForeignKey(
        Absence, on_delete=models.PROTECT, null=True, blank=True, related_name="delegated", editable=False
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("penugasan peran")
        verbose_name_plural = _("penugasan peran")
        ordering = ["unit", "role", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="role_dates_in_order",
            ),
            ExclusionConstraint(
                name="role_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        models.Func("valid_from", "valid_until", models.Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.unit}"
