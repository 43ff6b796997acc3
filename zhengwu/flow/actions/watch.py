"""催办, 挂起, 恢复: ask for haste, let a task rest, go on with it."""

from __future__ import annotations

from datetime import datetime

from zhengwu.flow import policy
from zhengwu.flow.actions.hold import check_pending, check_permitted, done_before, hold, say
from zhengwu.flow.enums import TaskState, Verb
from zhengwu.flow.events import TaskResumed, TaskSuspended, TaskUrged
from zhengwu.flow.models import Task
from zhengwu.flow.rules.refusals import ReasonMissing
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor


@action
def urge(task: Task, *, reason: str = "", key: str = "", by: Actor, at: datetime) -> Task:
    """催办: note that somebody waits; whoever has the task is told through the event."""
    held = hold(task)
    task = held.task
    if done_before(task, Verb.URGE, key):
        return task
    check_pending(task, resting=True)
    check_permitted(policy.may_urge(by, task), task)
    task.urged += 1
    Task.objects.filter(pk=task.pk).update(urged=task.urged)
    say(task, Verb.URGE, by=by, at=at, opinion=reason, key=key)
    event = TaskUrged(
        task=str(task.pk),
        node=task.node_id,
        name=task.name,
        duty=task.duty,
        organ=task.organ_code,
        assignee=task.assignee_id,
    )
    record(held.matter, event, by=by, at=at, reason=reason)
    return task


@action
def suspend(task: Task, *, reason: str, key: str = "", by: Actor, at: datetime) -> Task:
    """挂起: let a task rest. No clock stands still by this: that takes a served notice."""
    held = hold(task)
    task = held.task
    if task.state == TaskState.SUSPENDED and done_before(task, Verb.SUSPEND, key):
        return task
    check_pending(task)
    check_permitted(policy.may_work(by, task), task)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请填写挂起理由"]})
    task.state = TaskState.SUSPENDED
    Task.objects.filter(pk=task.pk).update(state=task.state)
    say(task, Verb.SUSPEND, by=by, at=at, opinion=reason, key=key)
    event = TaskSuspended(task=str(task.pk), node=task.node_id, name=task.name)
    record(held.matter, event, by=by, at=at, reason=reason)
    return task


@action
def resume(task: Task, *, key: str = "", by: Actor, at: datetime) -> Task:
    """恢复: go on with a task; whoever had claimed it still has it."""
    held = hold(task)
    task = held.task
    if task.state != TaskState.SUSPENDED and done_before(task, Verb.RESUME, key):
        return task
    check_pending(task, resting=True)
    check_permitted(policy.may_work(by, task) or policy.may_hand_over(by, task), task)
    if task.state != TaskState.SUSPENDED:
        return task
    task.state = TaskState.CLAIMED if task.claimed_at else TaskState.OPEN
    Task.objects.filter(pk=task.pk).update(state=task.state)
    say(task, Verb.RESUME, by=by, at=at, key=key)
    event = TaskResumed(task=str(task.pk), node=task.node_id, name=task.name)
    record(held.matter, event, by=by, at=at)
    return task
