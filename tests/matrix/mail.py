"""The operators' pages of the outbox and of the portal's health; a person's mail preferences."""

from cint_portal.core import clock
from cint_portal.notifications.heartbeat import BEAT, WORKER, show_life
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import enqueue
from tests.company import Company
from tests.matrix.framework import Request, Scene, read_table

#                                 anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
mail:outbox-list             GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  200  403
mail:outbox-detail           GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  200  403
mail:outbox-resend           POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  302  403
mail:outbox-resend@sent      POST 302  403  403  403  403  403  403  403  403  409  403  403  403  403  409  403
mail:outbox-resend-failed    POST 302  403  403  403  403  403  403  403  403  302  403  403  403  403  302  403
mail:people-without-address  GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  200  403
mail:unit-gaps               GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  200  403
mail:health                  GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  200  403
mail:health-status           GET  302  403  403  403  403  403  403  403  403  200  403  403  403  403  200  403
mail:preferences             GET  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
mail:preferences             POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
""")


def a_mail(state: str) -> Scene:
    def scene(company: Company) -> Request:
        enqueue(
            "account.password_reset",
            recipients=[company.manager],
            about=company.manager,
            now=clock.now(),
            context={"reset_url": "/"},
        )
        OutboxMail.objects.update(state=state, last_error="550 jejak rahasia")
        return Request({"pk": OutboxMail.objects.get().pk}, trace="550 jejak rahasia", writes=False)

    return scene


def alive(company: Company) -> Request:
    """Worker and beat show their life; without it the answer to a machine is 503."""
    for name in (BEAT, WORKER):
        show_life(name)
    return Request()


def plain(company: Company) -> Request:
    return Request()


SCENES: dict[str, Scene] = {
    **{line.name: plain for line in TABLE},
    # Sending again changes a row that is there and appends to the trail (tests/notifications/test_operators.py).
    "mail:outbox-resend-failed": lambda company: Request(writes=False),
    "mail:health-status": alive,
    "mail:outbox-detail": a_mail("failed"),
    "mail:outbox-resend": a_mail("failed"),
    "mail:outbox-resend@sent": a_mail("sent"),
}
