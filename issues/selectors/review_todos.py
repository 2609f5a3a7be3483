"""Tasks around a review: questions that a department has to answer, reviewers that have to be named."""

from collections.abc import Collection

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cint_portal.organization.models import User
from cint_portal.organization.roles import Role
from cint_portal.workflow.todo import Todo
from issues.models import IssueRegister
from issues.selectors.review_queue import registers_without_reviewer

_OPEN = Q(questions__answered_at=None, questions__withdrawn_at=None, questions__isnull=False)


def question_todos(heads: Collection[int]) -> list[Todo]:
    """What CMS asks about rows of these departments; the answer is the sender's to give."""
    if not heads:
        return []
    asked = IssueRegister.objects.filter(unit__in=heads, status=IssueRegister.Status.SUBMITTED)
    asked = asked.annotate(open_questions=Count("questions", filter=_OPEN)).filter(open_questions__gt=0)
    return [
        _todo(
            "task",
            _("Jawab konfirmasi yang diminta CMS"),
            register,
            reverse("issues:register-detail", args=[register.pk]) + "#pertanyaan",
            ngettext("%(n)d pertanyaan", "%(n)d pertanyaan", register.open_questions)  # type: ignore[attr-defined]
            % {"n": register.open_questions},  # type: ignore[attr-defined]
        )
        for register in asked.select_related("unit", "cycle")
    ]


def substitute_todos(user: User) -> list[Todo]:
    """For the head of CMS: registers that nobody may review until a substitute is named."""
    if not user.has_role(Role.CMS_HEAD):
        return []
    return [
        _todo(
            "task",
            _("Tetapkan pemeriksa pengganti"),
            register,
            reverse("issues:review-queue"),
            _("tidak ada yang boleh memeriksa register ini"),
        )
        for register in registers_without_reviewer()
    ]


def _todo(kind: str, title: str, register: IssueRegister, url: str, note: str) -> Todo:
    return Todo(
        kind=kind,
        title=title,
        unit=register.unit.name,
        period=str(register.cycle.year),
        url=url,
        due_on=register.review_due_on,
        note=note,
        unit_id=register.unit_id,
    )
