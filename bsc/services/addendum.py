"""The board approves change requests: each becomes a numbered Adendum, in force from its month (7.1.19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import ChangeLine, ChangeRequest, Kpi, Measure, MeasureTarget, Scorecard, ScorecardVersion
from bsc.selectors.change import weighing_scorecards
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.proposal import Content, proposal_of, proposed_content, rows_in
from bsc.selectors.proposed import earlier_terms
from bsc.selectors.specs import spec_of
from bsc.services.added_rows import write_additions
from bsc.services.change import check_ready, mark_scorecard, refuse_alone, tell
from bsc.services.decision import hold_in_order, hold_measures
from bsc.workflow import CHANGE
from cint_portal.core.errors import Conflict
from cint_portal.organization.models import User
from cint_portal.workflow.services import perform_transition


@dataclass(frozen=True)
class ShownChange:
    """A request as its decider saw it: version and hash of the content that it would bring."""

    request: ChangeRequest
    version: int | None
    content_sha256: str


@transaction.atomic
def approve_change(
    *, request: ChangeRequest, actor: User, now: datetime, version: int | None, content_sha256: str
) -> ChangeRequest:
    """The board approves what it was shown: the Adendum is in force at once, from its month on.

    Raises Conflict (another content than shown, a scorecard between approval and establishment, part of a
    bundle), InvalidInput, StaleVersion, PermissionDenied.
    """
    refuse_alone(request)
    row = approve_together([ShownChange(request, version, content_sha256)], actor, now)[0]
    tell(row, now, actor)
    return row


def approve_together(shown: Sequence[ShownChange], actor: User, now: datetime) -> list[ChangeRequest]:
    """All or none, without mails: each scorecard gets one version, those that share a measure follow.

    Raises as `approve_change`.
    """
    held = _hold([one.request for one in shown])
    wanted = [_approve(one, held[one.request.scorecard_id], actor, now) for one in shown]
    for row, content in wanted:
        _write_tables(row, content)
    revised = {row.scorecard_id: _new_version(row.scorecard_id, row, actor, now) for row, _content in wanted}
    _follow([row for row, _content in wanted], held.keys() - revised.keys(), actor, now)
    return [
        _put_in_force(row, content, revised[row.scorecard_id], held[row.scorecard_id], actor, now)
        for row, content in wanted
    ]


def _hold(requests: Sequence[ChangeRequest]) -> dict[int, Scorecard]:
    """The scorecards and those that weigh a measure of theirs, locked in one order for everybody."""
    ids = {request.scorecard_id for request in requests}
    for request in requests:
        ids |= set(weighing_scorecards(request).values_list("pk", flat=True))
    hold_in_order(sorted(ids))
    rows = Scorecard.objects.filter(pk__in=ids).select_related("unit", "cycle")
    held = {row.pk: row for row in rows}
    for request in sorted(requests, key=lambda one: one.scorecard_id):
        hold_measures(held[request.scorecard_id], [one.measure_id for one in request.additions.all()])
    if any(weighing_scorecards(request).exclude(pk__in=ids).exists() for request in requests):
        raise Conflict(_("Scorecard lain baru saja memakai KPI Bersama ini. Muat ulang, lalu periksa lagi."))
    return held


def _approve(
    shown: ShownChange, scorecard: Scorecard, actor: User, now: datetime
) -> tuple[ChangeRequest, Content]:
    """The request `approved`, and the content that it brings: what the decider was shown."""
    wanted: list[Content] = []

    def change(row: ChangeRequest) -> None:
        check_ready(row)
        content = proposed_content(content_of(scorecard), proposal_of(row))
        if content_hash(content) != shown.content_sha256:
            raise Conflict(
                _("Isi perubahan sudah berbeda dari yang ditampilkan kepada Anda. Belum ada yang disetujui.")
            )
        wanted.append(content)
        row.decided_at = now

    row = perform_transition(
        CHANGE,
        shown.request,
        "approve",
        actor=actor,
        now=now,
        version=shown.version,
        change=change,
        details={"content_sha256": shown.content_sha256},
    )
    return row, wanted[0]


def _put_in_force(
    request: ChangeRequest,
    wanted: Content,
    version: ScorecardVersion,
    scorecard: Scorecard,
    actor: User,
    now: datetime,
) -> ChangeRequest:
    if version.content_sha256 != content_hash(wanted):
        raise Conflict(_("Perubahan ini tidak dapat diterapkan sebagaimana ditampilkan. Hubungi CMS."))

    def change(row: ChangeRequest) -> None:
        row.number = version.revision

    row = perform_transition(CHANGE, request, "apply", actor=actor, now=now, change=change)
    details = {"revision": version.revision}
    row.scorecard = mark_scorecard(scorecard, "end_change", actor, now, details=details)
    return row


def _follow(requests: Sequence[ChangeRequest], ids: set[int], actor: User, now: datetime) -> None:
    """Others that weigh a changed measure get a version that points to the request."""
    for request in requests:
        for pk in weighing_scorecards(request).filter(pk__in=ids).values_list("pk", flat=True):
            _new_version(pk, request, actor, now)
            ids = ids - {pk}


# --- What the tables say from now on ----------------------------------------------------------------


def _write_tables(request: ChangeRequest, proposed: Content) -> None:
    """The lines, while the request is `approved`; ids of new rows go into the proposed content too."""
    rows = {row["id"]: row for row in rows_in(proposed)}
    for line in request.lines.select_related("kpi__measure__owner_unit", "kpi__measure__cycle"):
        _write_kpi(line, rows[line.kpi_id], request.effective_month)
    weights = {lane["id"]: lane["weight"] for lane in proposed["perspectives"]}
    for lane in request.lanes.select_related("perspective"):
        lane.perspective.weight = Decimal(weights[lane.perspective_id])
        lane.perspective.save(update_fields=["weight"])
    write_additions(request, rows)


def _write_kpi(line: ChangeLine, row: Content, month: int) -> None:
    kpi = line.kpi
    if line.ends:
        ended = Kpi.objects.filter(pk__in=[kpi.pk, *(part["id"] for part in row["parts"])])
        ended.update(through_month=row["through_month"])
        return
    if line.weight is not None:
        kpi.weight = line.weight
        kpi.save(update_fields=["weight"])
    if kpi.measure is None:
        kpi.title = row["name"]
        kpi.save(update_fields=["title"])
        return
    if line.definition:
        _write_definition(kpi.measure, row["measure"], line.definition, month)
    if line.target is not None or line.months:
        _write_targets(kpi.measure, row["measure"], month)


def _write_definition(measure: Measure, wanted: Content, changed: Mapping[str, Any], month: int) -> None:
    """What holds by month keeps its past in `earlier`."""
    spec = spec_of(measure)
    measure.earlier = [
        {
            "through": one.through,
            "filler": one.filler_id,
            "lower": _text(one.lower),
            "upper": _text(one.upper),
        }
        for one in earlier_terms(spec, wanted, month)
    ]
    columns = {"filler_id": "filler_unit_id", "provider_id": "data_provider_id"}
    for name, value in changed.items():
        is_number = name in ("lower", "upper") and value is not None
        setattr(measure, columns.get(name, name), Decimal(value) if is_number else value)
    measure.save()


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _write_targets(measure: Measure, wanted: Content, month: int) -> None:
    if wanted["target"] is not None:
        measure.target = Decimal(wanted["target"])
        measure.save(update_fields=["target"])
    for key, (value, denominator) in wanted["targets"].items():
        if int(key) >= month:
            MeasureTarget.objects.update_or_create(
                measure=measure,
                month=int(key),
                defaults={
                    "value": Decimal(value),
                    "denominator": None if denominator is None else Decimal(denominator),
                },
            )


def _new_version(scorecard_id: int, request: ChangeRequest, actor: User, now: datetime) -> ScorecardVersion:
    """Rev. n + 1 of this scorecard; one that only shares a measure follows with its own number."""
    row = Scorecard.objects.select_related("cycle").get(pk=scorecard_id)
    row.revision = (row.revision or 0) + 1
    row.save(update_fields=["revision"])
    content = content_of(row)
    return ScorecardVersion.objects.create(
        scorecard=row,
        revision=row.revision,
        effective_from=date(row.cycle.year, request.effective_month, 1),
        change=request,
        content=content,
        content_sha256=content_hash(content),
        created_at=now,
        created_by=actor,
    )
