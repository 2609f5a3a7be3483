"""Blind rating by several people (domain rules §1): opened by CMS, filled in unseen, closed, then agreed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, perform_transition, require, settle
from swot.models import BlindRating, RatingRound, RoundRater, SwotAnalysis, SwotItem
from swot.permissions import can_edit_analysis, can_see_analysis
from swot.rules import Spread
from swot.selectors.rounds import candidates, compared, open_round_of, spreads_of
from swot.services.ratings import Pair, require_open
from swot.workflow import ANALYSIS


def open_round(
    *,
    analysis: SwotAnalysis,
    raters: Sequence[User],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> RatingRound:
    """Ask several people to rate, each unseen by the others.

    Raises InvalidInput (setting off, fewer than two, somebody to whom SWOT is not open), Conflict (final, a
    round is open), PermissionDenied.
    """
    made: list[RatingRound] = []

    def change(row: SwotAnalysis) -> None:
        _check_opening(row, raters)
        last = row.rounds.first()
        round = RatingRound.objects.create(analysis=row, number=last.number + 1 if last else 1, opened_at=now)
        RoundRater.objects.bulk_create(RoundRater(round=round, person=person) for person in raters)
        made.append(round)

    perform_transition(
        ANALYSIS,
        analysis,
        "open_round",
        actor=actor,
        now=now,
        version=version,
        comment=", ".join(str(person) for person in raters),
        change=change,
        details={"raters": [person.pk for person in raters]},
    )
    return made[0]


def _check_opening(analysis: SwotAnalysis, raters: Sequence[User]) -> None:
    if not analysis.cycle.several_raters:
        raise InvalidInput(_("Penilaian oleh beberapa orang belum diaktifkan untuk Tahun BSC ini."))
    require_open(analysis)
    if not analysis.items.exists():
        raise InvalidInput(_("Belum ada isu untuk dinilai: deploy isu lebih dahulu."))
    if len({person.pk for person in raters}) < 2:
        raise InvalidInput(_("Pilih paling sedikit dua penilai."))
    if not {person.pk for person in raters} <= {person.pk for person in candidates()}:
        raise InvalidInput(_("Penilai hanya CMS, Direktur atau Direksi."))


@transaction.atomic
def save_blind_ratings(
    *,
    round: RatingRound,
    actor: User,
    pairs: Mapping[int, Pair],
    now: datetime,
    is_done: bool = False,
) -> RoundRater:
    """Store what a rater gives, by item id; `is_done` says that nothing is missing any more.

    Raises PermissionDenied for anybody else, Conflict once the round is closed, InvalidInput (foreign item,
    off the scale, incomplete).
    """
    rater = RoundRater.objects.select_for_update().filter(round=round, person=actor).first()
    require(rater is not None and can_see_analysis(actor))
    assert rater is not None  # noqa: S101 (tells the type checker)
    row = RatingRound.objects.select_for_update().select_related("analysis__cycle").get(pk=round.pk)
    if not row.is_open:
        raise Conflict(_("Putaran penilaian ini sudah ditutup."))
    items = {item.pk: item for item in row.analysis.items.standing()}
    for pk, pair in pairs.items():
        _check_pair(items.get(pk), pair, row.analysis.cycle.scale_max)
    BlindRating.objects.bulk_create(
        [BlindRating(rater=rater, item_id=pk, weight=pair[0], rating=pair[1]) for pk, pair in pairs.items()],
        update_conflicts=True,
        unique_fields=["rater", "item"],
        update_fields=["weight", "rating"],
    )
    _check_done(rater, items, is_done)
    rater.done_at = now if is_done else None
    rater.save(update_fields=["done_at"])
    if is_done:
        settle(row.analysis, actor=actor, now=now)
    return rater


def _check_pair(item: SwotItem | None, pair: Pair, scale_max: int) -> None:
    if item is None:
        raise InvalidInput(_("Isu SWOT ini tidak ada pada tahun ini."))
    if any(value is not None and not 1 <= value <= scale_max for value in pair):
        raise InvalidInput(
            _("%(code)s: bobot dan rating diisi bilangan bulat 1 sampai %(max)s.")
            % {"code": item.code, "max": scale_max}
        )


def _check_done(rater: RoundRater, items: Mapping[int, SwotItem], is_done: bool) -> None:
    full = set(rater.ratings.exclude(weight=None).exclude(rating=None).values_list("item_id", flat=True))
    missing = [item.code for pk, item in items.items() if pk not in full]
    if is_done and missing:
        raise InvalidInput(
            _("Belum selesai: %(n)s isu belum lengkap (%(codes)s).")
            % {"n": len(missing), "codes": ", ".join(sorted(missing)[:10])}
        )


def close_round(
    *, analysis: SwotAnalysis, actor: User, now: datetime, version: int | None = None
) -> RatingRound:
    """End the round: from now on everybody sees what was given.

    A number on which all raters agree becomes the working value; one on which they differ is emptied, so that
    somebody has to agree on it. Raises Conflict when no round is open, StaleVersion, PermissionDenied.
    """
    closed: list[RatingRound] = []

    def change(row: SwotAnalysis) -> None:
        round = open_round_of(row)
        if round is None:
            raise Conflict(_("Tidak ada putaran penilaian yang terbuka."))
        round.closed_at = now
        round.save(update_fields=["closed_at"])
        _take_over(round, list(row.items.standing().select_for_update()))
        closed.append(round)

    perform_transition(
        ANALYSIS, analysis, "close_round", actor=actor, now=now, version=version, change=change
    )
    return closed[0]


def _take_over(round: RatingRound, items: list[SwotItem]) -> None:
    changed = []
    for line in compared(round, items)[1]:
        before = (line.item.weight, line.item.rating)
        line.item.weight = _agreed(line.weight, before[0])
        line.item.rating = _agreed(line.rating, before[1])
        if (line.item.weight, line.item.rating) != before:
            changed.append(line.item)
    SwotItem.objects.bulk_update(changed, ["weight", "rating"])


def _agreed(found: Spread | None, before: int | None) -> int | None:
    """What stands after the round; a number that nobody gave stays as it was."""
    if found is None:
        return before
    return found.low if found.is_agreed else None


@transaction.atomic
def adopt_medians(*, analysis: SwotAnalysis, actor: User) -> int:
    """Fill what is still empty with the median of the latest closed round; returns how many items changed.

    Raises Conflict once the position is final or while a round is open, PermissionDenied.
    """
    require(can_edit_analysis(actor, analysis))
    row = lock(analysis)
    require_open(row)
    items = list(row.items.standing().select_for_update())
    changed = _with_medians(items, spreads_of(row, items))
    SwotItem.objects.bulk_update(changed, ["weight", "rating"])
    if changed:
        row.note_contributor(actor)
        row.version += 1
        row.save(update_fields=["contributors", "version"])
    return len(changed)


def _with_medians(
    items: Iterable[SwotItem], spreads: Mapping[int, tuple[Spread | None, Spread | None]]
) -> list[SwotItem]:
    changed = []
    for item in items:
        weight, rating = spreads.get(item.pk, (None, None))
        before = (item.weight, item.rating)
        item.weight = item.weight or (weight.median if weight else None)
        item.rating = item.rating or (rating.median if rating else None)
        if (item.weight, item.rating) != before:
            changed.append(item)
    return changed
