"""What is done with a step of a case without finishing it: the flow's verbs, asked of the case.

Each opens the case first – a deadline that passed counts – and keeps out who keeps out of the
case (回避): neither does a recused person act, nor is a step given to one.
"""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import rules
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.models import Case
from zhengwu.flow import actions as flow
from zhengwu.flow.models import Task
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere, Refusal


class ColleagueRecused(Refusal):
    """所选人员已对此件回避，不能交其办理。"""

    law = "公务员法 第76条"


def _ask(case: Case, task: Task, *, to: str = "", by: Actor, at: datetime) -> None:
    case = open_case(case, at=at).case
    rules.check_not_over(case.state, case.state_name)
    if task.matter_id != case.matter_id:
        raise NotThere(task=str(task.pk))
    check_recused(case, by.id)
    if to in case.recused:
        raise ColleagueRecused


@action
def claim_step(case: Case, *, task: Task, key: str = "", by: Actor, at: datetime) -> Task:
    """签收: take a step that lies with one's duty."""
    _ask(case, task, by=by, at=at)
    return flow.claim(task, key=key, by=by, at=at)


@action
def send_back(
    case: Case, *, task: Task, node: str, reason: str, key: str = "", by: Actor, at: datetime
) -> list[Task]:
    """退回: to an earlier step; the steps opened there."""
    _ask(case, task, by=by, at=at)
    return flow.return_to(task, node, reason=reason, key=key, by=by, at=at)


@action
def pass_on(
    case: Case, *, task: Task, to: str, reason: str, key: str = "", by: Actor, at: datetime
) -> Task:
    """转办: to a colleague of the same duty."""
    _ask(case, task, to=to, by=by, at=at)
    return flow.hand_over(task, to=to, reason=reason, key=key, by=by, at=at)


@action
def delegate_step(
    case: Case, *, task: Task, to: str, reason: str, key: str = "", by: Actor, at: datetime
) -> Task:
    """委派: a colleague does it and gives it back."""
    _ask(case, task, to=to, by=by, at=at)
    return flow.delegate(task, to=to, reason=reason, key=key, by=by, at=at)


@action
def ask_cosigner(
    case: Case, *, task: Task, to: str, reason: str, key: str = "", by: Actor, at: datetime
) -> Task:
    """加签: ask a colleague for an opinion; the step waits."""
    _ask(case, task, to=to, by=by, at=at)
    return flow.add_cosigner(task, to=to, reason=reason, key=key, by=by, at=at)


@action
def drop_cosigner(
    case: Case, *, task: Task, reason: str, key: str = "", by: Actor, at: datetime
) -> list[Task]:
    """减签: do without a co-signer's answer."""
    _ask(case, task, by=by, at=at)
    return flow.drop_cosigner(task, reason=reason, key=key, by=by, at=at)


@action
def rest_step(
    case: Case, *, task: Task, reason: str, key: str = "", by: Actor, at: datetime
) -> Task:
    """挂起: let a step rest; no clock stands still by it."""
    _ask(case, task, by=by, at=at)
    return flow.suspend(task, reason=reason, key=key, by=by, at=at)


@action
def resume_step(case: Case, *, task: Task, key: str = "", by: Actor, at: datetime) -> Task:
    """恢复办理: go on with a step that rested."""
    _ask(case, task, by=by, at=at)
    return flow.resume(task, key=key, by=by, at=at)


@action
def urge_step(
    case: Case, *, task: Task, reason: str = "", key: str = "", by: Actor, at: datetime
) -> Task:
    """催办: note that somebody waits."""
    _ask(case, task, by=by, at=at)
    return flow.urge(task, reason=reason, key=key, by=by, at=at)


@action
def undo_step(
    case: Case, *, task: Task, reason: str = "", key: str = "", by: Actor, at: datetime
) -> Task:
    """撤回: take up again what one has just finished, while nobody has opened what follows."""
    _ask(case, task, by=by, at=at)
    return flow.take_back(task, reason=reason, key=key, by=by, at=at)
