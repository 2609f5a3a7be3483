"""A finding about a scorecard: a sentence that knows the places where it is settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.selectors.rows import KpiRow, ObjectiveRow, ScorecardStructure


@dataclass(frozen=True)
class Place:
    """Where a person goes to settle it; a row that only a change request has is on no page yet."""

    label: str
    url: str


class Finding(str):
    """Reads as its sentence, in mails and refusals too; the page makes links of what it names."""

    lead: str
    places: tuple[Place, ...]

    @classmethod
    def about(cls, lead: str, places: Iterable[Place]) -> Self:
        """`lead`: what is the matter, the places follow it by name."""
        found = tuple(places)
        finding = cls(f"{lead}: {', '.join(place.label for place in found)}.")
        finding.lead, finding.places = lead, found
        return finding

    @classmethod
    def settled_at(cls, sentence: str, *places: Place) -> Self:
        """A whole sentence, with a link behind it."""
        finding = cls(sentence)
        finding.lead, finding.places = sentence, places
        return finding

    @property
    def names_its_places(self) -> bool:
        return self.lead != str(self)


def named(text: str, kpis: Iterable[KpiRow], page: str = "bsc:kpi-edit") -> list[str]:
    """One finding with the number of KPIs and their names, none when there is none."""
    places = [Place(kpi.name, reverse(page, args=[kpi.id]) if kpi.id > 0 else "") for kpi in kpis]
    return [Finding.about(f"{text} ({len(places)})", places)] if places else []


def named_objectives(
    text: str, objectives: Iterable[ObjectiveRow], page: str = "bsc:objective-edit", anchor: str = ""
) -> list[str]:
    """The same of objectives, without a number."""
    places = [Place(row.name, reverse(page, args=[row.id]) + anchor) for row in objectives]
    return [Finding.about(text, places)] if places else []


def about_weights(read: ScorecardStructure, sentence: str) -> str:
    """A sentence that the page of weights settles."""
    url = reverse("bsc:scorecard-weights", args=[read.scorecard_id])
    return Finding.settled_at(sentence, Place(_("Atur bobot"), url))
