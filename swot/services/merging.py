"""Merging similar items and splitting them again (7.1.6): a person's decision, and nothing is lost by it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import perform_transition
from swot.models import SwotAnalysis, SwotItem
from swot.workflow import ANALYSIS


def merge_items(
    *,
    analysis: SwotAnalysis,
    speaker: SwotItem,
    others: Sequence[SwotItem],
    actor: User,
    now: datetime,
    text: str = "",
    version: int | None = None,
) -> SwotAnalysis:
    """Let one item speak for others of its tab; `text` replaces its words while it does.

    The others keep their sources, numbers and strategies and rest. Raises InvalidInput (nothing to merge,
    another tab, already merged), Conflict once the position is final, StaleVersion, PermissionDenied.
    """
    wanted = {item.pk for item in others} - {speaker.pk}

    def change(row: SwotAnalysis) -> None:
        standing = {item.pk: item for item in row.items.standing().select_for_update()}
        _check(speaker, wanted, standing)
        SwotItem.objects.filter(pk__in=wanted).update(merged_into=speaker.pk)
        _speak(standing[speaker.pk], text.strip())
        row.note_contributor(actor)

    codes = ", ".join(item.code for item in others if item.pk in wanted)
    return perform_transition(
        ANALYSIS,
        analysis,
        "merge",
        actor=actor,
        now=now,
        version=version,
        comment=_("%(codes)s digabung ke %(speaker)s") % {"codes": codes, "speaker": speaker.code},
        change=change,
        details={"into": speaker.pk, "merged": sorted(wanted)},
    )


def _check(speaker: SwotItem, wanted: set[int], standing: dict[int, SwotItem]) -> None:
    if not wanted:
        raise InvalidInput(_("Pilih paling sedikit dua isu yang digabung."))
    if not {speaker.pk, *wanted} <= standing.keys():
        raise InvalidInput(_("Salah satu isu ini sudah digabung ke isu lain."))
    if any(standing[pk].category != speaker.category for pk in wanted):
        raise InvalidInput(_("Hanya isu dari tab yang sama yang dapat digabung."))


def _speak(speaker: SwotItem, text: str) -> None:
    """Remember the item's own words the first time others are put into its mouth."""
    if not text or text == speaker.text:
        return
    speaker.own_text = speaker.own_text or speaker.text
    speaker.text = text
    speaker.save(update_fields=["text", "own_text"])


def split_item(
    *, analysis: SwotAnalysis, item: SwotItem, actor: User, now: datetime, version: int | None = None
) -> SwotAnalysis:
    """Let a merged item stand for itself again, as it was; the last one gives the speaker its words back.

    Raises InvalidInput when it is not merged, Conflict once the position is final, StaleVersion,
    PermissionDenied.
    """

    def change(row: SwotAnalysis) -> None:
        part = row.items.select_for_update().get(pk=item.pk)
        if part.merged_into is None:
            raise InvalidInput(_("Isu ini tidak sedang digabung."))
        speaker, part.merged_into = part.merged_into, None
        part.save(update_fields=["merged_into"])
        if speaker.own_text and not speaker.merged.exists():
            speaker.text, speaker.own_text = speaker.own_text, ""
            speaker.save(update_fields=["text", "own_text"])
        row.note_contributor(actor)

    return perform_transition(
        ANALYSIS,
        analysis,
        "split",
        actor=actor,
        now=now,
        version=version,
        comment=_("%(code)s dipisahkan kembali") % {"code": item.code},
        change=change,
        details={"split": item.pk},
    )
