"""The launcher with dummies for processes: dummy_portal.py DATA PORT [HABIT …]."""

import sys
from contextlib import suppress
from pathlib import Path

from ops import serve
from ops.children import Ended, end_on_signals
from ops.processes import Process

DUMMY = Path(__file__).with_name("dummy.py")


def main(data: str, port: str, *habits: str) -> None:
    web = Process("web", f"python -m http.server {port} --bind 127.0.0.1", grace=5.0)
    release = [Process("check", "python -c 1/0" if "broken" in habits else "python -c pass")]
    chosen = [habit for habit in habits if habit != "broken"]
    dummies = [Process(habit, f"python {DUMMY} {habit} {{data}}/marks", grace=0.3) for habit in chosen]
    end_on_signals()
    with suppress(Ended):
        serve.run(Path(data), port=int(port), demo=False, release=release, running=[web, *dummies])


if __name__ == "__main__":
    main(*sys.argv[1:])
