"""Who is told about a unit's work on a day, and why: heads, Pjs., stand-ins, drafters, CMS, those above."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cint_portal.core.clock import Today
from cint_portal.organization.absences import Absence
from cint_portal.organization.models import RoleAssignment, Unit, User
from cint_portal.organization.roles import UNIT_ROLES, Role


class Standing(models.TextChoices):
    """Why a person is told. Kept with the mail, which says it at its foot."""

    MANAGER = "manager", _("Manager Departemen")
    ACTING = "acting", _("Pjs. Manager Departemen")
    VACANT = "vacant", _("Direktur, karena jabatan kosong")
    AWAY = "away", _("Direktur, karena Manager tidak bertugas")
    DRAFTER = "drafter", _("tembusan: Admin Departemen")
    MAILBOX = "mailbox", _("tembusan: e-mail unit")
    VACANT_COPY = "vacant_copy", _("tembusan: CMS, karena jabatan kosong")
    ABOVE = "above", _("Direktur yang membawahi")
    CMS = "cms", _("CMS")
    CMS_HEAD = "cms_head", _("Kepala Bagian CMS")
    CMS_ABOVE = "cms_above", _("Direktur yang membawahi CMS")
    SUBSTITUTE = "substitute", _("Pemeriksa pengganti")
    BOARD = "board", _("Direksi (BOD)")
    PRESIDENT = "president", _("Direktur Utama")
    INVITED = "invited", _("Undangan Rapat Penetapan BSC")


#: The director acts because nobody heads the unit, or the head is away without a deputy.
UNATTENDED = (Standing.VACANT, Standing.AWAY)


@dataclass(frozen=True)
class Reader:
    """A person who is told, and why; with `mailbox` a copy to the unit's address about that person's task."""

    person: User
    standing: str
    is_copy: bool = False
    mailbox: str = ""


class Posts:
    """Who holds what on a day. Who left holds nothing; who is away is passed over. Two queries."""

    def __init__(self, day: date | Today | None = None) -> None:
        self._day = day or Today()
        self._held: dict[tuple[str, int], list[RoleAssignment]] = {}
        self._away: set[int] = set()
        away = Absence.objects.on(self._day).filter(person=OuterRef("person"))
        rows = RoleAssignment.objects.in_force(day).filter(person__is_active=True)
        for row in (
            rows.annotate(is_away=Exists(away))
            .select_related("person")
            .order_by("person__full_name", "is_acting", "pk")
        ):
            self._held.setdefault((row.role, row.unit_id), []).append(row)
            if row.is_away:
                self._away.add(row.person_id)
        self._units = {unit.pk: unit for unit in Unit.objects.select_related("substitute_reviewer")}

    def _at_work(self, role: Role, unit_id: int) -> list[RoleAssignment]:
        return [row for row in self._held.get((role, unit_id), ()) if row.person_id not in self._away]

    def people_with(self, *roles: Role, unit_id: int | None = None) -> dict[int, User]:
        """Everybody who holds one of the roles, for that unit or anywhere, at work or not; by id."""
        return {
            row.person_id: row.person
            for (role, unit), rows in self._held.items()
            if role in roles and unit_id in (None, unit)
            for row in rows
        }

    def _upwards(self, unit_id: int | None) -> Iterator[int]:
        while unit_id is not None:
            yield unit_id
            unit_id = self._units[unit_id].parent_id

    def responsible(self, unit_id: int) -> tuple[Reader, ...]:
        """The head or Pjs.; of a vacant post, or while the head is away, the nearest director at work."""
        heads = self._at_work(Role.MANAGER, unit_id)
        if heads:
            return tuple(_once(Reader(row.person, _head_standing(row)) for row in heads))
        absent = self._held.get((Role.MANAGER, unit_id), [])
        standing = Standing.AWAY if absent else Standing.VACANT
        for above in self._upwards(self._units[unit_id].parent_id):
            directors = self._at_work(Role.DIRECTOR, above)
            if directors:
                return tuple(_once(Reader(row.person, standing) for row in directors))
        return tuple(_once(Reader(row.person, _head_standing(row)) for row in absent))

    def is_vacant(self, unit_id: int) -> bool:
        """Jabatan kosong: nobody heads the unit, not even for somebody else."""
        return not self._held.get((Role.MANAGER, unit_id))

    def told(self, unit_id: int) -> tuple[Reader, ...]:
        """Who is told of a unit's task: who must act, then the copies (drafters, CMS, the mailbox)."""
        to = self.responsible(unit_id)
        copies = [
            Reader(row.person, Standing.DRAFTER, is_copy=True) for row in self._at_work(Role.DRAFTER, unit_id)
        ]
        if any(reader.standing in UNATTENDED for reader in to):
            copies += [Reader(reader.person, Standing.VACANT_COPY, is_copy=True) for reader in self.cms()]
        return tuple(_once([*to, *copies, *self._mailbox(unit_id, to)]))

    def _mailbox(self, unit_id: int, to: tuple[Reader, ...]) -> list[Reader]:
        address = self._units[unit_id].mailbox
        if not to or not address or address in {reader.person.email for reader in to}:
            return []
        return [Reader(to[0].person, Standing.MAILBOX, is_copy=True, mailbox=address)]

    def above(self, unit_id: int) -> tuple[Reader, ...]:
        """Who chases a late unit: the nearest director who is not already responsible, and CMS."""
        acting = {reader.person for reader in self.responsible(unit_id)}
        return tuple(_once([*self._directors_above(unit_id, acting, Standing.ABOVE), *self.cms()]))

    def _directors_above(self, unit_id: int, acting: set[User], standing: Standing) -> list[Reader]:
        for above in self._upwards(self._units[unit_id].parent_id):
            rows = [row for row in self._at_work(Role.DIRECTOR, above) if row.person not in acting]
            if rows:
                return [Reader(row.person, standing) for row in rows]
        return []

    def cms(self) -> tuple[Reader, ...]:
        """Everybody of CMS who is at work; all of them when nobody is."""
        return self._anywhere((Role.CMS_HEAD, Standing.CMS_HEAD), (Role.CMS, Standing.CMS))

    def cms_heads(self) -> tuple[Reader, ...]:
        return self._anywhere((Role.CMS_HEAD, Standing.CMS_HEAD))

    def board(self) -> tuple[Reader, ...]:
        return self._anywhere((Role.BOD, Standing.BOARD))

    def working_for(self, unit_id: int) -> set[int]:
        """Who heads the unit or fills its forms."""
        return set(self.people_with(*UNIT_ROLES, unit_id=unit_id))

    def reviewers(self, unit_id: int, contributors: Iterable[int] = ()) -> tuple[Reader, ...]:
        """CMS without who belongs to the unit or wrote the document (T7), and the unit's substitute."""
        belonging, working = self.people_with(*Role, unit_id=unit_id), self.working_for(unit_id)
        substitute = self._units[unit_id].substitute_reviewer
        found = [reader for reader in self.cms() if reader.person.pk not in belonging]
        if substitute is not None and substitute.is_active and substitute.pk not in working:
            found.append(Reader(substitute, Standing.SUBSTITUTE))
        barred = set(contributors)
        return tuple(_once(reader for reader in found if reader.person.pk not in barred))

    def superiors(self, unit_id: int, person_id: int) -> tuple[User, ...]:
        """Who answers for a person of the unit: its head, or of the head himself the nearest director."""
        heads = self.people_with(Role.MANAGER, unit_id=unit_id)
        if person_id in heads:
            found = self._directors_above(unit_id, {heads[person_id]}, Standing.ABOVE)
        else:
            found = list(self.responsible(unit_id))
        return tuple(reader.person for reader in found if reader.person.pk != person_id)

    def presidents(self) -> tuple[Reader, ...]:
        """The director of the company as a whole."""
        top = [pk for pk, unit in self._units.items() if unit.kind == Unit.Kind.CORPORATE]
        rows = [row for pk in top for row in self._at_work(Role.DIRECTOR, pk)]
        return tuple(_once(Reader(row.person, Standing.PRESIDENT) for row in rows))

    def invited(self) -> tuple[Reader, ...]:
        """Board, all managers and the second layer (4.6)."""
        roles = (Role.BOD, Role.MANAGER, Role.SECOND_LAYER)
        return self._anywhere(*((role, Standing.INVITED) for role in roles))

    def above_cms(self) -> tuple[Reader, ...]:
        """Who stands above CMS when CMS itself is late: its heads and the nearest director over them."""
        heads = self.cms_heads()
        acting = {reader.person for reader in heads}
        units = {unit_id for role, unit_id in self._held if role == Role.CMS_HEAD}
        directors = [
            reader
            for unit_id in sorted(units)
            for reader in self._directors_above(unit_id, acting, Standing.CMS_ABOVE)
        ]
        return tuple(_once([*heads, *directors]))

    def _anywhere(self, *roles: tuple[Role, Standing]) -> tuple[Reader, ...]:
        found = [
            (row, standing)
            for role, standing in roles
            for (held, _unit), rows in self._held.items()
            if held == role
            for row in rows
        ]
        present = [pair for pair in found if pair[0].person_id not in self._away]
        return tuple(_once(Reader(row.person, standing) for row, standing in present or found))


def _head_standing(row: RoleAssignment) -> Standing:
    return Standing.ACTING if row.is_acting else Standing.MANAGER


def _once(readers: Iterable[Reader]) -> list[Reader]:
    """Each person once, by the first reason; a mailbox is an address of its own."""
    found: dict[tuple[int, str], Reader] = {}
    for reader in readers:
        found.setdefault((reader.person.pk, reader.mailbox), reader)
    return list(found.values())


def told_about(unit: Unit, day: date | Today | None = None) -> tuple[Reader, ...]:
    """Who is told of one unit's task, today or on a day."""
    return told_by_unit([unit], day)[unit.pk]


def told_by_unit(units: Iterable[Unit], day: date | Today | None = None) -> dict[int, tuple[Reader, ...]]:
    """`told_about` of many units, in two queries however many they are."""
    posts = Posts(day)
    return {unit.pk: posts.told(unit.pk) for unit in units}


def standing_in(actor: User, unit: Unit) -> str:
    """Why a director acts for a unit without a head at work; "" for everybody else (and no query)."""
    if not actor.has_role(Role.DIRECTOR):
        return ""
    acting = [reader for reader in Posts().responsible(unit.pk) if reader.person == actor]
    return next((reader.standing for reader in acting if reader.standing in UNATTENDED), "")
