"""PDFs carry their frame and tags, and no text can make them load a file or open a socket (T55, T56, T57)."""

import dataclasses
import importlib
import socket
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from pypdf import PdfReader

from cint_portal.documents import pdf
from cint_portal.documents.identity import DocumentIdentity

if not pdf.pdf_available():
    pytest.skip(f"needs Pango: {pdf.PDF_INSTALL_LINE}", allow_module_level=True)

from weasyprint import HTML
from weasyprint.urls import URLFetcher

from cint_portal.documents.pdf_fetcher import ORIGIN, StaticFetcher

IDENTITY = DocumentIdentity(
    title="Register Isu",
    exported_by="Siti Aminah",
    exported_at=datetime(2026, 8, 15, 16, 59, tzinfo=UTC),
    number="BSC/2027/PPIC/001",
    revision="Rev. 00",
    effective_on=date(2027, 1, 15),
    confidentiality="Internal",
    unit="PPIC",
    period="Tahun BSC 2027",
)
SECRET = "canary-of-a-local-file"


@pytest.fixture(autouse=True)
def indonesian_reader():
    with translation.override("id"):
        yield


@pytest.fixture
def canary():
    """A socket that must never be called."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture
def local_file(tmp_path):
    path = tmp_path / "secret.css"
    path.write_text(f'body::before {{ content: "{SECRET}" }} /* {SECRET} */')
    return path


def was_called(listening):
    try:
        listening.accept()
    except BlockingIOError:
        return False
    return True


def report(content, **context):
    source = '{% extends "documents/print_base.html" %}{% block content %}' + content + "{% endblock %}"
    return Template(source).render(Context({"document": IDENTITY, **context}))


def read(data):
    return PdfReader(BytesIO(data))


def text_of(data):
    return "\n".join(page.extract_text() for page in read(data).pages)


def bytes_inside(data):
    """Every stream of the file, unpacked, and the file itself."""
    reader = read(data)
    streams = [data]
    for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1):
        found = reader.get_object(number)
        if hasattr(found, "get_data"):
            streams.append(found.get_data())
    return b"\n".join(streams)


def test_the_frame_names_the_document_on_every_page():
    rows = [f"Isu nomor {number}" for number in range(120)]
    data = pdf.html_to_pdf(
        report("<table>{% for r in rows %}<tr><td>{{ r }}</td></tr>{% endfor %}</table>", rows=rows)
    )
    pages = [page.extract_text() for page in read(data).pages]
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        flat = " ".join(text.split())
        assert "BSC/2027/PPIC/001 · Rev. 00 · Berlaku 15 Jan 2027" in flat
        assert "Register Isu · PPIC · Tahun BSC 2027" in flat
        assert "Internal · Salinan tidak terkendali bila dicetak" in flat
        assert "Diekspor oleh Siti Aminah pada Sab, 15 Agu 2026, 23.59 WIB" in flat
        assert f"Halaman {number} dari {len(pages)}" in flat


def test_the_header_of_a_long_table_is_repeated():
    source = (
        '<table><thead><tr><th scope="col">Kepala Tabel</th></tr></thead><tbody>'
        '{% for r in "x"|ljust:150 %}<tr><td>{{ forloop.counter }}</td></tr>{% endfor %}</tbody></table>'
    )
    pages = [page.extract_text() for page in read(pdf.html_to_pdf(report(source))).pages]
    assert len(pages) > 1
    assert all("Kepala Tabel" in page for page in pages)


def test_the_file_is_tagged_titled_and_in_the_language_of_the_reader():
    reader = read(pdf.render_pdf("documents/print_base.html", {}, base_context={"document": IDENTITY}))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "id"
    assert reader.metadata.title == "Register Isu"
    assert reader.metadata.author == "Siti Aminah"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    with translation.override("en"):
        english = read(pdf.render_pdf("documents/print_base.html", {}, base_context={"document": IDENTITY}))
    assert english.trailer["/Root"]["/Lang"] == "en"


def test_all_fonts_are_embedded():
    reader = read(pdf.html_to_pdf(report("<p>Ketepatan kirim ≥ 95 % → ↑ ✓ ‰</p>")))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_context_of_the_page_wins_over_the_frame_and_both_are_printed():
    other = dataclasses.replace(IDENTITY, title="Judul Lain")
    text = text_of(
        pdf.render_pdf("documents/print_base.html", {"document": other}, base_context={"document": IDENTITY})
    )
    assert "Judul Lain" in text
    assert "Register Isu" not in text


def test_numbers_print_as_on_the_page():
    data = pdf.html_to_pdf(
        report("<p>{{ value|num:2 }} dan {{ share|pct:1 }}</p>", value=Decimal("-1234.5"), share=95)
    )
    assert "-1.234,50 dan 95,0" in text_of(data)


@pytest.mark.parametrize(
    ("paper", "width", "height"),
    [
        ("paper-a4", 595, 842),
        ("paper-a4-landscape", 842, 595),
        ("paper-legal-landscape", 1008, 612),
        ("paper-a3-landscape", 1191, 842),
        ("paper-slide", 960, 540),
    ],
)
def test_the_paper_is_chosen_by_the_template(paper, width, height):
    source = '{% extends "documents/print_base.html" %}{% block paper %}' + paper + "{% endblock %}"
    html = Template(source).render(Context({"document": IDENTITY}))
    box = read(pdf.html_to_pdf(html)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (width, height)


def test_chips_say_their_state_in_words_and_signs():
    bands = '<span class="band band--merah">72,0<span class="band-word">Merah</span></span>'
    assert "!! 72,0 Merah" in " ".join(text_of(pdf.html_to_pdf(report(bands))).split())


def hostile_texts(port, file):
    url = f"http://127.0.0.1:{port}/x"
    return [
        f'<link rel="attachment" href="file://{file}">',
        f'<link rel="stylesheet" href="file://{file}">',
        f'<link rel="stylesheet" href="{url}">',
        f'<img src="{url}">',
        f'<img src="file://{file}">',
        f'<img src="//127.0.0.1:{port}/x">',
        f'<img src="FILE://{file}">',
        f'<img src="file:{file}">',
        f'<img src="static:../../../../../../../..{file}">',
        f'<img src="{ORIGIN}../..{file}">',
        f'<img srcset="{url} 2x">',
        f"<style>@import url({url});</style>",
        f"<style>@import url(file://{file});</style>",
        f"<style>@font-face{{font-family:a;src:url({url})}} body{{font-family:a}}</style>",
        f"<style>body{{background:url({url});list-style:url({url});content:url({url})}}</style>",
        f'<style>body::before{{content:url("{url}")}}</style>',
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}" width="9"/></svg>',
        f'<svg><image href="file://{file}" width="9" height="9"/><use href="{url}#a"/></svg>',
        f'<object data="{url}"></object><embed src="{url}"><iframe src="{url}"></iframe>',
        f'<a rel="attachment" href="file://{file}">x</a>',
        f'<base href="http://127.0.0.1:{port}/"><img src="x.png">',
        f'<meta http-equiv="refresh" content="0;url={url}">',
        f'<script src="{url}"></script>',
        f"<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
        f"<image href='{url}'/></svg>\">",
    ]


KINDS = range(len(hostile_texts(1, "/x")))


def test_hostile_names_are_printed_as_text_and_load_nothing(canary, local_file):
    texts = hostile_texts(canary.getsockname()[1], local_file)
    hostile = dataclasses.replace(
        IDENTITY, title=texts[3], exported_by=texts[0], unit=texts[11], number=texts[16]
    )
    html = Template(
        '{% extends "documents/print_base.html" %}{% block content %}'
        '{% for text in texts %}<p title="{{ text }}">{{ text }}</p>{% endfor %}{% endblock %}'
    ).render(Context({"document": hostile, "texts": texts}))
    data = pdf.html_to_pdf(html)
    assert not was_called(canary)
    assert SECRET.encode() not in bytes_inside(data)
    assert read(data).attachments == {}
    assert "<script" in text_of(data)


@pytest.mark.parametrize("kind", KINDS)
def test_even_unescaped_markup_loads_no_file_and_opens_no_socket(kind, canary, local_file):
    markup = hostile_texts(canary.getsockname()[1], local_file)[kind]
    data = pdf.html_to_pdf(
        f"<html lang='id'><head><title>x</title></head><body>{markup}<p>isi</p></body></html>"
    )
    assert not was_called(canary)
    assert SECRET.encode() not in bytes_inside(data)
    assert read(data).attachments == {}


def test_with_the_library_s_own_fetcher_the_canary_is_called_and_the_file_is_taken_in(canary, local_file):
    """The control: the same markup and the same checks do find a leak where there is one."""
    port = canary.getsockname()[1]
    for kind in (0, 3):
        markup = hostile_texts(port, local_file)[kind]
        data = HTML(string=markup, url_fetcher=URLFetcher(timeout=0.2)).write_pdf()
        leaked = was_called(canary) if kind else SECRET.encode() in bytes_inside(data)
        assert leaked, markup


@pytest.fixture
def fetcher():
    return StaticFetcher(Path(settings.STATICFILES_DIRS[0]))


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("static:css/print.css", "text/css"),
        (ORIGIN + "css/tokens.css", "text/css"),
        (ORIGIN + "css/../css/print.css?v=1#top", "text/css"),
        ("static:img/logo.svg", "image/svg+xml"),
        ("data:image/png;base64,aGFsbG8=", "image/png"),
    ],
)
def test_our_own_style_sheets_pictures_and_inline_data_are_loaded(fetcher, url, kind):
    response = fetcher(url)
    assert response.content_type == kind
    assert response.read()


@pytest.mark.parametrize(
    "url",
    [
        "static:../cint_portal/settings.py",
        "static:css/../../manage.py",
        "static:css/%2e%2e/%2e%2e/manage.py",
        "static:/etc/passwd",
        "static:",
        "static:css",
        "static:js/portal.js",
        "static:vendor/VENDOR.json",
        "static:css/missing.css",
        "STATIC:css/print.css",
        ORIGIN + "../../etc/passwd",
        "https://static.invalid.example/css/print.css",
        "https://static.invalid@127.0.0.1/css/print.css",
        "https://example.org/a.css",
        "http://127.0.0.1/a.css",
        "ftp://127.0.0.1/a.css",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "jar:file:///etc/passwd",
        "css/print.css",
        "",
    ],
)
def test_every_other_address_is_refused(fetcher, url):
    with pytest.raises(ValueError):
        fetcher(url)


def test_a_link_that_leads_out_of_the_static_folder_is_refused(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").symlink_to("/etc/hostname")
    (tmp_path / "css" / "b.css").write_text("p{}")
    fetcher = StaticFetcher(tmp_path)
    assert fetcher("static:css/b.css").read() == b"p{}"
    with pytest.raises(ValueError, match="not a file for print"):
        fetcher("static:css/a.css")


@pytest.fixture
def without_pango(monkeypatch):
    def missing(name):
        raise OSError(f"cannot load library 'libpango-1.0-0' for {name}")

    monkeypatch.setattr(importlib, "import_module", missing)
    pdf.pdf_available.cache_clear()
    yield
    pdf.pdf_available.cache_clear()


def test_without_the_text_library_the_portal_says_how_to_install_it(without_pango, caplog):
    assert pdf.pdf_available() is False
    assert pdf.PDF_INSTALL_LINE in caplog.text
    with pytest.raises(pdf.PdfUnavailable) as refused:
        pdf.render_pdf("documents/print_base.html", {}, base_context={"document": IDENTITY})
    assert pdf.PDF_INSTALL_LINE in str(refused.value)
    with pytest.raises(pdf.PdfUnavailable):
        pdf.html_to_pdf("<p>isi</p>")


def test_the_answer_is_remembered_and_logged_once(without_pango, caplog):
    assert [pdf.pdf_available() for _ in range(3)] == [False] * 3
    assert caplog.text.count("PDF is off") == 1
