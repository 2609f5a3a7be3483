"""Posted names that no form asks for (T3): whatever a model calls its columns, they change nothing.

Each allowed POST is sent twice and undone: once as its page sends it, once with every column name of every
model that its forms do not declare, bare and with the prefix of each of its rows. Afterwards the tables must
hold the same.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction
from django.forms import ALL_FIELDS, BaseForm, ModelForm

from cint_portal.organization.models import Unit, User
from tests.company import Company
from tests.matrix.framework import Line, Request, browser, call
from tests.matrix.test_matrix import SCENES, TABLES

APPS = ("organization", "workdays", "documents", "issues", "swot", "bsc", "realization", "workflow")
ROOT = Path(__file__).resolve().parents[2]

#: Read from the post by name without a form: the page's version and hash, a comment, the chosen rows.
ASKED = {"version", "comment", "reason", "content_sha256", "year", "semester", "format", "language", "pk"}
ASKED |= {"page"}  # the tab that saves a register
#: What the server alone decides: no form declares one of these.
NEVER = {
    "status",
    "contributors",
    "is_staff",
    "is_superuser",
    "role",
    "filled_by",
    "submitted_by",
    "decided_by",
}
NEVER |= {"submitted_at", "decided_at", "review_due_on", "revision", "round", "is_late"}
#: What differs between two runs by nature.
VOLATILE = {"message_id", "created_at", "context", "object_id", "last_login"}
VOLATILE |= {"digest", "file_path", "uploaded_at", "request_id"}  # salted, drawn by lot
POSTS = [line for line in TABLES if line.method == "POST" and "@" not in line.name]


def who_may(line: Line) -> str:
    """The first person whose POST is accepted."""
    return next(actor for actor, status in line.cells() if actor != "anonymous" and status in ("200", "302"))


def own_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model._meta.app_label in APPS and not hasattr(model, "pgh_tracked_model"):
            yield model


def hostile_columns(company: Company) -> dict[str, str]:
    """Every column name with a value that would mean something."""
    values: dict[str, str] = {"is_superuser": "on", "user": str(company.nobody.pk), "actor": "1", "id": "1"}
    for model in own_models():
        for field in model._meta.concrete_fields:
            values[field.name] = values[field.attname] = hostile(field, company)
    return values


def hostile(field: Any, company: Company) -> str:
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.ForeignKey):
        own = {User: company.nobody.pk, Unit: company.other_department.pk}
        return str(own.get(field.related_model, 1))
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2001-01-01"
    return "1"


@contextmanager
def noted_fields() -> Iterator[set[str]]:
    """Names of the fields of every form that reads a post meanwhile."""
    names: set[str] = set()
    clean = BaseForm.full_clean

    def noting(form: BaseForm) -> None:
        if form.is_bound:
            names.update(form.fields)
        clean(form)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseForm, "full_clean", noting)
        yield names


def with_more(request: Request, asked: set[str], company: Company) -> Request:
    """The same post with each column name that its forms do not ask for, bare and per row."""
    columns = hostile_columns(company).items()
    extra = {name: value for name, value in columns if name not in ASKED | asked}
    rows = {key.rpartition("-")[0] for key in request.data if "-" in key}
    rows -= {"mark", "version", "content_sha256"}
    per_row = {f"{row}-{name}": value for row in rows for name, value in extra.items()}
    return replace(request, data={**extra, **per_row, **request.data})


def tables_after(line: Line, request: Request, person: User, highest: dict[Any, int]) -> dict[str, Any]:
    """Status and content of all tables after the POST, which is undone; new ids are all called new."""
    with transaction.atomic():
        answer = call(browser(person, fresh=request.fresh), line, request)
        found: dict[str, Any] = {"status": answer.status_code}
        for model in own_models():
            found[model._meta.label] = sorted(map(repr, rows_of(model, highest)))
        transaction.set_rollback(True)
    return found


def rows_of(model: type[models.Model], highest: dict[Any, int]) -> Iterator[dict[str, Any]]:
    for row in model._base_manager.values():
        for field in model._meta.concrete_fields:
            target = model if field.primary_key else field.related_model
            if target in highest and isinstance(row[field.attname], int):
                row[field.attname] = "new" if row[field.attname] > highest[target] else row[field.attname]
        drawn = {name for name, value in row.items() if isinstance(value, UUID)}
        yield {name: value for name, value in row.items() if name not in VOLATILE | drawn}


@pytest.mark.parametrize("line", POSTS, ids=str)
def test_a_posted_column_that_no_form_asks_for_is_ignored(line: Line, company: Company) -> None:
    request = SCENES[line.name](company)
    person = getattr(company, who_may(line))
    highest = {model: model._base_manager.aggregate(n=models.Max("pk"))["n"] or 0 for model in own_models()}
    with noted_fields() as asked:
        plain = tables_after(line, request, person, highest)
    more = tables_after(line, with_more(request, asked, company), person, highest)
    assert plain["status"] in (200, 302)
    assert asked & NEVER == set()
    assert {name for name in plain if plain[name] != more[name]} == set()


def test_the_posts_are_worth_the_name(company: Company) -> None:
    """The control: the columns that would hurt are among those that are added, those of the page are not."""
    line = next(line for line in POSTS if line.name == "issues:register-edit")
    request = SCENES[line.name](company)
    with noted_fields() as asked:
        call(browser(company.manager), line, request)
    posted = with_more(request, asked, company).data
    assert {"role", "is_staff", "status", "owner_unit", "contributors", "form-0-decision"} <= posted.keys()
    assert {"form-0-decided_category", "form-0-filled_by", "form-0-is_late"} <= posted.keys()
    assert "issue" in asked


# --- Lint -------------------------------------------------------------------------------------------


def project_forms(base: type[ModelForm] = ModelForm) -> Iterator[type[ModelForm]]:
    for form in base.__subclasses__():
        if form.__module__.split(".")[0] in ("cint_portal", "issues", "swot", "bsc", "realization"):
            yield form
        yield from project_forms(form)


def test_every_model_form_names_its_fields() -> None:
    forms = [form for form in project_forms() if form._meta.model is not None]  # others are bases
    assert forms
    for form in forms:
        assert form._meta.fields, f"{form.__name__} does not say which fields it takes"
        assert form._meta.fields != ALL_FIELDS, f"{form.__name__} takes all fields"
        assert not form._meta.exclude, f"{form.__name__} says what it leaves out, not what it takes"


@pytest.mark.parametrize("package", ["cint_portal", "issues", "swot", "bsc", "realization"])
def test_no_source_takes_all_fields_of_a_model(package: str) -> None:
    """Forms that are made on the fly too (modelform_factory, filters)."""
    for path in (ROOT / package).rglob("*.py"):
        text = path.read_text()
        assert '"__all__"' not in text, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("form_factory"):
                assert any(keyword.arg in ("fields", "form") for keyword in node.keywords), path
