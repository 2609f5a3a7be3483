"""From when on the SWOT settings of a year stay as they are (domain rules §1)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.settled import Settled
from swot.models import BlindRating, SwotAnalysis, SwotItem


def _is_final(cycle: PlanningCycle) -> bool:
    return SwotAnalysis.objects.filter(cycle=cycle, status=SwotAnalysis.Status.FINAL).exists()


def _is_rated(cycle: PlanningCycle) -> bool:
    """A rating on the longer scale has no place on the shorter one."""
    given = Q(weight__isnull=False) | Q(rating__isnull=False)
    own = SwotItem.objects.filter(given, analysis__cycle=cycle)
    blind = BlindRating.objects.filter(given, item__analysis__cycle=cycle)
    return own.exists() or blind.exists()


SETTLED = (
    Settled(
        frozenset({"share_over", "axes", "threat_rating", "postures"}),
        _is_final,
        _("Posisi SWOT tahun ini sudah final. Buka kembali posisinya sebelum mengubah pengaturan ini."),
    ),
    Settled(
        frozenset({"scale_max"}),
        _is_rated,
        _("Sudah ada bobot atau rating pada skala ini, sehingga skalanya tidak dapat diubah."),
    ),
)
