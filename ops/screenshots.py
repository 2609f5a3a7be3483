"""Photographs the pages that the README shows, from a private portal with the demo company.

python -m ops.screenshots        (`make screenshots`); pictures go to docs/screenshots/
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass

from ops.children import ROOT
from ops.messages import Refused, say
from ops.network import HERE, answers_http, free_port
from ops.prerequisites import chromium

TODAY = "2026-11-21"
FOLDER = ROOT / "docs" / "screenshots"
START_LIMIT_S = 60
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = (1366, 768), (360, 740)


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page in which window."""

    name: str
    login: str
    path: str
    size: tuple[int, int] = DESKTOP


SHOTS = (
    Shot("beranda-cms", "ratna.dewi", "/"),
    Shot("isu-pengumpulan", "budi.santoso", "/issues/collection/?year=2027"),
    Shot("swot-posisi", "ratna.dewi", "/swot/2026/position/"),
    Shot("scorecard", "hartono.lim", "/bsc/scorecards/1/"),
    Shot("hasil-tahun", "hartono.lim", "/realization/results/?year=2025"),
    Shot("hasil-korporat", "hartono.lim", "/realization/results/1/?view=year"),
    Shot("realisasi-telepon", "andi.wijaya", "/realization/months/2026/10/6/", PHONE),
)


def main(arguments: list[str]) -> int:
    if arguments == ["--inside"]:
        return photograph_everything()
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        command = [sys.executable, "-m", "ops.services", "--data", folder, "--"]
        return subprocess.run(
            [*command, sys.executable, "-m", "ops.screenshots", "--inside"], cwd=ROOT, check=False
        ).returncode


def photograph_everything() -> int:
    """Runs with the servers' addresses in the environment."""
    port = free_port()
    env = {**os.environ, "BIND": f"{HERE}:{port}", "SITE_URL": f"http://{HERE}:{port}"}
    for step in (["migrate", "-v0"], ["load_demo", "--today", TODAY]):
        subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=env, check=True)
    with ExitStack() as stack:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "cint_portal.wsgi", "--bind", f"{HERE}:{port}"],
            cwd=ROOT,
            env=env,
        )
        stack.callback(web.wait)
        stack.callback(web.terminate)
        wait_for(port, web)
        shoot(f"http://{HERE}:{port}")
    return 0


def wait_for(port: int, web: "subprocess.Popen[bytes]") -> None:
    for _second in range(START_LIMIT_S):
        if answers_http(HERE, port):
            return
        try:
            web.wait(1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise Refused("The web process did not start.")


def shoot(base: str) -> None:
    from playwright.sync_api import sync_playwright

    from cint_portal.demo.data.company import PASSWORD

    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium()), args=BROWSER_FLAGS)
        for shot in SHOTS:
            width, height = shot.size
            page = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID").new_page()
            page.goto(f"{base}/account/login/?next={shot.path}")
            page.fill("input[name=login]", shot.login)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(FOLDER / f"{shot.name}.png"))
            say(f"{shot.name}: {page.title()}")
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
