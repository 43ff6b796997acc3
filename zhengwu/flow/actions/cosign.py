"""加签 and 减签: ask further persons for their signature, or do without."""

from __future__ import annotations

from datetime import datetime

from zhengwu.flow import policy
from zhengwu.flow.actions import timing
from zhengwu.flow.actions.complete import go_on_if_enough
from zhengwu.flow.actions.hold import check_pending, check_permitted, done_before, hold, say
from zhengwu.flow.actions.run import load, opened_event
from zhengwu.flow.enums import TaskRole, TaskState, Verb
from zhengwu.flow.events import CosignerDropped
from zhengwu.flow.models import Task
from zhengwu.flow.queries import colleague_with
from zhengwu.flow.rules.refusals import NoSuchColleague, NotACosigner, ReasonMissing, ToOneself
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import local_day


@action
def add_cosigner(
    task: Task, *, to: str, reason: str, key: str = "", by: Actor, at: datetime
) -> Task:
    """加签: ask a colleague (staff id) for an opinion; the step waits. Returns their task."""
    held = hold(task)
    task = held.task
    check_pending(task)
    check_permitted(policy.may_work(by, task) and task.role == TaskRole.MAIN, task)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明请对方看什么"]})
    there = [one for one in held.group if one.assignee_id == to and one.pending]
    if there and done_before(task, Verb.ADD_COSIGNER, key):
        return there[-1]
    if to == by.id or there:
        raise ToOneself
    colleague = colleague_with(to, task.duty, task.organ_code, local_day(at))
    if not colleague.name:
        raise NoSuchColleague(who="该人员", duty=task.duty)
    added = Task(
        id=new_id(),
        instance=task.instance,
        matter=held.matter,
        token=task.token,
        node_id=task.node_id,
        name=f"{task.name}（加签）"[:200],
        kind="cosign",
        role=TaskRole.COSIGN,
        visit=task.visit,
        trail=task.trail,
        duty=task.duty,
        organ_code=colleague.organ_code or task.organ_code,
        assignee_id=colleague.id,
        assignee_name=colleague.name,
        opened_at=at,
        opened_by=task.pk,
    )
    added.lie()
    timing.start_steps(held.matter, [(task.node, added)], by=by, at=at)
    added.save(force_insert=True)
    say(task, Verb.ADD_COSIGNER, by=by, at=at, opinion=reason, to_name=colleague.name, key=key)
    record(held.matter, opened_event(added), by=by, at=at, reason=reason)
    return added


@action
def drop_cosigner(task: Task, *, reason: str, key: str = "", by: Actor, at: datetime) -> list[Task]:
    """减签: do without a co-signer's answer. If only it was missing, the run goes on."""
    held = hold(task)
    task = held.task
    if task.role != TaskRole.COSIGN:
        raise NotACosigner(task=task.name)
    if task.state == TaskState.CANCELLED and done_before(task, Verb.DROP_COSIGNER, key):
        return []
    check_pending(task, resting=True)
    owners = [one for one in held.group if one.role == TaskRole.MAIN]
    permitted = any(policy.may_work(by, one) or policy.may_take_back(by, one) for one in owners)
    check_permitted(permitted, task)
    task.state, task.done_at = TaskState.CANCELLED, at
    Task.objects.filter(pk=task.pk).update(state=task.state, done_at=at)
    timing.stop(task.clock, "cancelled", matter=held.matter, by=by, at=at)
    say(task, Verb.DROP_COSIGNER, by=by, at=at, opinion=reason, key=key)
    event = CosignerDropped(
        task=str(task.pk), node=task.node_id, name=task.name, who=task.assignee_name
    )
    record(held.matter, event, by=by, at=at, reason=reason)
    run = load(task.instance, held.matter, by=by, at=at, present=task.token)
    return go_on_if_enough(run, held)
