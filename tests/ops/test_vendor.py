"""The copy of front-end packages into static/vendor."""

import json
from pathlib import Path

import pytest

from ops import vendor


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node_modules folder with one invented scoped package, and a target of its own."""
    package = tmp_path / "node_modules" / "@scope" / "thing"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"version": "1.2.3", "license": "MIT"}))
    (package / "LICENSE").write_text("free")
    (package / "a.js").write_text("let a = 1;\n//# sourceMappingURL=a.js.map\n")
    monkeypatch.setattr(vendor, "FILES", {"@scope/thing": [("a.js", "a.js")]})
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "TARGET", tmp_path / "static" / "vendor")
    return tmp_path / "node_modules"


def test_files_are_copied_with_licence_version_and_hash(modules: Path) -> None:
    assert vendor.main(["vendor.py", str(modules)]) == 0
    assert (vendor.TARGET / "scope-thing" / "a.js").read_text() == "let a = 1;\n"
    records = json.loads((vendor.TARGET / "VENDOR.json").read_text())
    assert set(records) == {"scope-thing/a.js", "scope-thing/LICENSE"}
    assert records["scope-thing/a.js"]["version"] == "1.2.3"
    assert records["scope-thing/a.js"]["license"] == "MIT"
    assert len(records["scope-thing/a.js"]["sha256"]) == 64


def test_a_file_of_an_earlier_copy_is_gone_afterwards(modules: Path) -> None:
    old = vendor.TARGET / "old" / "old.js"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    vendor.main(["vendor.py", str(modules)])
    assert not old.exists()


def test_a_package_without_a_licence_is_refused(modules: Path) -> None:
    (modules / "@scope" / "thing" / "LICENSE").unlink()
    with pytest.raises(SystemExit, match="@scope/thing: no licence"):
        vendor.main(["vendor.py", str(modules)])


def test_a_missing_folder_names_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert vendor.main(["vendor.py", str(tmp_path / "nowhere")]) == 1
    assert "npm ci --ignore-scripts" in capsys.readouterr().err


def test_style_sheets_lose_source_maps_old_fonts_and_cache_queries() -> None:
    fonts = b'a{src:url("f/x.woff2?ab12") format("woff2"),url("f/x.woff?ab12") format("woff")}'
    assert (
        vendor.cleaned("x.css", fonts + b"\n/*# sourceMappingURL=x */")
        == b'a{src:url("f/x.woff2") format("woff2")}\n'
    )


def test_fonts_and_licences_are_copied_byte_for_byte() -> None:
    assert vendor.cleaned("x.woff2", b"\x00 \n") == b"\x00 \n"
    assert vendor.cleaned("LICENSE", b"text\n\n") == b"text\n\n"
