"""`make run`: a private database and broker, migrations, the demo company, then web, worker and beat."""

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from ops import processes
from ops.children import APPLICATION, Children, Ended, Service, end_on_signals, follow_make
from ops.data_folder import DataFolder
from ops.environment import EMBEDDED, start_servers, variables, without_owner
from ops.messages import Refused, say
from ops.network import HERE, answers_http, port_is_free
from ops.services import DATA, clear, clear_killed

ANSWER_LIMIT_S = 60.0


class Portal:
    """One launch of the portal from one data folder."""

    def __init__(self, folder: DataFolder, children: Children, *, host: str, port: int) -> None:
        self.folder, self.children = folder, children
        self.host, self.port = host, port
        self.env: dict[str, str] = {}

    def start_servers(self) -> None:
        urls = start_servers(self.folder, self.children)
        self.env = variables(self.folder, urls, EMBEDDED, host=self.host, port=self.port)

    def step(self, process: processes.Process) -> None:
        """Run one preparing command to its end. Raises Refused when it fails."""
        owner = set(processes.OWNER) & set(process.variables)
        env = self.env if owner else without_owner(self.env)
        log = self.folder.log(process.name)
        status = self.children.run(Service(process.name, self._arguments(process), env, log=log))
        if status:
            say(log.read_text(errors="replace"))
            command = shlex.join(self._arguments(process))
            raise Refused(f"`{command}` failed (status {status}); everything is stopped.")

    def start(self, process: processes.Process) -> None:
        log = self.folder.log(process.name)
        env = without_owner(self.env)
        self.children.start(
            Service(process.name, self._arguments(process), env, log=log, grace=process.grace)
        )

    def _arguments(self, process: processes.Process) -> tuple[str, ...]:
        return process.arguments(str(self.folder.root))

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + ANSWER_LIMIT_S
        while not answers_http(HERE if self.host == "0.0.0.0" else self.host, self.port):  # noqa: S104
            self.children.require_alive(APPLICATION)
            if time.monotonic() > deadline:
                raise Refused(f"The web server does not answer on port {self.port}; see {self.folder.logs}")
            time.sleep(0.1)

    def accounts(self) -> str:
        """The demo accounts as an aligned table. Raises Refused when the command fails."""
        done = subprocess.run(
            self._arguments(processes.ACCOUNTS), env=without_owner(self.env), capture_output=True, text=True
        )
        if done.returncode:
            raise Refused(f"`{processes.ACCOUNTS.command}` failed:\n{done.stderr}")
        return aligned([line.split("\t") for line in done.stdout.splitlines() if line.strip()])


def aligned(rows: list[list[str]]) -> str:
    widths = [max((len(cell) for cell in column), default=0) for column in zip(*rows, strict=False)]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in rows
    )


def run(
    data: Path,
    *,
    host: str = HERE,
    port: int = 8000,
    demo: bool = True,
    release: Iterable[processes.Process] = (processes.MIGRATE,),
    running: Iterable[processes.Process] = processes.RUNNING,
) -> None:
    """Serve until a signal ends it (Ended) or something cannot go on (Refused)."""
    folder = DataFolder(data)
    with folder.lock(), Children(folder.ledger) as children:
        if not port_is_free(host, port):
            raise Refused(f"Port {port} is in use: choose another, for example `PORT={port + 1} make run`.")
        portal = Portal(folder, children, host=host, port=port)
        say("Starting the database and the broker …")
        portal.start_servers()
        for step in (*release, *([processes.DEMO] if demo else [])):
            say(f"{step.command} …")
            portal.step(step)
        web, *others = running  # the page first: somebody waits for it
        portal.start(web)
        accounts = portal.accounts() if demo else ""
        portal.wait_until_it_answers()
        for process in others:
            portal.start(process)
        print(banner(portal, accounts), flush=True)
        children.watch()


def banner(portal: Portal, accounts: str) -> str:
    lines = ["", f"CINT Portal: {portal.env['SITE_URL']}", ""]
    if accounts:
        lines += ["Demo accounts (role, log-in, password):", accounts, ""]
    return "\n".join([*lines, f"Logs: {portal.folder.logs}", "Stop with Ctrl-C."])


def port_from(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refused(f"PORT must be a number between 1 and 65535, not {text!r}.")
    return int(text)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.serve", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--clean", action="store_true", help="delete the data folder and end")
    options = parser.parse_args(arguments)
    if options.clean:
        clear_killed(options.data)
        clear(DataFolder(options.data))
        return 0
    port = port_from(os.environ.get("PORT", "8000"))
    end_on_signals()
    follow_make()
    try:
        demo = os.environ.get("PORTAL_DEMO", "1") != "0"
        run(options.data, host=os.environ.get("HOST", HERE), port=port, demo=demo)
    except Ended:
        say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
