"""The lists that the portal starts with: review factors and stakeholders; CMS edits them afterwards."""

from django.db import transaction

from issues.models import ReviewFactor, Source, Stakeholder

#: PESTEL outside; people, machine, method, material, money and environment inside (procedure 7.1.2).
STARTING_LIST = {
    Source.EXTERNAL: ("Politik", "Ekonomi", "Sosial", "Teknologi", "Lingkungan", "Hukum"),
    Source.INTERNAL: ("Manusia", "Mesin", "Metode", "Material", "Keuangan", "Lingkungan Kerja"),
}

#: Whom a manufacturer's departments name most.
USUAL_STAKEHOLDERS = (
    "Pelanggan",
    "Pemasok",
    "Karyawan",
    "Pemegang Saham",
    "Pemerintah",
    "Masyarakat Sekitar",
    "Perbankan",
    "Serikat Pekerja",
)


@transaction.atomic
def seed_stakeholders() -> int:
    """Add what is missing of the usual stakeholders; returns how many were new. Edited names stay."""
    known = set(Stakeholder.objects.values_list("name", flat=True))
    names = [(place, name) for place, name in enumerate(USUAL_STAKEHOLDERS) if name not in known]
    rows = [Stakeholder(name=name, position=place) for place, name in names]
    Stakeholder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


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
