"""Gathers what each app says a person has to do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bsc.selectors.approval import approval_todos
from bsc.selectors.change_todos import change_todos
from bsc.selectors.meeting_todos import meeting_todos
from bsc.selectors.personal import personal_todos
from bsc.selectors.resolutions import resolution_todos
from bsc.selectors.thread_todos import question_todos
from bsc.selectors.todos import structure_todos
from cint_portal.workflow.todo import Todo
from issues import selectors as issues
from realization import selectors as realization
from realization.selectors.results.todos import review_todos
from swot import selectors as swot

Source = Callable[[Any, datetime], list[Todo]]

#: Each app's `selectors.todos_for(user, now)`.
SOURCES: tuple[Source, ...] = (
    issues.todos_for,
    swot.todos_for,
    structure_todos,
    approval_todos,
    meeting_todos,
    change_todos,
    resolution_todos,
    question_todos,
    personal_todos,
    realization.todos_for,
    review_todos,
)


def todos_for(user: Any, now: datetime) -> list[Todo]:
    """Open tasks and decisions of a person, most urgent first; the year switch plays no part."""
    todos = [todo for source in SOURCES for todo in source(user, now)]
    return sorted(todos, key=Todo.sort_key)


def next_task(user: Any, now: datetime, path: str) -> Todo | None:
    """The most urgent task that the page of this path does not settle already."""
    return next((todo for todo in todos_for(user, now) if todo.url.partition("?")[0] != path), None)
