"""What every template, style sheet and vendored file must keep to, whoever adds one."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"

PAGES = sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.html"))
TEXTS = sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.txt"))
# Mail programs know no style sheets, so mails alone may carry style attributes.
SCREEN_PAGES = [name for name in PAGES if not name.startswith("emails/")]
STYLE_SHEETS = [p for p in sorted((STATIC / "css").glob("*.css")) if p.name != "tokens.css"]
SCRIPTS = sorted((STATIC / "js").glob("*.js"))

FORBIDDEN = {
    "a script without an address": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an event handler": re.compile(r"\s(?:on[a-z]+|hx-on[:\w-]*)\s*=\s*[\"']", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "an evaluated htmx value": re.compile(r"[\"']js:", re.I),
    "unescaped output": re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off"),
    "an address of another host": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//"),
}
COLOUR_LITERAL = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color)\("
    r"|:[^;{}]*\b(?:white|black|red|green|blue|gr[ae]y|yellow|orange|purple|silver|navy|teal)\b",
    re.I,
)


def content(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def forbidden_in(name: str) -> set[str]:
    """What a template holds of FORBIDDEN; arguments of template tags are no attributes."""
    markup = re.sub(r"{%.*?%}", "", content(name))
    places = {"unescaped output": content(name)}
    return {what for what, pattern in FORBIDDEN.items() if pattern.search(places.get(what, markup))}


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


@pytest.mark.parametrize(
    ("what", "sample"),
    [
        ("a script without an address", '<script type="module">'),
        ("a style element", "<style media=print>"),
        ("a style attribute", '<p class="x" style="color:red">'),
        ("an event handler", '<a onclick="go()">'),
        ("an event handler", "<a hx-on::after-request='go()'>"),
        ("a javascript address", '<a href="javascript:void 0">'),
        ("an evaluated htmx value", "<a hx-vals='js:{a: 1}'>"),
        ("unescaped output", "{{ text | safe }}"),
        ("an address of another host", '<script src="//cdn.example/x.js">'),
    ],
)
def test_the_search_finds_what_it_looks_for(what: str, sample: str) -> None:
    assert FORBIDDEN[what].search(sample)


@pytest.mark.parametrize("name", SCREEN_PAGES)
def test_page_holds_nothing_that_the_content_policy_refuses(name: str) -> None:
    assert forbidden_in(name) == set()


@pytest.mark.parametrize("name", [n for n in PAGES if n.startswith("emails/")])
def test_mail_loads_and_runs_nothing(name: str) -> None:
    assert forbidden_in(name) <= {"a style attribute"}
    assert "<img" not in content(name)


@pytest.mark.parametrize("name", PAGES + TEXTS)
def test_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_template_fits_on_two_screens(name: str) -> None:
    assert len(content(name).splitlines()) <= 120


@pytest.mark.parametrize("name", PAGES)
def test_static_files_that_a_page_names_exist(name: str) -> None:
    named = re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", content(name))
    assert [path for path in named if finders.find(path) is None] == []


@pytest.mark.parametrize("name", PAGES)
def test_icons_that_a_page_names_exist_in_the_vendored_font(name: str) -> None:
    known = set(re.findall(r"\.(bi-[\w-]+)::before", icon_styles()))
    named = set(re.findall(r"\b(bi-[a-z0-9]+(?:-[a-z0-9]+)*)(?![\w{-])", content(name)))
    assert named - known == set()


def icon_styles() -> str:
    return (VENDOR / "bootstrap-icons" / "bootstrap-icons.min.css").read_text(encoding="utf-8")


def test_icon_code_points_in_our_styles_exist_in_the_vendored_font() -> None:
    ours = re.findall(r'content: "(\\f[0-9a-f]{3})"', (STATIC / "css/components.css").read_text())
    assert len(ours) == 12  # five bands and seven states
    assert [code for code in ours if f'"{code}"' not in icon_styles()] == []


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=lambda p: p.name)
def test_colours_stand_only_in_the_tokens(sheet: Path) -> None:
    assert COLOUR_LITERAL.findall(without_comments(sheet.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=lambda p: p.name)
def test_tokens_that_a_style_sheet_uses_are_defined(sheet: Path) -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    css = sheet.read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+)\s*:", tokens + css))
    used = set(re.findall(r"var\((--[\w-]+)", css))
    assert {name for name in used - defined if not name.startswith("--bs-")} == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_script_stays_small_and_evaluates_nothing(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 200
    assert re.search(r"\beval\(|new Function\(|document\.write|\.style\.cssText", source) is None


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


TEXT_ON_GROUND = [
    *((f"band-{band}-ink", f"band-{band}") for band in ("biru", "hijau", "kuning", "merah", "hitam")),
    *((f"tone-{t}", f"tone-{t}-bg") for t in ("neutral", "info", "success", "warning", "danger")),
    ("tone-muted", "surface"),
    ("ink-muted", "canvas"),
    ("ink-muted", "sunken"),
    ("ink-muted", "state-stripe"),
    ("accent", "canvas"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent-soft", "accent-deep"),
]


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_vendored_files_are_the_recorded_ones() -> None:
    records = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))
    present = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()} - {"VENDOR.json"}
    assert present == set(records)
    hashes = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in present}
    assert hashes == {name: record["sha256"] for name, record in records.items()}


def test_vendored_versions_are_the_locked_ones_and_carry_their_licence() -> None:
    records = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for record in records.values():
        assert record["version"] == lock[f"node_modules/{record['package']}"]["version"]
    licensed = {r["package"] for name, r in records.items() if "LICEN" in name.rsplit("/", 1)[1].upper()}
    assert licensed == {r["package"] for r in records.values()}


def test_packages_are_pinned_exactly_and_the_lock_names_no_host() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["dependencies"].values())
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_vendored_texts_point_to_no_source_map_and_no_missing_font() -> None:
    for path in [*VENDOR.rglob("*.js"), *VENDOR.rglob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        named = re.findall(r"url\([\"']?(?!data:)([^\"')]+)", text) if path.suffix == ".css" else []
        assert [url for url in named if not (path.parent / url).is_file()] == []
