"""System programs and libraries that no wheel brings: installed where that is possible, else named.

python -m ops.prerequisites NAME …   with the names of NEEDS; in CI a missing piece is an error.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from ops.messages import Refused, say

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


@dataclass(frozen=True)
class Need:
    """Something outside Python, what it is for, and Debian's packages of it."""

    purpose: str
    packages: tuple[str, ...]
    present: Callable[[], bool]

    @property
    def command(self) -> str:
        return f"apt-get install -y {' '.join(self.packages)}"


def chromium() -> str | None:
    """The browser that the browser tests drive."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def library_loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


NEEDS = {
    "chromium": Need("browser tests and screenshots", ("chromium",), lambda: bool(chromium())),
    "pango": Need(
        "PDF reports",
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        lambda: all(map(library_loads, PANGO)),
    ),
    "gettext": Need(
        "extracting texts", ("gettext",), lambda: bool(shutil.which("xgettext") and shutil.which("msgmerge"))
    ),
}


def provide(names: list[str]) -> list[str]:
    """Install what is missing where we may; return the names that are still missing."""
    missing = [name for name in names if not NEEDS[name].present()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        install([package for name in missing for package in NEEDS[name].packages])
    return [name for name in missing if not NEEDS[name].present()]


def install(packages: list[str]) -> None:
    say(f"Installing {' '.join(packages)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=env, stdout=sys.stderr, stderr=sys.stderr)


def main(names: list[str]) -> None:
    """Raises Refused in CI when a piece is missing."""
    missing = provide(names)
    for name in missing:
        need = NEEDS[name]
        say(f"Missing for {need.purpose}: {name}. Install it with: {need.command}")
    if missing and os.environ.get("CI"):
        raise Refused("In CI nothing may be missing.")


if __name__ == "__main__":
    main(sys.argv[1:])
