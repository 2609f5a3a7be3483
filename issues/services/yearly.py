"""CMS's statements about a year's issues (ISO Amd 1:2024; clause 4.1 reviewed at the half-year)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import require
from issues.models import ClimateLink, ClimateStatement, Issue, TopIssue, ValidityCheck
from issues.permissions import can_state_for_the_year
from issues.selectors import accepted_issues
from issues.selectors.yearly import semester_days, semester_title

Verdict = ValidityCheck.Verdict


@transaction.atomic
def state_climate(
    *,
    cycle: PlanningCycle,
    relevance: str,
    reason: str,
    issues: Collection[int],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> ClimateStatement:
    """Say whether climate change is relevant this year; raises InvalidInput, StaleVersion, PermissionDenied.

    The issues are ids of accepted ones; a statement that is not relevant names none.
    """
    require(can_state_for_the_year(actor))
    PlanningCycle.objects.select_for_update().get(pk=cycle.pk)
    linked = _accepted(cycle, issues)
    if not reason.strip():
        raise InvalidInput(_("Tuliskan alasannya; auditor membacanya."))
    if linked and relevance != ClimateStatement.Relevance.RELEVANT:
        raise InvalidInput(_("Pernyataan “tidak relevan” tidak menyebut isu terkait."))
    found = ClimateStatement.objects.filter(cycle=cycle).first()
    if version is not None and version != (found.version if found else 0):
        raise StaleVersion(_("Isi halaman ini sudah berubah sejak Anda membukanya."))
    row = found or ClimateStatement(cycle=cycle)
    row.relevance, row.reason, row.stated_by, row.stated_at = relevance, reason.strip(), actor, now
    row.version += 1
    row.save()
    row.links.exclude(issue__in=linked).delete()
    known = set(row.links.values_list("issue", flat=True))
    ClimateLink.objects.bulk_create(ClimateLink(statement=row, issue=i) for i in linked if i.pk not in known)
    return row


def _accepted(cycle: PlanningCycle, ids: Collection[int]) -> list[Issue]:
    found = list(accepted_issues(cycle).filter(pk__in=ids))
    if len(found) != len(set(ids)):
        raise InvalidInput(_("Salah satu isu bukan isu yang diterima tahun ini."))
    return found


@transaction.atomic
def choose_top_issues(
    *, cycle: PlanningCycle, issues: Collection[int], actor: User, now: datetime
) -> list[TopIssue]:
    """Follow exactly these accepted issues through the year; one that was judged already stays chosen.

    Raises InvalidInput, PermissionDenied.
    """
    require(can_state_for_the_year(actor))
    PlanningCycle.objects.select_for_update().get(pk=cycle.pk)
    wanted = {issue.pk for issue in _accepted(cycle, issues)}
    chosen = TopIssue.objects.filter(issue__register__cycle=cycle)
    dropped = chosen.exclude(issue__in=wanted)
    judged = dropped.filter(checks__isnull=False).select_related("issue").first()
    if judged:
        raise InvalidInput(
            _("“%(issue)s” sudah dinilai pada satu semester dan tetap menjadi isu utama.")
            % {"issue": judged.issue}
        )
    dropped.delete()
    known = set(chosen.values_list("issue", flat=True))
    new = sorted(wanted - known)
    TopIssue.objects.bulk_create(TopIssue(issue_id=pk, chosen_by=actor, chosen_at=now) for pk in new)
    return list(chosen.all())


@dataclass(frozen=True)
class ValidityAnswer:
    """Masih berlaku? "" leaves an issue unanswered; anything but valid says why."""

    verdict: str
    note: str = ""


@transaction.atomic
def answer_validity(
    *,
    cycle: PlanningCycle,
    semester: int,
    answers: Mapping[int, ValidityAnswer],
    actor: User,
    now: datetime,
) -> int:
    """Store this half-year's answers by the issues' ids; returns how many are new or changed.

    Raises Conflict before the half-year has begun, InvalidInput without note, PermissionDenied.
    """
    require(can_state_for_the_year(actor))
    first, _last = semester_days(cycle.year, semester)
    if local_day(now) < first:
        raise Conflict(_("%(period)s belum dimulai.") % {"period": semester_title(cycle.year, semester)})
    chosen = TopIssue.objects.select_for_update().filter(issue__register__cycle=cycle)
    top = {row.issue_id: row for row in chosen}
    if not answers.keys() <= top.keys():
        raise Conflict(_("Salah satu isu bukan isu utama tahun ini lagi."))
    checks = ValidityCheck.objects.filter(top__in=top.values(), semester=semester)
    stored = {check.top.issue_id: check for check in checks.select_related("top")}
    return sum(
        _answer(top[pk], stored.get(pk), semester, answer, actor, now) for pk, answer in answers.items()
    )


def _answer(
    top: TopIssue,
    check: ValidityCheck | None,
    semester: int,
    answer: ValidityAnswer,
    actor: User,
    now: datetime,
) -> bool:
    said = (answer.verdict, answer.note.strip())
    if said == ((check.verdict, check.note) if check else ("", "")) or not (check or answer.verdict):
        return False
    if not answer.verdict:
        raise InvalidInput(_("Jawaban yang sudah tersimpan dapat diubah, tidak dikosongkan."))
    if answer.verdict != Verdict.VALID and not said[1]:
        raise InvalidInput(_("Tuliskan apa yang berubah pada “%(issue)s”.") % {"issue": top.issue})
    row = check or ValidityCheck(top=top, semester=semester)
    row.verdict, row.note = said
    row.checked_by, row.checked_at = actor, now
    row.save()
    return True
