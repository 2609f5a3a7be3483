"""Recording that somebody is away: the deputy holds the person's roles for those days."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.absences import Absence
from cint_portal.organization.models import RoleAssignment, User
from cint_portal.organization.roles import Role

#: Roles that somebody else may hold for the person; the board decides in person (realities 19).
DELEGATED = (Role.MANAGER, Role.DIRECTOR, Role.CMS_HEAD)
_DAY = timedelta(days=1)


@transaction.atomic
def record_absence(
    *,
    person: User,
    first_day: date,
    last_day: date,
    deputy: User | None = None,
    reason: str = "",
    letter_number: str = "",
) -> Absence:
    """Record an absence and give the deputy the person's roles for its days.

    Raises InvalidInput (dates, deputy), Conflict when the person is recorded as away already.
    """
    check_absence(person=person, first_day=first_day, last_day=last_day, deputy=deputy)
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                person=person,
                first_day=first_day,
                last_day=last_day,
                deputy=deputy,
                reason=reason,
                letter_number=letter_number,
            )
    except IntegrityError as error:
        raise Conflict(_("Orang ini sudah tercatat tidak bertugas pada tanggal tersebut.")) from error
    if deputy is not None:
        RoleAssignment.objects.bulk_create(_delegations(absence, deputy))
    return absence


def check_absence(*, person: User, first_day: date, last_day: date, deputy: User | None) -> None:
    """Raises InvalidInput for dates and deputies that make no sense."""
    if last_day < first_day:
        raise InvalidInput(_("Tanggal akhir tidak boleh sebelum tanggal awal."))
    if deputy is None:
        return
    if deputy == person or not deputy.is_active:
        raise InvalidInput(_("Pengganti harus orang lain yang masih aktif."))
    if Absence.objects.filter(person=deputy, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise InvalidInput(_("Pengganti sendiri tercatat tidak bertugas pada tanggal tersebut."))


def _delegations(absence: Absence, deputy: User) -> list[RoleAssignment]:
    """The person's roles cut to the absence, without those that the deputy holds anyway."""
    during = Q(valid_from__lte=absence.last_day) & (
        Q(valid_until=None) | Q(valid_until__gte=absence.first_day)
    )
    held = set(RoleAssignment.objects.filter(during, person=deputy).values_list("unit_id", "role"))
    roles = RoleAssignment.objects.filter(during, person=absence.person, role__in=DELEGATED)
    return [
        RoleAssignment(
            person=deputy,
            unit_id=role.unit_id,
            role=role.role,
            valid_from=max(role.valid_from, absence.first_day),
            valid_until=min(role.valid_until or absence.last_day, absence.last_day),
            is_acting=True,
            letter_number=absence.letter_number,
            absence=absence,
        )
        for role in roles
        if (role.unit_id, role.role) not in held
    ]


def check_end(last_day: date, *, today: date) -> None:
    """Raises InvalidInput for an end that would rewrite days that have passed."""
    if last_day < today - _DAY:
        raise InvalidInput(_("Hari yang sudah lewat tidak dapat diubah."))


@transaction.atomic
def end_absence(*, absence: Absence, last_day: date, today: date) -> Absence | None:
    """Let an absence end on another day; its roles end with it. None when it never began.

    Days that have passed stay as they were. Raises InvalidInput when the new end lies before yesterday.
    """
    check_end(last_day, today=today)
    row = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if last_day < row.first_day:
        row.delegated.all().delete()  # nobody ever acted by them
        row.delete()
        return None
    row.delegated.filter(valid_from__gt=last_day).delete()
    row.delegated.filter(valid_until__gt=last_day).update(valid_until=last_day)
    row.delegated.filter(valid_until=row.last_day).update(valid_until=last_day)
    row.last_day = last_day
    row.save()
    return row
