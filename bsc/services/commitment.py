"""Wrapping Commitment: opened by the establishment, signed in the portal or on paper (4.7, 7.1.19)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bsc import commitment_emails as emails
from bsc.meeting_permissions import can_keep_commitment, can_sign
from bsc.models import Commitment, CommitmentScan, CommitmentSignature, Meeting, Scorecard, ScorecardVersion
from bsc.selectors.approval import from_the_top
from bsc.selectors.content import content_hash
from bsc.selectors.establishment import FIRST_REVISION
from bsc.selectors.signatories import Signatory, signatories_of
from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.documents.scans import CONTENT_TYPES, Scan
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.organization.selectors import cms_people
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, require, settle

Method = CommitmentSignature.Method


@transaction.atomic
def open_commitment(
    *, meeting: Meeting, scorecards: Sequence[Scorecard], actor: User, now: datetime
) -> Commitment:
    """Make the document of what a meeting established and ask for the signatures; part of `establish_set`."""
    cycle, today = meeting.cycle, local_day(now)
    with translation.override(settings.LANGUAGE_CODE):
        statement = statement_of(cycle.year)
    content = _content(meeting, scorecards, statement)
    commitment = Commitment.objects.create(
        cycle=cycle,
        meeting=meeting,
        is_supplement=cycle.commitments.exists(),
        statement=statement,
        content=content,
        content_sha256=content_hash(content),
        due_on=work_calendar(cycle).add(today, cycle.commitment_days),
        opened_at=now,
        opened_by=actor,
    )
    asked = signatories_of(cycle, scorecards, today)
    _ask(commitment, asked)
    tell_signatories(commitment, [one.person.pk for one in asked], now)
    return commitment


def statement_of(year: int) -> str:
    """What everybody declares; kept with the document, whatever the words become later."""
    return _(
        "Kami yang bertanda tangan di bawah ini berkomitmen melaksanakan Balanced Scorecard Tahun %(year)s "
        "yang ditetapkan, mencapai targetnya, melaporkan realisasinya setiap bulan tepat waktu, dan "
        "melakukan tindakan perbaikan bila target tidak tercapai."
    ) % {"year": year}


def _content(meeting: Meeting, scorecards: Sequence[Scorecard], statement: str) -> dict[str, Any]:
    versions = ScorecardVersion.objects.filter(scorecard__in=scorecards, revision=FIRST_REVISION)
    rows = versions.select_related("scorecard__unit").defer("content")
    return {
        "year": meeting.cycle.year,
        "meeting": meeting.number,
        "statement": statement,
        "scorecards": [
            {
                "unit": row.scorecard.unit.name,
                "kind": row.scorecard.unit.kind,
                "revision": row.revision,
                "effective_from": row.effective_from.isoformat(),
                "content_sha256": row.content_sha256,
            }
            for row in sorted(rows, key=lambda row: from_the_top(row.scorecard.unit))
        ],
    }


def _ask(commitment: Commitment, asked: Sequence[Signatory]) -> None:
    CommitmentSignature.objects.bulk_create(
        CommitmentSignature(
            commitment=commitment,
            person=one.person,
            unit=one.unit,
            capacity=one.capacity,
            part=one.part,
            standing=one.standing,
        )
        for one in asked
    )


def tell_signatories(commitment: Commitment, people: Collection[int], now: datetime) -> None:
    """One mail per person, with every unit that is signed for."""
    rows = commitment.signatures.filter(person__in=people, signed_at=None).select_related("person", "unit")
    by_person: dict[User, list[str]] = defaultdict(list)
    for row in rows:
        by_person[row.person].append(f"• {row.get_capacity_display()} – {row.unit.name}")
    for person, units in by_person.items():
        enqueue(
            emails.SIGNATURE_ASKED,
            recipients=[person],
            about=commitment,
            now=now,
            due_on=commitment.due_on,
            context={"units": "\n".join(units)},
        )


@transaction.atomic
def sign_commitment(
    *,
    commitment: Commitment,
    signatures: Collection[int],
    content_sha256: str,
    actor: User,
    now: datetime,
) -> int:
    """Sign for the ticked units what was shown; returns how many signatures were given.

    Raises InvalidInput (nothing ticked), Conflict (other content, already signed), PermissionDenied.
    """
    if not signatures:
        raise InvalidInput(_("Centang sekurangnya satu unit yang Anda tanda tangani."))
    if content_sha256 != commitment.content_sha256:
        raise Conflict(_("Isi dokumen ini bukan yang ditampilkan kepada Anda; belum ada tanda tangan."))
    rows = _locked(commitment, signatures)
    require(len(rows) == len(set(signatures)) and all(can_sign(actor, row) for row in rows))
    for row in rows:
        if row.signed_at is not None:
            raise Conflict(_("Anda sudah menandatangani untuk %(unit)s.") % {"unit": row.unit})
        row.method, row.signed_at, row.signed_name = Method.PORTAL, now, actor.full_name
        row.content_sha256 = commitment.content_sha256
        row.save()
    _tell_when_complete(commitment, now)
    settle(commitment, actor=actor, now=now)
    return len(rows)


@transaction.atomic
def keep_commitment_scan(*, commitment: Commitment, scan: Scan, actor: User, now: datetime) -> CommitmentScan:
    """Keep a scan with wet signatures; raises PermissionDenied."""
    require(can_keep_commitment(actor))
    return CommitmentScan.objects.create(commitment=commitment, **scan.kept(actor=actor, now=now))


@transaction.atomic
def mark_on_scan(*, scan: CommitmentScan, pages: dict[int, int], actor: User, now: datetime) -> int:
    """Record whose wet signature stands on which page of a scan; returns how many.

    Raises InvalidInput (nobody, no page), Conflict (signed meanwhile), PermissionDenied.
    """
    require(can_keep_commitment(actor))
    if not pages or min(pages.values()) < 1:
        raise InvalidInput(_("Isi nomor halaman untuk sekurangnya satu penanda tangan."))
    if scan.content_type == CONTENT_TYPES["jpg"] and max(pages.values()) > 1:
        raise InvalidInput(_("Pindaian ini sebuah foto: hanya ada halaman 1."))
    rows = _locked(scan.commitment, pages)
    require(len(rows) == len(pages))
    for row in rows:
        if row.signed_at is not None:
            raise Conflict(_("Tanda tangan %(name)s sudah tercatat.") % {"name": row.person})
        row.method, row.signed_at, row.signed_name = Method.SCAN, now, row.person.full_name
        row.scan, row.page, row.recorded_by = scan, pages[row.pk], actor
        row.save()
    _tell_when_complete(scan.commitment, now)
    return len(rows)


@transaction.atomic
def unmark(*, signature: CommitmentSignature, actor: User) -> CommitmentSignature:
    """Take back a mark on a scan; raises Conflict for one that was given in the portal, PermissionDenied."""
    require(can_keep_commitment(actor))
    [row] = _locked(signature.commitment, [signature.pk])
    if row.method != Method.SCAN:
        raise Conflict(_("Hanya tanda tangan basah yang dicatat CMS dapat dibatalkan."))
    row.method, row.signed_at, row.signed_name = "", None, ""
    row.scan, row.page, row.recorded_by = None, None, None
    row.save()
    return row


@transaction.atomic
def renew_signatories(*, commitment: Commitment, actor: User, now: datetime) -> tuple[int, int]:
    """Ask those in office today instead of those who left without signing; returns (new, left)."""
    require(can_keep_commitment(actor))
    lock(commitment.meeting)  # one renewal at a time: the next finds the people whom this one asks
    scorecards = [row.scorecard for row in commitment.meeting.established.select_related("scorecard__unit")]
    wanted = signatories_of(commitment.cycle, scorecards, local_day(now))
    keys = {(one.person.pk, one.unit.pk, one.capacity): one for one in wanted}
    rows = list(commitment.signatures.select_for_update(of=("self",)))
    known = {(row.person_id, row.unit_id, row.capacity) for row in rows}
    left = [row for row in rows if row.signed_at is None and _key(row) not in keys]
    new = [one for key, one in keys.items() if key not in known]
    commitment.signatures.filter(pk__in=[row.pk for row in left]).delete()
    _ask(commitment, new)
    tell_signatories(commitment, [one.person.pk for one in new], now)
    if left:
        _tell_when_complete(commitment, now)
    return len(new), len(left)


def _key(row: CommitmentSignature) -> tuple[int, int, str]:
    return (row.person_id, row.unit_id, row.capacity)


def _locked(commitment: Commitment, ids: Collection[int]) -> list[CommitmentSignature]:
    """These rows of the document under lock, in one order for everybody."""
    rows = commitment.signatures.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(rows.select_related("person", "unit").order_by("pk"))


def _tell_when_complete(commitment: Commitment, now: datetime) -> None:
    if not commitment.signatures.filter(signed_at=None).exists():
        enqueue(emails.COMMITMENT_COMPLETE, recipients=cms_people(), about=commitment, now=now)
