"""The crash drill: worker, beat, broker and database die at each point of the delivery; no mail is lost.

`make test` strikes a hundred times, five per process and point; `make drill-mail` six hundred (DRILL_KILLS).
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
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
from ops.children import last_lines
from tests.company import build_company, person
from tests.live import Portal, eventually, running_portal
from tests.nursery import runs
from tests.private_postgres import PrivatePostgres, asked, private_postgres

pytestmark = pytest.mark.processes
POINTS = ("before_claim", "after_claim", "after_smtp", "after_commit")
PROCESSES = ("child", "main", "beat", "broker", "postgres")
KILLS = int(os.environ.get("DRILL_KILLS", "100"))
ROUND = 100  # kills until the leases of the dead run out and everything is delivered
WORKERS, CHILDREN = 2, 2  # CHILDREN as ops/processes.py declares them (--concurrency)
READERS, STOCK = 25, 30
RECOVERY_LIMIT = timedelta(minutes=10)
Blow = tuple[str, str]


def plan() -> list[Blow]:
    """Every process equally often at every point, shuffled so that restarts overlap."""
    share = max(1, KILLS // (len(PROCESSES) * len(POINTS)))
    blows = [(name, point) for name in PROCESSES for point in POINTS for _n in range(share)]
    random.Random(20261121).shuffle(blows)
    return blows


class Drill:
    """A running portal, its database and the folder in which points are armed."""

    def __init__(self, portal: Portal, database: PrivatePostgres, folder: Path) -> None:
        self.portal, self.database, self.folder = portal, database, folder
        self.readers: list[User] = []
        self.queued = 0
        self.done: Counter[Blow] = Counter()
        self.ended_by_itself: Counter[str] = Counter()
        self.last_words: list[str] = []
        self.recoveries: list[timedelta] = []

    def stock_up(self) -> None:
        """Keep enough mail waiting that several processes are busy; each commit wakes a worker."""
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
        self.supervise()
        armed = self.folder / f"{point}.new"
        armed.write_text(process)
        armed.rename(self.folder / point)
        asked(self.stock_up)
        struck = eventually(lambda: next(self.folder.glob(f"{STRUCK}-*"), None), f"{point} is reached", 180)
        getattr(self, f"_after_{process}")(struck)
        struck.unlink(missing_ok=True)
        self.done[process, point] += 1

    def supervise(self) -> None:
        """As docker and systemd do: a process that ended by itself begins anew, and is counted."""
        for name, processes in self.portal.processes.items():
            for ended in [process for process in processes if process.poll() is not None]:
                processes.remove(ended)
                self.last_words.append(last_lines(self.portal.folder / f"{name}.log", 30))
                self.portal.start(name)
                self.ended_by_itself[name] += 1

    def _after_child(self, struck: Path) -> None:
        pid = int(struck.name.rpartition("-")[2])
        eventually(lambda: not runs(pid), "the worker's child is dead")

    def _after_main(self, struck: Path) -> None:
        """Its children die with it."""
        workers = self.portal.processes["worker"]
        eventually(lambda: any(worker.poll() is not None for worker in workers), "a worker is dead")
        struck.unlink(missing_ok=True)
        for worker in [w for w in workers if w.poll() is not None]:
            workers.remove(worker)
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

    def recover(self) -> None:
        """Let the leases of the dead run out, and note how long it took until everything was sent."""
        eventually(lambda: not set(self.states()) & {"queued", "retry"}, "what nobody held is sent", 240)
        eventually(self._is_still, "the living have finished", 120)
        begun = clock.now()
        clock.move_to(begun + LEASE + timedelta(seconds=10))
        eventually(lambda: set(self.states()) == {"sent"}, "every mail is sent", 240)
        self.recoveries.append(clock.now() - begun)

    def _is_still(self) -> bool:
        """Nobody living works on a claim: none is settled while one looks for a second and a half."""
        before, looks = self.states(), iter(range(30))
        eventually(lambda: self.states() != before or next(looks, None) is None, "it changes or stays")
        return self.states() == before

    def copies(self) -> Counter[str]:
        """How often the server accepted each Message-ID."""
        return Counter(str(mail["Message-ID"])[1:33] for mail in self.portal.sink.mails)

    def may_be_doubled(self) -> int:
        """One message is under way per sending process, and only its death can double it.

        A child that is struck elsewhere than right after "accepted" holds none; the kernel ends the children
        of a dead main process, wherever they are. Beat, broker and database double nothing.
        """
        mains = sum(self.done["main", point] for point in POINTS)
        return self.done["child", "after_smtp"] + CHILDREN * mains

    def died_with(self) -> Counter[str]:
        """How often a process died while it held this mail."""
        return Counter(dict(OutboxMail.objects.values_list("message_id", "crashes")))


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
    for name in ("beat", *["worker"] * WORKERS):
        drill.portal.start(name)
    for first in range(0, len(blows), ROUND):
        for process, point in blows[first : first + ROUND]:
            drill.strike(process, point)
        drill.recover()
    copies, written = drill.copies(), set(OutboxMail.objects.values_list("message_id", flat=True))
    doubled = {message_id: n - 1 for message_id, n in copies.items() if n > 1}
    _print_table(drill, len(written), len(written - set(copies)), sum(doubled.values()))
    assert drill.done == Counter(blows)
    assert set(copies) == written
    assert sum(doubled.values()) <= drill.may_be_doubled()
    died = drill.died_with()
    assert all(extra <= died[message_id] for message_id, extra in doubled.items())
    assert max(drill.recoveries) < RECOVERY_LIMIT


def _print_table(drill: Drill, mails: int, lost: int, doubled: int) -> None:
    print(f"\n{'kills':<14}" + "".join(f"{point:>14}" for point in POINTS))  # noqa: T201
    for process in PROCESSES:
        row = "".join(f"{drill.done[process, point]:>14}" for point in POINTS)
        print(f"{process:<14}{row}")  # noqa: T201
    print("\n".join(drill.last_words))  # noqa: T201
    print(  # noqa: T201
        f"{drill.done.total()} kills, {mails} mails: {lost} lost, {doubled} sent twice (same Message-ID, "
        f"accepted but not recorded; at most {drill.may_be_doubled()} may be), all delivered "
        f"{max(drill.recoveries).total_seconds():.0f} s after recovery at the latest; ended by themselves "
        f"and started again: {dict(drill.ended_by_itself) or 'none'}"
    )
