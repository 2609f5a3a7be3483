"""Deliver the outbox: is it still due, put the message together, hand it over, record what happened."""

import logging
import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connection
from django.db.models import F, Value, prefetch_related_objects

from cint_portal.core.background import wake
from cint_portal.core.clock import MOMENT, Moment, local_day
from cint_portal.notifications import kinds
from cint_portal.notifications.claiming import BATCH, LEASE, Parcel, claim
from cint_portal.notifications.failpoints import reach
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.posting import Post, build_message
from cint_portal.notifications.rendering import render_mail, render_parcel
from cint_portal.notifications.replies import BadAddress, CannotRender, Treatment, treatment
from cint_portal.notifications.services import DELIVER

logger = logging.getLogger(__name__)

TURN = timedelta(minutes=1)  # then reports and others have the worker for a moment
FRESH_S = 0.25  # what is told was true at most this long before it was sent (T35)
PATIENCE_S, PAUSE_S = LEASE.total_seconds() / 2, 0.2
State, Cause = OutboxMail.State, OutboxMail.Cause
#: Once per mail: written out, it costs a tenth of what composing the same query anew would.
_SENT = f"""
    UPDATE notifications_outboxmail
    SET state = 'sent', sent_at = {MOMENT}, cause = '', last_error = '', lease_until = NULL,
        context = CASE WHEN %s THEN '{{}}'::jsonb ELSE context END
    WHERE id = ANY(%s) AND state = 'claimed' AND lease_until = %s
"""  # noqa: S608 (a constant)
#: Why each mail of a parcel is not sent after all; the others are due.
Undue = dict[int, str]


def deliver_all() -> int:
    """Send what is open, one message at a time; returns how many mails were settled.

    A process has one connection to the mail server, so that its death leaves at most one message of which
    nobody knows whether it was accepted. While much waits it calls another process to help.
    """
    settled, helped, ends = 0, False, time.monotonic() + TURN.total_seconds()
    with Post() as post:
        while time.monotonic() < ends and (parcels := claim()):
            reach("after_claim")
            done = _deliver_batch(post, parcels)
            settled += sum(len(parcel.mails) for parcel in parcels[:done])
            if done < len(parcels):
                _give_back(parcels[done:])
                break
            if len(parcels) >= BATCH and not helped:
                helped = True
                wake(DELIVER)
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
    _record(parcel, undue)
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


def _record(parcel: Parcel, undue: Undue) -> None:
    """Write down what was accepted; a database that is away is waited for, so that nothing goes twice."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            return _settle(parcel, undue)
        except (InterfaceError, OperationalError) as error:
            if connection.in_atomic_block or time.monotonic() > ends:
                raise
            logger.warning("mail %s was accepted and not yet recorded: %s", parcel.carrier.pk, error)
            connection.close()
            time.sleep(PAUSE_S)


def _settle(parcel: Parcel, undue: Undue) -> None:
    """What was accepted and what had lost its sense; a row that is no longer ours stays as it is."""
    sent = [mail for mail in parcel.mails if mail.pk not in undue]
    is_secret = any(kinds.kind(mail.kind).is_secret for mail in sent)
    if sent:
        ids, until = [mail.pk for mail in sent], parcel.carrier.lease_until
        with connection.cursor() as cursor:
            cursor.execute(_SENT, [is_secret, ids, until])
    for pk, cause in undue.items():
        _ours(parcel, [pk]).update(lease_until=None, state=State.MISSED, cause=cause)


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
