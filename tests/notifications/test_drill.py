"""The crash drill: worker, beat, broker and database die at each point of the delivery; no mail is lost.

`make drill-mail` strikes thirty times per process and point (DRILL_KILLS=600); `make test` a few times.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from cint_portal.core import clock
from cint_portal.notifications.claiming import LEASE
from cint_portal.notifications.failpoints import STRUCK
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle, User
from tests.company import build_company, person
from tests.live import Portal, eventually, running_portal
from tests.private_postgres import PrivatePostgres, asked, private_postgres

pytestmark = pytest.mark.processes
POINTS = ("before_claim", "after_claim", "after_smtp", "after_commit")
PROCESSES = ("child", "main", "beat", "broker", "postgres")
#: What dies in `make test`: the process that sends, twice at each point.
SUITE = ("child",)
KILLS = int(os.environ.get("DRILL_KILLS", "0"))
READERS, STOCK = 200, 300
RECOVERY_LIMIT = timedelta(minutes=10)
Blow = tuple[str, str]


def plan() -> list[Blow]:
    """Every process at every point, shuffled so that restarts overlap."""
    processes, share = (PROCESSES, max(1, KILLS // (len(PROCESSES) * len(POINTS)))) if KILLS else (SUITE, 2)
    blows = [(name, point) for name in processes for point in POINTS for _n in range(share)]
    random.Random(20261121).shuffle(blows)
    return blows


class Drill:
    """A running portal, its database and the folder in which points are armed."""

    def __init__(self, portal: Portal, database: PrivatePostgres, folder: Path) -> None:
        self.portal, self.database, self.folder = portal, database, folder
        self.readers: list[User] = []
        self.queued = 0
        self.done: Counter[Blow] = Counter()

    def stock_up(self) -> None:
        """Keep enough mail waiting that every point is reached soon."""
        waiting = OutboxMail.objects.filter(state="queued").count()
        while waiting < STOCK:
            now = clock.now()
            enqueue(
                "account.password_reset",
                recipients=self.readers,
                about=self.readers[0],
                now=now,
                occasion=str(self.queued),
                context={"reset_url": "/"},
            )
            self.queued += len(self.readers)
            waiting += len(self.readers)

    def strike(self, process: str, point: str) -> None:
        """Arm the point, wait until a worker reaches it, let the process die, bring it back."""
        asked(self.stock_up)
        armed = self.folder / f"{point}.new"
        armed.write_text(process)
        armed.rename(self.folder / point)
        struck = eventually(lambda: next(self.folder.glob(f"{STRUCK}-*"), None), f"{point} is reached", 180)
        getattr(self, f"_after_{process}")(struck)
        struck.unlink(missing_ok=True)
        self.done[process, point] += 1

    def _after_child(self, struck: Path) -> None:
        pid = int(struck.name.rpartition("-")[2])
        eventually(lambda: not _runs(pid), "the worker's child is dead")

    def _after_main(self, struck: Path) -> None:
        workers = self.portal.processes["worker"]
        eventually(lambda: any(worker.poll() is not None for worker in workers), "a worker is dead")
        struck.unlink(missing_ok=True)
        for worker in [w for w in workers if w.poll() is not None]:
            workers.remove(worker)
            self.portal.orphans.append(worker)
            self.portal.start("worker")

    def _after_beat(self, struck: Path) -> None:
        self.portal.kill("beat")
        self.portal.start("beat")

    def _after_broker(self, struck: Path) -> None:
        self.portal.broker.kill()
        self.portal.broker.start()

    def _after_postgres(self, struck: Path) -> None:
        if self.done.total() % 2:
            self.database.kill()
        else:
            self.database.kill_backend()
        connection.close()

    def states(self) -> Counter[str]:
        return Counter(asked(lambda: list(OutboxMail.objects.values_list("state", flat=True))))

    def recover(self) -> timedelta:
        """Let the leases of the dead run out; how long it took until everything was sent."""
        eventually(lambda: not set(self.states()) & {"queued", "retry"}, "what nobody held is sent", 240)
        eventually(self._is_still, "the living have finished", 120)
        begun = clock.now()
        clock.move_to(begun + LEASE + timedelta(seconds=10))
        eventually(lambda: set(self.states()) == {"sent"}, "every mail is sent", 240)
        return clock.now() - begun

    def _is_still(self) -> bool:
        """Nobody living works on a claim: none is settled while one looks for a second and a half."""
        before, looks = self.states(), iter(range(30))
        eventually(lambda: self.states() != before or next(looks, None) is None, "it changes or stays")
        return self.states() == before

    def died_with(self) -> Counter[str]:
        """How often a process died while it held this mail."""
        return Counter(dict(OutboxMail.objects.values_list("message_id", "crashes")))


def _runs(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


@pytest.fixture
def drill(django_db_setup: None, django_db_blocker: object, tmp_path: Path) -> Iterator[Drill]:
    points = tmp_path / "points"
    points.mkdir()
    with private_postgres(tmp_path / "postgres", django_db_blocker) as database:
        extra = {"DATABASE_URL": database.addresses.app, "FAILPOINTS": str(points)}
        with running_portal("portal", tmp_path, **extra) as portal:
            built = Drill(portal, database, points)
            build_company()
            PlanningCycle.objects.update(collection_opens_on=date(2099, 1, 1))
            built.readers = [person(f"pembaca.{n}", f"Pembaca Ke-{n}") for n in range(READERS)]
            yield built


def test_no_mail_is_lost_and_only_unrecorded_ones_come_twice(drill: Drill) -> None:
    blows = plan()
    drill.stock_up()
    for name in ("beat", "worker", "worker", "worker"):
        drill.portal.start(name)
    for process, point in blows:
        drill.strike(process, point)
    took = drill.recover()
    copies = Counter(str(mail["Message-ID"])[1:33] for mail in drill.portal.sink.mails)
    written = set(OutboxMail.objects.values_list("message_id", flat=True))
    doubled = {message_id: n for message_id, n in copies.items() if n > 1}
    _print_table(drill, len(written), len(written - set(copies)), sum(doubled.values()) - len(doubled), took)
    assert drill.done == Counter(blows)
    assert set(copies) == written
    died = drill.died_with()
    assert all(n <= 1 + died[message_id] for message_id, n in doubled.items())
    assert took < RECOVERY_LIMIT


def _print_table(drill: Drill, mails: int, lost: int, doubled: int, took: timedelta) -> None:
    print(f"\n{'kills':<14}" + "".join(f"{point:>14}" for point in POINTS))  # noqa: T201
    for process in sorted({process for process, _point in drill.done}):
        row = "".join(f"{drill.done[process, point]:>14}" for point in POINTS)
        print(f"{process:<14}{row}")  # noqa: T201
    print(  # noqa: T201
        f"{drill.done.total()} kills, {mails} mails: {lost} lost, {doubled} sent twice (same Message-ID, "
        f"accepted but not recorded), all delivered {took.total_seconds():.0f} s after recovery"
    )
