"""`make setup`: the environment exactly as the lock says. Runs on the bare Python, standard library only."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "locked"
INSTALLER, LOCK = ROOT / "requirements" / "uv.txt", ROOT / "requirements" / "dev.txt"
OLDEST, NEWEST = (3, 11), (3, 13)


def main() -> None:
    """Create or repair the environment; nothing to do when it was built from the same lock."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SystemExit("CINT Portal needs Python 3.11, 3.12 or 3.13.")
    (ROOT / ".run").mkdir(mode=0o711, exist_ok=True)
    with (ROOT / ".run" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current():
            build()
    run(PYTHON, "-m", "ops.catalogues", "compile")


def fingerprint() -> str:
    """Of everything that decides what lies in the environment."""
    version = ".".join(map(str, sys.version_info[:2]))
    content = b"".join(path.read_bytes() for path in (INSTALLER, LOCK))
    return hashlib.sha256(version.encode() + content).hexdigest()


def is_current() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def build() -> None:
    if not works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        create()
    STAMP.unlink(missing_ok=True)
    say("Installing the locked packages …")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(INSTALLER))
    # Compiled once: a machine that may not write bytecode would compile 1,500 modules in every process.
    sync = ("sync", "--quiet", "--require-hashes", "--compile-bytecode")
    run(PYTHON, "-m", "uv", "pip", *sync, "--python", str(PYTHON), str(LOCK))
    STAMP.write_text(fingerprint())


def works(python: Path) -> bool:
    """It runs, has the launcher's version and pip."""
    if not python.exists():
        return False
    probe = "import sys, pip; print(sys.version_info[:2])"
    done = subprocess.run([python, "-c", probe], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.strip() == str(sys.version_info[:2])


def create() -> None:
    """Debian ships Python without what `venv` needs; as root we can add it."""
    say(f"Creating .venv with Python {sys.version.split()[0]} …")
    if create_environment():
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"])
        subprocess.run(["apt-get", "install", "-y", "-qq", package], stdout=sys.stderr)
        shutil.rmtree(VENV, ignore_errors=True)
        if create_environment():
            return
    raise SystemExit(f"Python's venv module does not work here; on Debian: apt-get install {package}")


def create_environment() -> bool:
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True)
    return done.returncode == 0


def run(*command: Path | str) -> None:
    """Raises SystemExit naming the command that failed."""
    env = {**os.environ, "UV_LINK_MODE": "copy", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if mirror := os.environ.get("PIP_INDEX_URL"):  # a company's mirror serves both installers
        env.setdefault("UV_DEFAULT_INDEX", mirror)
    if subprocess.run(command, cwd=ROOT, env=env, stdout=sys.stderr).returncode:
        raise SystemExit(f"Failed: {' '.join(map(str, command))}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
