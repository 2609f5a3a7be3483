"""Password reset by mail, for personal addresses only (a shared mailbox has many readers)."""

from allauth.account.forms import ResetPasswordForm

from cint_portal.organization.models import User


class PersonalAddressResetForm(ResetPasswordForm):
    """Same answer whether the address is known, shared or unknown."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if not user.email_is_shared]
        return email
