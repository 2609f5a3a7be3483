"""The database refuses exactly the decisions that each machine forbids to authors (T6), by raw SQL."""

import importlib

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction

from bsc.models import BoardResolution, ChangeRequest, Scorecard
from cint_portal.workflow.machine import Machine
from cint_portal.workflow.models import WorkflowModel
from issues.models import IssueCollection, IssueRegister, ReviewFactor, SupplementaryIssue
from realization.models import Realization, ReopeningRequest
from swot.models import SwotAnalysis
from tests.company import Company
from tests.everything import NOW, build_everything

#: By hand: whose machine it is.
OBJECTS: dict[str, type[WorkflowModel]] = {
    "issue_collection": IssueCollection,
    "issue_register": IssueRegister,
    "supplementary_issue": SupplementaryIssue,
    "swot_analysis": SwotAnalysis,
    "scorecard": Scorecard,
    "change_request": ChangeRequest,
    "resolution": BoardResolution,
    "realization": Realization,
    "reopening": ReopeningRequest,
}
LINE = """
    INSERT INTO workflow_transitionlog (at, machine, transition, from_state, to_state, actor_id, actor_name,
        comment, content_type_id, object_id, object_label, object_version, details)
    VALUES (now(), %s, %s, 'x', 'y', %s, 'x', '', %s, %s, 'x', 1, '{}')
"""


def machines() -> list[Machine]:
    apps = [importlib.import_module(f"{app}.workflow") for app in ("issues", "swot", "bsc", "realization")]
    return [found for app in apps for found in vars(app).values() if isinstance(found, Machine)]


def test_every_machine_is_known_here() -> None:
    assert {machine.code for machine in machines()} == set(OBJECTS)


@pytest.fixture
def rows(company: Company) -> dict[str, WorkflowModel]:
    """One object of each machine, written by the manager."""
    build_everything(company)
    register = IssueRegister.objects.get(unit=company.department)
    if not SupplementaryIssue.objects.exists():
        SupplementaryIssue.objects.create(register=register, **supplement_fields(company))
    ChangeRequest.objects.create(
        scorecard=Scorecard.objects.first(),
        reason="RKAP",
        effective_month=7,
        requested_by=company.manager,
        requested_at=NOW,
    )
    BoardResolution.objects.create(
        cycle=company.cycle,
        number="RD-9",
        held_on=NOW.date(),
        attendance="Kartika Sari",
        rule="president",
        recorded_by=company.cms,
        recorded_at=NOW,
    )
    found = {code: model._base_manager.first() for code, model in OBJECTS.items()}
    for row in found.values():
        type(row)._base_manager.filter(pk=row.pk).update(contributors=[company.manager.pk])  # type: ignore[union-attr]
    return found  # type: ignore[return-value]


def supplement_fields(company: Company) -> dict[str, object]:
    return {
        "factor": ReviewFactor.objects.first(),
        "issue": "Isu susulan",
        "source": "internal",
        "category": "W",
        "occasion": "Audit",
        "submitted_at": NOW,
        "submitted_by": company.manager,
        "review_due_on": NOW.date(),
    }


def is_refused(machine: str, transition: str, row: WorkflowModel, actor: int) -> bool:
    kind = ContentType.objects.get_for_model(type(row))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LINE, [machine, transition, actor, kind.pk, row.pk])
    except IntegrityError as error:
        return "independent" in str(error)
    return False


def test_an_author_is_refused_where_the_machine_says_so_and_nowhere_else(
    company: Company, rows: dict[str, WorkflowModel]
) -> None:
    said, refused = {}, {}
    for machine in machines():
        for step in machine.transitions:
            key, row = f"{machine.code}.{step.name}", rows[machine.code]
            said[key] = step.independent
            refused[key] = is_refused(machine.code, step.name, row, company.manager.pk)
            assert not is_refused(machine.code, step.name, row, company.cms_head.pk)
    assert refused == said
