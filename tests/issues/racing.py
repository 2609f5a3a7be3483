"""Two people at the same moment, on a database of the test's own."""

import threading
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections

from cint_portal.core.errors import Refusal
from cint_portal.organization.models import User

Deed = Callable[[], object]


def race(*deeds: Deed) -> list[str]:
    """Start all deeds at one barrier; says per deed whether it won or what it was refused with."""
    barrier, answers = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(index: int, deed: Deed) -> None:
        try:
            barrier.wait(timeout=20)
            deed()
            answers[index] = "won"
        except (Refusal, PermissionDenied, IntegrityError) as refusal:
            answers[index] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def fresh(person: User) -> User:
    """The person as a new request finds him or her."""
    return User.objects.get(pk=person.pk)
