"""Copies the pinned front-end files from node_modules into static/vendor, with licences, versions and hashes.

Run after `npm ci --ignore-scripts`; the copies are committed, so running and testing the portal need no Node.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "vendor"

# package → (file in the package, file below static/vendor/<package>)
FILES: dict[str, list[tuple[str, str]]] = {
    "bootstrap": [
        ("dist/css/bootstrap.min.css", "bootstrap.min.css"),
        ("dist/js/bootstrap.bundle.min.js", "bootstrap.bundle.min.js"),
    ],
    "@popperjs/core": [],  # bundled inside bootstrap.bundle.min.js: only its licence is copied
    "bootstrap-icons": [
        ("font/bootstrap-icons.min.css", "bootstrap-icons.min.css"),
        ("font/fonts/bootstrap-icons.woff2", "fonts/bootstrap-icons.woff2"),
    ],
    "htmx.org": [("dist/htmx.min.js", "htmx.min.js")],
    "@fontsource-variable/inter": [("files/inter-latin-wght-normal.woff2", "inter-latin-wght-normal.woff2")],
}

SOURCE_MAP = re.compile(rb"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/)\s*$")
WOFF1 = re.compile(rb',\s*url\("[^"]+\.woff(\?[^"]*)?"\)\s*format\("woff"\)')
CACHE_QUERY = re.compile(rb'(\.woff2)\?[^")]*')
LICENCE = re.compile(r"(?i)(licen[cs]e|notice)")


def folder_name(package: str) -> str:
    """The folder below static/vendor: the package name without its scope's sign."""
    return package.lstrip("@").replace("/", "-")


def cleaned(name: str, content: bytes) -> bytes:
    """Without source-map comments, the woff1 variant and cache queries (our file storage hashes names)."""
    if not name.endswith((".js", ".css")):
        return content
    without_map = SOURCE_MAP.sub(b"", content).rstrip() + b"\n"
    return CACHE_QUERY.sub(rb"\1", WOFF1.sub(b"", without_map)) if name.endswith(".css") else without_map


def copied(package: str, source: Path) -> dict[str, dict[str, str]]:
    """Copies one package's files and licences; returns their records for VENDOR.json."""
    meta = json.loads((source / "package.json").read_text(encoding="utf-8"))
    licences = [(p.name, p.name) for p in sorted(source.iterdir()) if p.is_file() and LICENCE.match(p.name)]
    if not licences:
        raise SystemExit(f"{package}: no licence file found")
    records = {}
    for origin, name in FILES[package] + licences:
        content = cleaned(name, (source / origin).read_bytes())
        target = TARGET / folder_name(package) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        records[target.relative_to(TARGET).as_posix()] = {
            "package": package,
            "version": meta["version"],
            "license": meta["license"],
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    return records


def main(argv: list[str]) -> int:
    """Refreshes static/vendor; an argument names another node_modules folder."""
    modules = Path(argv[1]) if len(argv) > 1 else ROOT / "node_modules"
    if not modules.is_dir():
        print(f"{modules} is missing; run: npm ci --ignore-scripts", file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    records: dict[str, dict[str, str]] = {}
    for package in FILES:
        records |= copied(package, modules / package)
    listing = json.dumps(records, indent=1, sort_keys=True) + "\n"
    (TARGET / "VENDOR.json").write_text(listing, encoding="utf-8")
    size = sum(p.stat().st_size for p in TARGET.rglob("*") if p.is_file()) // 1024
    print(f"{len(records)} files, {size} KiB in {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
