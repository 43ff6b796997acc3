"""The immediate item: received, decided and handed over in one go (34(2)), by one who may."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.accept import take_in
from zhengwu.cases.actions.charges import held, hold_lead
from zhengwu.cases.actions.decide import decide
from zhengwu.cases.actions.deliver import deliver
from zhengwu.cases.actions.handle import complete_step
from zhengwu.cases.actions.opening import Opened, open_case, require_power
from zhengwu.cases.actions.receive import Application, receive
from zhengwu.cases.actions.rulings import Ruling
from zhengwu.cases.actions.situation import terms_told
from zhengwu.cases.enums import Acceptance, CaseState, TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.fees.enums import Gate
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day


class NotImmediate(Refusal):
    """“{item}”不是即办事项，请先收件，再按流程办理。"""


@action
def finish_on_the_spot(
    application: Application, *, ruling: Ruling, by: Actor, at: datetime
) -> Case:
    """Do an immediate item in one act: the whole of it is in the journal, step by step.

    Where a step needs payment first, everything before it is done and the case waits there, its
    charge notice issued; `go_on_the_spot` does the rest when it has been paid.
    """
    terms, _ = terms_told(application.edition_id, application.situation)
    if not terms.immediate:
        raise NotImmediate(item=terms.item_name)
    case = receive(application, by=by, at=at)
    opened = open_case(case, at=at)
    policy.require(policy.may_receive(by, opened.case))
    missing = rules.missing_materials(
        terms.required_materials, [paper.code for paper in application.papers]
    )
    if missing:
        raise rules.MaterialsMissing(count=len(missing), missing="、".join(missing))
    return _as_far_as_paid(opened, ruling, by=by, at=at)


@action
def go_on_the_spot(case: Case, *, ruling: Ruling, by: Actor, at: datetime) -> Case:
    """What is left of an immediate case after it has been paid at the finance window."""
    hold_lead(case)
    opened = open_case(case, at=at)
    case = opened.case
    if not opened.terms.immediate:
        raise NotImmediate(item=opened.terms.item_name)
    policy.require(policy.may_receive(by, case))
    rules.check_not_over(case.state, case.state_name)
    missing = rules.missing_materials(opened.terms.required_materials, queries.handed_in(case))
    if missing:
        raise rules.MaterialsMissing(count=len(missing), missing="、".join(missing))
    return _as_far_as_paid(opened, ruling, by=by, at=at)


def _as_far_as_paid(opened: Opened, ruling: Ruling, *, by: Actor, at: datetime) -> Case:
    """Accept, decide, hand over: each step unless it has to be paid for first."""
    case = opened.case
    require_power(opened, "accept", by)
    if case.state == CaseState.RECEIVED:
        if held(opened, Gate.ACCEPT, by=by, at=at):
            return case
        case = take_in(opened, Acceptance.ON_THE_SPOT, by=by, at=at)
    if case.state == CaseState.ACCEPTED:
        if ruling.verdict is not Verdict.REFUSED and held(opened, Gate.DECIDE, by=by, at=at):
            return case
        _walk_to_decision(case, by=by, at=at)
        decide(case, task=None, ruling=ruling, by=by, at=at)
        case.verdict, case.state = ruling.verdict, CaseState.DECIDED
    if case.verdict != Verdict.REFUSED and held(opened, Gate.DELIVER, by=by, at=at):
        return case
    return _hand_over(opened, by=by, at=at)


def _hand_over(opened: Opened, *, by: Actor, at: datetime) -> Case:
    case = opened.case
    _walk_to_delivery(case, by=by, at=at)
    return deliver(
        case,
        way="direct",
        on=local_day(at),
        detail={
            "receiver": case.applicant_name,
            "place": opened.terms.place or "政务服务中心窗口",
            "deliverer": by.name,
        },
        by=by,
        at=at,
    )


def _walk_to_decision(case: Case, *, by: Actor, at: datetime) -> None:
    """Immediate flows have at most a step or two before the decision; do those that are ours."""
    for task in queries.open_tasks(case):
        if task.kind in (TaskKind.ACCEPT, TaskKind.HANDLE):
            complete_step(case, task=task, outcome="pass", opinion="当场办理", by=by, at=at)


def _walk_to_delivery(case: Case, *, by: Actor, at: datetime) -> None:
    for task in queries.open_tasks(case):
        if task.kind == TaskKind.ISSUE:
            complete_step(case, task=task, outcome="pass", opinion="当场制发", by=by, at=at)
