"""An unpublished figure is nowhere for whom it is not meant: every address, every file, every mail.

One number is the actual of a Terbatas KPI, and stands in every free text about it: note, evidence, CMS's
comments, the reasons of a reopening, the KPI's thread. Three people who may open the pages around it ask for
every GET address of the route table; none of the answers holds it in any spelling, nor a percentage, a score
or a total from which it could be worked out with the target, which everybody reads.
"""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from bsc.models import KpiMessage, ScorecardVersion
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import pdf_available
from cint_portal.documents.services import build_job, claim_job
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from cint_portal.organization.models import User
from realization.models import RestrictedOpening
from realization.reports import build_review
from realization.rules import RowDecision
from realization.services import (
    reject_reopening,
    request_reopening,
    return_realization,
    submit_realization,
)
from realization.services.review import request_review
from tests.company import Company, assign
from tests.crawl import text_of
from tests.everything import lock_versions
from tests.matrix import walk
from tests.matrix.framework import browser
from tests.matrix.test_canary import pdf_text, sheet_text
from tests.realization.restricted_scene import CANARY, MARCH, NAME, RestrictedScene

#: 987.654.321,12 · 987,654,321.12 · 987654321.12 · 987 654 321, and a narrow column that breaks it.
BETWEEN_DIGITS = re.compile(r"[.,\s]+")
DIGITS = "987654321"
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}[.,]\d{2,4}(?![\w])")
#: What it would be of its target, in the lines and sums of the three scorecards that weigh it (60, 50 and
#: 100 %), alone and with the 95 % × 40 % beside it; as a percentage and on the scale 0 to 1.
SHARE = 98.765432
WEIGHTS, BESIDE = (1, 0.6, 0.5), (0, 38, 95)
NEAR = 0.012
#: Where results are read.
FIGURED = ("realization:", "home", "kpi-list", "bsc:map", "bsc:change")
#: Who asks for what: CMS's staff open the same pages as the auditor, and those of every month.
READERS = {"manager": ("",), "auditor": ("",), "cms": FIGURED}


@pytest.fixture
def scene(company: Company) -> RestrictedScene:
    """CMS's staff lost their names; the auditor looks at the whole company."""
    made = RestrictedScene(company)
    made.unname_cms()
    assign(company.auditor, "auditor", company.corporate)
    lock_versions(company.cms_head)
    talk_about_it(made)
    return made


def talk_about_it(scene: RestrictedScene) -> None:
    """Everybody who may know the figure quotes it wherever a text about it can be written."""
    company, words = scene.company, f"Bukan {CANARY}"
    refused = request_reopening(realization=scene.month, reason=words, actor=company.outsider, now=MARCH)
    reject_reopening(request=refused, comment=words, actor=company.cms_head, now=MARCH)
    request_reopening(realization=scene.month, reason=words, actor=company.outsider, now=MARCH)
    return_february(scene)
    february = company.cycle.realizations.get(unit=company.other_department, month=2)
    submit_realization(realization=february, actor=company.outsider, now=MARCH)
    for kpi in (scene.own, scene.joint):
        KpiMessage.objects.create(
            scorecard=kpi.objective.perspective.scorecard,
            kpi=kpi,
            kpi_name=NAME,
            author=company.outsider,
            side="board",
            asks="preparers",
            text=words,
            at=MARCH,
        )


def return_february(scene: RestrictedScene) -> None:
    company, words = scene.company, f"Bukan {CANARY}"
    february = company.cycle.realizations.get(unit=company.other_department, month=2)
    wrong = {row.pk: RowDecision("returned", words) for row in february.actuals.all()}
    return_realization(
        realization=february, decisions=wrong, actor=company.cms_head, now=MARCH, comment=words
    )


def tells(text: str) -> bool:
    """The number in any spelling."""
    return DIGITS in BETWEEN_DIGITS.sub("", text)


def works_it_out(text: str) -> list[str]:
    """Numbers of the text that are the share of the target, or a sum with it, in a scorecard's scale."""
    return [found for found in set(NUMBER.findall(text)) if _leads_back(float(found.replace(",", ".")))]


def _leads_back(number: float) -> bool:
    shares = ((number - beside) / weight for weight in WEIGHTS for beside in BESIDE)
    unit = ((100 * number - beside) / weight for weight in WEIGHTS for beside in BESIDE)
    return any(abs(share - SHARE) < NEAR for share in shares) or (
        number < 2 and any(abs(share - SHARE) < 100 * NEAR for share in unit)
    )


def addresses(scene: RestrictedScene) -> Iterator[tuple[str, list[str]]]:
    """Every address of the route table, with the rows of the scene that it may be about."""
    values: dict[str, list[object]] = {
        "kpi_pk": [scene.own.pk, scene.joint.pk, scene.rolled.pk],
        "objective_pk": [scene.own.objective_id, scene.joint.objective_id],
        "year": [2027],
        "month": [1, 2],
        "unit_id": [scene.company.other_department.pk],
    }
    return walk.addresses(values, lambda name: _rows(name, scene))


def _rows(name: str, scene: RestrictedScene) -> list[object]:
    """What an address with one number is about, by its noun; most are about a scorecard."""
    noun = name.partition(":")[2]
    kpis = [scene.joint, scene.own, scene.rolled]
    if noun.startswith(("kpi-create", "kpi-join", "group", "objective", "cascade-objective")):
        return [kpi.objective_id for kpi in kpis[:2]]
    if noun.startswith(("kpi", "parent", "cascade-branch")):
        return [kpi.pk for kpi in kpis]
    if noun.startswith(("measure", "library", "figure-class")):
        return [scene.measure.pk, scene.rolled.measure_id]
    cards = [kpi.objective.perspective.scorecard_id for kpi in kpis]
    if noun.startswith("version"):
        return [*cards[:1], *ScorecardVersion.objects.values_list("pk", flat=True)[:2]]
    if noun.startswith("report"):
        return [1, *ReportJob.objects.values_list("pk", flat=True)]
    if noun.startswith("reopening"):
        return list(scene.month.reopening_requests.values_list("pk", flat=True))
    return cards if noun.startswith(("results", "map", "scorecard")) else cards[:1]


def pages_of(
    client: Client, scene: RestrictedScene, prefixes: tuple[str, ...] = ("",)
) -> Iterator[tuple[str, str]]:
    """What opens; where results are read with every row, elsewhere with the first."""
    found = (
        (name, paths if name.startswith(FIGURED) else paths[:1])
        for name, paths in addresses(scene)
        if name.startswith(prefixes)
    )
    return walk.opened(client, found)


def reports_of(person: User, scene: RestrictedScene, *formats: str) -> Iterable[tuple[str, str]]:
    params = {"year": 2027, "semester": 1}
    every = ["xlsx", *(["pdf"] if pdf_available() else [])]
    for format in formats or every:
        data = build_review(params, format, person, MARCH, lambda n, m: None)
        yield format, sheet_text(data) if format == "xlsx" else pdf_text(data)


@pytest.mark.parametrize("name", READERS)
def test_the_figure_is_on_no_page_and_in_no_file_of_others(scene: RestrictedScene, name: str) -> None:
    person = getattr(scene.company, name)
    request_review(cycle=scene.company.cycle, semester=1, format="xlsx", actor=person, now=MARCH)
    build_job(claim_job())  # type: ignore[arg-type]
    opened = dict([*pages_of(browser(person), scene, READERS[name]), *reports_of(person, scene)])
    assert [path for path, text in opened.items() if tells(text)] == []
    assert {path: found for path, text in opened.items() if (found := works_it_out(text))} == {}
    assert any(NAME in text and "band--kuning" in text for text in opened.values()), "its colour is no secret"
    assert not RestrictedOpening.objects.exists()


def test_where_the_year_says_nothing_not_even_the_share_is_there(scene: RestrictedScene) -> None:
    scene.shown_to_others("nothing")
    for name in ("manager", "auditor"):
        person = getattr(scene.company, name)
        opened = dict([*pages_of(browser(person), scene, FIGURED), *reports_of(person, scene, "xlsx")])
        assert any(NAME in text for text in opened.values()), "the KPI itself is no secret"
        told = [path for path, text in opened.items() if works_it_out(text) or tells(text)]
        assert told == [], name


def test_with_percentages_it_can_be_worked_out_as_the_setting_says(scene: RestrictedScene) -> None:
    """The control of the control: the milder setting gives exactly away what the walk looks for."""
    scene.shown_to_others("percent")
    card = scene.own.objective.perspective.scorecard_id
    page = text_of(browser(scene.company.auditor).get(reverse("realization:results-scorecard", args=[card])))
    assert not tells(page)
    assert {"98,77", "59,26", "97,26"} <= set(works_it_out(page))
    assert "dapat dihitung kembali dari target" in scene.company.cycle.get_restricted_shown_display()


def test_the_figure_is_there_for_whom_it_is_meant_and_each_opening_is_kept(scene: RestrictedScene) -> None:
    """The control: the same spellings are found, and no page that shows them goes unnoted."""
    for name in ("outsider", "bod", "cms_head"):
        person = getattr(scene.company, name)
        pages = dict(pages_of(browser(person), scene, FIGURED))
        seen = {re.sub(r"\d+", "0", path) for path, text in pages.items() if tells(text)}
        assert seen >= {"/realization/results/0/", "/realization/results/0/kpis/0/", "/kpis/"}, name
        assert "/realization/months/0/0/0/" in seen, name
        noted = set(RestrictedOpening.objects.filter(person=person).values_list("place", flat=True))
        assert noted >= {"scorecard", "kpi", "month", "colors"}, name
    files = dict(reports_of(scene.company.bod, scene))
    assert [format for format, text in files.items() if not tells(text)] == []
    mediums = set(RestrictedOpening.objects.values_list("medium", flat=True))
    assert mediums == {"page", *files}


def test_no_mail_holds_the_figure(scene: RestrictedScene) -> None:
    texts = [render_mail(mail).text for mail in OutboxMail.objects.all()]
    assert texts
    assert not any(tells(text) for text in texts)
