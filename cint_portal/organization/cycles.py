"""The planning cycle of a year: its dates and the settings that are frozen with it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.settled import check_unchanged


def default_postures() -> dict[str, str]:
    """Posture of each quadrant (domain rules §2); four editable rows."""
    return {"SO": "Expansion", "WO": "Stability", "ST": "Combination", "WT": "Retrenchment"}


class PlanningCycleManager(models.Manager["PlanningCycle"]):
    def open_year(self, year: int, **settings: Any) -> "PlanningCycle":
        """Create the cycle of a year with the procedure's default dates."""
        return self.create(year=year, **{**default_dates(year), **settings})


class BoardRule(models.TextChoices):
    """Whose confirmation makes a recorded decision of the board count ("Direksi setuju")."""

    PRESIDENT = "president", _("Direktur Utama")
    QUORUM = "quorum", _("kuorum anggota Direksi")
    ONE = "one", _("satu anggota Direksi")


class RestrictedShown(models.TextChoices):
    """What others see of an unpublished figure until it is released (realities 27), the usual one first."""

    CLASS = "class", _("warna dan kelas pencapaian, tanpa persentase dan tanpa angka")
    NOTHING = "nothing", _("tidak melihat apa pun")
    PERCENT = "percent", _("persentase dan warna; angkanya dapat dihitung kembali dari target")


def default_dates(year: int) -> dict[str, date]:
    """Phase dates of the procedure (7.1) for objectives of `year`."""
    before = year - 1
    return {
        "collection_opens_on": date(before, 10, 1),
        "issues_due_on": date(before, 10, 31),
        "swot_due_on": date(before, 11, 15),
        "corporate_to_board_on": date(before, 11, 30),
        "board_corporate_on": date(before, 12, 7),
        "departments_due_on": date(before, 12, 18),
        "board_departments_on": date(year, 1, 10),
        "meeting_on": date(year, 1, 20),
    }


@track()
class PlanningCycle(models.Model):
    """Tahun BSC: dates by which each phase is due, and every rule that a year may set differently."""

    class ShareOver(models.TextChoices):
        TAB = "tab", _("per tab")
        INTERNAL_EXTERNAL = "internal_external", _("internal (S+W) dan eksternal (O+T)")
        ALL = "all", _("keempat tab")

    class Axes(models.TextChoices):
        DIFFERENCE = "difference", _("selisih")
        HALF_DIFFERENCE = "half_difference", _("setengah selisih")

    class ThreatRating(models.TextChoices):
        MAGNITUDE = "magnitude", _("makin besar makin berat")
        REVERSED = "reversed", _("dibalik")

    class WorkWeek(models.TextChoices):
        MON_FRI = "mon_fri", _("Senin–Jumat")
        MON_SAT = "mon_sat", _("Senin–Sabtu")

    class HolidayRule(models.TextChoices):
        STAYS = "stays", _("tetap")
        BEFORE = "before", _("hari kerja sebelumnya")
        AFTER = "after", _("hari kerja berikutnya")

    class DaysKind(models.TextChoices):
        WORKING = "working", _("hari kerja")
        CALENDAR = "calendar", _("hari kalender")

    class BlankInClosed(models.TextChoices):
        ZERO = "zero", _("dihitung 0")
        LEFT_OUT = "left_out", _("tidak dihitung")

    year = models.PositiveSmallIntegerField(
        _("Tahun BSC"), unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    vision = models.TextField(_("Visi"), blank=True)
    mission = models.TextField(_("Misi"), blank=True)
    is_illustration = models.BooleanField(_("Data ilustrasi"), default=False)

    collection_opens_on = models.DateField(_("Pengumpulan isu dibuka"))
    issues_due_on = models.DateField(_("Batas waktu isu"))
    swot_due_on = models.DateField(_("Posisi SWOT final"))
    corporate_to_board_on = models.DateField(_("KPI korporat dan direktorat ke Direksi"))
    board_corporate_on = models.DateField(_("Keputusan Direksi atas KPI korporat"))
    departments_due_on = models.DateField(_("KPI departemen dikirim"))
    board_departments_on = models.DateField(_("Keputusan Direksi atas KPI departemen"))
    meeting_on = models.DateField(_("Rapat Penetapan BSC"))

    review_days = models.PositiveSmallIntegerField(_("HK pemeriksaan CMS"), default=3)
    return_days = models.PositiveSmallIntegerField(_("HK perbaikan departemen"), default=3)
    commitment_days = models.PositiveSmallIntegerField(_("HK tanda tangan komitmen"), default=5)
    board_rule = models.CharField(
        _("Keputusan Rapat Direksi dikonfirmasi oleh"),
        max_length=10,
        choices=BoardRule,
        default=BoardRule.PRESIDENT,
    )
    board_quorum = models.PositiveSmallIntegerField(
        _("Kuorum (jumlah anggota Direksi)"), default=2, validators=[MinValueValidator(1)]
    )
    objection_days = models.PositiveSmallIntegerField(_("HK keberatan anggota Direksi"), default=2)
    work_week = models.CharField(_("Hari kerja"), max_length=10, choices=WorkWeek, default=WorkWeek.MON_FRI)
    holiday_rule = models.CharField(
        _("Bila batas waktu jatuh pada hari libur"),
        max_length=10,
        choices=HolidayRule,
        default=HolidayRule.STAYS,
    )

    scale_max = models.PositiveSmallIntegerField(
        _("Skala bobot dan rating"), default=5, choices=[(4, "1–4"), (5, "1–5")]
    )
    share_over = models.CharField(_("% Bobot atas"), max_length=20, choices=ShareOver, default=ShareOver.TAB)
    axes = models.CharField(_("Sumbu posisi"), max_length=20, choices=Axes, default=Axes.DIFFERENCE)
    threat_rating = models.CharField(
        _("Rating W dan T"), max_length=20, choices=ThreatRating, default=ThreatRating.MAGNITUDE
    )
    postures = models.JSONField(_("Posisi perusahaan per kuadran"), default=default_postures)
    several_raters = models.BooleanField(
        _("Beberapa penilai SWOT"),
        default=False,
        help_text=_("Penilai menilai tanpa melihat nilai penilai lain; CMS menutup putarannya."),
    )

    realization_due_day = models.PositiveSmallIntegerField(
        _("Tanggal batas realisasi"), default=15, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    closing_day = models.PositiveSmallIntegerField(
        _("Tanggal Tutup Bulan"), default=20, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    verification_days = models.PositiveSmallIntegerField(_("H+n verifikasi CMS"), default=2)
    verification_days_kind = models.CharField(
        _("H+n dihitung dalam"), max_length=10, choices=DaysKind, default=DaysKind.WORKING
    )
    cap = models.DecimalField(
        _("Batas atas pencapaian"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal("1.20"),
    )
    blank_in_closed = models.CharField(
        _("KPI kosong pada bulan yang sudah ditutup"),
        max_length=10,
        choices=BlankInClosed,
        default=BlankInClosed.ZERO,
    )

    restricted_shown = models.CharField(
        _("Angka Terbatas sebelum dirilis: orang lain melihat"),
        max_length=7,
        choices=RestrictedShown,
        default=RestrictedShown.CLASS,
        help_text=_(
            "Target terbaca oleh semua manager. Siapa yang melihat persentase pencapaian dan total dapat "
            "menghitung kembali realisasinya; pilih persentase hanya bila Direksi menerima hal itu."
        ),
    )
    employee_scorecards = models.BooleanField(
        _("Scorecard karyawan"),
        default=False,
        help_text=_(
            "Bila diaktifkan, Manager dapat membuat scorecard pribadi bagi karyawan unitnya. "
            "Hanya karyawan itu, atasannya, Direkturnya, dan SDM yang dapat melihatnya. "
            "Bila dimatikan lagi, yang sudah ada disembunyikan dari semua orang, tidak dihapus."
        ),
    )

    procedure_number = models.CharField(_("Nomor prosedur"), max_length=60, blank=True)
    procedure_revision = models.CharField(_("Revisi prosedur"), max_length=20, blank=True)
    confidentiality = models.CharField(
        _("Keterangan kerahasiaan"), max_length=200, default="Dokumen internal PT Chitose Internasional Tbk"
    )

    objects = PlanningCycleManager()

    class Meta:
        verbose_name = _("Tahun BSC")
        verbose_name_plural = _("Tahun BSC")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="cycle_year_sane"),
            models.CheckConstraint(condition=Q(cap=None) | Q(cap__gte=1), name="cycle_cap_at_least_one"),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def clean(self) -> None:
        """What results rest on stays as it is."""
        if stored := type(self).objects.filter(pk=self.pk).first():
            check_unchanged(stored, self)
