"""Personal scorecards (ADR 18): who makes, writes, sends and agrees with one, and what is locked then."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from bsc.models import Kpi, Objective, Scorecard
from bsc.selectors.calculation import formula_sources
from bsc.selectors.parents import joinable_measures, parent_kpis
from bsc.services.approval import send_scorecard
from bsc.services.copying import copy_last_year
from bsc.services.drafts import KpiDraft
from bsc.services.kpi import add_kpi, edit_kpi
from bsc.services.personal import (
    Taking,
    agree_personal,
    create_personal,
    return_personal,
    send_personal,
    take_department_kpis,
)
from bsc.services.scorecard import ObjectiveDraft, edit_objective
from bsc.services.stored_drafts import kpi_draft, measure_draft
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import Absence, PlanningCycle, RoleAssignment, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import history
from swot.models import StrategicInitiative, SwotAnalysis
from tests.bsc.builders import a_full_scorecard
from tests.bsc.personal import CANARY, LATER, NOW, PersonalScene
from tests.bsc.scorecards import kpis_of, shown_hash
from tests.company import Company, assign
from tests.locks import unlocked


@pytest.fixture
def scene(company: Company) -> PersonalScene:
    return PersonalScene(company)


def again(user: User) -> User:
    """The person as the next request reads him or her."""
    return User.objects.get(pk=user.pk)


# --- Creating ---------------------------------------------------------------------------------------


def test_the_manager_makes_one_for_somebody_of_the_department(scene: PersonalScene) -> None:
    scorecard = scene.draft()
    assert (scorecard.employee, scorecard.status) == (scene.employee, "draft")
    assert [lane.weight for lane in scorecard.perspectives.all()] == [25, 25, 25, 25]
    assert scorecard.contributors == [scene.company.manager.pk]


def test_the_employee_may_make_the_own_one(scene: PersonalScene) -> None:
    assert scene.draft(actor=scene.employee).employee == scene.employee


@pytest.mark.parametrize(
    "actor", ["cms", "cms_head", "second_layer", "drafter", "colleague", "outsider", "bod", "auditor"]
)
def test_nobody_else_makes_one(scene: PersonalScene, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        scene.draft(actor=getattr(scene.company, actor))
    assert not Scorecard.every.filter(employee__isnull=False).exists()


def test_not_for_somebody_of_another_department(scene: PersonalScene) -> None:
    with pytest.raises(PermissionDenied):
        scene.draft(employee=scene.company.colleague)


def test_not_in_a_year_without_them(scene: PersonalScene) -> None:
    PlanningCycle.objects.update(employee_scorecards=False)
    scene.company.cycle.refresh_from_db()
    with pytest.raises(PermissionDenied):
        scene.draft()


def test_one_a_year_is_enough(scene: PersonalScene) -> None:
    scene.draft()
    with pytest.raises(Conflict, match="sudah ada"):
        scene.draft()


def test_the_departments_own_scorecard_is_another_one(scene: PersonalScene) -> None:
    scene.draft()
    assert Scorecard.objects.get(unit=scene.company.department) == scene.department


# --- Taking over from the department ----------------------------------------------------------------


def test_a_shared_kpi_is_the_same_measure_under_the_departments_kpi(scene: PersonalScene) -> None:
    scorecard, above = scene.draft(), kpis_of(scene.department)[0]
    (row,) = take_department_kpis(
        scorecard=scorecard, actor=scene.employee, takings=[Taking(above, shared=True)]
    )
    assert (row.measure_id, row.parent_id, row.cascade_kind) == (above.measure_id, above.pk, "direct")
    assert (row.objective.source_id, row.objective.perspective.kind) == (above.objective_id, "financial")


def test_an_own_kpi_takes_the_definition_without_numbers(scene: PersonalScene) -> None:
    scorecard, above = scene.draft(), kpis_of(scene.department)[1]
    (row,) = take_department_kpis(
        scorecard=scorecard, actor=scene.company.manager, takings=[Taking(above, shared=False)]
    )
    assert row.measure is not None
    assert above.measure is not None
    assert row.measure_id != above.measure_id
    assert (row.measure.definition, row.measure.target) == (above.measure.definition, None)
    assert (row.parent_id, row.weight) == (above.pk, None)


def test_two_kpis_of_one_objective_stand_under_one(scene: PersonalScene) -> None:
    first = kpis_of(scene.department)[0]
    with unlocked():
        second = Kpi.objects.create(objective=first.objective, measure=kpis_of(scene.department)[1].measure)
    scorecard = scene.draft()
    takings = [Taking(first, shared=True), Taking(second, shared=True)]
    take_department_kpis(scorecard=scorecard, actor=scene.employee, takings=takings)
    assert Objective.objects.filter(perspective__scorecard=scorecard).count() == 1


def test_the_same_kpi_is_taken_once(scene: PersonalScene) -> None:
    scorecard, taking = scene.draft(), Taking(kpis_of(scene.department)[0], shared=True)
    take_department_kpis(scorecard=scorecard, actor=scene.employee, takings=[taking])
    with pytest.raises(Conflict, match="sudah diambil"):
        take_department_kpis(scorecard=scorecard, actor=scene.employee, takings=[taking])


def test_nothing_chosen_is_said(scene: PersonalScene) -> None:
    with pytest.raises(InvalidInput, match="Pilih sekurangnya satu KPI"):
        take_department_kpis(scorecard=scene.draft(), actor=scene.employee, takings=[])


def test_a_draft_of_the_department_gives_nothing(company: Company) -> None:
    scene = PersonalScene(company, department="draft")
    scorecard, above = scene.draft(), kpis_of(scene.department)[0]
    assert not parent_kpis(scorecard).exists()
    assert not joinable_measures(scorecard, company.manager).exists()
    with pytest.raises(InvalidInput):
        take_department_kpis(scorecard=scorecard, actor=company.manager, takings=[Taking(above, shared=True)])


def test_only_the_own_department_is_offered(scene: PersonalScene) -> None:
    company = scene.company
    a_full_scorecard(company.corporate, company.cycle, status="approved")
    a_full_scorecard(company.sister_department, company.cycle, status="approved")
    scorecard = scene.draft()
    own = {kpi.measure_id for kpi in kpis_of(scene.department)}
    assert set(joinable_measures(scorecard, company.manager).values_list("pk", flat=True)) == own
    assert set(formula_sources(scorecard).values_list("pk", flat=True)) == own
    assert set(parent_kpis(scorecard).values_list("measure", flat=True)) == own


def test_what_is_shared_stays_the_departments(scene: PersonalScene) -> None:
    """The employee weighs it; its definition is decided elsewhere."""
    scene.complete()
    row = Kpi.objects.get(parent=kpis_of(scene.department)[0])
    assert row.measure is not None
    other = replace(measure_draft(row.measure), target=Decimal(1))
    with pytest.raises(Conflict, match="sudah disetujui"):
        edit_kpi(kpi=row, actor=scene.employee, draft=kpi_draft(row), measure=other)


# --- Writing ----------------------------------------------------------------------------------------


def rename(scene: PersonalScene, scorecard: Scorecard, actor: User) -> None:
    objective = Objective.objects.filter(perspective__scorecard=scorecard).first()
    assert objective is not None
    edit_objective(
        objective=objective, actor=actor, draft=ObjectiveDraft("Sasaran baru", objective.perspective)
    )


def test_employee_and_superior_write_it(scene: PersonalScene) -> None:
    scorecard = scene.complete()
    for actor in (scene.employee, scene.company.manager):
        rename(scene, scorecard, actor)
    scorecard.refresh_from_db()
    assert set(scorecard.contributors) == {scene.employee.pk, scene.company.manager.pk}


@pytest.mark.parametrize("actor", ["cms", "cms_head", "second_layer", "drafter", "director", "bod"])
def test_nobody_else_writes_it(scene: PersonalScene, actor: str) -> None:
    scorecard = scene.complete()
    with pytest.raises(PermissionDenied):
        rename(scene, scorecard, getattr(scene.company, actor))


def test_hr_reads_and_writes_nothing(scene: PersonalScene) -> None:
    scorecard = scene.complete()
    assert Scorecard.every.personal(scene.hr).filter(pk=scorecard.pk).exists()
    with pytest.raises(PermissionDenied):
        rename(scene, scorecard, scene.hr)


def test_initiatives_of_the_company_are_not_served_by_a_person(scene: PersonalScene) -> None:
    analysis = SwotAnalysis.objects.create(cycle=scene.company.cycle)
    initiative = StrategicInitiative.objects.create(
        analysis=analysis, code="SI-1", name="Ekspor", owner_unit=scene.company.department
    )
    scene.complete()
    draft = KpiDraft(weight=50, basis="Kebijakan", initiatives=[initiative])
    edit_kpi(kpi=scene.own, actor=scene.employee, draft=draft)
    assert not initiative.kpis.exists()


# --- Sending ----------------------------------------------------------------------------------------


def test_the_employee_sends_and_the_superior_is_told_without_a_word_of_it(scene: PersonalScene) -> None:
    scorecard = scene.sent()
    assert scorecard.status == "with_superior"
    mails = OutboxMail.objects.filter(kind="bsc.personal_sent")
    heads = {scene.company.manager, scene.company.cms_with_department}
    assert {mail.recipient for mail in mails} == heads
    assert all(mail.context == {} for mail in mails)
    assert [log.machine for log in history(scorecard)] == ["personal_scorecard"]


def test_nobody_sends_in_the_employees_place(scene: PersonalScene) -> None:
    scorecard = scene.complete()
    for actor in (scene.company.manager, scene.company.director, scene.hr, scene.company.cms_head):
        with pytest.raises(PermissionDenied):
            send_personal(scorecard=scorecard, actor=actor, now=NOW)


def test_it_does_not_go_to_cms_or_the_board(scene: PersonalScene) -> None:
    scorecard = scene.complete()
    for actor in (scene.company.manager, scene.company.cms_head, scene.employee):
        with pytest.raises(PermissionDenied):
            send_scorecard(scorecard=scorecard, actor=actor, now=NOW)


def test_an_incomplete_one_stays_and_says_why(scene: PersonalScene) -> None:
    scorecard = scene.draft()
    with pytest.raises(InvalidInput) as refusal:
        send_personal(scorecard=scorecard, actor=scene.employee, now=NOW)
    assert "belum mempunyai KPI" in str(refusal.value.problems)
    scorecard.refresh_from_db()
    assert (scorecard.status, history(scorecard).count()) == ("draft", 0)


def test_weights_must_add_up_to_100(scene: PersonalScene) -> None:
    scorecard = scene.complete()
    Kpi.objects.filter(pk=scene.own.pk).update(weight=40)
    with pytest.raises(InvalidInput) as refusal:
        send_personal(scorecard=scorecard, actor=scene.employee, now=NOW)
    assert "90 %" in str(refusal.value.problems)


# --- Agreeing ---------------------------------------------------------------------------------------


def agree(scene: PersonalScene, scorecard: Scorecard, actor: User, digest: str = "") -> Scorecard:
    return agree_personal(
        scorecard=scorecard,
        actor=actor,
        now=LATER,
        version=scorecard.version,
        content_sha256=digest or shown_hash(scorecard),
    )


def test_the_superior_agrees_though_both_wrote_it(scene: PersonalScene) -> None:
    scorecard = scene.agreed()
    assert scorecard.status == "agreed"
    log = history(scorecard).last()
    assert log is not None
    assert (log.actor_id, log.details["content_sha256"]) == (
        scene.company.manager.pk,
        shown_hash(scorecard),
    )
    assert OutboxMail.objects.get(kind="bsc.personal_agreed").recipient == scene.employee


@pytest.mark.parametrize(
    "who", ["employee", "hr", "cms_head", "second_layer", "colleague", "director", "bod"]
)
def test_nobody_else_agrees(scene: PersonalScene, who: str) -> None:
    scorecard = scene.sent()
    actor = getattr(scene, who, None) or getattr(scene.company, who)
    with pytest.raises(PermissionDenied):
        agree(scene, scorecard, actor)


def test_a_managers_own_is_agreed_by_the_director(scene: PersonalScene) -> None:
    manager = scene.company.manager
    scorecard = scene.complete(employee=manager, actor=manager)
    scorecard = send_personal(scorecard=scorecard, actor=manager, now=NOW)
    second_head = scene.company.cms_with_department
    for actor in (manager, second_head, scene.company.president):
        with pytest.raises(PermissionDenied):
            agree(scene, scorecard, actor)
    assert agree(scene, scorecard, scene.company.director).status == "agreed"


def test_a_director_who_heads_the_department_is_agreed_with_by_the_president(scene: PersonalScene) -> None:
    director = scene.company.director
    assign(director, Role.MANAGER, scene.company.department, is_acting=True)
    director = again(director)
    scorecard = send_personal(scorecard=scene.complete(director, director), actor=director, now=NOW)
    with pytest.raises(PermissionDenied):
        agree(scene, scorecard, director)
    assert Scorecard.every.personal(scene.company.president).filter(pk=scorecard.pk).exists()
    assert agree(scene, scorecard, scene.company.president).status == "agreed"


def test_of_a_vacant_department_the_director_agrees(scene: PersonalScene) -> None:
    scorecard = scene.sent()
    RoleAssignment.objects.filter(unit=scene.company.department, role=Role.MANAGER).update(
        valid_until=date(2021, 1, 1)
    )
    with pytest.raises(PermissionDenied):
        agree(scene, scorecard, again(scene.company.manager))
    assert agree(scene, scorecard, scene.company.director).status == "agreed"


def test_whoever_must_agree_may_read_it(scene: PersonalScene) -> None:
    """The posts that decide and the rule of sight are two texts: they say the same in every case."""
    company, department = scene.company, scene.company.department
    cards = [scene.sent(), scene.draft(company.manager, company.manager)]

    def superiors_read() -> None:
        for card in cards:
            assert card.employee_id is not None
            found = Posts().superiors(department.pk, card.employee_id)
            assert found
            for one in found:
                assert Scorecard.every.personal(again(one)).filter(pk=card.pk).exists(), one

    superiors_read()
    for who in (company.manager, company.cms_with_department, company.director):
        Absence.objects.create(person=who, first_day=date(2020, 1, 1), last_day=date(2030, 1, 1))
        superiors_read()
    RoleAssignment.objects.filter(role=Role.DIRECTOR, unit=company.directorate).update(
        valid_until=date(2021, 1, 1)
    )
    superiors_read()


def test_what_changed_since_it_was_shown_is_not_agreed(scene: PersonalScene) -> None:
    scorecard = scene.sent()
    with pytest.raises(Conflict, match="sudah berubah"):
        agree(scene, scorecard, scene.company.manager, digest="0" * 64)
    Scorecard.every.filter(pk=scorecard.pk).update(version=F("version") + 1)
    with pytest.raises(StaleVersion):
        agree(scene, scorecard, scene.company.manager)


def test_a_return_needs_its_reason_and_opens_the_draft_again(scene: PersonalScene) -> None:
    scorecard = scene.sent()
    with pytest.raises(InvalidInput):
        return_personal(scorecard=scorecard, actor=scene.company.manager, now=LATER, reason=" ")
    back = return_personal(
        scorecard=scorecard, actor=scene.company.manager, now=LATER, reason=f"Naikkan {CANARY}"
    )
    assert back.status == "returned_superior"
    mail = OutboxMail.objects.get(kind="bsc.personal_returned")
    assert (mail.recipient, mail.context) == (scene.employee, {})
    rename(scene, back, scene.employee)
    back.refresh_from_db()
    assert send_personal(scorecard=back, actor=scene.employee, now=LATER).status == "with_superior"


def test_a_draft_is_neither_agreed_nor_returned(scene: PersonalScene) -> None:
    scorecard = scene.complete()
    with pytest.raises(Conflict):
        agree(scene, scorecard, scene.company.manager)
    with pytest.raises(Conflict):
        return_personal(scorecard=scorecard, actor=scene.company.manager, now=LATER, reason="x")


# --- The database's own guard -----------------------------------------------------------------------


def test_what_was_agreed_is_locked(scene: PersonalScene) -> None:
    scorecard = scene.agreed()
    with pytest.raises(Conflict):
        rename(scene, scorecard, scene.employee)
    for statement in (
        lambda: Kpi.objects.filter(pk=scene.own.pk).update(weight=10),
        lambda: Scorecard.every.filter(pk=scorecard.pk).update(status="draft"),
        lambda: Scorecard.every.filter(pk=scorecard.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
            statement()


@pytest.mark.parametrize("status", ["sent_cms", "with_board", "approved", "established"])
def test_a_personal_one_never_takes_the_way_of_a_unit(scene: PersonalScene, status: str) -> None:
    scorecard = scene.draft()
    with pytest.raises(IntegrityError, match="states_of_its_kind"), transaction.atomic():
        Scorecard.every.filter(pk=scorecard.pk).update(
            status=status, revision=0, effective_from=date(2027, 1, 20)
        )


def test_a_units_scorecard_never_takes_the_way_of_a_person(company: Company) -> None:
    scorecard = a_full_scorecard(company.department, company.cycle)
    with pytest.raises(IntegrityError, match="states_of_its_kind"), transaction.atomic():
        Scorecard.objects.filter(pk=scorecard.pk).update(status="agreed")


def test_no_line_of_the_log_lets_the_employee_agree(scene: PersonalScene) -> None:
    scorecard = scene.sent()
    sent = history(scorecard).last()
    assert sent is not None
    line = {field.name: getattr(sent, field.name) for field in TransitionLog._meta.concrete_fields[1:]}
    line |= {"transition": "agree", "from_state": "with_superior", "to_state": "agreed"}
    with pytest.raises(DatabaseError, match="nobody agrees with himself"), transaction.atomic():
        TransitionLog.objects.create(**line)
    TransitionLog.objects.create(**{**line, "actor_id": scene.company.manager.pk})


def test_next_year_copies_the_agreed_one(scene: PersonalScene) -> None:
    scene.agreed()
    after = PlanningCycle.objects.open_year(2028, employee_scorecards=True)
    new = create_personal(
        cycle=after,
        unit=scene.company.department,
        employee=scene.employee,
        actor=scene.employee,
        weighting="kpi",
    )
    report = copy_last_year(scorecard=new, actor=scene.employee)
    assert report.kpis == 2
    assert f"KPI {CANARY}" in {kpi.name for kpi in kpis_of(new)}


def test_a_kpi_of_ones_own_belongs_to_nobody_elses_formula(scene: PersonalScene) -> None:
    scene.agreed()
    company = scene.company
    sister = a_full_scorecard(company.sister_department, company.cycle)
    assert scene.own.measure not in joinable_measures(sister, company.colleague)
    assert scene.own.measure not in formula_sources(sister)
    with pytest.raises(InvalidInput):
        add_kpi(
            objective=Objective.objects.filter(perspective__scorecard=sister)[0],
            actor=company.colleague,
            kpi=KpiDraft(weight=10),
            measure=scene.own.measure,
        )
