"""Taking open mail for the length of a lease: which rows travel together, and which wait for tomorrow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.failpoints import reach
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.windows import is_day_off, is_quiet

LEASE = timedelta(minutes=5)
BATCH = 100  # a claim costs ten milliseconds, whatever it takes along
MAX_CRASHES = 5
CLAIM_LOCK = 71_002  # any number that only this module uses
State, Cause = OutboxMail.State, OutboxMail.Cause
WAITING = Q(state__in=[State.QUEUED, State.RETRY])

Traveller = tuple[int, str]  # a person and the mailbox of a copy ("" for the person's own)


@dataclass
class Parcel:
    """What one message carries: the row that gives it its Message-ID and those that travel with it."""

    carrier: OutboxMail
    mails: list[OutboxMail] = field(default_factory=list)

    @property
    def claimed_at(self) -> datetime:
        if self.carrier.lease_until is None:
            raise ValueError("this parcel was not claimed")
        return self.carrier.lease_until - LEASE

    @property
    def ids(self) -> list[int]:
        return [mail.pk for mail in self.mails]


def may_leave(now: datetime) -> QuerySet[OutboxMail]:
    """Open rows whose hour has come, without those that travel with another."""
    abandoned = Q(state=State.CLAIMED, lease_until__lte=now)
    rows = OutboxMail.objects.filter(WAITING & Q(not_before__lte=now) | abandoned, sent_with=None)
    if is_quiet(now):
        return rows.filter(kind__in=_at_once())
    return rows.filter(in_digest=False) if is_day_off(now) else rows


def _at_once() -> list[str]:
    """Kinds that wait for nothing."""
    return [kind.code for kind in kinds.all_kinds() if kind.goes_at_once]


@transaction.atomic
def claim(size: int = BATCH) -> list[Parcel]:
    """Claim the next messages; a row that somebody else holds (a resend) is skipped.

    What a process died with is claimed first; what two died with alone, so that a mail that kills its
    worker takes none along for ever.
    """
    reach("before_claim")
    _one_at_a_time()
    now = clock.now()
    rows = may_leave(now)
    rows = rows.select_related("recipient").order_by("in_digest", "id")
    rows = rows.select_for_update(skip_locked=True, of=("self",))
    if again := _dropped(list(rows.filter(state=State.CLAIMED)[:size])):
        return _hold(again, now, died=True)
    notices = _within_ceiling(list(rows.filter(in_digest=False)[:size]), now)
    parcels = [Parcel(mail, [mail]) for mail in notices]
    if len(parcels) < size:
        parcels += _digests(list(rows.filter(in_digest=True, recipient__in=_next_people(rows, size))), now)
    return _hold(parcels, now)


def _one_at_a_time() -> None:
    """Until the commit: a day's digest is put together once, a day's messages are counted once.

    A claim takes milliseconds and sends nothing; the lock ends with its transaction or its process.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIM_LOCK])


def _dropped(mails: list[OutboxMail]) -> list[Parcel]:
    """What to take over from the dead: all of whom one process died with, else one alone."""
    for mail in mails:
        if mail.crashes >= MAX_CRASHES:
            _park(_repeated(mail))
    living = [mail for mail in mails if mail.crashes < MAX_CRASHES]
    return [_repeated(mail) for mail in living if not mail.crashes] or [_repeated(m) for m in living[:1]]


def _park(parcel: Parcel) -> None:
    """What several processes died with is given up, visibly (T41)."""
    rows = OutboxMail.objects.filter(pk__in=parcel.ids)
    rows.update(state=State.FAILED, cause=Cause.BROKEN, lease_until=None)


def _repeated(carrier: OutboxMail) -> Parcel:
    """The same set as the first time, under the same Message-ID."""
    carried = carrier.carried.select_related("recipient").order_by("id") if carrier.in_digest else ()
    return Parcel(carrier, [carrier, *carried])


def _next_people(rows: QuerySet[OutboxMail], size: int) -> list[int]:
    """Whose digests come next; all of a person's reminders are then taken."""
    waiting = rows.filter(in_digest=True).values_list("recipient", flat=True)
    return list(dict.fromkeys(waiting[:size]))


def _within_ceiling(mails: list[OutboxMail], now: datetime) -> list[OutboxMail]:
    """What exceeds a person's messages of a day waits for the next day's digest."""
    taken = _messages_today({mail.recipient_id for mail in mails}, now)
    leaving: list[OutboxMail] = []
    at_once = _at_once()
    for mail in mails:
        counts = not mail.attempts and not mail.mailbox and mail.kind not in at_once
        if counts and taken[mail.recipient_id] >= settings.MAIL_DAILY_CEILING:
            _until_tomorrow([mail], now)
            continue
        taken[mail.recipient_id] += counts
        leaving.append(mail)
    return leaving


def _messages_today(people: Iterable[int], now: datetime) -> dict[int, int]:
    """Messages that left for these people since midnight in WIB, or are about to."""
    today = clock.start_of_day(clock.local_day(now))
    rows = OutboxMail.objects.filter(recipient__in=people, mailbox="").filter(
        Q(state=State.SENT, sent_at__gte=today) | Q(state=State.CLAIMED, lease_until__gt=now)
    )
    per_person = rows.values("recipient").annotate(n=Count(Coalesce("sent_with", "id"), distinct=True))
    return defaultdict(int, per_person.order_by().values_list("recipient", "n"))


def _digests(mails: list[OutboxMail], now: datetime) -> list[Parcel]:
    """One message per person and day; what comes later that day waits, unless it is due today."""
    parcels = []
    together: dict[Traveller, list[OutboxMail]] = defaultdict(list)
    begun = set(OutboxMail.objects.filter(sent_with__in=mails).values_list("sent_with", flat=True))
    for mail in mails:
        if mail.attempts or mail.pk in begun:
            parcels.append(_repeated(mail))
        else:
            together[mail.recipient_id, mail.mailbox].append(mail)
    served = _served_today({person for person, _mailbox in together}, now)
    for traveller, own in together.items():
        if traveller in served and not any(_is_due(mail, clock.local_day(now)) for mail in own):
            _until_tomorrow(own, now)
        else:
            parcels.append(_put_together(own))
    return parcels


def _served_today(people: Iterable[int], now: datetime) -> set[Traveller]:
    """Who has had a digest today, or has one on its way."""
    today = clock.start_of_day(clock.local_day(now))
    rows = OutboxMail.objects.filter(recipient__in=people, in_digest=True).filter(
        Q(state=State.SENT, sent_at__gte=today) | Q(state__in=[State.CLAIMED, State.RETRY])
    )
    return set(rows.values_list("recipient", "mailbox"))


def _is_due(mail: OutboxMail, today: date) -> bool:
    return mail.due_on is not None and mail.due_on <= today


def _put_together(mails: list[OutboxMail]) -> Parcel:
    carrier, *others = mails
    if others:
        OutboxMail.objects.filter(pk__in=[mail.pk for mail in others]).update(sent_with=carrier)
    return Parcel(carrier, mails)


def _until_tomorrow(mails: list[OutboxMail], now: datetime) -> None:
    tomorrow = clock.start_of_day(clock.local_day(now) + timedelta(days=1))
    OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
        in_digest=True, not_before=tomorrow, cause=Cause.CEILING
    )


def _hold(parcels: list[Parcel], now: datetime, *, died: bool = False) -> list[Parcel]:
    """Stamp the lease on the rows, in the table and in memory."""
    ids = [pk for parcel in parcels for pk in parcel.ids]
    until = now + LEASE
    OutboxMail.objects.filter(pk__in=ids).update(
        state=State.CLAIMED, lease_until=until, attempts=F("attempts") + 1, crashes=F("crashes") + int(died)
    )
    for mail in (mail for parcel in parcels for mail in parcel.mails):
        mail.state, mail.lease_until, mail.attempts = State.CLAIMED, until, mail.attempts + 1
    return parcels
