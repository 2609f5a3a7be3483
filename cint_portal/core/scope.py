"""What issues and objectives are about: the scope of the management system (procedure, "Scope")."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectiveKind(models.TextChoices):
    """Jenis Sasaran; an issue or objective may carry several."""

    QUALITY = "quality", _("Mutu")
    OHS = "ohs", _("K3")
    ENVIRONMENT = "environment", _("Lingkungan")
