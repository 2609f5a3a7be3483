"""What CMS says about definitions of the demo company: the standard ones, and one that is used no more."""

#: (name of the KPI, standing, reason).
MARKS = (
    ("Safety & 5S Implementation", "recommended", "Dipakai sama di semua departemen produksi."),
    ("Indeks kepuasan pelayanan internal", "recommended", ""),
    ("Kerusakan kendaraan di jalan", "retired", "Diganti dengan ketersediaan armada mulai tahun depan."),
)
