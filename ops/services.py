"""Runs one command with private servers: python -m ops.services [--fresh] [--data FOLDER] -- COMMAND …

--fresh   new, empty, fast servers that are deleted afterwards, PORTAL_ENV=test (the tests);
otherwise the servers of FOLDER (default .run), joined when they already run, PORTAL_ENV=embedded.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ops.children import ROOT, Children, Ended, Service, end_on_signals, follow_make
from ops.data_folder import DataFolder, InUse
from ops.environment import EMBEDDED, TEST, start_servers, variables
from ops.ledger import end_leftovers
from ops.messages import Refused

DATA = Path(os.environ.get("PORTAL_DATA", ROOT / ".run"))
COMMAND_GRACE_S = 30.0
PORT = 8000
FRESH = "fresh"  # the shelf of the fresh runs below a data folder


def main(arguments: list[str]) -> int:
    own, command = split(arguments)
    if not command:
        raise Refused("Usage: python -m ops.services [--fresh] [--data FOLDER] -- COMMAND …")
    parser = argparse.ArgumentParser(prog="python -m ops.services")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(own)
    end_on_signals()
    follow_make()
    try:
        return with_servers(options.data, tuple(command), fresh=options.fresh)
    except Ended as ended:
        return 128 + ended.number


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before and after the first `--`."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def with_servers(data: Path, command: tuple[str, ...], *, fresh: bool) -> int:
    """The command's exit status."""
    folder_of = fresh_folder(data) if fresh else kept_folder(data)
    mode = TEST if fresh else EMBEDDED
    with folder_of as (folder, running):
        ledger = folder.ledger if running is None else folder.root / f"joined-{secrets.token_hex(4)}.json"
        with Children(ledger) as children:
            urls = start_servers(folder, children, fast=fresh) if running is None else running
            env = variables(folder, urls, mode, host="127.0.0.1", port=PORT)
            return run(children, Service("command", command, env, grace=COMMAND_GRACE_S, interactive=True))


def run(children: Children, service: Service) -> int:
    """Run to the end; a signal that ends us is first passed on to the command."""
    try:
        status = children.run(service)
    except Ended as ended:
        for child in children.children:
            if child.service is service:
                service.stop_signal = ended.number
        raise
    return status if status >= 0 else 128 - status


@contextmanager
def fresh_folder(data: Path) -> Iterator[tuple[DataFolder, None]]:
    """A folder for this run alone; those of runs that were killed are cleared first."""
    clear_killed(data)
    DataFolder(data)
    folder = DataFolder(data / FRESH / secrets.token_hex(4))
    with folder.lock():
        try:
            yield folder, None
        finally:
            folder.remove()


def clear_killed(data: Path) -> None:
    """End and delete what fresh runs left that were killed."""
    for lock in (data / FRESH).glob("*/lock"):
        with suppress(InUse):
            clear(DataFolder(lock.parent))


def clear(folder: DataFolder) -> None:
    """End what runs from a folder and delete it. Raises InUse while its launcher lives."""
    with folder.lock():
        end_leftovers(folder.ledger)
        folder.remove()


@contextmanager
def kept_folder(data: Path) -> Iterator[tuple[DataFolder, dict[str, str] | None]]:
    """The folder, and the addresses of its servers when another launch runs them."""
    folder = DataFolder(data)
    with ExitStack() as stack:
        try:
            stack.enter_context(folder.lock())
            running = None
        except InUse:
            running = addresses_of_running(folder)
        yield folder, running


def addresses_of_running(folder: DataFolder) -> dict[str, str]:
    if not folder.addresses.exists():
        raise Refused(f"The portal in {folder.root} is just starting or ending: try again in a moment.")
    content: dict[str, str] = json.loads(folder.addresses.read_text())
    return content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
