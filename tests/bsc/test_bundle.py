"""Revisi Target Massal: out, edited, previewed by cell, one decision, one Adendum for each scorecard."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bsc.models import ChangeRequest, Kpi, Scorecard, ScorecardVersion
from bsc.selectors.bundle import requests_of, revisable
from bsc.selectors.change import proposed_by
from bsc.selectors.change_reminding import changes_to_review, told_change_reviewers
from bsc.selectors.change_todos import change_todos
from bsc.selectors.content import content_of
from bsc.selectors.proposal import KpiChange
from bsc.services.addendum import approve_change
from bsc.services.bundle import approve_bundle, end_bundle, forward_bundle, return_bundle
from bsc.services.change import submit_change
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.audience import Posts
from tests.bsc.bundles import (
    digest,
    edited,
    first_kpi,
    previewed,
    recommended,
    sent,
    sheet_of,
)
from tests.bsc.changes import NOW, established, requested, targets_of
from tests.bsc.scorecards import kpis_of
from tests.company import Company
from tests.locks import unlocked


@pytest.fixture
def pair(company: Company) -> list[Scorecard]:
    return [established(company), established(company, company.sister_department)]


def targets(pair: list[Scorecard], value: object = 120) -> dict[tuple[int, str], object]:
    return {(first_kpi(row).pk, "target"): value for row in pair}


def mails(kind: str) -> set[str]:
    found = OutboxMail.objects.filter(kind=kind, is_copy=False)
    return set(found.values_list("recipient__username", flat=True))


# --- The sheet and its preview ----------------------------------------------------------------------


def test_a_sheet_that_nobody_touched_changes_nothing(company: Company, pair: list[Scorecard]) -> None:
    shown = previewed(company, edited(sheet_of(pair), {}))
    assert (shown.rows, shown.problems, shown.drafts) == ([], [], {})
    assert shown.unchanged_cells == sum(14 * len(kpis_of(row)) for row in pair)


def test_a_changed_cell_is_shown_with_its_place_from_and_to(company: Company, pair: list[Scorecard]) -> None:
    kpi = first_kpi(pair[0])
    shown = previewed(
        company, edited(sheet_of(pair), {(kpi.pk, "target"): 120, (kpi.pk, "month_8"): "121,5"})
    )
    (row,) = shown.rows
    assert [(cell.title, cell.before, cell.after) for cell in row.cells] == [
        ("Target Tahun", "95", "120"),
        ("Target Agu", "95", "121,5"),
    ]
    assert all(cell.reference.startswith("Revisi Target!") for cell in row.cells)
    assert row.change == KpiChange(kpi.pk, Decimal(120), {8: (Decimal("121.5"), None)})
    assert list(shown.drafts) == [pair[0].pk]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("target", "banyak", "angka"),
        ("target", None, "tidak dapat dikosongkan"),
        ("month_3", 99, "sebelum bulan berlaku"),
        ("month_9", "9 ÷ 10", "satu angka"),
        ("weight", 0, "lebih dari 0"),
        ("weight", 12.345, "dua desimal"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_with_the_reason(
    company: Company, pair: list[Scorecard], column: str, value: object, says: str
) -> None:
    shown = previewed(company, edited(sheet_of(pair), {(first_kpi(pair[0]).pk, column): value}))
    (problem,) = shown.problems
    assert problem.reference.startswith("Revisi Target!")
    assert says in problem.reason
    assert problem.unit == pair[0].unit.name


def test_hidden_rows_are_read_and_named(company: Company, pair: list[Scorecard]) -> None:
    kpi = first_kpi(pair[0])
    shown = previewed(company, edited(sheet_of(pair), {(kpi.pk, "target"): 120}, hide=(kpi.pk,)))
    assert len(shown.rows) == 1
    assert "tersembunyi" in " ".join(shown.notes)


def test_a_scorecard_that_changed_since_is_refused_by_name(company: Company, pair: list[Scorecard]) -> None:
    data = edited(sheet_of(pair), targets(pair))
    with unlocked():
        Kpi.objects.filter(pk=first_kpi(pair[1]).pk).update(pic="Orang lain")
    (problem,) = previewed(company, data).problems
    assert (problem.unit, "sudah berubah" in problem.reason) == (pair[1].unit.name, True)


def test_a_scorecard_with_another_request_is_refused_by_name(company: Company, pair: list[Scorecard]) -> None:
    requested(company, pair[0])
    (problem,) = previewed(company, edited(sheet_of(pair), targets(pair))).problems
    assert (problem.unit, "belum selesai" in problem.reason) == (pair[0].unit.name, True)


def test_a_file_of_somebody_else_is_no_sheet(company: Company, pair: list[Scorecard]) -> None:
    data = edited(sheet_of(pair), {(first_kpi(pair[0]).pk, "code"): 999999})
    (problem,) = previewed(company, data).problems
    assert "tidak dikenal" in problem.reason


def test_months_that_do_not_add_up_are_warned_about(company: Company, pair: list[Scorecard]) -> None:
    kpi = first_kpi(pair[0])
    assert kpi.measure is not None
    with unlocked():
        type(kpi.measure).objects.filter(pk=kpi.measure_id).update(consolidation="sum", target=1140)
    shown = previewed(company, edited(sheet_of(pair), {(kpi.pk, "month_8"): 100}))
    assert "1.145" in shown.warnings[0]
    assert not shown.problems


def test_a_manager_reaches_the_own_scorecard_only(company: Company, pair: list[Scorecard]) -> None:
    assert revisable(company.manager, company.cycle) == [pair[0]]
    problems = previewed(company, edited(sheet_of(pair), targets(pair)), actor=company.manager).problems
    assert {problem.unit for problem in problems} >= {pair[1].unit.name}


def test_a_joint_kpi_changes_in_every_scorecard_in_one_way(company: Company, pair: list[Scorecard]) -> None:
    with unlocked():
        Kpi.objects.filter(pk=first_kpi(pair[1]).pk).update(measure=first_kpi(pair[0]).measure)
    one, other = (first_kpi(row).pk for row in pair)
    shown = previewed(company, edited(sheet_of(pair), {(one, "target"): 120}))
    assert {pk: draft.kpis[0].target for pk, draft in shown.drafts.items()} == {
        pair[0].pk: Decimal(120),
        pair[1].pk: Decimal(120),
    }
    shown = previewed(company, edited(sheet_of(pair), {(one, "target"): 120, (other, "target"): 130}))
    assert "diubah berbeda" in shown.problems[0].reason


# --- The way of the bundle --------------------------------------------------------------------------


def test_one_decision_brings_a_numbered_adendum_for_each(company: Company, pair: list[Scorecard]) -> None:
    bundle = recommended(company, sent(company, pair, targets(pair)))
    rows = approve_bundle(bundle=bundle, actor=company.bod, now=NOW, digest=digest(bundle))
    assert [(row.status, row.number) for row in rows] == [("in_force", 1)] * 2
    for scorecard in pair:
        scorecard.refresh_from_db()
        assert (scorecard.status, scorecard.revision) == ("established", 1)
        assert targets_of(first_kpi(scorecard)) == [Decimal(95)] * 6 + [Decimal(120)] * 6
        version = ScorecardVersion.objects.get(scorecard=scorecard, revision=1)
        assert version.content == content_of(scorecard)
    assert "manager" in mails("bsc.change_in_force")
    assert "cms" not in mails("bsc.change_in_force")
    assert "cms" in mails("bsc.bundle_decided")


def test_a_joint_kpi_gives_each_scorecard_one_version_only(company: Company, pair: list[Scorecard]) -> None:
    with unlocked():
        Kpi.objects.filter(pk=first_kpi(pair[1]).pk).update(measure=first_kpi(pair[0]).measure)
    bundle = recommended(company, sent(company, pair, {(first_kpi(pair[0]).pk, "target"): 120}))
    approve_bundle(bundle=bundle, actor=company.bod, now=NOW, digest=digest(bundle))
    assert [row.revision for row in ScorecardVersion.objects.order_by("scorecard", "revision")] == [0, 1] * 2


def test_weights_make_100_in_each_before_anything_is_sent(company: Company, pair: list[Scorecard]) -> None:
    with pytest.raises(InvalidInput) as refused:
        sent(company, pair, {(first_kpi(pair[1]).pk, "weight"): 40, **targets(pair[:1])})
    assert pair[1].unit.name in str(refused.value.problems[0])
    assert not ChangeRequest.objects.exists()


def test_nothing_happens_when_one_scorecard_cannot_follow(company: Company, pair: list[Scorecard]) -> None:
    bundle = recommended(company, sent(company, pair, targets(pair)))
    shown = digest(bundle)
    with unlocked():
        Kpi.objects.filter(pk=first_kpi(pair[1]).pk).update(weight=50)
    with pytest.raises(Conflict):
        approve_bundle(bundle=bundle, actor=company.bod, now=NOW, digest=shown)
    with pytest.raises(InvalidInput):
        approve_bundle(bundle=bundle, actor=company.bod, now=NOW, digest=digest(bundle))
    assert set(ChangeRequest.objects.values_list("status", flat=True)) == {"with_board"}
    assert not ScorecardVersion.objects.filter(revision=1).exists()


def test_cms_does_not_recommend_its_own_bundle(company: Company, pair: list[Scorecard]) -> None:
    bundle = sent(company, pair, targets(pair))
    for actor in (company.cms, company.manager, company.bod):
        with pytest.raises(PermissionDenied):
            forward_bundle(bundle=bundle, actor=actor, now=NOW, comment="Setuju", digest=digest(bundle))
    assert mails("bsc.bundle_to_review") == {"kepala.cms", "cms.dua"}


def test_a_request_of_a_bundle_does_not_go_alone(company: Company, pair: list[Scorecard]) -> None:
    bundle = recommended(company, sent(company, pair, targets(pair)))
    row = requests_of(bundle)[0]
    with pytest.raises(Conflict):
        approve_change(
            request=row,
            actor=company.bod,
            now=NOW,
            version=row.version,
            content_sha256=proposed_by(row).digest,
        )
    with pytest.raises(Conflict):
        submit_change(request=row, actor=company.manager, now=NOW)


def test_a_returned_bundle_is_repaired_with_its_sheet(company: Company, pair: list[Scorecard]) -> None:
    bundle = sent(company, pair, targets(pair))
    with pytest.raises(InvalidInput):
        return_bundle(bundle=bundle, actor=company.cms_head, now=NOW, comment=" ", digest=digest(bundle))
    return_bundle(bundle=bundle, actor=company.cms_head, now=NOW, comment="PPIC tetap", digest=digest(bundle))
    assert mails("bsc.bundle_returned") >= {"cms"}
    again = sent(company, pair, targets(pair[:1], 110), repairs=bundle)
    assert again == bundle
    assert [row.scorecard_id for row in requests_of(bundle)] == [pair[0].pk]
    pair[1].refresh_from_db()
    assert pair[1].status == "established"


@pytest.mark.parametrize(("name", "state"), [("withdraw", "withdrawn"), ("reject", "rejected")])
def test_a_bundle_that_ends_leaves_everything_as_it_was(
    company: Company, pair: list[Scorecard], name: str, state: str
) -> None:
    bundle = recommended(company, sent(company, pair, targets(pair)))
    actor = company.cms if name == "withdraw" else company.bod
    end_bundle(bundle=bundle, name=name, actor=actor, now=NOW, comment="Tetap", digest=digest(bundle))
    assert set(ChangeRequest.objects.values_list("status", flat=True)) == {state}
    assert set(Scorecard.objects.values_list("status", flat=True)) == {"established"}


def test_a_bundle_is_one_task(company: Company, pair: list[Scorecard]) -> None:
    bundle = sent(company, pair, targets(pair))
    url = f"/bsc/bundles/{bundle.pk}/"
    assert [todo.url for todo in change_todos(company.cms_head, NOW)] == [url]
    assert change_todos(company.cms, NOW) == []
    recommended(company, bundle)
    assert [todo.url for todo in change_todos(company.bod, NOW)] == [url]
    assert change_todos(company.manager, NOW) == []


def test_cms_is_reminded_once_of_all_of_it(company: Company, pair: list[Scorecard]) -> None:
    bundle = sent(company, pair, targets(pair))
    due_on = requests_of(bundle)[0].review_due_on
    assert due_on is not None
    (subject,) = changes_to_review(due_on)
    assert (subject.about, subject.context["count"]) == (bundle, 2)
    readers = told_change_reviewers(subject, Posts()).responsible
    assert {reader.person.username for reader in readers} == {"kepala.cms", "cms.dua"}


# --- Pages ------------------------------------------------------------------------------------------


def queries_of(page: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert page.get(url).status_code == 200
    return len(found)


def test_the_page_of_a_bundle_asks_no_more_for_more_scorecards(
    company: Company, pair: list[Scorecard], as_person: Callable[..., Client]
) -> None:
    page = as_person(company.cms_head)
    bundle = sent(company, pair[:1], targets(pair[:1]))
    url = f"/bsc/bundles/{bundle.pk}/"
    queries_of(page, url)
    one = queries_of(page, url)
    end_bundle(
        bundle=bundle, name="withdraw", actor=company.cms, now=NOW, comment="Batal", digest=digest(bundle)
    )
    both = sent(company, pair, targets(pair))
    assert queries_of(page, f"/bsc/bundles/{both.pk}/") == one


def test_sending_from_the_preview_is_refused_while_a_cell_is_wrong(
    company: Company, pair: list[Scorecard], as_person: Callable[..., Client]
) -> None:
    page = as_person(company.cms)
    for value, status, words in (("banyak", 422, "bukan angka"), (120, 302, "")):
        data = edited(sheet_of(pair), {(first_kpi(pair[0]).pk, "target"): value})
        file = SimpleUploadedFile("revisi.xlsx", data)
        answer = page.post(
            f"/bsc/bundles/create/?year={company.cycle.year}",
            {"effective_month": 7, "reason": "RKAP direvisi", "file": file},
        )
        assert "Sel tetap" in page.get(answer["Location"]).content.decode()
        sent_on = page.post(answer["Location"])
        assert sent_on.status_code == status
        assert words in sent_on.content.decode()
    assert ChangeRequest.objects.get().status == "sent_cms"
