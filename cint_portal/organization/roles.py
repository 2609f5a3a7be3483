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
    #: Belongs to the unit and nothing more: has a personal scorecard where the year has them.
    EMPLOYEE = "employee", _("Karyawan")
    #: Keeps the personal scorecards of all units, and reads nothing else by it.
    HR = "hr", _("SDM")
    ADMIN = "admin", _("Administrator Sistem")


#: Roles that work for one unit and see what that unit owns.
UNIT_ROLES = frozenset({Role.MANAGER, Role.SECOND_LAYER, Role.DRAFTER})
#: Roles by which a person belongs to a department, for personal scorecards.
MEMBER_ROLES = frozenset({*UNIT_ROLES, Role.EMPLOYEE, Role.CMS, Role.CMS_HEAD})
#: Roles that may fill a unit's forms; only the manager sends.
DRAFTING_ROLES = frozenset({Role.MANAGER, Role.SECOND_LAYER, Role.DRAFTER})
