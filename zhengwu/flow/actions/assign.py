"""转办 and 委派: pass a task on, or have it done and given back."""

from __future__ import annotations

from datetime import datetime

from zhengwu.flow import policy
from zhengwu.flow.actions.complete import check_other_person, write
from zhengwu.flow.actions.hold import Held, check_pending, check_permitted, done_before, hold, say
from zhengwu.flow.enums import TaskState, Verb
from zhengwu.flow.events import TaskDelegated, TaskHandedOver
from zhengwu.flow.models import Task
from zhengwu.flow.queries import Colleague, colleague_with
from zhengwu.flow.rules.refusals import NoSuchColleague, ReasonMissing, ToOneself
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.time import local_day


def found_colleague(task: Task, to: str, at: datetime) -> Colleague:
    """The colleague with this staff id, if the task's duty is theirs today; else a refusal."""
    colleague = colleague_with(to, task.duty, task.organ_code, local_day(at))
    if not colleague.suits:
        raise NoSuchColleague(who=colleague.name or "该人员", duty=task.duty)
    return colleague


@action
def hand_over(task: Task, *, to: str, reason: str, key: str = "", by: Actor, at: datetime) -> Task:
    """转办: pass the task to a colleague (staff id) with the same duty at the same organ."""
    held = hold(task)
    task = held.task
    if done_before(task, Verb.HAND_OVER, key):
        return task
    check_pending(task)
    check_permitted(policy.may_hand_over(by, task), task)
    colleague = _check(held, to, reason, at)
    task.assignee_id, task.assignee_name = colleague.id, colleague.name
    task.state, task.claimed_at = TaskState.OPEN, None
    task.lie()
    write(task)
    say(task, Verb.HAND_OVER, by=by, at=at, opinion=reason, to_name=colleague.name, key=key)
    event = TaskHandedOver(
        task=str(task.pk),
        node=task.node_id,
        name=task.name,
        to=colleague.id,
        to_name=colleague.name,
    )
    record(held.matter, event, by=by, at=at, reason=reason)
    return task


@action
def delegate(task: Task, *, to: str, reason: str, key: str = "", by: Actor, at: datetime) -> Task:
    """委派: have a colleague do it; when done it comes back to the one who delegated."""
    held = hold(task)
    task = held.task
    if done_before(task, Verb.DELEGATE, key):
        return task
    check_pending(task)
    check_permitted(policy.may_delegate(by, task), task)
    if to == by.id:
        raise ToOneself
    colleague = _check(held, to, reason, at)
    task.delegator_id, task.delegator_name = by.id, by.name
    task.assignee_id, task.assignee_name = colleague.id, colleague.name
    task.state, task.claimed_at = TaskState.OPEN, None
    task.lie()
    write(task)
    say(task, Verb.DELEGATE, by=by, at=at, opinion=reason, to_name=colleague.name, key=key)
    event = TaskDelegated(
        task=str(task.pk),
        node=task.node_id,
        name=task.name,
        to=colleague.id,
        to_name=colleague.name,
    )
    record(held.matter, event, by=by, at=at, reason=reason)
    return task


def _check(held: Held, to: str, reason: str, at: datetime) -> Colleague:
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请填写理由"]})
    if held.task.assignee_id == to:
        raise ToOneself
    colleague = found_colleague(held.task, to, at)
    # The two-person rule holds for whoever gets the task, not only for whoever takes it.
    check_other_person(held, Actor(ActorKind.STAFF, id=colleague.id, name=colleague.name))
    return colleague
