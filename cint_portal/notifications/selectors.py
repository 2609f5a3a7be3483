"""What the operators' pages show of the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cint_portal.notifications import kinds
from cint_portal.notifications.claiming import may_leave
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.resending import can_be_resent
from cint_portal.organization.models import RoleAssignment, Unit, User
from cint_portal.organization.roles import Role

State = OutboxMail.State
LOOKS: dict[str, tuple[str, str]] = {
    State.QUEUED: ("info", "hourglass-split"),
    State.CLAIMED: ("info", "arrow-repeat"),
    State.SENT: ("success", "check-lg"),
    State.RETRY: ("warning", "arrow-clockwise"),
    State.FAILED: ("danger", "x-octagon"),
    State.MISSED: ("muted", "slash-circle"),
    State.PORTAL: ("neutral", "window"),
}
OPEN = (State.QUEUED, State.CLAIMED, State.RETRY)


@dataclass(frozen=True)
class Status:
    """For components/_status_chip.html."""

    label: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Line:
    """A mail as the operators see it."""

    mail: OutboxMail
    kind: str
    status: Status
    address: str
    why: str
    is_resendable: bool


@dataclass(frozen=True)
class Tile:
    """A number above the list, which filters by it."""

    label: Any
    state: str
    value: int
    tone: str
    icon: str


def outbox() -> QuerySet[OutboxMail]:
    return OutboxMail.objects.select_related("recipient", "sent_with").order_by("-id")


def line_of(mail: OutboxMail) -> Line:
    tone, icon = LOOKS[mail.state]
    return Line(
        mail=mail,
        kind=kind_name(mail.kind),
        status=Status(str(State(mail.state).label), tone, icon),
        address=mail.mailbox or mail.recipient.email,
        why=str(mail.get_cause_display()),
        is_resendable=can_be_resent(mail),
    )


def lines(mails: Iterable[OutboxMail]) -> list[Line]:
    return [line_of(mail) for mail in mails]


def kind_name(code: str) -> str:
    """Also for a kind that only an older version knew."""
    return next((kind.name for kind in kinds.all_kinds() if kind.code == code), code)


def tiles() -> list[Tile]:
    """How many mails are in each state that somebody may have to do something about. One query."""
    counts = dict(
        OutboxMail.objects.filter(~Q(state=State.SENT))
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
    )
    labels = [
        (_("Gagal"), State.FAILED),
        (_("Akan dicoba lagi"), State.RETRY),
        (_("Menunggu"), State.QUEUED),
        (_("Hanya di portal"), State.PORTAL),
        (_("Tidak dikirim lagi"), State.MISSED),
    ]
    return [Tile(label, state, counts.get(state, 0), *LOOKS[state]) for label, state in labels]


def oldest_due(now: datetime) -> OutboxMail | None:
    """The mail that should have left longest ago: its hour has come and nothing holds it back."""
    return may_leave(now).select_related("recipient").order_by("not_before").first()


def people_without_address() -> QuerySet[User]:
    """Active people with a role today whom no mail reaches, with what they hold. Two queries."""
    held = RoleAssignment.objects.in_force().select_related("unit").order_by("unit__name")
    people = User.objects.filter(is_active=True, email="", pk__in=held.order_by().values("person"))
    return people.prefetch_related(Prefetch("assignments", held)).order_by("full_name")


@dataclass(frozen=True)
class Gap:
    """A department for which nobody could stand in, or that nobody heads."""

    unit: Unit
    is_headed: bool

    @property
    def missing(self) -> list[str]:
        wanted = [
            (self.is_headed, _("Manager (jabatan kosong)")),
            (self.unit.substitute_reviewer_id, _("Pemeriksa pengganti")),
            (self.unit.substitute_decider_id, _("Pengambil keputusan pengganti")),
        ]
        return [str(name) for there, name in wanted if not there]


def unit_gaps(day: date) -> list[Gap]:
    """Departments that lack a head or a substitute. Two queries."""
    headed = RoleAssignment.objects.in_force(day).filter(role=Role.MANAGER, person__is_active=True)
    ids = set(headed.values_list("unit", flat=True))
    units = Unit.objects.existing_on(day).departments().order_by("name")
    gaps = [Gap(unit, unit.pk in ids) for unit in units]
    return [gap for gap in gaps if gap.missing]
