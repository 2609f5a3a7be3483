"""The person behind a request."""

from django.http import HttpRequest

from cint_portal.organization.models import User


def person(request: HttpRequest) -> User:
    """The logged-in person; every view but the exempted ones has one (LoginRequiredMiddleware)."""
    if not isinstance(request.user, User):
        raise TypeError("a view that needs a person was reached without log-in")
    return request.user
