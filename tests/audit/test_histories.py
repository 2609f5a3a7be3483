"""The three histories can be appended to by the application role, and nothing else."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from cint_portal.audit.grants import history_tables
from cint_portal.audit.history import author_of, moment_of
from cint_portal.audit.middleware import acting
from cint_portal.core import clock
from cint_portal.organization.models import Unit
from issues.models import Issue
from issues.services import save_rows
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import opened, rows
from tests.matrix.framework import browser


def test_all_three_kinds_of_history_are_covered() -> None:
    tables = history_tables()
    assert {"audit_auditevent", "workflow_transitionlog", "realization_actualevent"} <= set(tables)
    assert len(tables) > 15


@pytest.mark.parametrize("table", history_tables())
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_application_role_cannot_rewrite_a_history(db: None, table: str, verb: str) -> None:
    column = "pgh_id" if table.endswith("event") and table != "audit_auditevent" else "id"
    statement = {
        "UPDATE": f"UPDATE {table} SET {column} = {column}",
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table}",
    }[verb]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_tests_run_as_the_application_role(db: None) -> None:
    cursor = connection.cursor()
    cursor.execute("SELECT current_user, usesuper FROM pg_user WHERE usename = current_user")
    assert cursor.fetchone() == ("portal_app", False)


def test_a_bulk_write_is_in_the_row_history_with_its_author(company: Company) -> None:
    with acting(company.admin, at("2026-11-10 09:00")):
        Unit.objects.filter(pk=company.department.pk).update(name="Departemen PPIC Baru")
    events = Unit.pgh_event_model.objects.filter(pgh_obj_id=company.department.pk).order_by("pgh_id")
    assert [e.name for e in events] == ["Departemen PPIC", "Departemen PPIC Baru"]
    assert author_of(events[1]) == "Nanda Putra"
    assert moment_of(events[1]) == at("2026-11-10 09:00")


def test_rows_that_come_many_at_a_time_are_in_the_history_each_with_their_author(company: Company) -> None:
    register = opened(company)
    with acting(company.manager, at("2026-10-20 09:00")):
        save_rows(register=register, rows=rows(3), actor=company.manager, now=at("2026-10-20 09:00"))
    events = Issue.pgh_event_model.objects.filter(register=register.pk).order_by("position")
    assert [(e.pgh_label, e.issue, author_of(e)) for e in events] == [
        ("insert", f"Isu nomor {n}", "Andi Wijaya") for n in (1, 2, 3)
    ]
    assert [e.pgh_obj_id for e in events] == [issue.pk for issue in register.issues.all()]


def test_a_request_writes_the_portals_moment_when_the_clock_was_moved(company: Company) -> None:
    clock.move_to(at("2027-07-15 08:30"))
    browser(company.manager).post("/language/", {"language": "en"})
    events = type(company.manager).pgh_event_model.objects.filter(pgh_obj_id=company.manager.pk)
    event = events.latest("pgh_id")
    assert (event.language, author_of(event)) == ("en", "Andi Wijaya")
    assert abs(moment_of(event) - at("2027-07-15 08:30")) < timedelta(minutes=1)


def test_where_no_person_acted_the_databases_time_stands(company: Company) -> None:
    event = Unit.pgh_event_model.objects.filter(pgh_obj_id=company.department.pk).latest("pgh_id")
    assert author_of(event) == ""
    assert moment_of(event) == event.pgh_created_at


def test_a_password_hash_is_in_no_history(company: Company) -> None:
    fields = {f.name for f in type(company.manager).pgh_event_model._meta.get_fields()}
    assert "password" not in fields
    assert "full_name" in fields
