"""The list of review factors that the portal starts with."""

from django.db import transaction

from issues.models import ReviewFactor, Source

#: PESTEL outside; people, machine, method, material, money and environment inside (procedure 7.1.2).
STARTING_LIST = {
    Source.EXTERNAL: ("Politik", "Ekonomi", "Sosial", "Teknologi", "Lingkungan", "Hukum"),
    Source.INTERNAL: ("Manusia", "Mesin", "Metode", "Material", "Keuangan", "Lingkungan Kerja"),
}


@transaction.atomic
def seed_review_factors() -> int:
    """Add what is missing of the starting list; returns how many were new. Edited factors stay."""
    rows = [
        ReviewFactor(name=name, source=source, position=position)
        for source, names in STARTING_LIST.items()
        for position, name in enumerate(names)
    ]
    known = set(ReviewFactor.objects.values_list("name", flat=True))
    new = [row for row in rows if row.name not in known]
    ReviewFactor.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
