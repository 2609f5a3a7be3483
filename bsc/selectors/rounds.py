"""Rounds of approval as the transition log keeps them: what was returned, recommended, approved and when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q, QuerySet
from django.db.models.fields.json import KT

from bsc.models import Scorecard
from bsc.selectors.content import content_hash
from cint_portal.core.composed import Composed, Given
from cint_portal.workflow.models import TransitionLog, WorkflowModel

SENDINGS = ("submit", "send_to_board")
FORWARDED = ("forward", "send_to_board")
RETURNS = ("return_by_cms", "return_by_board")
#: Of a personal scorecard.
PERSONAL_RETURNS = ("return_by_superior",)
#: The round that a reader compares with: the board has not seen what CMS returned by itself.
BOARD_ROUND = ("return_by_board",)


def last_logs(
    rows: Iterable[WorkflowModel], *transitions: str, model: type[WorkflowModel] = Scorecard
) -> dict[int, TransitionLog]:
    """The newest log line of these transitions per row of a model, in one query."""
    logs = TransitionLog.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=[row.pk for row in rows],
        transition__in=transitions,
    )
    newest = logs.order_by().values("object_id").annotate(last=Max("id")).values("last")
    return {log.object_id: log for log in TransitionLog.objects.filter(pk__in=newest)}


def last_log(scorecard: Scorecard, *transitions: str) -> TransitionLog | None:
    return last_logs([scorecard], *transitions).get(scorecard.pk)


@dataclass(frozen=True)
class Arrival:
    """Into a queue: ids of the log lines that brought a scorecard there and that ended its last round."""

    sent: int | None
    at: datetime | None
    returned: int | None


def _last_of_each() -> QuerySet[TransitionLog, Any]:
    came, went = Q(transition__among=Given("came")), Q(transition__among=Given("went"))
    logs = TransitionLog.objects.filter(
        came | went, content_type=Given("kind"), object_id__among=Given("cards")
    ).order_by()
    newest = {"sent": Max("id", filter=came), "last": Max("at", filter=came), "back": Max("id", filter=went)}
    return logs.values_list("object_id").annotate(**newest)


_LAST_OF_EACH = Composed(_last_of_each)


def arrivals(cards: Sequence[int], sendings: Sequence[str], returns: Sequence[str]) -> dict[int, Arrival]:
    """The newest sending and return per scorecard, in one query that reads no content."""
    kind = ContentType.objects.get_for_model(Scorecard).pk
    rows = _LAST_OF_EACH(kind=kind, cards=cards, came=list(sendings), went=list(returns)) if cards else ()
    return {pk: Arrival(sent, at, returned) for pk, sent, at, returned in rows}


@dataclass(frozen=True)
class Sending:
    """How a scorecard was sent; `warnings` is None on lines that were written before they were counted."""

    actor: str
    at: datetime
    comment: str
    recommendation: str
    warnings: int | None


def _sendings() -> QuerySet[TransitionLog, Any]:
    rows = TransitionLog.objects.filter(pk__among=Given("logs")).order_by()
    details = rows.annotate(advice=KT("details__recommendation"), warnings=KT("details__warnings"))
    return details.values_list("object_id", "actor_name", "at", "comment", "advice", "warnings")


_SENDINGS = Composed(_sendings)


def sendings(log_ids: Iterable[int]) -> dict[int, Sending]:
    """By scorecard, in one query; the content stays where it is."""
    return {
        pk: Sending(actor, at, comment, advice or "", None if warnings is None else int(warnings))
        for pk, actor, at, comment, advice, warnings in _SENDINGS(logs=list(log_ids))
    }


def contents_in(log_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the rows said when these lines were written, by scorecard; none where a line kept no content."""
    ids = list(log_ids)
    logs = TransitionLog.objects.filter(pk__in=ids).order_by() if ids else ()
    return {log.object_id: content for log in logs if (content := content_in(log))}


def kpis_in(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The KPI rows of a stored content, groups with their parts inside."""
    for lane in content.get("perspectives", ()):
        for objective in lane["objectives"]:
            yield from objective["kpis"]


def changed_rows(before: dict[str, Any], after: dict[str, Any]) -> set[int]:
    """Ids of the rows of `after` that `before` did not have, or had otherwise."""
    known = {kpi["id"]: content_hash(kpi) for kpi in kpis_in(before)}
    return {kpi["id"] for kpi in kpis_in(after) if known.get(kpi["id"]) != content_hash(kpi)}


def returned_content(scorecard: Scorecard, *returns: str) -> dict[str, Any]:
    """The content as it was when the scorecard was last returned; empty in the first round."""
    return content_in(last_log(scorecard, *(returns or RETURNS)))


def content_in(log: TransitionLog | None) -> dict[str, Any]:
    """What the rows said when the line was written; empty where it kept no content."""
    return dict(log.details.get("content", {})) if log else {}


def content_with_hash(scorecard: Scorecard, digest: str) -> dict[str, Any]:
    """The content that a page with this hash showed, if one of the rounds kept it."""
    logs = TransitionLog.objects.filter(
        content_type=ContentType.objects.get_for_model(Scorecard),
        object_id=scorecard.pk,
        details__content_sha256=digest,
        details__has_key="content",
    )
    return content_in(logs.last())


def keep_content(content: dict[str, Any]) -> dict[str, Any]:
    """What a line of the log keeps of the content: all of it, and the hash that is signed."""
    return {"content_sha256": content_hash(content), "content": content}


def revision_due_on(log: TransitionLog | None) -> date | None:
    """Until when the department revises, as stamped when it was returned (7.1.17)."""
    text = log.details.get("due_on") if log else None
    return date.fromisoformat(text) if text else None


def approved_hash(scorecard: Scorecard) -> str:
    """Hash of the content that the board approved."""
    log = last_log(scorecard, "approve")
    return str(log.details.get("content_sha256", "")) if log else ""
