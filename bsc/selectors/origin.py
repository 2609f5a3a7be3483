"""Where the KPIs of a scorecard came from, and which are still proposals."""

from bsc.models import Kpi, KpiOrigin, Scorecard


def proposals_of(scorecard: Scorecard) -> set[int]:
    """Ids of KPIs whose copied figures nobody has confirmed."""
    rows = KpiOrigin.objects.filter(kpi__objective__perspective__scorecard=scorecard, is_proposal=True)
    return set(rows.values_list("kpi", flat=True))


def origin_of(kpi: Kpi) -> KpiOrigin | None:
    """From which definition a KPI was taken over, None for one that was written here."""
    return KpiOrigin.objects.filter(kpi=kpi).first()
