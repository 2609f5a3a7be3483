"""Rounds of a review: the row as CMS last returned it, and the whole record of a register."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cint_portal.core.clock import is_on_time, local_day
from cint_portal.core.dates import format_moment
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import WorkCalendar
from issues.models import Category, Issue, IssueRegister, Question, ReviewRound, RowReview
from issues.selectors.registers import ShownValue, in_words, option_words
from issues.word_diff import Piece, word_diff


@dataclass(frozen=True)
class Change:
    """A column that says something else than before: both texts, and their words side by side."""

    title: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class PreviousRound:
    """Why CMS returned a row, and what it said then where it says something else now."""

    round: int
    comment: str
    category: str
    reason: str
    changes: list[Change]


def with_reviews(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """Rows with their threads and what earlier rounds said of them, in a constant number of queries."""
    people = Question.objects.select_related("asked_by", "answered_by", "withdrawn_by")
    reviews = RowReview.objects.select_related("round").order_by("round__number")
    return issues.select_related("factor", "filled_by", "annotated_by", "decided_by").prefetch_related(
        Prefetch("questions", people), Prefetch("reviews", reviews)
    )


def questions_of_round(register: IssueRegister) -> list[Question]:
    """What CMS has asked in the round that it is at, open questions first."""
    if not register.awaits_review:
        return []
    asked = register.questions.filter(round=register.round)
    asked = asked.select_related("issue", "asked_by", "answered_by", "withdrawn_by")
    return sorted(asked, key=lambda question: (not question.is_open, question.pk))


def previous_round(issue: Issue) -> PreviousRound | None:
    """The row as CMS last returned it, for reading both side by side; None if it never was."""
    returned = [review for review in issue.reviews.all() if review.decision == Issue.Decision.RETURNED]
    if not returned:
        return None
    last = returned[-1]
    other = last.decided_category not in ("", last.values["category"])
    return PreviousRound(
        last.round.number,
        last.comment,
        str(Category(last.decided_category).label) if other else "",
        last.category_reason,
        changes_between(words_of(last.values), words_of(values_of(issue))),
    )


def values_of(issue: Issue) -> dict[str, Any]:
    """A row's columns as a round keeps them, with the factor's name in these days."""
    return {**asdict(issue.values), "factor": str(issue.factor or "")}


def words_of(values: Mapping[str, Any]) -> list[ShownValue]:
    """The six columns and those optional ones that say something, as a person reads them."""
    return [*in_words(values), *option_words(values)]


def changes_between(before: Iterable[ShownValue], after: Iterable[ShownValue]) -> list[Change]:
    """The columns that differ, word by word; an optional one that says nothing is not among the words."""
    old, new = ({shown.column: shown for shown in words} for words in (before, after))
    changes = []
    for column, shown in (old | new).items():
        then, now = (words[column].text if column in words else "–" for words in (old, new))
        if then != now:
            changes.append(Change(shown.title, then, now, word_diff(then, now)))
    return changes


@dataclass(frozen=True)
class Span:
    """How long somebody had and took, in working days: `text` for the badge, `on_time` for its colour."""

    due_on: date
    days: int
    on_time: bool
    text: str


def span(start: datetime, end: datetime, due_on: date, calendar: WorkCalendar) -> Span:
    """From an instant to another, counted in working days after the day of the first (4.2)."""
    days = calendar.between(local_day(start), local_day(end))
    if is_on_time(end, due_on):
        return Span(due_on, days, True, _("%(n)d HK, tepat waktu") % {"n": days})
    late = calendar.between(due_on, local_day(end))
    return Span(due_on, days, False, _("%(n)d HK, terlambat %(late)d HK") % {"n": days, "late": late})


@dataclass(frozen=True)
class RowRecord:
    """A row in a finished round: as sent, what changed since the round before, what CMS said of it."""

    review: RowReview
    cells: list[ShownValue]
    changes: list[Change]
    category: str
    questions: list[Question]


@dataclass(frozen=True)
class RoundRecord:
    """A round as the record page tells it; `end` is None while CMS is at it."""

    number: int
    sent_at: datetime
    sent_by: User
    nil_reason: str
    review_due_on: date
    fillers: list[str]
    end: ReviewRound | None = None
    review: Span | None = None
    repair: Span | None = None
    rows: list[RowRecord] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def register_record(register: IssueRegister, calendar: WorkCalendar) -> list[RoundRecord]:
    """Every round, newest first, in a constant number of queries; decisions only of finished ones."""
    rows = RowReview.objects.select_related("filled_by", "decided_by")
    rounds = register.rounds.select_related("sent_by", "ended_by").prefetch_related(Prefetch("rows", rows))
    questions = list(register.questions.select_related("asked_by", "answered_by", "withdrawn_by"))
    records: list[RoundRecord] = []
    before: dict[int, RowReview] = {}
    for round_ in rounds:
        following = [later for later in rounds if later.number == round_.number + 1]
        sent_again = following[0].sent_at if following else _sent_again(register, round_)
        records.append(_record(round_, questions, before, sent_again, calendar))
        before |= {row.issue_id: row for row in round_.rows.all() if row.issue_id}
    if register.awaits_review:
        records.append(_running(register, questions))
    return records[::-1]


def _sent_again(register: IssueRegister, round_: ReviewRound) -> datetime | None:
    """When the running round was sent, if it follows this one."""
    return register.submitted_at if register.round == round_.number + 1 else None


def _record(
    round_: ReviewRound,
    questions: list[Question],
    before: dict[int, RowReview],
    sent_again: datetime | None,
    calendar: WorkCalendar,
) -> RoundRecord:
    rows = [_row(row, round_, questions, before.get(row.issue_id or 0)) for row in round_.rows.all()]
    repair_due_on = round_.repair_due_on
    asked = {question.pk for row in rows for question in row.questions}
    return RoundRecord(
        number=round_.number,
        sent_at=round_.sent_at,
        sent_by=round_.sent_by,
        nil_reason=round_.nil_reason,
        review_due_on=round_.review_due_on,
        fillers=sorted({str(row.review.filled_by) for row in rows if row.review.filled_by}),
        end=round_,
        review=span(round_.sent_at, round_.ended_at, round_.review_due_on, calendar),
        repair=span(round_.ended_at, sent_again, repair_due_on, calendar)
        if sent_again and repair_due_on
        else None,
        rows=rows,
        questions=[q for q in questions if q.round == round_.number and q.pk not in asked],
    )


def _row(
    row: RowReview, round_: ReviewRound, questions: list[Question], before: RowReview | None
) -> RowRecord:
    cells = words_of(row.values)
    other = row.decided_category not in ("", row.values["category"])
    return RowRecord(
        review=row,
        cells=cells,
        changes=changes_between(words_of(before.values), cells) if before else [],
        category=str(Category(row.decided_category).label) if other else "",
        questions=[q for q in questions if q.round == round_.number and q.issue_id == row.issue_id],
    )


def _running(register: IssueRegister, questions: list[Question]) -> RoundRecord:
    """The round that CMS is at, as a sent register says it: its decisions wait for its end."""
    fillers = User.objects.filter(pk__in=register.issues.order_by().values("filled_by"))
    return RoundRecord(
        number=register.round,
        sent_at=cast(datetime, register.submitted_at),
        sent_by=cast(User, register.submitted_by),
        nil_reason=register.nil_reason if register.status == IssueRegister.Status.NIL else "",
        review_due_on=cast(date, register.review_due_on),
        fillers=sorted(str(person) for person in fillers),
        questions=[question for question in questions if question.round == register.round],
    )


@dataclass(frozen=True)
class ReviewStep:
    """Who moved a review last, when, and what he or she did: told to whoever was slower."""

    person: str
    at: datetime
    text: str

    def __str__(self) -> str:
        moment = format_moment(self.at, (get_language() or "id")[:2])
        return _("%(what)s oleh %(name)s, %(moment)s.") % {
            "what": self.text,
            "name": self.person,
            "moment": moment,
        }


def last_review_step(register: IssueRegister) -> ReviewStep | None:
    """The end of the round, else the latest decision, note or question in it; None when nobody has begun."""
    ended = register.rounds.filter(number=register.round).select_related("ended_by").first()
    if ended is not None:
        how = _("Putaran ke-%(n)d diakhiri (%(outcome)s)") % {
            "n": ended.number,
            "outcome": ended.get_outcome_display(),
        }
        return ReviewStep(str(ended.ended_by), ended.ended_at, how)
    steps: list[ReviewStep] = []
    for issue in register.issues.select_related("decided_by", "annotated_by"):
        if issue.decided_at:
            steps.append(
                _step(issue.decided_by, issue.decided_at, _("Keputusan baris %(n)d disimpan"), issue)
            )
        if issue.annotated_at:
            steps.append(
                _step(issue.annotated_by, issue.annotated_at, _("Catatan baris %(n)d disimpan"), issue)
            )
    for question in register.questions.select_related("asked_by", "withdrawn_by"):
        asked, withdrawn = _("Pertanyaan baris %(n)d dikirim"), _("Pertanyaan baris %(n)d ditarik")
        steps.append(_step(question.asked_by, question.asked_at, asked, question))
        if question.withdrawn_at:
            steps.append(_step(question.withdrawn_by, question.withdrawn_at, withdrawn, question))
    return max(steps, key=lambda step: step.at, default=None)


def _step(person: User | None, at: datetime, text: str, thing: Issue | Question) -> ReviewStep:
    return ReviewStep(str(person), at, text % {"n": thing.number})
