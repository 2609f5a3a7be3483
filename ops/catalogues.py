"""The text catalogues: python -m ops.catalogues extract|compile|check.

Our message ids are Indonesian: `locale/id` repeats them, `locale/en` translates them. Texts of libraries
have English ids; `locale/vendor/id.po`, kept by hand, holds their Indonesian and is merged at compile time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from ops.children import ROOT
from ops.messages import Refused, say
from ops.prerequisites import NEEDS, provide

LANGUAGES = ("id", "en")
PLURAL_FORMS = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
VENDOR = Path("locale") / "vendor" / "id.po"
# Where texts stand; everything else (tests, vendored scripts, environments) is left alone.
SOURCES = ("cint_portal", "issues", "swot", "bsc", "realization", "templates")
SCRIPTS = Path("static") / "js"
DOMAINS = {"django": ("html,txt,py", (*SOURCES,)), "djangojs": ("js", (str(SCRIPTS),))}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SHOWN = 40  # problems that the check prints; the sum is always told
Key = tuple[str | None, str]


def catalogue(root: Path, language: str, domain: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def extract(root: Path = ROOT) -> None:
    """Bring the catalogues up to date with the sources. Raises Refused without the gettext programs."""
    if provide(["gettext"]):
        raise Refused(f"Extracting texts needs gettext: {NEEDS['gettext'].command}")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for domain, (extensions, sources) in DOMAINS.items():
            copy_sources(root, copy, sources)
            make_messages(copy, domain, extensions)
        for language, domain, path in found(copy):
            tidy(path, language)
            target = catalogue(root, language, domain)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def copy_sources(root: Path, copy: Path, sources: tuple[str, ...]) -> None:
    """Only the sources of one domain, beside the present catalogues."""
    for child in copy.iterdir():
        if child.name != "locale":
            shutil.rmtree(child)
    for name in sources:
        if (root / name).exists():
            shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    for language in LANGUAGES:
        folder = copy / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        for present in (root / "locale" / language / "LC_MESSAGES").glob("*.po"):
            if not (folder / present.name).exists():
                shutil.copyfile(present, folder / present.name)


def make_messages(folder: Path, domain: str, extensions: str) -> None:
    languages = [part for language in LANGUAGES for part in ("--locale", language)]
    command = [sys.executable, "-m", "django", "makemessages", "--domain", domain, *languages]
    command += ["--extension", extensions, "--add-location=file", "--no-wrap", "--no-obsolete"]
    done = subprocess.run(command, cwd=folder, env=bare_environment(), capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"makemessages failed:\n{done.stdout}{done.stderr}")


def bare_environment() -> dict[str, str]:
    """Extraction needs no settings."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


def tidy(path: Path, language: str) -> None:
    """Stable headers; in Indonesian the translation is the id itself."""
    content = polib.pofile(str(path), wrapwidth=0)
    content.header = "Made by `make messages`; translate here, never edit the ids."
    content.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    content.metadata_is_fuzzy = False
    content.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    if language == "id":
        for entry in content:
            repeat_id(entry)
    content.save(str(path))


def repeat_id(entry: polib.POEntry) -> None:
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]


def found(root: Path) -> Iterator[tuple[str, str, Path]]:
    """Language, domain and file of every catalogue that exists."""
    for language in LANGUAGES:
        for domain in DOMAINS:
            path = catalogue(root, language, domain)
            if path.exists():
                yield language, domain, path


def compile_all(root: Path = ROOT) -> int:
    """Write the .mo files that are missing or older than their sources; return how many."""
    written = 0
    for language, domain, path in found(root):
        vendor = root / VENDOR
        with_vendor = language == "id" and domain == "django" and vendor.exists()
        target = path.with_suffix(".mo")
        newest = max(source.stat().st_mtime for source in ([path, vendor] if with_vendor else [path]))
        if target.exists() and target.stat().st_mtime >= newest:
            continue
        content = polib.pofile(str(path))
        if with_vendor:
            merge(content, polib.pofile(str(vendor)))
        draft = target.with_suffix(".draft")
        content.save_as_mofile(str(draft))
        draft.replace(target)
        written += 1
    return written


def merge(own: polib.POFile, vendor: polib.POFile) -> None:
    """Add the libraries' texts; our own entry wins."""
    ids = {key(entry) for entry in own}
    own.extend(entry for entry in vendor if key(entry) not in ids)


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def problems(root: Path = ROOT) -> list[str]:
    """What keeps the catalogues from being complete and current."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        for name in (*SOURCES, "locale", str(SCRIPTS)):
            if (root / name).exists():
                shutil.copytree(root / name, fresh / name, ignore=shutil.ignore_patterns("__pycache__"))
        extract(fresh)
        out = [line for item in found(fresh) for line in differences(root, *item)]
    for _, _, path in found(root):
        out += [f"{path.relative_to(root)}: {line}" for line in flaws(path)]
    if (root / VENDOR).exists():
        out += [f"{VENDOR}: {line}" for line in flaws(root / VENDOR)]
    return out


def differences(root: Path, language: str, domain: str, fresh: Path) -> list[str]:
    """Texts that the sources have and the committed catalogue lacks, and the reverse."""
    committed = catalogue(root, language, domain)
    wanted = {key(entry) for entry in polib.pofile(str(fresh))}
    present = (
        {key(e) for e in polib.pofile(str(committed)) if not e.obsolete} if committed.exists() else set()
    )
    name = committed.relative_to(root)
    return [f"{name}: new text {text!r}" for _, text in sorted(wanted - present, key=str)] + [
        f"{name}: no longer used {text!r}" for _, text in sorted(present - wanted, key=str)
    ]


def flaws(path: Path) -> list[str]:
    """Obsolete, fuzzy and empty entries."""
    content = polib.pofile(str(path))
    return (
        [f"obsolete {entry.msgid!r}" for entry in content.obsolete_entries()]
        + [f"uncertain (fuzzy) {entry.msgid!r}" for entry in content.fuzzy_entries()]
        + [f"not translated {entry.msgid!r}" for entry in content.untranslated_entries()]
        + [f"other placeholders than {entry.msgid!r}" for entry in content if not same_placeholders(entry)]
    )


def same_placeholders(entry: polib.POEntry) -> bool:
    """A translated text that lost or invented a %(name)s fails only when somebody opens the page."""
    wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    return all(set(PLACEHOLDER.findall(text)) <= wanted for text in texts if text) and (
        not entry.translated() or set(PLACEHOLDER.findall("".join(texts))) == wanted
    )


def main(action: str) -> None:
    """Raises Refused when the check finds something."""
    if action == "extract":
        extract()
    elif action == "compile":
        compile_all()
    elif action == "check":
        if found_problems := problems():
            say("\n".join(found_problems[:SHOWN]))
            raise Refused(f"{len(found_problems)} texts: run `make messages`, translate locale/en, commit.")
    else:
        raise Refused("Usage: python -m ops.catalogues extract|compile|check")


if __name__ == "__main__":
    main(*(sys.argv[1:] or [""]))
