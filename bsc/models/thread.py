"""Questions and answers about a KPI between department, CMS and board; they move no status (7.1.15)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models.kpi import Kpi
from bsc.models.scorecard import Scorecard
from cint_portal.audit.history import track
from cint_portal.organization.models import User


class Side(models.TextChoices):
    """The three who talk about a scorecard on its way."""

    PREPARERS = "preparers", _("Penyusun")
    CMS = "cms", _("CMS")
    BOARD = "board", _("Direksi")


@track()
class KpiMessage(models.Model):
    """One message of a KPI's thread: a question to another side, or an answer (asks nobody).

    What was said stays as it was said; a KPI that its department deletes leaves its name.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="messages")
    kpi = models.ForeignKey(Kpi, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages")
    kpi_name = models.CharField(max_length=200)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    asks = models.CharField(max_length=10, choices=Side, blank=True)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="kpi_message_says_something"),
            models.CheckConstraint(condition=~Q(asks=models.F("side")), name="kpi_message_asks_another_side"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="as_said",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    OLD.kpi_id := NEW.kpi_id;
                    IF NEW IS DISTINCT FROM OLD OR NEW.kpi_id IS NOT NULL THEN
                        RAISE EXCEPTION 'as_said: a message is not rewritten'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_name}: {self.text[:40]}"
