"""The Wrapping Commitment for its pages and its print: who signed, how and when, who is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Commitment, CommitmentSignature
from bsc.models.commitment import Capacity, Part
from cint_portal.documents.sealing import SealFacts, SealKind
from cint_portal.organization.audience import Standing
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.chasing import wa_text
from cint_portal.workflow.todo import Todo

#: The seal of a commitment's PDF.
SEAL = "bsc.commitment"
Method = CommitmentSignature.Method


@dataclass(frozen=True)
class SignatureLine:
    """One signature, given or missing."""

    row: CommitmentSignature
    name: str
    capacity: str
    unit: str
    meaning: str
    how: str
    at: datetime | None

    @property
    def is_signed(self) -> bool:
        return self.at is not None


@dataclass(frozen=True)
class Chased:
    """A person whose signatures are missing, and the text that asks for all of them."""

    person: User
    units: tuple[str, ...]
    wa_text: str


def commitments_of(cycle: PlanningCycle | None, user: User) -> QuerySet[Commitment]:
    """The year's commitments, the first one before those of later units; one query with the counts."""
    rows = Commitment.objects.visible_to(user).filter(cycle=cycle).select_related("cycle", "meeting")
    signed = Count("signatures", filter=Q(signatures__signed_at__isnull=False))
    return rows.annotate(signed=signed, expected=Count("signatures")).order_by("id")


def signature_lines(commitment: Commitment) -> list[SignatureLine]:
    """In the order of the paper: president, directors, managers, second layer. One query."""
    rows = commitment.signatures.select_related("person", "unit", "scan")
    order = {capacity.value: place for place, capacity in enumerate(Capacity)}
    ordered = sorted(rows, key=lambda row: (order[row.capacity], row.unit.name, row.person.full_name))
    return [_line(row) for row in ordered]


def _line(row: CommitmentSignature) -> SignatureLine:
    return SignatureLine(
        row=row,
        name=row.signed_name or row.person.full_name,
        capacity=capacity_of(row),
        unit=row.unit.name,
        meaning=meaning_of(row),
        how=_how(row),
        at=row.signed_at,
    )


def capacity_of(row: CommitmentSignature) -> str:
    """Pjs. Manager Departemen, or in whose place a director signs."""
    special = row.standing in (Standing.ACTING, Standing.VACANT, Standing.AWAY)
    return str(Standing(row.standing).label) if special else str(row.get_capacity_display())


def meaning_of(row: CommitmentSignature) -> str:
    if row.part == Part.ACKNOWLEDGE:
        return _("Mengetahui dan mendukung pelaksanaannya")
    return _("Berkomitmen atas pencapaian BSC")


def _how(row: CommitmentSignature) -> str:
    if row.method == Method.PORTAL:
        return _("Ditandatangani di portal")
    if row.method == Method.SCAN:
        return _("Tanda tangan basah, halaman %(page)s pindaian") % {"page": row.page}
    return ""


def missing_people(lines: Iterable[SignatureLine], commitment: Commitment, today: date) -> list[Chased]:
    """Each person once, with every unit that waits for the signature."""
    waiting: dict[User, list[str]] = {}
    for line in lines:
        if not line.is_signed:
            waiting.setdefault(line.row.person, []).append(line.unit)
    return [
        Chased(person, tuple(units), wa_text([sign_todo(commitment, units)], today, [person]))
        for person, units in waiting.items()
    ]


def sign_todo(commitment: Commitment, units: Iterable[str]) -> Todo:
    """The task of signing, for all units of a person at once."""
    return Todo(
        kind="task",
        title=_("Tanda tangani Wrapping Commitment"),
        unit=", ".join(dict.fromkeys(units)),
        period=str(commitment.cycle.year),
        url=reverse("bsc:commitment-sign", args=[commitment.pk]),
        due_on=commitment.due_on,
    )


def title_of(commitment: Commitment) -> str:
    words = {"year": commitment.cycle.year}
    if commitment.is_supplement:
        return _("Wrapping Commitment %(year)s – Penetapan Susulan") % words
    return _("Wrapping Commitment %(year)s") % words


def seal_facts(object_id: int) -> SealFacts:
    """What the verification page may tell: nothing but what the paper shows, and no name."""
    commitment = Commitment.objects.select_related("cycle", "meeting").get(pk=object_id)
    rows = commitment.signatures
    return SealFacts(
        title=title_of(commitment),
        number=commitment.meeting.number,
        revision="Rev. 00",
        dated_on=commitment.meeting.effective_from or commitment.due_on,
        content_sha256=commitment.content_sha256,
        signed=rows.exclude(signed_at=None).count(),
        expected=rows.count(),
    )


SEAL_KIND = SealKind(SEAL, seal_facts)
