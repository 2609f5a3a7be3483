"""Text catalogues: extracted from the sources, complete, and compiled with the libraries' texts."""

import gettext
import os
from pathlib import Path

import polib
import pytest

from ops import catalogues
from ops.messages import Refused

PAGE = '{% load i18n %}<h1>{% translate "Rapat" %}</h1>'
CODE = "from django.utils.translation import gettext as _, ngettext\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two texts in the sources, one in the tests; nothing extracted yet."""
    for folder in ("issues", "templates", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "issues" / "views.py").write_text(
        CODE + 'A = _("Halo %(name)s")\nB = ngettext("%(n)d baris", "%(n)d baris", 2)\n'
    )
    (tmp_path / "tests" / "test_it.py").write_text(CODE + 'A = _("Bukan ini")\n')
    return tmp_path


def english(project: Path) -> polib.POFile:
    return polib.pofile(str(catalogues.catalogue(project, "en", "django")))


def translate(project: Path, **texts: str) -> None:
    """Fill the English catalogue: words of the ids as names."""
    content = english(project)
    for entry in content:
        text = next((text for word, text in texts.items() if word in entry.msgid), "%(n)d rows")
        if entry.msgid_plural:
            entry.msgstr_plural = {0: "%(n)d row", 1: text}
        else:
            entry.msgstr = text
    content.save()


def test_extraction_finds_our_texts_and_repeats_them_in_indonesian(project: Path) -> None:
    catalogues.extract(project)

    indonesian = polib.pofile(str(catalogues.catalogue(project, "id", "django")))
    assert {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in indonesian} == {
        "Rapat": "Rapat",
        "Halo %(name)s": "Halo %(name)s",
        "%(n)d baris": {0: "%(n)d baris"},
    }
    assert [entry.msgstr for entry in english(project) if entry.msgid == "Rapat"] == [""]


def test_extraction_keeps_translations_and_changes_nothing_when_repeated(project: Path) -> None:
    catalogues.extract(project)
    translate(project, Rapat="Meeting", Halo="Hello %(name)s")
    catalogues.extract(project)
    first = catalogues.catalogue(project, "en", "django").read_bytes()

    catalogues.extract(project)

    assert catalogues.catalogue(project, "en", "django").read_bytes() == first
    assert [entry.msgstr for entry in english(project) if entry.msgid == "Rapat"] == ["Meeting"]


def test_complete_catalogues_have_no_problems(project: Path) -> None:
    catalogues.extract(project)
    translate(project, Rapat="Meeting", Halo="Hello %(name)s")

    assert catalogues.problems(project) == []


def test_every_kind_of_problem_is_named(project: Path) -> None:
    catalogues.extract(project)
    translate(project, Rapat="Meeting", Halo="Hello")
    (project / "templates" / "page.html").write_text(PAGE.replace("Rapat", "Sidang"))

    found = catalogues.problems(project)

    assert "locale/en/LC_MESSAGES/django.po: new text 'Sidang'" in found
    assert "locale/id/LC_MESSAGES/django.po: no longer used 'Rapat'" in found
    assert "locale/en/LC_MESSAGES/django.po: other placeholders than 'Halo %(name)s'" in found


def test_empty_uncertain_and_obsolete_entries_are_named(project: Path) -> None:
    catalogues.extract(project)
    content = english(project)
    for entry in content:
        if entry.msgid == "Rapat":
            entry.msgstr, entry.flags = "Meeting", ["fuzzy"]
    content.append(polib.POEntry(msgid="Lama", msgstr="Old", obsolete=True))
    content.save()

    found = catalogues.flaws(catalogues.catalogue(project, "en", "django"))

    assert found[:2] == ["obsolete 'Lama'", "uncertain (fuzzy) 'Rapat'"]
    assert "not translated 'Halo %(name)s'" in found


def test_missing_catalogues_are_a_problem(project: Path) -> None:
    assert "locale/en/LC_MESSAGES/django.po: new text 'Rapat'" in catalogues.problems(project)


def test_compiling_merges_the_libraries_texts_and_our_own_win(project: Path) -> None:
    catalogues.extract(project)
    vendor = polib.POFile()
    vendor.extend(
        [polib.POEntry(msgid="Search", msgstr="Cari"), polib.POEntry(msgid="Rapat", msgstr="salah")]
    )
    (project / "locale" / "vendor").mkdir()
    vendor.save(str(project / catalogues.VENDOR))

    assert catalogues.compile_all(project) == 2

    with catalogues.catalogue(project, "id", "django").with_suffix(".mo").open("rb") as file:
        indonesian = gettext.GNUTranslations(file)
    assert [indonesian.gettext(text) for text in ("Search", "Rapat")] == ["Cari", "Rapat"]
    with catalogues.catalogue(project, "en", "django").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Search") == "Search"


def test_only_what_changed_is_compiled_again(project: Path) -> None:
    catalogues.extract(project)
    assert catalogues.compile_all(project) == 2
    assert catalogues.compile_all(project) == 0
    changed = catalogues.catalogue(project, "en", "django")
    later = changed.with_suffix(".mo").stat().st_mtime + 5
    os.utime(changed, (later, later))

    assert catalogues.compile_all(project) == 1


def test_scripts_have_a_catalogue_of_their_own(project: Path) -> None:
    (project / "static" / "js").mkdir(parents=True)
    (project / "static" / "js" / "grid.js").write_text('show(gettext("Baris baru"));')

    catalogues.extract(project)

    scripts = polib.pofile(str(catalogues.catalogue(project, "en", "djangojs")))
    assert [entry.msgid for entry in scripts] == ["Baris baru"]
    assert "Baris baru" not in [entry.msgid for entry in english(project)]


def test_a_machine_without_gettext_is_told_the_command(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "provide", lambda names: names)

    with pytest.raises(Refused, match="apt-get install -y gettext"):
        catalogues.extract(project)


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(Refused, match=r"extract\|compile\|check"):
        catalogues.main("explain")
