"""The folder that keeps one private portal: lock, secrets, logs, uploads, and where the database lives.

The database server refuses root. When the launcher runs as root the server runs as `SERVER_UID`, which
may be unable to enter the checkout: then its files live in a private folder under /var/tmp, and the data
folder records where.
"""

import fcntl
import json
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.messages import Refused, say

SERVER_UID = 65534
OTHERS_ENTER = stat.S_IXOTH
SECRET_NAMES = ("SECRET_KEY", "superuser", "owner", "app", "broker")
SHARED_TEMPORARY = Path("/var/tmp")  # noqa: S108 - outlives a restart; the folder in it is private


class InUse(Refused):
    """Another launch holds this data folder."""


class DataFolder:
    """Everything that one private portal keeps on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.root.mkdir(mode=0o711, parents=True, exist_ok=True)
        self.root.chmod(0o711 if drops_root() else 0o700)
        for folder in (self.logs, self.media):
            folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def media(self) -> Path:
        return self.root / "media"

    @property
    def ledger(self) -> Path:
        return self.root / "processes.json"

    @property
    def addresses(self) -> Path:
        return self.root / "addresses.json"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder; the kernel lets go when we die. Raises InUse."""
        with (self.root / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                holder = file.read().strip()
                raise InUse(
                    f"The portal already runs from {self.root} (process {holder}): end that one first."
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            self._rotate_logs()
            self.addresses.unlink(missing_ok=True)
            try:
                yield
            finally:
                self.addresses.unlink(missing_ok=True)

    def _rotate_logs(self) -> None:
        for log in self.logs.glob("*.log"):
            log.replace(log.with_suffix(".log.1"))

    def secrets(self) -> dict[str, str]:
        """Generated once, readable by the owner alone."""
        file = self.root / "secrets.json"
        if not file.exists():
            write_private(file, {name: secrets.token_urlsafe(48) for name in SECRET_NAMES})
        content: dict[str, str] = json.loads(file.read_text())
        return content

    def server_home(self) -> Path:
        """Where the database server's user may keep files: here, or a recorded private place."""
        if not drops_root() or reachable(self.root):
            return self.root
        record = self.root / "server-home"
        if record.exists():
            home = Path(record.read_text())
            if private_to_server(home):
                return home
            say(f"{home} is gone or not private any more: starting with an empty database.")
        home = Path(tempfile.mkdtemp(prefix="cint-portal-", dir=SHARED_TEMPORARY))
        os.chown(home, SERVER_UID, SERVER_UID)
        record.write_text(str(home))
        return home

    def remove(self) -> None:
        """Delete everything, the recorded private place included. Nothing may run from it."""
        record = self.root / "server-home"
        if record.exists() and private_to_server(Path(record.read_text())):
            shutil.rmtree(record.read_text(), ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)


def drops_root() -> bool:
    return os.geteuid() == 0


def reachable(folder: Path) -> bool:
    """May any user pass through this folder and all above it?"""
    return all(path.stat().st_mode & OTHERS_ENTER for path in (folder, *folder.parents))


def private_to_server(folder: Path) -> bool:
    """A real folder of the server's user that nobody else may enter."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == SERVER_UID
        and stat.S_IMODE(status.st_mode) == stat.S_IRWXU
    )


def write_private(path: Path, content: dict[str, str]) -> None:
    """Write JSON that only we may read, in one step."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(content, file)
    draft.replace(path)
