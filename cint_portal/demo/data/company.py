"""Units and people of the demo company, an invented furniture manufacturer."""

from dataclasses import dataclass

PASSWORD = "mebel-demo-2026"  # noqa: S105 (a demo's password, printed by `make demo-accounts`)


@dataclass(frozen=True)
class UnitRow:
    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class PersonRow:
    """`roles`: (role, unit code, acting?)."""

    username: str
    nik: str
    salutation: str
    full_name: str
    roles: tuple[tuple[str, str, bool], ...]
    has_mail: bool = True
    is_staff: bool = False


UNITS = (
    UnitRow("GMN", "PT Graha Mebel Nusantara Tbk", "corporate", None),
    UnitRow("DIR-OPS", "Direktorat Operasi", "directorate", "GMN"),
    UnitRow("DIR-KOM", "Direktorat Komersial", "directorate", "GMN"),
    UnitRow("DIR-KEU", "Direktorat Keuangan & SDM", "directorate", "GMN"),
    UnitRow("CMS", "Bagian CMS", "department", "GMN"),
    UnitRow("PE", "Production Engineering", "department", "DIR-OPS"),
    UnitRow("PPIC", "PPIC", "department", "DIR-OPS"),
    UnitRow("PROD", "Produksi", "department", "DIR-OPS"),
    UnitRow("QA", "Quality Assurance", "department", "DIR-OPS"),
    UnitRow("BK", "Bengkel Kendaraan", "department", "DIR-OPS"),
    UnitRow("GBB", "Gudang Bahan Baku", "department", "DIR-OPS"),
    UnitRow("MKT", "Pemasaran", "department", "DIR-KOM"),
    UnitRow("BELI", "Pembelian", "department", "DIR-KOM"),
    UnitRow("HR", "Human Resources", "department", "DIR-KEU"),
    UnitRow("FIN", "Keuangan & Akuntansi", "department", "DIR-KEU"),
    UnitRow("IT", "Teknologi Informasi", "department", "DIR-KEU"),
)

#: Reviews what CMS itself sends, because nobody reviews his or her own department.
CMS_SUBSTITUTE = "anita.kurnia"

#: Whose account stands for a role in `make demo-accounts`.
ACCOUNTS = (
    ("cms_head", "ratna.dewi"),
    ("cms", "budi.santoso"),
    ("manager", "andi.wijaya"),
    ("second_layer", "sari.utami"),
    ("drafter", "fitri.handayani"),
    ("director", "irwan.kusuma"),
    ("bod", "hartono.lim"),
    ("auditor", "maya.anggraini"),
    ("admin", "nanda.putra"),
)

PEOPLE = (
    PersonRow(
        "hartono.lim", "19880001", "Bapak", "Hartono Lim", (("director", "GMN", False), ("bod", "GMN", False))
    ),
    PersonRow(
        "irwan.kusuma",
        "19900012",
        "Bapak",
        "Irwan Kusuma",
        (("director", "DIR-OPS", False), ("bod", "GMN", False)),
    ),
    PersonRow(
        "lina.hartati",
        "19930027",
        "Ibu",
        "Lina Hartati",
        (("director", "DIR-KOM", False), ("bod", "GMN", False)),
    ),
    PersonRow(
        "joko.susilo",
        "19920019",
        "Bapak",
        "Joko Susilo",
        (("director", "DIR-KEU", False), ("bod", "GMN", False)),
    ),
    PersonRow(
        "ratna.dewi", "20010044", "Ibu", "Ratna Dewi", (("cms_head", "CMS", False), ("manager", "CMS", False))
    ),
    PersonRow("budi.santoso", "20080101", "Bapak", "Budi Santoso", (("cms", "CMS", False),)),
    PersonRow("citra.lestari", "20120143", "Ibu", "Citra Lestari", (("cms", "CMS", False),)),
    PersonRow("anita.kurnia", "20040066", "Ibu", "Anita Kurnia", (("manager", "QA", False),)),
    PersonRow("andi.wijaya", "20050071", "Bapak", "Andi Wijaya", (("manager", "PE", False),)),
    PersonRow("sari.utami", "20140158", "Ibu", "Sari Utami", (("second_layer", "PE", False),)),
    PersonRow(
        "fitri.handayani",
        "20170203",
        "Ibu",
        "Fitri Handayani",
        (("drafter", "PE", False), ("drafter", "PPIC", False)),
    ),
    PersonRow("dedi.kurniawan", "20060082", "Bapak", "Dedi Kurniawan", (("manager", "PPIC", False),)),
    PersonRow("bambang.riyadi", "20020049", "Bapak", "Bambang Riyadi", (("manager", "PROD", False),)),
    PersonRow("slamet", "19980036", "Bapak", "Slamet", (("manager", "BK", False),), has_mail=False),
    PersonRow("yuni.astuti", "20090112", "Ibu", "Yuni Astuti", (("manager", "GBB", True),)),
    PersonRow("rudi.hermawan", "20070093", "Bapak", "Rudi Hermawan", (("manager", "MKT", False),)),
    PersonRow("wulan.sari", "20100121", "Ibu", "Wulan Sari", (("manager", "BELI", False),)),
    PersonRow("tuti.rahayu", "20030058", "Ibu", "Tuti Rahayu", (("manager", "HR", False),)),
    PersonRow("hendra.gunawan", "20060085", "Bapak", "Hendra Gunawan", (("manager", "FIN", False),)),
    PersonRow("galih.prasetyo", "20130150", "Bapak", "Galih Prasetyo", (("manager", "IT", False),)),
    PersonRow("maya.anggraini", "20150171", "Ibu", "Maya Anggraini", (("auditor", "DIR-OPS", False),)),
    PersonRow("nanda.putra", "20160188", "Bapak", "Nanda Putra", (("admin", "GMN", False),), is_staff=True),
)
