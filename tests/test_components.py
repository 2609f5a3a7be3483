"""The shared pieces of pages, rendered as the pages include them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from cint_portal.workflow.presentation import Action, HistoryLine

TODAY = date(2027, 7, 12)


def render(name: str, /, **context: Any) -> str:
    """A component's text with runs of white space joined."""
    request = RequestFactory().get("/x/", context.pop("query", {}))
    request.user = Thing(is_authenticated=False)  # type: ignore[assignment]
    with translation.override("id"):
        return " ".join(render_to_string(name, context, request=request).split())


def action(**changes: Any) -> Action:
    values = {
        "name": "approve",
        "label": "Setujui",
        "url": "/scorecard/7/approve/",
        "needs_comment": False,
        "style": "primary",
        "confirm": "",
    }
    return Action(**{**values, **changes})


def actions(*entries: Action, **context: Any) -> str:
    return render("workflow/_actions.html", actions=entries, object_version=3, nonce="n1", **context)


def test_a_plain_action_is_one_form_with_version_and_nonce() -> None:
    html = actions(action())
    assert html.count("<form") == 1
    assert 'method="post" action="/scorecard/7/approve/"' in html
    assert '<input type="hidden" name="version" value="3">' in html
    assert '<input type="hidden" name="_nonce" value="n1">' in html
    assert "csrfmiddlewaretoken" in html
    assert "<details" not in html


def test_an_action_with_comment_opens_without_scripts_and_requires_the_text() -> None:
    html = actions(action(name="return", needs_comment=True, style="danger"))
    assert '<details class="action" name="workflow-action">' in html
    assert 'id="comment-return" name="comment"' in html
    assert "required" in html
    assert 'for="comment-return"' in html
    assert "btn-outline-danger" in html


def test_an_action_names_its_consequence_before_it_is_done() -> None:
    html = actions(action(confirm="Scorecard dikunci sebagai Rev. 00."))
    assert "<details" in html
    assert "Scorecard dikunci sebagai Rev. 00." in html
    assert "<textarea" not in html


def test_the_version_zero_is_sent_and_a_missing_one_is_not() -> None:
    zero = render("workflow/_actions.html", actions=[action()], object_version=0)
    assert 'name="version" value="0"' in zero
    assert 'name="version"' not in render("workflow/_actions.html", actions=[action()], object_version=None)


def test_no_actions_draw_nothing() -> None:
    assert actions() == ""


def test_history_tells_who_what_when_and_why_escaped() -> None:
    at = datetime(2027, 7, 12, 7, 5, tzinfo=UTC)
    line = HistoryLine("Kembalikan", "Siti Rahma", at, "Bobot <b>salah</b>", "Dikirim ke CMS", "Dikembalikan")
    html = render("workflow/_history.html", history=[line])
    assert "Siti Rahma" in html
    assert "Sen, 12 Jul 2027, 14.05 WIB" in html
    assert "Bobot &lt;b&gt;salah&lt;/b&gt;" in html
    assert html.index("Dikirim ke CMS") < html.index('aria-label="menjadi"') < html.index("Dikembalikan")


def test_an_empty_history_says_so() -> None:
    assert "Belum ada keputusan" in render("workflow/_history.html", history=[])


def test_a_status_chip_has_word_icon_and_tone() -> None:
    html = render("components/_status_chip.html", status=Thing(label="Dikirim", icon="send", tone="info"))
    assert html == (
        '<span class="chip chip--info"><i class="bi bi-send" aria-hidden="true"></i>Dikirim</span>'
    )


def test_a_status_chip_without_tone_is_neutral() -> None:
    assert "chip--neutral" in render(
        "components/_status_chip.html", status=Thing(label="X", icon="", tone="")
    )


@pytest.mark.parametrize("color", ["biru", "hijau", "kuning", "merah", "hitam", "no-data", "provisional"])
def test_a_band_chip_carries_value_and_word_beside_its_colour(color: str) -> None:
    html = render("components/_band_chip.html", band=Thing(label="97,5", color=color, word="Normal"))
    assert f'class="band band--{color}"' in html
    assert "97,5" in html
    assert "Normal" in html


def test_a_band_chip_does_not_repeat_its_word() -> None:
    html = render("components/_band_chip.html", band=Thing(label="N/A", color="na", word="N/A"))
    assert html.count("N/A") == 1


def due(**context: Any) -> str:
    return render("components/_due_badge.html", today=TODAY, **context)


def test_a_due_date_is_shown_relative_and_absolute_together() -> None:
    html = due(due_on=date(2027, 7, 15))
    assert "<strong>3 hari lagi</strong> · Kam, 15 Jul 2027, 23.59 WIB" in html
    assert "due--soon" in html


def test_a_passed_due_date_counts_working_days_when_they_are_known() -> None:
    html = due(due_on=date(2027, 7, 9), late_days=1)
    assert "Terlambat 1 HK" in html
    assert "due--late" in html


def test_a_settled_due_date_says_how_it_went() -> None:
    html = due(due_on=date(2027, 7, 9), done_text="Tepat waktu")
    assert "Tepat waktu" in html
    assert "due--done" in html


def test_the_portal_clock_stands_in_for_a_missing_today() -> None:
    clock = datetime(2027, 7, 11, 18, 0, tzinfo=UTC)  # 01.00 of the 12th in Jakarta
    html = render("components/_due_badge.html", due_on=date(2027, 7, 13), clock_now=clock)
    assert "<strong>besok</strong>" in html


def test_no_due_date_draws_nothing() -> None:
    assert due(due_on=None) == ""


def job(state: str, **changes: Any) -> Thing:
    values = {
        "pk": 5,
        "title": "Review Semester I 2027",
        "state": state,
        "get_state_display": state,
        "get_format_display": "PDF",
        "sections_done": 3,
        "sections_total": 9,
        "worker_pid": 4121,
        "error": "",
        "file_name": "review.pdf",
    }
    return Thing(**{**values, **changes})


def progress(entry: Thing) -> str:
    return render("components/_progress.html", job=entry, poll_url="/p/", download_url="/d/")


def test_a_running_report_polls_and_shows_sections_and_process() -> None:
    html = progress(job("running"))
    assert 'hx-get="/p/" hx-trigger="every 2s"' in html
    assert 'value="3" max="9"' in html
    assert "3 dari 9 bagian selesai" in html
    assert "4121" in html
    assert "/d/" not in html


def test_a_waiting_report_has_no_measure_yet() -> None:
    html = progress(job("queued", sections_total=0, worker_pid=None))
    assert "hx-get" in html
    assert "max=" not in html
    assert "Menunggu giliran" in html


def test_a_finished_report_stops_polling_and_offers_the_file() -> None:
    html = progress(job("done", sections_done=9))
    assert "hx-get" not in html
    assert "9 dari 9 bagian selesai" in html
    assert "4121" in html
    assert 'href="/d/"' in html


def test_a_failed_report_stops_polling_and_says_what_to_do() -> None:
    html = progress(job("failed", error="WeasyPrint tidak tersedia"))
    assert "hx-get" not in html
    assert "/d/" not in html
    assert "WeasyPrint tidak tersedia" in html


def test_pages_keep_the_filters_of_the_address() -> None:
    page = Paginator(range(45), 20).get_page(2)
    html = render("components/_pagination.html", page_obj=page, query={"unit": "ppic", "page": "2"})
    assert "21–40 dari 45" in html
    assert 'href="?unit=ppic&amp;page=1"' in html
    assert 'href="?unit=ppic&amp;page=3"' in html


def test_one_page_shows_only_the_number_of_rows() -> None:
    html = render("components/_pagination.html", page_obj=Paginator(range(5), 20).get_page(1))
    assert "5 baris" in html
    assert "href" not in html


@pytest.mark.parametrize(
    ("ordering", "sorted_as", "leads_to"),
    [
        ("", None, "?ordering=name"),
        ("name", "ascending", "?ordering=-name"),
        ("-name", "descending", "?ordering=name"),
    ],
)
def test_a_column_head_sorts_and_says_how_it_is_sorted(
    ordering: str, sorted_as: str | None, leads_to: str
) -> None:
    query = {"ordering": ordering} if ordering else {}
    html = render("components/_th.html", label="KPI", field="name", query=query)
    assert f'href="{leads_to}"' in html
    assert ("aria-sort" in html) is (sorted_as is not None)
    assert sorted_as is None or f'aria-sort="{sorted_as}"' in html


def test_the_whatsapp_text_can_be_read_and_copied_without_scripts() -> None:
    html = render("components/_copy_wa.html", text='Yth. Bapak "Andi" & tim')
    assert "<details" in html
    assert "Yth. Bapak &quot;Andi&quot; &amp; tim</textarea>" in html


def test_the_cycle_strip_says_each_state_in_words() -> None:
    states = ("done", "current", "late", "todo")
    html = render("components/_steps.html", steps=[Thing(label=s, state=s, due="", url="") for s in states])
    for word in ("selesai", "sedang berjalan", "lewat batas waktu", "belum mulai"):
        assert word in html
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "413", "500", "503", "403_csrf"])
def test_a_refusal_page_says_what_to_do_without_a_database(name: str) -> None:
    html = render(f"{name}.html")
    assert "<h1>" in html
    assert 'href="/"' in html


@pytest.mark.parametrize("name", ["500", "503", "400"])
def test_a_refusal_page_needs_no_request(name: str) -> None:
    assert "<h1>" in render_to_string(f"{name}.html")


def test_a_conflict_shows_the_reason_it_was_given() -> None:
    assert "Sudah dikirim oleh Siti." in render("409.html", message="Sudah dikirim oleh Siti.")


def mail(**changes: Any) -> dict[str, Any]:
    values = {
        "subject": "[BSC] Realisasi Juni 2027",
        "paragraphs": ["Yth. Bapak Andi,", "KPI <b>satu</b> belum dikirim."],
        "url": "https://portal.example/x/?a=1&b=2",
        "button": "Buka Realisasi Juni",
        "reasons": ["Email ini dikirim karena Bapak tercatat sebagai Manager."],
    }
    return {**values, **changes}


def test_a_mail_shows_words_button_address_and_reason_escaped() -> None:
    html = render("emails/base.html", **mail())
    assert "KPI &lt;b&gt;satu&lt;/b&gt; belum dikirim." in html
    assert 'href="https://portal.example/x/?a=1&amp;b=2"' in html
    assert "Email ini dikirim karena" in html


def test_the_text_mail_keeps_its_characters_as_typed() -> None:
    text = render("emails/base.txt", **mail())
    assert "KPI <b>satu</b> belum dikirim." in text
    assert "https://portal.example/x/?a=1&b=2" in text


def test_a_mail_without_a_page_has_no_button() -> None:
    assert "href" not in render("emails/base.html", **mail(url="", button=""))


@pytest.mark.parametrize("name", ["logged_in", "logged_out"])
def test_coming_and_going_needs_no_message(name: str) -> None:
    assert render(f"account/messages/{name}.txt") == ""
