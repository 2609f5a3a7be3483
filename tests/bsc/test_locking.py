"""The database keeps decided content (T4) and refuses its authors' decisions (T6), by raw SQL.

Whatever the services check, no statement of the application's role changes an approved or established
scorecard, and no line of the log lets somebody decide on what he or she wrote.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from bsc.models import Kpi, Measure, MeasureInput, Scorecard
from bsc.models.decision import INDEPENDENT
from bsc.models.locking import LOCKED
from bsc.selectors.rows import DECIDED
from bsc.workflow import SCORECARD
from swot.models import StrategicInitiative
from tests.bsc.scorecards import kpis_of, make_scorecard, shown_hash
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.swot.scenes import initiative, rated, strategy

ROOT = Path(__file__).resolve().parents[2]
OPEN = ("draft", "sent_cms", "returned_cms", "with_board", "returned_board")
#: Statements by what they do; `{…}` are ids of one scorecard with a group and its sub-indicator.
CONTENT = {
    "a weight": "UPDATE bsc_kpi SET weight = 1 WHERE id = {kpi}",
    "a sub-indicator's weight": "UPDATE bsc_kpi SET weight = 1 WHERE id = {part}",
    "a KPI's person": "UPDATE bsc_kpi SET pic = 'x' WHERE id = {kpi}",
    "a decision": "UPDATE bsc_kpi SET decision = 'accepted' WHERE id = {kpi}",
    "the measure of a KPI": "UPDATE bsc_kpi SET measure_id = {other_measure} WHERE id = {kpi}",
    "a KPI moved in": "UPDATE bsc_kpi SET objective_id = {objective} WHERE id = {other_kpi}",
    "a KPI moved out": "UPDATE bsc_kpi SET objective_id = {other_objective} WHERE id = {kpi}",
    "a KPI deleted": "DELETE FROM bsc_kpi WHERE id = {part}",
    "a KPI added": (
        "INSERT INTO bsc_kpi (objective_id, measure_id, title, code, weight, position, is_process, pic,"
        " cascade_kind, cascade_scope, rollup, basis_kind, basis, facet, decision, decision_comment) VALUES"
        " ({objective}, {other_measure}, '', '', 1, 9, false, '', 'none', '', 'none', '', '', '', 'pending',"
        " '')"
    ),
    "an objective's name": "UPDATE bsc_objective SET name = 'x' WHERE id = {objective}",
    "an objective moved out": "UPDATE bsc_objective SET perspective_id = {other_lane} WHERE id = {objective}",
    "an objective moved in": "UPDATE bsc_objective SET perspective_id = {lane} WHERE id = {other_objective}",
    "an objective added": (
        "INSERT INTO bsc_objective (perspective_id, name, kinds, cascade_kind, basis_kind, basis,"
        " consultation, position) VALUES ({lane}, 'x', '{{quality}}', 'none', '', '', '', 9)"
    ),
    "an objective deleted": "DELETE FROM bsc_objective WHERE id = {empty_objective}",
    "a lane's weight": "UPDATE bsc_scorecardperspective SET weight = 30 WHERE id = {lane}",
    "a lane added": (
        "INSERT INTO bsc_scorecardperspective (scorecard_id, kind, label, position)"
        " VALUES ({card}, 'financial', 'x', 9)"
    ),
    "a lane deleted": "DELETE FROM bsc_scorecardperspective WHERE id = {empty_lane}",
    "a yearly target": "UPDATE bsc_measure SET target = 1 WHERE id = {measure}",
    "who fills": "UPDATE bsc_measure SET filler_unit_id = {unit} WHERE id = {measure}",
    "a month's target": "UPDATE bsc_measuretarget SET value = 1 WHERE measure_id = {measure} AND month = 3",
    "a month deleted": "DELETE FROM bsc_measuretarget WHERE measure_id = {measure} AND month = 3",
    "a month added": (
        "INSERT INTO bsc_measuretarget (measure_id, month, value) VALUES ({bare_measure}, 3, 1)"
    ),
    "a formula's input added": (
        "INSERT INTO bsc_measureinput (measure_id, symbol, source_id) VALUES ({measure}, 'B', {bare_measure})"
    ),
    "a formula's input changed": "UPDATE bsc_measureinput SET symbol = 'C' WHERE measure_id = {measure}",
    "a formula's input deleted": "DELETE FROM bsc_measureinput WHERE measure_id = {measure}",
    "an activity added": (
        "INSERT INTO bsc_programmeactivity (objective_id, activity, resources, pic, evaluation, position)"
        " VALUES ({objective}, 'x', '', '', '', 9)"
    ),
    "an activity changed": "UPDATE bsc_programmeactivity SET pic = 'x' WHERE id = {activity}",
    "an activity moved out": (
        "UPDATE bsc_programmeactivity SET objective_id = {other_objective} WHERE id = {activity}"
    ),
    "an activity deleted": "DELETE FROM bsc_programmeactivity WHERE id = {activity}",
    "an initiative linked": (
        "INSERT INTO bsc_kpi_initiatives (kpi_id, strategicinitiative_id) VALUES ({part}, {initiative})"
    ),
    "an initiative unlinked": "DELETE FROM bsc_kpi_initiatives WHERE kpi_id = {kpi}",
    "the way of weighting": "UPDATE bsc_scorecard SET weighting = 'perspective' WHERE id = {card}",
    "the bands": "UPDATE bsc_scorecard SET total_bands = 'appraisal' WHERE id = {card}",
    "whose it is": "UPDATE bsc_scorecard SET employee_id = {person} WHERE id = {card}",
    "its unit": "UPDATE bsc_scorecard SET unit_id = {unit} WHERE id = {card}",
}
RETREATS = {
    "deleted": "DELETE FROM bsc_scorecard WHERE id = {empty_card}",
    "back to draft": "UPDATE bsc_scorecard SET status = 'draft' WHERE id = {card}",
    "back to the board": "UPDATE bsc_scorecard SET status = 'with_board' WHERE id = {card}",
}


@pytest.fixture
def ids(company: Company) -> dict[str, int]:
    """Two drafts: the one to be locked, with a group, a link and rows that nothing hangs on; and another."""
    card = make_scorecard(company.cycle, company.department, "draft", company.manager)
    other = make_scorecard(company.cycle, company.sister_department, "draft", company.colleague)
    first, second, third, fourth = kpis_of(card)
    group = Kpi.objects.create(objective=second.objective, title="Kelompok", basis="Kebijakan")
    Kpi.objects.filter(pk=second.pk).update(group=group)
    linked = initiative(company, strategy(company, rated(company)))
    first.initiatives.add(linked)
    empty_lane = fourth.objective.perspective
    fourth.objective.delete()
    third.measure.targets.all().delete()  # type: ignore[union-attr]
    MeasureInput.objects.create(measure=first.measure, symbol="A", source=second.measure)
    activity = first.objective.programme.create(activity="Pelatihan", position=1)
    empty = Scorecard.objects.create(cycle=company.cycle, unit=company.other_department)
    return {
        "card": card.pk,
        "empty_card": empty.pk,
        "unit": company.other_directorate.pk,
        "person": company.second_layer.pk,
        "activity": activity.pk,
        "lane": first.objective.perspective_id,
        "empty_lane": empty_lane.pk,
        "objective": first.objective_id,
        "empty_objective": third.objective.perspective.objectives.create(name="Kosong", kinds=["quality"]).pk,
        "kpi": first.pk,
        "part": second.pk,
        "measure": first.measure_id,
        "bare_measure": third.measure_id,
        "initiative": StrategicInitiative.objects.get().pk,
        "other_lane": kpis_of(other)[0].objective.perspective_id,
        "other_objective": kpis_of(other)[0].objective_id,
        "other_kpi": kpis_of(other)[0].pk,
        "other_measure": kpis_of(other)[0].measure_id,
    }  # type: ignore[dict-item]


def execute(sql: str, ids: dict[str, int]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(**ids))
        return cursor.rowcount


def is_refused(sql: str, ids: dict[str, int]) -> bool:
    try:
        execute(sql, ids)
    except IntegrityError as error:
        return "locked" in str(error)
    return False


def move_to(status: str, ids: dict[str, int]) -> None:
    """As the transitions do it: straight to the state, revision and date with the establishment."""
    fields = {"revision": 0, "effective_from": "2027-01-20"} if status in LOCKED[1:] else {}
    pks = [ids["card"], ids["empty_card"]]
    Scorecard.objects.filter(pk__in=pks).update(status=status, **fields)


def test_the_states_that_lock_are_those_of_a_decision() -> None:
    assert tuple(DECIDED) == LOCKED
    assert {*OPEN, *LOCKED} == set(SCORECARD.states)


@pytest.mark.parametrize("status", LOCKED)
def test_no_statement_changes_a_decided_scorecard(ids: dict[str, int], status: str) -> None:
    move_to(status, ids)
    before = shown_hash(Scorecard.objects.get(pk=ids["card"]))
    statements = CONTENT | RETREATS
    assert [what for what, sql in statements.items() if not is_refused(sql, ids)] == []
    assert shown_hash(Scorecard.objects.get(pk=ids["card"])) == before


@pytest.mark.parametrize("what", CONTENT)
def test_before_the_decision_the_same_statement_works(ids: dict[str, int], what: str) -> None:
    """The control: each statement is right, only the state refuses it; and a locked one may still move on."""
    # On its way to CMS or the board a scorecard cannot become a person's: those have states of their own.
    for status in ("draft",) if what == "whose it is" else OPEN:
        move_to(status, ids)
        with transaction.atomic():
            assert execute(CONTENT[what], ids) > 0
            transaction.set_rollback(True)


def test_a_decided_scorecard_moves_on_and_its_establishment_is_written_once(ids: dict[str, int]) -> None:
    move_to("approved", ids)
    assert execute("UPDATE bsc_scorecard SET version = version + 1 WHERE id = {card}", ids) == 1
    move_to("established", ids)
    assert execute("UPDATE bsc_scorecard SET status = 'under_change' WHERE id = {card}", ids) == 1
    assert execute("UPDATE bsc_scorecard SET status = 'established' WHERE id = {card}", ids) == 1
    for change in ("revision = 1", "effective_from = '2027-02-01'", "status = 'approved'"):
        with pytest.raises(IntegrityError, match="locked"):
            execute(f"UPDATE bsc_scorecard SET {change} WHERE id = {{card}}", ids)


def test_the_same_values_again_are_no_change(ids: dict[str, int]) -> None:
    move_to("established", ids)
    assert execute("UPDATE bsc_kpi SET weight = weight WHERE id = {kpi}", ids) == 1
    assert execute("UPDATE bsc_measure SET target = target WHERE id = {measure}", ids) == 1


def test_a_joint_measure_is_locked_by_the_first_scorecard_that_is_decided(ids: dict[str, int]) -> None:
    """The other scorecard may still weigh it otherwise, or drop it; only the measure stands."""
    joint = "UPDATE bsc_kpi SET measure_id = {measure} WHERE id = {other_kpi}"
    assert execute(joint, ids) == 1
    assert execute("UPDATE bsc_measure SET target = 90 WHERE id = {measure}", ids) == 1
    move_to("approved", ids)
    for what in ("a yearly target", "who fills", "a month's target", "a month deleted"):
        with pytest.raises(IntegrityError, match="locked"):
            execute(CONTENT[what], ids)
    assert execute("UPDATE bsc_kpi SET weight = 10 WHERE id = {other_kpi}", ids) == 1
    assert execute("DELETE FROM bsc_kpi WHERE id = {other_kpi}", ids) == 1


def test_a_kpi_of_a_draft_may_take_a_locked_measure(ids: dict[str, int]) -> None:
    move_to("established", ids)
    assert execute("UPDATE bsc_kpi SET measure_id = {measure} WHERE id = {other_kpi}", ids) == 1


def test_a_locked_version_is_never_rewritten(company: Company, ids: dict[str, int]) -> None:
    Scorecard.objects.get(pk=ids["card"]).versions.create(
        revision=0,
        effective_from="2027-01-20",
        content={},
        content_sha256="0",
        created_at=at("2027-01-20 09:00"),
        created_by=company.cms_head,
    )
    for sql in ("UPDATE bsc_scorecardversion SET content = '[]'", "DELETE FROM bsc_scorecardversion"):
        with pytest.raises(Exception, match="Cannot update or delete"):
            execute(sql, ids)


# --- Authors do not decide ------------------------------------------------------------------------------

LINE = """
    INSERT INTO workflow_transitionlog (at, machine, transition, from_state, to_state, actor_id, actor_name,
        comment, content_type_id, object_id, object_label, object_version, details)
    SELECT now(), 'scorecard', '{transition}', 'x', 'y', {actor}, 'x', '', id, {card}, 'x', 1, '{{{{}}}}'
    FROM django_content_type WHERE app_label = 'bsc' AND model = 'scorecard'
"""


def log(transition: str, actor: int, ids: dict[str, int]) -> int:
    return execute(LINE.format(transition=transition, actor=actor, card=ids["card"]), {})


def test_the_guarded_steps_are_the_independent_ones_of_the_machine() -> None:
    assert sorted(INDEPENDENT) == sorted(t.name for t in SCORECARD.transitions if t.independent)


@pytest.mark.parametrize("transition", INDEPENDENT)
def test_no_line_of_the_log_lets_an_author_decide(
    company: Company, ids: dict[str, int], transition: str
) -> None:
    Scorecard.objects.filter(pk=ids["card"]).update(contributors=[company.manager.pk, company.bod.pk])
    for author in (company.manager, company.bod):
        with pytest.raises(IntegrityError, match="independent"):
            log(transition, author.pk, ids)
    assert log(transition, company.president.pk, ids) == 1


def test_authors_still_send_what_they_wrote(company: Company, ids: dict[str, int]) -> None:
    assert log("submit", company.manager.pk, ids) == 1


# --- No way around -----------------------------------------------------------------------------------------


@pytest.fixture
def sources() -> Callable[[], Iterator[Path]]:
    folders = ("cint_portal", "issues", "swot", "bsc", "realization", "ops")
    return lambda: (path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_no_source_switches_a_trigger_off(sources: Callable[[], Iterator[Path]]) -> None:
    words = ("pgtrigger.ignore", "pgtrigger.disable", "DISABLE TRIGGER", "session_replication_role")
    found = [str(path) for path in sources() for word in words if word in path.read_text()]
    assert found == []


def test_scenes_may_be_written_in_any_state(ids: dict[str, int]) -> None:
    """What the tests' own door does, and that it closes behind them."""
    move_to("established", ids)
    with unlocked():
        Measure.objects.filter(pk=ids["measure"]).update(target=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=ids["measure"]).update(target=2)
