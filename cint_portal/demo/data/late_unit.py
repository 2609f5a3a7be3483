"""A unit that came into being during the year: its scorecard waits for the board (Penetapan Susulan)."""

from cint_portal.demo.data.company import UnitRow
from cint_portal.demo.data.decisions import TalkRow
from cint_portal.demo.data.departments import COST, OPERATIONAL, REVENUE, SATISFACTION
from cint_portal.demo.data.illustration import (
    CUSTOMER_INDEX,
    INITIATIVES,
    OVERHEAD,
    department,
    kpi,
    less,
    objective,
    training,
)

UNIT = UnitRow("EKS", "Penjualan Ekspor", "department", "DIR-KOM")
#: Who heads it for the time being (Pjs.), with the letter.
HEAD, LETTER = "rudi.hermawan", "SK-19/HR"
ON_TIME, COMPLAINTS = "Pengiriman ekspor tepat waktu", "Klaim pelanggan ekspor"

SCORECARD = department(
    "EKS",
    objective(
        "financial",
        "Menumbuhkan penjualan ekspor",
        REVENUE,
        kpi("Nilai penjualan ekspor", "Rp juta", "2400", None, "40", "Revenue", consolidation="sum"),
    ),
    objective(
        "customer",
        "Menjaga kepercayaan pembeli luar negeri",
        SATISFACTION,
        kpi(ON_TIME, "%", "95", None, "20", CUSTOMER_INDEX),
        less(COMPLAINTS, "kasus", "6", None, "10", CUSTOMER_INDEX, consolidation="sum"),
    ),
    objective(
        "process",
        "Mempercepat dokumen ekspor",
        OPERATIONAL,
        less("Waktu penyelesaian dokumen ekspor", "hari", "4", None, "10", INITIATIVES),
    ),
    objective(
        "financial",
        "Menekan biaya logistik",
        COST,
        less("Biaya logistik terhadap penjualan ekspor", "%", "11", None, "10", OVERHEAD),
    ),
    training("10", "6", None),
)
TALK = (
    TalkRow(
        "EKS",
        COMPLAINTS,
        "cms",
        "preparers",
        "Klaim yang ditolak asuransi ikut dihitung?",
        "Ikut, karena pembeli tetap menunggu. Yang dicabut pembeli sendiri tidak.",
    ),
    TalkRow(
        "EKS",
        ON_TIME,
        "board",
        "preparers",
        "Tepat waktu menurut tanggal kapal berangkat atau tanggal tiba?",
        "Menurut tanggal kapal berangkat (B/L); tanggal tiba di luar kendali kami.",
        day=5,
    ),
    TalkRow(
        "EKS",
        ON_TIME,
        "board",
        "cms",
        "Apakah 95 % sebanding dengan target departemen lain untuk pengiriman dalam negeri?",
        day=7,
    ),
)
