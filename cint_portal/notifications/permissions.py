"""Who runs the mail: the head of CMS and the administrator."""

from cint_portal.organization.models import User
from cint_portal.organization.roles import Role


def can_operate_mail(user: User) -> bool:
    return user.has_role(Role.CMS_HEAD, Role.ADMIN)
