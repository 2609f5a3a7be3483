"""What CMS recommends to the board about a department's scorecard (realities 18); kept in the log."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Recommendation(models.TextChoices):
    AGREE = "agree", _("Setuju")
    AGREE_WITH_NOTE = "note", _("Setuju dengan catatan")
    RETURN = "return", _("Kembalikan")


#: The recommendations that say nothing without a text.
EXPLAINED = (Recommendation.AGREE_WITH_NOTE, Recommendation.RETURN)
