"""Search over what a person may open: issues, scorecards, objectives, KPIs, SWOT. One query per group."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from bsc.models import Kpi, Objective, Scorecard
from cint_portal.organization.models import User
from issues.models import Issue, IssueRegister
from swot.models import StrategicInitiative, Strategy, SwotAnalysis, SwotItem

SHORTEST, LONGEST, MOST_WORDS = 2, 100, 6
#: Hits of a group; who needs more asks more precisely.
SHOWN = 10
#: Letters before and after the first hit inside a long text.
AROUND = 70


@dataclass(frozen=True)
class Piece:
    """A part of a title; `is_hit` is drawn as marked."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Hit:
    title: tuple[Piece, ...]
    about: str
    url: str


@dataclass(frozen=True)
class Group:
    title: str
    icon: str
    hits: tuple[Hit, ...]
    has_more: bool


@dataclass(frozen=True)
class Source:
    """One kind of thing: which rows the person may open, where words are looked for, how a hit reads."""

    title: Any
    icon: str
    rows: Callable[[User], QuerySet[Any]]
    fields: tuple[str, ...]
    shown: Callable[[Any], str]
    about: Callable[[Any], str]
    url: Callable[[Any], str]


def words_in(asked: str) -> list[str]:
    """The words that are looked for; none when there is too little to go by."""
    asked = asked.strip()[:LONGEST]
    return asked.split()[:MOST_WORDS] if len(asked) >= SHORTEST else []


def found_for(user: User, asked: str) -> list[Group]:
    """Groups with hits: each word must occur in one of the group's fields."""
    words = words_in(asked)
    if not words:
        return []
    groups = (_group(source, user, words) for source in SOURCES)
    return [group for group in groups if group.hits]


def _group(source: Source, user: User, words: Sequence[str]) -> Group:
    rows = source.rows(user)
    for word in words:
        rows = rows.filter(_any_of(source.fields, word))
    found = list(rows[: SHOWN + 1])
    hits = tuple(
        Hit(tuple(marked(source.shown(row), words)), source.about(row), source.url(row))
        for row in found[:SHOWN]
    )
    return Group(str(source.title), source.icon, hits, len(found) > SHOWN)


def _any_of(fields: Iterable[str], word: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The text around its first hit, cut into what was looked for and what stands between."""
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    first = pattern.search(text)
    begin = max(first.start() - AROUND, 0) if first and len(text) > 2 * AROUND else 0
    part = text[begin : begin + 3 * AROUND]
    part = f"{'…' if begin else ''}{part}{'…' if begin + 3 * AROUND < len(text) else ''}"
    pieces, end = [], 0
    for hit in pattern.finditer(part):
        pieces += [Piece(part[end : hit.start()], False), Piece(hit.group(), True)]
        end = hit.end()
    return [piece for piece in [*pieces, Piece(part[end:], False)] if piece.text]


# --- What there is to find ------------------------------------------------------------------------------


def _registers(user: User) -> QuerySet[IssueRegister]:
    rows = IssueRegister.objects.visible_to(user).select_related("unit", "cycle")
    return rows.order_by("-cycle__year", "unit__name")


def _issues(user: User) -> QuerySet[Issue]:
    rows = Issue.objects.visible_to(user).select_related("register__unit", "register__cycle")
    return rows.order_by("-register__cycle__year", "register__unit__name", "position")


def _scorecards(user: User) -> QuerySet[Scorecard]:
    rows = Scorecard.objects.visible_to(user).select_related("unit", "cycle")
    return rows.order_by("-cycle__year", "unit__name")


def _objectives(user: User) -> QuerySet[Objective]:
    rows = Objective.objects.filter(perspective__scorecard__in=Scorecard.objects.visible_to(user))
    scorecard = "perspective__scorecard"
    rows = rows.select_related(f"{scorecard}__unit", f"{scorecard}__cycle")
    return rows.order_by(f"-{scorecard}__cycle__year", f"{scorecard}__unit__name", "name")


def _kpis(user: User) -> QuerySet[Kpi]:
    scorecard = "objective__perspective__scorecard"
    rows = Kpi.objects.filter(**{f"{scorecard}__in": Scorecard.objects.visible_to(user)})
    rows = rows.select_related("measure", f"{scorecard}__unit", f"{scorecard}__cycle")
    return rows.order_by(f"-{scorecard}__cycle__year", f"{scorecard}__unit__name", "code", "pk")


def _of_swot(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    def rows(user: User) -> QuerySet[Any]:
        found = model._default_manager.filter(analysis__in=SwotAnalysis.objects.visible_to(user))
        return found.select_related("analysis__cycle").order_by("-analysis__cycle__year", "pk")

    return rows


def _unit_and_year(scorecard: Scorecard) -> str:
    return f"{scorecard.unit.name} · {scorecard.cycle.year}"


def _year(row: Any) -> str:
    return str(row.analysis.cycle.year)


def _swot_page(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(f"swot:{name}", args=[row.analysis.cycle.year])


SOURCES = (
    Source(
        title="KPI",
        icon="bullseye",
        rows=_kpis,
        fields=("measure__name", "title", "code", "measure__definition"),
        shown=lambda kpi: f"{kpi.code} {kpi.name}".strip(),
        about=lambda kpi: _unit_and_year(kpi.objective.perspective.scorecard),
        url=lambda kpi: reverse("bsc:kpi-detail", args=[kpi.pk]),
    ),
    Source(
        title=gettext_lazy("Sasaran Strategis"),
        icon="flag",
        rows=_objectives,
        fields=("name",),
        shown=lambda objective: str(objective.name),
        about=lambda objective: _unit_and_year(objective.perspective.scorecard),
        url=lambda objective: reverse("bsc:scorecard-detail", args=[objective.perspective.scorecard_id]),
    ),
    Source(
        title="Scorecard",
        icon="card-checklist",
        rows=_scorecards,
        fields=("unit__name", "unit__code"),
        shown=lambda row: f"BSC {row.unit.name}",
        about=lambda row: f"{row.cycle.year} · {row.get_status_display()}",
        url=lambda row: reverse("bsc:scorecard-detail", args=[row.pk]),
    ),
    Source(
        title=gettext_lazy("Register Isu"),
        icon="journal-text",
        rows=_registers,
        fields=("unit__name", "unit__code"),
        shown=lambda row: str(row.unit.name),
        about=lambda row: f"{row.cycle.year} · {row.get_status_display()}",
        url=lambda row: reverse("issues:register-detail", args=[row.pk]),
    ),
    Source(
        title=gettext_lazy("Isu"),
        icon="chat-left-text",
        rows=_issues,
        fields=("issue", "needs", "stakeholder"),
        shown=lambda issue: " – ".join(part for part in (issue.issue, issue.needs) if part),
        about=lambda issue: f"{issue.register.unit.name} · {issue.register.cycle.year} · {issue.stakeholder}",
        url=lambda issue: reverse("issues:register-detail", args=[issue.register_id]),
    ),
    Source(
        title=gettext_lazy("Isu SWOT"),
        icon="diagram-3",
        rows=_of_swot(SwotItem),
        fields=("text",),
        shown=lambda item: f"{item.code} {item.text}",
        about=_year,
        url=lambda item: f"{reverse('swot:item-list', args=[item.analysis.cycle.year])}?tab={item.category}",
    ),
    Source(
        title=gettext_lazy("Strategi"),
        icon="signpost-split",
        rows=_of_swot(Strategy),
        fields=("text",),
        shown=lambda row: f"{row.cell} {row.text}",
        about=_year,
        url=_swot_page("matrix-detail"),
    ),
    Source(
        title=gettext_lazy("Strategi Inisiatif"),
        icon="rocket-takeoff",
        rows=_of_swot(StrategicInitiative),
        fields=("code", "name"),
        shown=lambda row: f"{row.code} {row.name}",
        about=_year,
        url=lambda row: reverse("swot:initiative-detail", args=[row.pk]),
    ),
)
