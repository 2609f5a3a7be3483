"""Role codes (procedure, "People") and what each is called. Pure but for the labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CMS_HEAD = "cms_head", _("Kepala Bagian CMS")
    CMS = "cms", _("Staf CMS")
    MANAGER = "manager", _("Manager Departemen")
    SECOND_LAYER = "second_layer", _("Second Layer")
    DRAFTER = "drafter", _("Admin Departemen")
    DIRECTOR = "director", _("Direktur")
    BOD = "bod", _("Direksi (BOD)")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator Sistem")


#: Roles that work for one unit and see what that unit owns.
UNIT_ROLES = frozenset({Role.MANAGER, Role.SECOND_LAYER, Role.DRAFTER})
#: Roles that may fill a unit's forms; only the manager sends.
DRAFTING_ROLES = frozenset({Role.MANAGER, Role.SECOND_LAYER, Role.DRAFTER})
