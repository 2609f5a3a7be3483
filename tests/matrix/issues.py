"""Issue registers (procedure 7.1.1–7.1.5): the department writes and its manager sends, CMS reviews.

Who sees a register: the unit's own people, the director and the auditor above it, CMS and the board.
Everybody else gets 404; who sees it but has another part in the procedure gets 403; too early or too late
is 409.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from cint_portal.organization.models import RoleAssignment, Unit
from cint_portal.organization.roles import Role
from issues.models import Issue, IssueRegister, Question
from issues.services import ask_department, declare_nil, save_rows, submit_register, withdraw_question
from tests.company import Company
from tests.issues.registers import FILLED, SENT, opened, reviewed, row, sent
from tests.matrix.framework import Request, Scene, read_table

#                                      anon mgr  2nd  drft coll outs dir  odir cms  head hat  bod  pres audi admi nobo
TABLE = read_table("""
issues:register-landing           GET  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
issues:collection-detail          GET  302  403  403  403  403  403  403  403  200  200  200  200  200  403  403  403
issues:collection-open            POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
issues:register-list              GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  200- 200-
issues:register-detail            GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
issues:register-detail@in-review  GET  302  200- 200- 200- 404  404  200- 404  200- 200- 200- 200- 200- 200- 404  404  # decisions wait for the round's end
issues:register-detail@returned   GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
issues:register-edit              GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
issues:register-edit              POST 302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
issues:register-edit@send         POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404  # who types does not send
issues:register-edit@incomplete   POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404
issues:register-edit@sent         GET  302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404  # an old link leads to the text
issues:register-edit@sent         POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
issues:register-edit@vacant       POST 302  404  302  302  404  404  302  404  403  403  403  403  403  403  404  404  # the director stands in
issues:register-edit@hand-over    POST 302  403  302  302  404  404  403  404  403  403  403  403  403  403  404  404  # who can send, sends
issues:register-summary           GET  302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
issues:register-summary@sent      GET  302  302  302  302  404  404  403  404  403  403  302  403  403  403  404  404
issues:choice-list                GET  302  403  403  403  403  403  403  403  200  200  200  403  403  403  403  403
issues:choice-list                POST 302  403  403  403  403  403  403  403  302  302  302  403  403  403  403  403
issues:summary-list               GET  302  200  403  403  200- 200- 200- 200- 403  403  200  403  200- 403  403  403  # each sees what waits for him
issues:summary-list               POST 302  302  403  403  422  422  422  422  403  403  302  403  422  403  403  403
issues:summary-list@vacant        POST 302  403  403  403  422  422  302  422  403  403  403  403  422  403  403  403
issues:register-autosave          POST 302  200  200  200  404  404  403  404  403  403  200  403  403  403  404  404
issues:register-autosave@sent     POST 302  409  409  409  404  404  403  404  403  403  409  403  403  403  404  404
issues:register-transition        POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
issues:register-transition@unborn POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404  # nobody has begun
issues:register-transition@half   POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404
issues:register-transition@sent   POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
issues:register-transition@vacant POST 302  404  403  403  404  404  302  404  403  403  403  403  403  403  404  404
issues:register-transition@nil    POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404
issues:register-transition@silent POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404  # Nihil without a reason
issues:register-transition@hand-over POST 302 403 302 302  404  404  403  404  403  403  403  403  403  403  404  404
issues:register-transition@accept POST 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  # ends on the review page
issues:register-review            GET  302  403  403  403  404  404  403  404  200  200  403  403  403  403  404  404
issues:register-review            POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
issues:register-review@undecided  POST 302  403  403  403  404  404  403  404  422  422  403  403  403  403  404  404
issues:register-review@draft      GET  302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
issues:register-review@draft      POST 302  403  403  403  404  404  403  404  409  409  403  403  403  403  404  404
issues:register-review@own-text   POST 302  403  403  403  404  404  403  404  403  302  403  403  403  403  404  404  # cms wrote in it
issues:register-review@nil        POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
issues:register-review@substitute GET  302  404  404  404  200  404  404  404  403  403  403  403  403  404  404  404  # CMS's own department
issues:register-review@substitute POST 302  404  404  404  302  404  404  404  403  403  403  403  403  404  404  404
issues:register-review@ask        POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
issues:register-review@withdraw   POST 302  403  403  403  404  404  403  404  302  302  403  403  403  403  404  404
issues:register-review@unanswered POST 302  403  403  403  404  404  403  404  422  422  403  403  403  403  404  404  # bulk, one row waits
issues:register-review-autosave   POST 302  403  403  403  404  404  403  404  200  200  403  403  403  403  404  404
issues:register-review-autosave@draft POST 302 403 403 403 404 404  403  404  409  409  403  403  403  403  404  404
issues:register-record            GET  302  200  200  200  404  404  200  404  200  200  200  200  200  200  404  404
issues:register-record@in-review  GET  302  200- 200- 200- 404  404  200- 404  200- 200- 200- 200- 200- 200- 404  404  # decisions wait for the round's end
issues:question-answer            POST 302  302  403  403  404  404  403  404  403  403  302  403  403  403  404  404  # who sends answers
issues:question-answer@empty      POST 302  422  403  403  404  404  403  404  403  403  422  403  403  403  404  404
issues:question-answer@withdrawn  POST 302  409  403  403  404  404  403  404  403  403  409  403  403  403  404  404
issues:review-queue               GET  302  403  403  403  403  403  403  403  200  200  200- 403  403  403  403  403
issues:review-queue@substitute    GET  302  403  403  403  200- 403  403  403  200  200  200- 403  403  403  403  403  # only that department's
issues:review-timeliness          GET  302  200  200  200  200- 200- 200  200- 200  200  200  200  200  200  403  403  # foreign units stay unnamed
issues:timeliness-request         POST 302  302  302  302  302  302  302  302  302  302  302  302  302  302  403  403
""")
TRACE = "Isu rahasia departemen"
COMMENT = "Sebutkan angka rahasianya"


def typed(*rows: dict[str, object], **buttons: str) -> dict[str, object]:
    """What the grid posts: rows by their place, and the button that was pressed."""
    data: dict[str, object] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0, **buttons}
    for place, values in enumerate(rows):
        data |= {f"form-{place}-{name}": "" if value is None else value for name, value in values.items()}
    return data


def columns(**changed: object) -> dict[str, object]:
    """A complete row as the grid posts it."""
    values = row(1, **changed)
    return {name: getattr(values, name) for name in values.__slots__}


def drafted(company: Company) -> IssueRegister:
    """Typed by the drafter, with the trace in a cell."""
    register = opened(company)
    rows = {0: row(1, issue=TRACE), 1: row(2)}
    return save_rows(register=register, rows=rows, actor=company.drafter, now=FILLED)


def half_typed(company: Company) -> IssueRegister:
    register = drafted(company)
    register.issues.filter(position=1).update(needs="")
    return register


def with_cms(company: Company) -> IssueRegister:
    return submit_register(register=drafted(company), actor=company.manager, now=SENT)


def on(register: IssueRegister, data: dict[str, object] | None = None, **fields: Any) -> Request:
    return Request({"pk": register.pk}, data or {}, **{"trace": TRACE, **fields})


def vacate(company: Company) -> None:
    """The department's head leaves: nobody manages it any more."""
    heads = RoleAssignment.objects.filter(unit=company.department, role=Role.MANAGER)
    heads.update(valid_until=date(2026, 1, 1))


def planned(company: Company) -> Request:
    return Request({"year": company.cycle.year}, leads_to="/issues/collection/")


def listed(company: Company) -> Request:
    return Request(trace=f"/issues/registers/{opened(company).pk}/", query={"year": company.cycle.year})


def collection(company: Company) -> Request:
    link = f"/issues/registers/{drafted(company).pk}/"
    return Request(trace=link, query={"year": company.cycle.year})


def editing(company: Company) -> Request:
    register = drafted(company)
    return on(register, typed(columns(issue="Kalimat baru")), leads_to="/edit/")


def sending(company: Company) -> Request:
    return on(drafted(company), typed(columns(), send="1"), leads_to="/issues/registers/")


def handing_over(company: Company) -> Request:
    return on(drafted(company), typed(columns(), hand_over="1"), leads_to="/summary/")


def summaries(company: Company) -> Request:
    """The department's register among those that wait for their senders."""
    register = drafted(company)
    posted = {"register": register.pk, f"version-{register.pk}": register.version}
    return Request(data=posted, trace=TRACE, leads_to="/")


def choices(company: Company) -> Request:
    """One more name in CMS's list of stakeholders, and none in that of factors."""
    data = {
        f"{prefix}-{name}_FORMS": 0 for prefix in ("stakeholder", "factor") for name in ("TOTAL", "INITIAL")
    }
    first = {
        "stakeholder-0-name": "Media Massa",
        "stakeholder-0-position": 9,
        "stakeholder-0-is_active": "on",
    }
    return Request(data=data | first | {"stakeholder-TOTAL_FORMS": 1}, leads_to="/issues/choices/")


def vacant_summaries(company: Company) -> Request:
    request = summaries(company)
    vacate(company)
    return request


def incomplete(company: Company) -> Request:
    return on(drafted(company), typed(columns(needs=""), send="1"))


def late_edit(company: Company) -> Request:
    return on(with_cms(company), typed(columns(issue="Terlambat")), leads_to="/issues/registers/")


def vacant_edit(company: Company) -> Request:
    request = editing(company)
    vacate(company)
    return request


def transition(name: str, register: IssueRegister, **fields: Any) -> Request:
    request = on(register, leads_to=f"/issues/registers/{register.pk}/", **fields)
    return replace(request, kwargs={"pk": register.pk, "name": name})


def vacant_transition(company: Company) -> Request:
    request = transition("submit", drafted(company))
    vacate(company)
    return request


def nil(company: Company) -> Request:
    return transition("declare_nil", opened(company), data={"comment": "Tidak ada isu baru."}, trace="")


def in_review(company: Company) -> Request:
    """CMS has written a comment and not yet ended the round."""
    register = with_cms(company)
    register.issues.update(decision="returned", decision_comment=COMMENT)
    return on(register, trace=COMMENT)


def returned(company: Company) -> Request:
    register = with_cms(company)
    reviewed(company, "returned", "accepted", register=register)
    return on(register, trace="Sebutkan angkanya.")


def decisions(register: IssueRegister, **buttons: str) -> dict[str, object]:
    return {f"row-{issue.pk}-decision": "accepted" for issue in register.issues.all()} | buttons


def review(company: Company) -> Request:
    register = with_cms(company)
    return on(register, decisions(register, finish="1"), leads_to=f"/issues/registers/{register.pk}/")


def undecided(company: Company) -> Request:
    return on(with_cms(company), {"finish": "1"})


def early_review(company: Company) -> Request:
    register = drafted(company)
    return on(register, decisions(register), leads_to=f"/issues/registers/{register.pk}/")


def own_text(company: Company) -> Request:
    """The reviewer has typed in the register before: as author he or she may not decide (T6)."""
    request = review(company)
    register = IssueRegister.objects.get(**request.kwargs)
    register.note_contributor(company.cms)
    register.save()
    return request


def nil_review(company: Company) -> Request:
    register = declare_nil(register=opened(company), reason="Nihil", actor=company.manager, now=SENT)
    return on(register, {"accept_nil": "1"}, trace="")


def substitute(company: Company) -> Request:
    """CMS cannot review its own department; the named substitute does (realities 22)."""
    sent(company)
    unit = company.cms_department
    unit.substitute_reviewer = company.colleague
    unit.save()
    register = IssueRegister.objects.get(unit=unit)
    Issue.objects.create(register=register, position=0, **columns(issue=TRACE))
    IssueRegister.objects.filter(pk=register.pk).update(
        status="submitted",
        submitted_at=SENT,
        first_submitted_at=SENT,
        submitted_by=company.president,
        review_due_on=date(2026, 11, 4),
        round=1,
    )
    return on(register, decisions(register, finish="1"))


def asked(company: Company) -> Question:
    """CMS asks about the first row, the one with the trace."""
    register = with_cms(company)
    first = register.issues.order_by("position").first()
    return ask_department(register=register, row=first.pk, text="Mana angkanya?", actor=company.cms, now=SENT)


def of_question(question: Question, data: dict[str, object], **fields: Any) -> Request:
    """On the review's page, after the question has changed the register's version."""
    register = IssueRegister.objects.get(pk=question.register_id)
    return on(register, {"version": register.version, **data}, **fields)


def asking(company: Company) -> Request:
    register = with_cms(company)
    first = register.issues.order_by("position").first()
    data: dict[str, object] = {"ask": first.pk, f"row-{first.pk}-question": "Mana angkanya?"}
    return on(register, data, leads_to=f"/review/#row-{first.pk}")


def withdrawing(company: Company) -> Request:
    question = asked(company)
    return of_question(question, {"withdraw": question.pk}, leads_to="/review/")


def answering(company: Company, text: str = "Angkanya 14 jam.") -> Request:
    question = asked(company)
    return Request({"pk": question.pk}, {"answer": text}, trace=TRACE, leads_to="#pertanyaan")


def answering_late(company: Company) -> Request:
    request = answering(company)
    question = Question.objects.get(**request.kwargs)
    withdraw_question(question=question, actor=company.cms, now=SENT)
    return request


def queue(company: Company) -> Request:
    return Request(trace=f"/issues/registers/{with_cms(company).pk}/review/")


def queue_of_substitute(company: Company) -> Request:
    Unit.objects.filter(pk=company.cms_department.pk).update(substitute_reviewer=company.colleague)
    return queue(company)


def timeliness(company: Company) -> Request:
    """A review that was late by far."""
    register = with_cms(company)
    IssueRegister.objects.filter(pk=register.pk).update(review_due_on=date(2026, 1, 5))
    return Request(trace=f"/issues/registers/{register.pk}/record/", query={"year": company.cycle.year})


def timeliness_file(company: Company) -> Request:
    return Request(data={"year": company.cycle.year, "format": "xlsx"}, leads_to="/reports/")


def plain(company: Company) -> Request:
    return Request()


SCENES: dict[str, Scene] = {
    "issues:register-landing": plain,
    "issues:collection-detail": collection,
    "issues:collection-open": planned,
    "issues:register-list": listed,
    "issues:register-detail": lambda company: on(drafted(company)),
    "issues:register-detail@in-review": in_review,
    "issues:register-detail@returned": returned,
    "issues:register-edit": editing,
    "issues:register-edit@send": sending,
    "issues:register-edit@incomplete": incomplete,
    "issues:register-edit@sent": late_edit,
    "issues:register-edit@vacant": vacant_edit,
    "issues:register-edit@hand-over": handing_over,
    "issues:register-summary": lambda company: on(drafted(company)),
    "issues:register-summary@sent": late_edit,
    "issues:choice-list": choices,
    "issues:summary-list": summaries,
    "issues:summary-list@vacant": vacant_summaries,
    "issues:register-autosave": editing,
    "issues:register-autosave@sent": late_edit,
    "issues:register-transition": lambda company: transition("submit", drafted(company)),
    "issues:register-transition@unborn": lambda company: transition("submit", opened(company), trace=""),
    "issues:register-transition@half": lambda company: transition("submit", half_typed(company)),
    "issues:register-transition@sent": lambda company: transition("submit", with_cms(company)),
    "issues:register-transition@vacant": vacant_transition,
    "issues:register-transition@nil": nil,
    "issues:register-transition@silent": lambda company: transition("declare_nil", opened(company), trace=""),
    "issues:register-transition@hand-over": lambda company: replace(
        transition("hand_over", drafted(company)), leads_to="/summary/"
    ),
    "issues:register-transition@accept": lambda company: transition("accept", with_cms(company)),
    "issues:register-review": review,
    "issues:register-review@undecided": undecided,
    "issues:register-review@draft": early_review,
    "issues:register-review@own-text": own_text,
    "issues:register-review@nil": nil_review,
    "issues:register-review@substitute": substitute,
    "issues:register-review@ask": asking,
    "issues:register-review@withdraw": withdrawing,
    "issues:register-review@unanswered": lambda company: of_question(asked(company), {"accept_rest": "1"}),
    "issues:register-record": returned,
    "issues:register-record@in-review": in_review,
    "issues:question-answer": answering,
    "issues:question-answer@empty": lambda company: answering(company, " "),
    "issues:question-answer@withdrawn": answering_late,
    "issues:review-queue": queue,
    "issues:review-queue@substitute": queue_of_substitute,
    "issues:review-timeliness": timeliness,
    "issues:timeliness-request": timeliness_file,
    "issues:register-review-autosave": review,
    "issues:register-review-autosave@draft": early_review,
}
