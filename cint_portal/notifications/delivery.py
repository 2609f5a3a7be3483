"""Deliver the outbox: is it still due, put the message together, hand it over, record what happened."""

import logging
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.models import F, Value, prefetch_related_objects

from cint_portal.core import clock
from cint_portal.core.clock import Moment, local_day
from cint_portal.notifications import kinds
from cint_portal.notifications.claiming import BATCH, LEASE, Parcel, claim, may_leave
from cint_portal.notifications.failpoints import reach
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.posting import Post, build_message
from cint_portal.notifications.rendering import render_mail, render_parcel
from cint_portal.notifications.replies import BadAddress, CannotRender, Treatment, treatment

logger = logging.getLogger(__name__)

TURN = timedelta(minutes=4)  # then the sweep gives the worker to others for a moment
FRESH_S = 1.0  # what is told was true at most this long before it was sent (T35)
State, Cause = OutboxMail.State, OutboxMail.Cause
#: Why each mail of a parcel is not sent after all; the others are due.
Undue = dict[int, str]


def deliver_all() -> int:
    """Empty the outbox; a long queue over several connections at once, so that none waits for a commit."""
    waiting = may_leave(clock.now())[: BATCH * settings.MAIL_CONNECTIONS].count()
    lanes = max(1, waiting // BATCH)
    if lanes == 1:
        return deliver_due()
    with ThreadPoolExecutor(lanes) as pool:
        return sum(turn.result() for turn in [pool.submit(_lane) for _n in range(lanes)])


def _lane() -> int:
    try:
        return deliver_due()
    finally:
        connection.close()  # a thread has a database connection of its own


def deliver_due(limit: int | None = None) -> int:
    """Send what is open, one message at a time; returns how many mails were settled."""
    settled, ends = 0, time.monotonic() + TURN.total_seconds()
    with _without_waiting_for_the_disk(), Post() as post:
        while (limit is None or settled < limit) and time.monotonic() < ends:
            parcels = claim() if limit is None else claim(min(limit - settled, BATCH))
            if not parcels:
                break
            reach("after_claim")
            done = _deliver_batch(post, parcels)
            settled += sum(len(parcel.mails) for parcel in parcels[:done])
            if done < len(parcels):
                _give_back(parcels[done:])
                break
    return settled


def _deliver_batch(post: Post, parcels: Sequence[Parcel]) -> int:
    """Returns how many were settled: fewer than all when the server is away or the lease wears out."""
    begun = read = time.monotonic()
    _read_subjects(parcels)
    for place, parcel in enumerate(parcels):
        if time.monotonic() - begun > LEASE.total_seconds() / 2:
            return place
        if time.monotonic() - read > FRESH_S:
            read = time.monotonic()
            _read_subjects(parcels[place:])
        if not _deliver(post, parcel):
            return place + 1
    return len(parcels)


def _read_subjects(parcels: Iterable[Parcel]) -> None:
    """Read anew what the mails are about: a query per model, not per mail."""
    mails = [mail for parcel in parcels for mail in parcel.mails]
    for mail in mails:
        mail._state.fields_cache.pop("about", None)
    prefetch_related_objects(mails, "about")


def _deliver(post: Post, parcel: Parcel) -> bool:
    """Settle one message; False when the server would refuse the next one just the same."""
    try:
        undue = {mail.pk: cause for mail in parcel.mails if (cause := _undue(mail))}
        due = [mail for mail in parcel.mails if mail.pk not in undue]
        if due:
            _send(post, parcel, due)
    except Error:
        raise  # the database is away, which is no fault of the mail: its lease runs out
    except Exception as error:  # every other kind of failure is classed, none is swallowed
        return _failed(parcel, error, treatment(error))
    _settle(parcel, undue)
    reach("after_commit")
    return True


def _undue(mail: OutboxMail) -> str | None:
    """Why this one is not sent any more; None while it is due. Raises CannotRender."""
    if not mail.recipient.is_active:
        return Cause.INACTIVE
    if mail.about is None:
        return Cause.NOT_DUE
    try:
        return None if kinds.kind(mail.kind).still_due(mail) else Cause.NOT_DUE
    except Error:
        raise
    except Exception as error:
        raise CannotRender(f"{mail.kind}: {error!r}") from error


def _send(post: Post, parcel: Parcel, due: Sequence[OutboxMail]) -> None:
    """Raises BadAddress, CannotRender, or what the server and the network did."""
    try:
        today = local_day(parcel.claimed_at)
        content = render_mail(due[0], today) if len(due) == 1 else render_parcel(due, today)
        message = build_message(parcel.carrier, content, parcel.claimed_at)
    except (BadAddress, Error):
        raise
    except Exception as error:
        raise CannotRender(repr(error)) from error
    post.send(message)
    reach("after_smtp")


def _settle(parcel: Parcel, undue: Undue) -> None:
    """Record what was accepted and what had lost its sense; a row that is no longer ours stays as it is."""
    sent = [mail for mail in parcel.mails if mail.pk not in undue]
    fields: dict[str, Any] = {"state": State.SENT, "sent_at": Moment(), "cause": "", "last_error": ""}
    if any(kinds.kind(mail.kind).is_secret for mail in sent):
        fields["context"] = {}
    if sent:
        _ours(parcel, [mail.pk for mail in sent]).update(lease_until=None, **fields)
    for pk, cause in undue.items():
        _ours(parcel, [pk]).update(lease_until=None, state=State.MISSED, cause=cause)


@contextmanager
def _without_waiting_for_the_disk() -> Iterator[None]:
    """Commits of what was sent are safe at once against the death of any process of ours.

    The next claim waits for the disk and so writes them out too. Only a crash of the database itself can
    forget the last half second: those mails go once more under the same Message-ID; none is ever lost.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        try:
            yield
        finally:
            with suppress(Error):  # a connection that broke takes its settings along
                cursor.execute("RESET synchronous_commit")


def _failed(parcel: Parcel, error: Exception, row: Treatment) -> bool:
    mail = parcel.carrier
    logger.warning("mail %s: %s: %r", mail.pk, row.name, error)
    final = row.is_final(mail.attempts)
    delay = row.delay(mail.attempts, secrets.randbelow(1000) / 1000)
    _ours(parcel, parcel.ids).update(
        state=State.FAILED if final else State.RETRY,
        lease_until=None,
        cause=row.cause,
        last_error=_words(error),
        not_before=Moment() + Value(delay),
    )
    return not row.stops


def _words(error: Exception) -> str:
    """What the operators read: no line breaks, no bytes."""
    return " ".join(str(error or type(error).__name__).split())[:500] or type(error).__name__


def _give_back(parcels: Sequence[Parcel]) -> None:
    """Nobody tried these: as if they had not been claimed."""
    for parcel in parcels:
        _ours(parcel, parcel.ids).update(state=State.QUEUED, lease_until=None, attempts=F("attempts") - 1)


def _ours(parcel: Parcel, ids: Sequence[int]) -> Any:
    return OutboxMail.objects.filter(pk__in=ids, state=State.CLAIMED, lease_until=parcel.carrier.lease_until)
