"""What a whole scorecard is read with: three queries, composed once per process, and the programmes' one."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import DecimalField, Exists, F, Func, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from bsc.models import (
    Kpi,
    MeasureTarget,
    Objective,
    ProcessLink,
    ProgrammeActivity,
    ProgrammeProgress,
    ScorecardPerspective,
)
from cint_portal.core.composed import Composed, Given
from cint_portal.organization.models import Unit

_SCORECARD = "objective__perspective__scorecard"


class _Numbers(Func):
    """A row of numbers as PostgreSQL's array, which arrives as exact Decimals."""

    template = "ARRAY[%(expressions)s]::numeric[]"
    output_field = ArrayField(DecimalField())


_ABOVE = JSONObject(
    id="pk",
    name=Coalesce("measure__name", "title"),
    code="code",
    unit_name=f"{_SCORECARD}__unit__name",
    scorecard_id=_SCORECARD,
    cycle_id=f"{_SCORECARD}__cycle",
    status=f"{_SCORECARD}__status",
)


def _name_of(way: str) -> Subquery:
    return Subquery(Unit.objects.filter(pk=OuterRef(way)).order_by().values("name"))


def _of_others() -> dict[str, Any]:
    """Of what a KPI and its measure hang on only what is said of it: as columns, not as thirteen models.

    Apart from the row's own tables: the database plans a join of fourteen longer than it answers.
    """
    targets = MeasureTarget.objects.filter(measure=OuterRef("measure")).order_by("month")
    links = Kpi.initiatives.through.objects.filter(kpi=OuterRef("pk")).order_by("strategicinitiative__code")
    words = {name: f"strategicinitiative__{name}" for name in ("id", "code", "name")}
    return {
        "lane_id": F("objective__perspective"),
        "cap_of_year": F("measure__cycle__cap"),
        "owner_name": _name_of("measure__owner_unit"),
        "filler_name": _name_of("measure__filler_unit"),
        "provider_name": _name_of("measure__data_provider"),
        "above": Subquery(Kpi.objects.filter(pk=OuterRef("parent")).order_by().values(row=_ABOVE)),
        "month_targets": ArraySubquery(targets.values(row=_Numbers("month", "value", "denominator"))),
        "served": ArraySubquery(links.values(row=JSONObject(**words))),
    }


def _kpis() -> QuerySet[Kpi]:
    kpis = Kpi.objects.filter(**{f"{_SCORECARD}__among": Given("cards")}).select_related("measure")
    return kpis.annotate(**_of_others()).order_by("position", "id")


def _objectives() -> QuerySet[Objective]:
    return Objective.objects.filter(perspective__scorecard__among=Given("cards")).annotate(
        outputs=_outputs(),
        is_programmed=Exists(ProgrammeActivity.objects.filter(objective=OuterRef("pk"))),
        source_name=F("source__name"),
        source_unit_name=F("source__perspective__scorecard__unit__name"),
    )


def _outputs() -> ArraySubquery:
    """What an objective rests on in the unit's process analysis."""
    links = ProcessLink.objects.filter(objective=OuterRef("pk")).order_by("row__position", "row")
    return ArraySubquery(links.values("row__output"))


#: Of many scorecards: `cards` are their ids.
LANES: Composed[ScorecardPerspective] = Composed(
    lambda: ScorecardPerspective.objects.filter(scorecard__among=Given("cards"))
)
OBJECTIVES: Composed[Any] = Composed(_objectives)
KPIS: Composed[Any] = Composed(_kpis)

_REPORTED = ProgrammeProgress.objects.filter(activity=OuterRef("pk")).order_by("-reported_at", "-pk")
_LAST = Subquery(_REPORTED.values("percent")[:1])
#: The programme of an objective, each line with what was reported last.
PROGRAMME = Prefetch("programme", ProgrammeActivity.objects.annotate(percent=_LAST))
