"""`make check`: everything that can be judged without running the tests; every check runs, then the sum."""

import os
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass, field

from ops.children import ROOT
from ops.messages import Refused, say

PYTHON = sys.executable
# A production deployment in outline: enough for the checks, of no use to anybody.
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "SITE_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://portal_app:x@127.0.0.1:1/portal",
    "OWNER_DATABASE_URL": "postgres://portal_owner:x@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "CMS <portal@portal.example>",
    "DEBUG": "0",
}
# The history of applied migrations is not asked for: there is no database here.
NO_DATABASE = ("-W", "ignore:Got an error checking a consistent migration history:RuntimeWarning")


@dataclass(frozen=True)
class Check:
    """One judgement by one command."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)


def manage(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, *NO_DATABASE, "manage.py", *arguments)


CHECKS = (
    Check("ruff", (PYTHON, "-m", "ruff", "check", ".")),
    Check("format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    Check("types", (PYTHON, "-m", "mypy"), PRODUCTION),
    Check("import contracts", ("lint-imports",), {"PYTHONPATH": str(ROOT)}),
    Check("templates", (PYTHON, "-m", "djlint", "templates", "--lint", "--quiet")),
    Check("migrations", manage("makemigrations", "--check", "--dry-run"), PRODUCTION),
    Check("deployment", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    Check("catalogues", (PYTHON, "-m", "ops.catalogues", "check")),
)


def passes(check: Check) -> bool:
    """Run one check; its output appears when it fails."""
    started = time.monotonic()
    path = os.pathsep.join([os.path.dirname(PYTHON), os.environ.get("PATH", "")])
    env = {**os.environ, "PATH": path, **check.env}
    done = subprocess.run(check.command, cwd=ROOT, env=env, capture_output=True, text=True)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    say(f"{check.name:18} {verdict:7} {time.monotonic() - started:5.1f} s")
    if done.returncode:
        say(f"{done.stdout}{done.stderr}".rstrip())
    return done.returncode == 0


def ignored_imports() -> int:
    """How many exceptions the import contracts carry; each needs a decision record."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return sum(len(contract.get("ignore_imports", [])) for contract in contracts)


def main(names: list[str]) -> None:
    """Run the named checks, or all. Raises Refused when one fails."""
    chosen = [check for check in CHECKS if not names or check.name in names]
    failed = [check.name for check in chosen if not passes(check)]
    say(f"Ignored imports in the contracts: {ignored_imports()}")
    if failed:
        raise Refused(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
