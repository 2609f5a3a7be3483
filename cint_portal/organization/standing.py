"""The person behind a request with all that every page asks of him or her, in one query."""

import json
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

from cint_portal.core import clock
from cint_portal.organization.models import RoleAssignment, Unit, User

Row = TypeVar("Row", bound=models.Model)

#: Written out, because composing it anew for each request takes longer than all of its answer. `roles` are
#: those of `RoleAssignment.objects.in_force()` in their order, each beside its unit.
_SQL = f"""
SELECT person.*, day.moment,
  EXISTS (SELECT FROM organization_unit WHERE substitute_reviewer_id = person.id) AS reviews_as_substitute,
  EXISTS (SELECT FROM organization_unit WHERE substitute_decider_id = person.id) AS decides_as_substitute,
  EXISTS (SELECT FROM organization_planningcycle WHERE employee_scorecards) AS has_personal_years,
  (SELECT jsonb_agg(jsonb_build_array(to_jsonb(held), to_jsonb(unit))
      ORDER BY unit.kind, unit.name, held.role, held.valid_from)
    FROM organization_roleassignment held JOIN organization_unit unit ON unit.id = held.unit_id
    WHERE held.person_id = person.id AND held.valid_from <= day.today
      AND (held.valid_until IS NULL OR held.valid_until >= day.today)) AS roles
FROM organization_user person,
  (SELECT now.moment, (now.moment AT TIME ZONE 'Asia/Jakarta')::date AS today
    FROM (SELECT {clock.MOMENT} AS moment) now) day
WHERE person.id = %s
"""  # noqa: S608 (two constants)


def person_of_request(pk: int) -> User | None:
    """Read anew for each request, so that a role which ended opens nothing any more (T8).

    The moment at which the roles were judged becomes the request's.
    """
    found = next(iter(User.objects.raw(_SQL, [pk])), None)
    if found is not None:
        read = vars(found)
        clock.stand_at(read.pop("moment"))
        read["current_roles"] = [_role(*pair) for pair in json.loads(read.pop("roles") or "[]")]
    return found


def _role(held: dict[str, Any], unit: dict[str, Any]) -> RoleAssignment:
    role = _row(RoleAssignment, held)
    role.unit = _row(Unit, unit)
    return role


def _row(model: type[Row], values: dict[str, Any]) -> Row:
    """A row that came as JSON, as if it had been read alone; its columns are called as its attributes."""
    read = {field.attname: field.to_python(values[field.attname]) for field in model._meta.concrete_fields}
    return model.from_db(DEFAULT_DB_ALIAS, list(read), list(read.values()))
