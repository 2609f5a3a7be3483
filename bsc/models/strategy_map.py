"""Cause and effect between the objectives of one scorecard: the arrows of its strategy map."""

import pgtrigger
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from bsc.models.locking import OF_KPI, locked_with
from bsc.models.objective import Objective
from cint_portal.audit.history import track

_SCORECARD_OF = (
    "SELECT p.scorecard_id FROM bsc_objective o"
    " JOIN bsc_scorecardperspective p ON p.id = o.perspective_id WHERE o.id = NEW.{end}_id"
)


@track()
class MapArrow(models.Model):
    """`cause` helps to reach `effect`; both stand on the same scorecard and no chain leads back."""

    cause = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="effects", verbose_name=_("Sebab")
    )
    effect = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="causes", verbose_name=_("Akibat")
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cause", "effect"], name="map_arrow_once"),
            models.CheckConstraint(condition=~models.Q(cause=F("effect")), name="map_arrow_leads_elsewhere"),
        ]
        triggers = [
            locked_with(OF_KPI, "cause_id"),
            pgtrigger.Trigger(
                name="same_scorecard",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF ({_SCORECARD_OF.format(end="cause")}) <> ({_SCORECARD_OF.format(end="effect")}) THEN
                        RAISE EXCEPTION 'a map joins the objectives of one scorecard'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause_id} → {self.effect_id}"
