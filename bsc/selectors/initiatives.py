"""Which KPIs serve a Strategi Inisiatif."""

from django.db.models import QuerySet

from bsc.models import Kpi, Scorecard
from cint_portal.organization.models import User
from swot.models import StrategicInitiative


def kpis_serving(initiative: StrategicInitiative, user: User) -> QuerySet[Kpi]:
    """KPIs of scorecards that the person may see, the company's first. One query."""
    visible = Scorecard.objects.visible_to(user)
    return (
        Kpi.objects.filter(initiatives=initiative, objective__perspective__scorecard__in=visible)
        .select_related("objective__perspective__scorecard__unit", "objective__perspective__scorecard__cycle")
        .order_by("objective__perspective__scorecard__unit__parent", "objective", "position", "pk")
    )
