"""A changed parent marks its children until the owner has looked (7.1.13, realities 8)."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bsc.models import Kpi, Measure, Objective, ParentSeen, Scorecard
from bsc.selectors.parent_seen import count_changes, open_changes, parent_changes
from bsc.selectors.structure import structure
from bsc.selectors.todos import structure_todos
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.kpi import add_kpi, edit_kpi
from bsc.services.parent_seen import confirm_parent
from bsc.services.scorecard import ObjectiveDraft, add_objective
from cint_portal.core.errors import Conflict
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_scorecard, an_objective
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked

LogIn = Callable[[object], Client]
NOW = at("2027-07-05 09:00")


@pytest.fixture
def top(company: Company) -> Scorecard:
    return a_full_scorecard(company.corporate, company.cycle, status=Status.APPROVED)


@pytest.fixture
def own(company: Company) -> Scorecard:
    return a_scorecard(company.department, company.cycle)


def parent(top: Scorecard) -> Kpi:
    return Kpi.objects.get(objective__perspective__scorecard=top, code="K1")


@pytest.fixture
def child(company: Company, top: Scorecard, own: Scorecard) -> Kpi:
    """A KPI that its owner hung on the company's first KPI."""
    return add_kpi(
        objective=an_objective(own),
        actor=company.manager,
        kpi=KpiDraft(parent=parent(top), cascade_kind="direct"),
        measure=MeasureDraft(name="Pendapatan wilayah", unit="Rp juta"),
    )


def changes(*cards: Scorecard) -> list[tuple[str, tuple[str, ...]]]:
    """As the list says it; the number on each scorecard's page must agree."""
    found = parent_changes(open_changes(Scorecard.objects.filter(pk__in=[card.pk for card in cards])))
    for card in cards:
        assert count_changes(structure(card)) == sum(row.scorecard_id == card.pk for row in found)
    return [(row.child, row.changes) for row in found]


@unlocked()
def change(top: Scorecard, **fields: object) -> None:
    """What an Adendum writes."""
    Measure.objects.filter(kpis=parent(top)).update(**fields)


def test_a_parent_that_stays_as_it_is_asks_for_nothing(own: Scorecard, child: Kpi) -> None:
    assert ParentSeen.objects.get(kpi=child).name == "KPI 1"
    assert changes(own) == []


def test_a_new_name_and_target_are_named_from_to(top: Scorecard, own: Scorecard, child: Kpi) -> None:
    change(top, name="Pendapatan bersih", target=120)
    assert changes(own) == [
        ("Pendapatan wilayah", ("nama “KPI 1” → “Pendapatan bersih”", "target “100” → “120”"))
    ]


def test_a_parent_that_an_adendum_ends_is_named(top: Scorecard, own: Scorecard, child: Kpi) -> None:
    with unlocked():
        Kpi.objects.filter(pk=parent(top).pk).update(through_month=6)
    assert changes(own) == [("Pendapatan wilayah", ("dihentikan setelah Juni 2027",))]


def test_a_renamed_objective_marks_the_objectives_that_hang_on_it(
    company: Company, top: Scorecard, own: Scorecard
) -> None:
    source = Objective.objects.get(perspective__scorecard=top, perspective__kind="financial")
    lane = own.perspectives.get(kind="financial")
    draft = ObjectiveDraft("Biaya wilayah", lane, source=source, cascade_kind="indirect")
    add_objective(scorecard=own, actor=company.manager, draft=draft)
    with unlocked():
        Objective.objects.filter(pk=source.pk).update(name="Laba tumbuh")
    assert changes(own) == [("Biaya wilayah", ("nama “Sasaran financial” → “Laba tumbuh”",))]


def test_the_owners_word_settles_it_once(
    company: Company, top: Scorecard, own: Scorecard, child: Kpi
) -> None:
    change(top, target=120)
    seen = ParentSeen.objects.get(kpi=child)
    confirm_parent(seen=seen, actor=company.manager, now=NOW)
    seen.refresh_from_db()
    assert (seen.target, seen.confirmed_by, seen.confirmed_at) == (120, company.manager, NOW)
    assert changes(own) == []
    with pytest.raises(Conflict):
        confirm_parent(seen=seen, actor=company.manager, now=NOW)
    change(top, target=130)
    assert changes(own) == [("Pendapatan wilayah", ("target “120” → “130”",))]


def test_it_can_be_confirmed_while_the_scorecard_is_locked(
    company: Company, top: Scorecard, own: Scorecard, child: Kpi
) -> None:
    with unlocked():
        Scorecard.objects.filter(pk=own.pk).update(status=Status.APPROVED)
    change(top, target=120)
    confirm_parent(seen=ParentSeen.objects.get(kpi=child), actor=company.manager, now=NOW)
    assert changes(own) == []


@pytest.mark.parametrize("who", ["drafter", "second_layer", "colleague", "cms", "director", "auditor"])
def test_nobody_else_confirms(company: Company, top: Scorecard, own: Scorecard, child: Kpi, who: str) -> None:
    change(top, target=120)
    with pytest.raises(PermissionDenied):
        confirm_parent(seen=ParentSeen.objects.get(kpi=child), actor=getattr(company, who), now=NOW)
    assert changes(own) != []


def test_choosing_another_parent_starts_anew_and_none_forgets(
    company: Company, top: Scorecard, own: Scorecard, child: Kpi
) -> None:
    change(top, target=120)
    other = Kpi.objects.get(objective__perspective__scorecard=top, code="K2")
    edit_kpi(kpi=child, actor=company.manager, draft=KpiDraft(parent=other, cascade_kind="direct"))
    assert changes(own) == []
    assert ParentSeen.objects.get(kpi=child).parent_pk == other.pk
    edit_kpi(kpi=child, actor=company.manager, draft=KpiDraft(basis="Kebijakan", basis_kind="policy"))
    assert not ParentSeen.objects.filter(kpi=child).exists()


def test_saving_the_child_is_no_confirmation(
    company: Company, top: Scorecard, own: Scorecard, child: Kpi
) -> None:
    change(top, target=120)
    draft = KpiDraft(parent=parent(top), cascade_kind="direct", pic="Supervisor")
    edit_kpi(kpi=child, actor=company.manager, draft=draft)
    assert changes(own) != []


def test_the_page_says_what_changed_and_takes_the_owners_word(
    company: Company, as_person: LogIn, top: Scorecard, own: Scorecard, child: Kpi
) -> None:
    change(top, target=120)
    page, seen = f"/bsc/scorecards/{own.pk}/review/", ParentSeen.objects.get(kpi=child)
    client = as_person(company.manager)
    text = client.get(page).content.decode()
    assert "target “100” → “120”" in text
    assert "Sudah ditinjau" in text
    assert "Sudah ditinjau" not in as_person(company.drafter).get(page).content.decode()
    assert client.post(f"/bsc/cascade/parents/{seen.pk}/confirm/").url == page  # type: ignore[attr-defined]
    assert "Tidak ada yang perlu ditinjau" in client.get(page).content.decode()
    assert client.post(f"/bsc/cascade/parents/{seen.pk}/confirm/").status_code == 409


def test_a_child_without_a_parent_is_never_marked(company: Company, own: Scorecard) -> None:
    a_kpi(an_objective(own))
    assert changes(own) == []


def test_the_owner_has_a_task_until_it_is_settled(
    company: Company, top: Scorecard, own: Scorecard, child: Kpi
) -> None:
    def titles() -> list[str]:
        return [todo.title for todo in structure_todos(company.manager, NOW) if "induk" in todo.title]

    assert titles() == []
    change(top, target=120)
    (task,) = (todo for todo in structure_todos(company.manager, NOW) if "induk" in todo.title)
    assert (task.url, task.note) == (f"/bsc/scorecards/{own.pk}/review/", "1 induk berubah")
    assert [todo for todo in structure_todos(company.colleague, NOW) if "induk" in todo.title] == []
    confirm_parent(seen=ParentSeen.objects.get(kpi=child), actor=company.manager, now=NOW)
    assert titles() == []
