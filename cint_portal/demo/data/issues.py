"""Sixteen invented issue rows and what came of them: weights, ratings, strategies, initiatives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IssueRow:
    """The six columns; `weight` and `rating` are CMS's in the finished analysis (None: not scored there)."""

    unit: str
    stakeholder: str
    needs: str
    issue: str
    factor: str
    source: str
    category: str
    weight: int | None = None
    rating: int | None = None


ISSUES = (
    IssueRow(
        "PROD",
        "Pelanggan sekolah dan perkantoran",
        "Kursi dan meja lipat yang kuat dengan garansi panjang",
        "Lini rangka baja sudah memakai robot las sehingga mutu sambungan stabil",
        "Mesin",
        "internal",
        "S",
        5,
        4,
    ),
    IssueRow(
        "MKT",
        "Dealer dan distributor",
        "Merek yang dikenal dan mudah dijual",
        "Merek sudah dikenal lebih dari empat puluh tahun di pasar mebel lipat",
        "Metode",
        "internal",
        "S",
        4,
        4,
    ),
    IssueRow(
        "QA",
        "Pelanggan rumah sakit",
        "Produk yang memenuhi persyaratan alat kesehatan",
        "Sistem manajemen mutu dan izin edar alat kesehatan terpelihara tanpa temuan mayor",
        "Metode",
        "internal",
        "S",
        4,
        3,
    ),
    IssueRow(
        "HR",
        "Karyawan",
        "Lingkungan kerja yang aman dan kesempatan berkembang",
        "Tingkat keluar-masuk karyawan inti di bawah tiga persen selama tiga tahun",
        "Manusia",
        "internal",
        "S",
        3,
        4,
    ),
    IssueRow(
        "PPIC",
        "Pelanggan proyek",
        "Pengiriman tepat waktu sesuai jadwal proyek",
        "Perencanaan produksi belum terhubung dengan data persediaan sehingga jadwal sering digeser",
        "Metode",
        "internal",
        "W",
        5,
        3,
    ),
    IssueRow(
        "FIN",
        "Pemegang saham",
        "Laba yang tumbuh dari biaya yang terkendali",
        "Biaya energi pabrik per unit lebih tinggi daripada rata-rata industri",
        "Keuangan",
        "internal",
        "W",
        4,
        3,
    ),
    IssueRow(
        "PE",
        "Karyawan produksi",
        "Pelatihan untuk mesin dan proses baru",
        "Kompetensi teknisi untuk mesin otomatis belum merata di semua regu",
        "Manusia",
        "internal",
        "W",
        3,
        2,
    ),
    IssueRow(
        "MKT",
        "Pemerintah",
        "Produk dalam negeri untuk pengadaan melalui katalog elektronik",
        "Kewajiban memakai produk dalam negeri memperbesar pasar pengadaan pemerintah",
        "Politik",
        "external",
        "O",
        5,
        4,
    ),
    IssueRow(
        "IT",
        "Pelanggan ritel",
        "Pemesanan daring yang mudah dan cepat",
        "Penjualan mebel melalui lokapasar tumbuh dua digit setiap tahun",
        "Teknologi",
        "external",
        "O",
        4,
        3,
    ),
    IssueRow(
        "BELI",
        "Pemasok baja",
        "Kontrak jangka panjang dengan volume yang pasti",
        "Pemasok baja dalam negeri menawarkan kontrak harga tetap dua belas bulan",
        "Ekonomi",
        "external",
        "O",
        4,
        4,
    ),
    IssueRow(
        "BELI",
        "Pemegang saham",
        "Margin yang terjaga",
        "Harga baja dan kayu lapis berfluktuasi mengikuti kurs rupiah",
        "Ekonomi",
        "external",
        "T",
        5,
        4,
    ),
    IssueRow(
        "MKT",
        "Dealer dan distributor",
        "Harga jual yang bersaing",
        "Produk impor berharga rendah masuk ke segmen kursi lipat",
        "Ekonomi",
        "external",
        "T",
        4,
        4,
    ),
    IssueRow(
        "BK",
        "Masyarakat sekitar pabrik",
        "Udara dan lingkungan yang bersih",
        "Baku mutu emisi kendaraan dan boiler diperketat dan berlaku bertahap",
        "Lingkungan",
        "external",
        "T",
        3,
        3,
    ),
    IssueRow(
        "GBB",
        "Pemasok kayu",
        "Kepastian asal bahan yang legal",
        "Cuaca ekstrem mengganggu jadwal kedatangan bahan baku dari luar pulau",
        "Lingkungan",
        "external",
        "T",
        4,
        3,
    ),
    IssueRow(
        "HR",
        "Serikat pekerja",
        "Upah yang layak dan tepat waktu",
        "Kenaikan upah minimum dua tahun berturut-turut di atas inflasi",
        "Hukum",
        "external",
        "T",
    ),
    IssueRow(
        "CMS",
        "Regulator pasar modal",
        "Pelaporan kinerja yang tepat waktu dan dapat ditelusuri",
        "Pelaporan kinerja masih dikumpulkan lewat berkas Excel sehingga rawan salah versi",
        "Metode",
        "internal",
        "W",
    ),
)


@dataclass(frozen=True)
class StrategyRow:
    """`items`: positions in ISSUES."""

    cell: str
    text: str
    items: tuple[int, ...]


STRATEGIES = (
    StrategyRow(
        "SO",
        "Memakai izin edar dan mutu las robot untuk memenangkan pengadaan sekolah dan rumah sakit",
        (0, 2, 7),
    ),
    StrategyRow("SO", "Menjual lini mebel lipat langsung melalui lokapasar dengan dukungan merek", (1, 8)),
    StrategyRow("ST", "Mengunci harga baja dan menonjolkan garansi untuk menahan produk impor", (0, 10, 11)),
    StrategyRow(
        "WO",
        "Menghubungkan perencanaan produksi dengan persediaan agar pesanan proyek tepat waktu",
        (4, 7, 9),
    ),
    StrategyRow("WT", "Menurunkan pemakaian energi per unit sebelum baku mutu baru berlaku", (5, 12)),
)


@dataclass(frozen=True)
class InitiativeRow:
    """`strategies`: positions in STRATEGIES."""

    code: str
    name: str
    owner: str
    perspective: str
    horizon: str
    effect: str
    strategies: tuple[int, ...]


INITIATIVES = (
    InitiativeRow(
        "SI-01",
        "Program pengadaan pemerintah dan rumah sakit",
        "MKT",
        "Financial",
        "Januari–Desember",
        "Pendapatan tumbuh 12 % dibanding tahun lalu",
        (0,),
    ),
    InitiativeRow(
        "SI-02",
        "Toko resmi di lokapasar dan layanan tanggap 24 jam",
        "MKT",
        "Customer",
        "Januari–September",
        "Permintaan pelanggan dijawab paling lama 24 jam",
        (1,),
    ),
    InitiativeRow(
        "SI-03",
        "Kontrak baja tahunan dan garansi lima tahun",
        "BELI",
        "Financial",
        "Januari–Juni",
        "Rasio biaya overhead paling tinggi 8 %",
        (2,),
    ),
    InitiativeRow(
        "SI-04",
        "Perencanaan produksi terpadu dengan persediaan",
        "PPIC",
        "Internal Process",
        "Maret–Desember",
        "Cacat produk paling banyak 100 per satu juta",
        (3,),
    ),
    InitiativeRow(
        "SI-05",
        "Peta kompetensi dan sistem penilaian kinerja baru",
        "HR",
        "Learning & Growth",
        "Januari–November",
        "Sistem penilaian kinerja baru selesai 100 %",
        (3, 4),
    ),
)
