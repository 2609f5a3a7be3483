"""Log-in by user name or by NIK (people without an e-mail address need no other way)."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from cint_portal.organization.models import User
from cint_portal.organization.standing import person_of_request


class UsernameOrNikBackend(AuthenticationBackend):
    """allauth's backend looking in both columns; its timing guard for unknown names stays."""

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        typed = (username or "").strip()
        user = User.objects.filter(username=typed.lower()).first() or User.objects.filter(nik=typed).first()
        return self._check_password(user, password)

    def get_user(self, user_id: int) -> User | None:
        """Whom a session belongs to; a person who has left has no session any more."""
        found = person_of_request(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
