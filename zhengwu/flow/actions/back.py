"""退回 and 撤回: send the run back, or take one's own step up again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from zhengwu.flow import policy
from zhengwu.flow.actions import timing
from zhengwu.flow.actions.hold import Held, check_pending, check_permitted, done_before, hold, say
from zhengwu.flow.actions.run import Run, Seat, cancelled_names, load
from zhengwu.flow.enums import PENDING, NodeKind, TaskRole, TaskState, Verb
from zhengwu.flow.events import TaskReturned, TaskTakenBack
from zhengwu.flow.models import Task
from zhengwu.flow.rules.refusals import (
    AlreadyDone,
    NextHasOpened,
    NotEarlier,
    ReasonMissing,
    SentBackSince,
)
from zhengwu.flow.rules.soundness import Stand, plan_of
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.ids import new_id


@action
def return_to(
    task: Task, node_id: str, *, reason: str, key: str = "", by: Actor, at: datetime
) -> list[Task]:
    """退回 to an earlier node on the path taken; returns the tasks opened there.

    They go to those who did them then. Every token that went on from there is cancelled with its
    tasks and clocks; branches already joined wait at their join again.
    """
    held = hold(task)
    task = held.task
    if task.state == TaskState.RETURNED and key and task.key == key:
        return list(Task.objects.filter(opened_by=task.pk).order_by("visit", "place", "id"))
    check_pending(task)
    check_permitted(policy.may_work(by, task), task)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明退回理由"]})
    before = _then(task, node_id)
    run = load(task.instance, held.matter, by=by, at=at, every=True)
    _close(task, by, at, key)
    run.tasks = {one.pk: one for one in held.group}
    run.opener = task.pk
    target = before[0]
    run.seats[run.marking.visits + 1] = [
        Seat(one.organ_code, one.done_by_id, one.done_by_name) for one in before
    ]
    run.marking.go_back(target.visit, target.node_id, target.trail, keep_visit=False)
    check_sound(run, target.name)
    opened = run.save()
    say(task, Verb.RETURN, by=by, at=at, opinion=reason, to_name=target.name, key=key)
    event = TaskReturned(
        task=str(task.pk),
        instance=str(task.instance_id),
        node=task.node_id,
        name=task.name,
        to_node=target.node_id,
        to_name=target.name,
        cancelled=cancelled_names(run.cancelled),
    )
    record(held.matter, event, by=by, at=at, reason=reason)
    return opened


def check_sound(run: Run, name: str) -> None:
    """Refuse a way back that the diagram of today cannot take: it was another on the way there."""
    present = [
        Stand(t.node, t.state, t.edge) for t in run.marking.tokens.values() if t.state.present
    ]
    if any(one.node not in run.graph.nodes for one in present) or plan_of(run.graph).unsound(
        present
    ):
        raise NotEarlier(node=name)


def _then(task: Task, node_id: str) -> list[Task]:
    """The tasks done at the node when the path last passed it."""
    done = Task.objects.filter(
        instance=task.instance,
        node_id=node_id,
        visit__in=task.trail,
        role=TaskRole.MAIN,
        state=TaskState.DONE,
    ).order_by("-visit", "place", "id")
    node = task.instance.graph.nodes.get(node_id)
    rows = list(done) if node else []
    if not rows:
        raise NotEarlier(node=node.name if node else node_id)
    return [one for one in rows if one.visit == rows[0].visit]


def _close(task: Task, by: Actor, at: datetime, key: str) -> None:
    """The task ends here; its matter is the locked one."""
    task.state, task.done_at, task.key = TaskState.RETURNED, at, key[:80]
    task.done_by_id, task.done_by_name = by.id, by.name
    Task.objects.filter(pk=task.pk).update(
        state=task.state, done_at=at, key=task.key, done_by_id=by.id, done_by_name=by.name
    )
    timing.stop(task.clock, "met", matter=task.matter, by=by, at=at)


@action
def take_back(task: Task, *, reason: str = "", key: str = "", by: Actor, at: datetime) -> Task:
    """撤回: take up again what one has just finished, while nobody has opened what follows.

    Returns the task that is open again. Other departments' answers at the same step stand.
    """
    held = hold(task)
    task = held.task
    if task.state == TaskState.TAKEN_BACK and done_before(task, Verb.TAKE_BACK, key):
        return Task.objects.get(opened_by=task.pk, visit=task.visit)
    check_permitted(policy.may_take_back(by, task), task)
    if task.state != TaskState.DONE:
        raise AlreadyDone(task=task.name, state=TaskState(task.state).chinese)
    run = load(task.instance, held.matter, by=by, at=at, every=True)
    if task.instance.state == "running" and not run.marking.stands(task.visit):
        # Taken up again it would stand beside the stay that the return opened: everything twice.
        raise SentBackSince
    following = _check_unopened(run, task)
    task.state = TaskState.TAKEN_BACK
    Task.objects.filter(pk=task.pk).update(state=task.state)
    token_id = task.token_id
    if run.marking.tokens[token_id].visit != task.visit:
        run.tasks = {one.pk: one for one in following}
        token_id = run.marking.go_back(task.visit, task.node_id, task.trail, keep_visit=True).id
        check_sound(run, task.name)
        run.save()
    reopened = _reopened(held, token_id, by, at)
    say(task, Verb.TAKE_BACK, by=by, at=at, opinion=reason, key=key)
    event = TaskTakenBack(
        task=str(task.pk),
        instance=str(task.instance_id),
        node=task.node_id,
        name=task.name,
        cancelled=cancelled_names(run.cancelled),
    )
    record(held.matter, event, by=by, at=at, reason=reason)
    return reopened


def _check_unopened(run: Run, task: Task) -> list[Task]:
    """Refuse once anything after the task was opened, finished or sent out."""
    if task.instance.state != "running" or task.node_id not in run.graph.nodes:
        raise NextHasOpened
    resting: set[int] = set()
    for token in run.marking.tokens.values():
        if task.visit not in token.trail:
            continue
        node = run.graph.nodes.get(token.node)
        waits_here = node is not None and (node.kind.by_people or node.kind is NodeKind.CATCH)
        sent_out = token.visit and not waits_here
        if sent_out or any(_after(run, visit, task) for visit in token.trail):
            raise NextHasOpened
        if token.state.present and token.visit:
            resting.add(token.visit)
    following = list(
        Task.objects.select_related("clock").filter(
            instance=task.instance, visit__in=resting - {task.visit}
        )
    )
    if any(one.claimed_at is not None or one.state not in PENDING for one in following):
        raise NextHasOpened
    return following


def _after(run: Run, visit: int, task: Task) -> bool:
    """Whether a stay came after the task's own.

    A merged token also carries the stays of the other branches; those are found on the trail of
    a token that never passed the task.
    """
    if visit <= task.visit:
        return False
    trails = (token.trail for token in run.marking.tokens.values() if visit in token.trail)
    return all(task.visit in trail for trail in trails)


def _reopened(held: Held, token_id: UUID, by: Actor, at: datetime) -> Task:
    old = held.task
    task = Task(
        id=new_id(),
        instance=old.instance,
        matter=held.matter,
        token_id=token_id,
        node_id=old.node_id,
        name=old.name,
        kind=old.kind,
        role=old.role,
        visit=old.visit,
        place=old.place,
        trail=old.trail,
        duty=old.duty,
        organ_code=old.organ_code,
        assignee_id=by.id,
        assignee_name=by.name,
        state=TaskState.CLAIMED,
        opened_at=at,
        claimed_at=at,
        opened_by=old.pk,
    )
    task.lie()
    timing.start_steps(held.matter, [(old.node, task)], by=by, at=at)
    task.save(force_insert=True)
    # Answers of others at this step now hang on the token that stands here again.
    Task.objects.filter(instance=old.instance, visit=old.visit).exclude(pk=task.pk).update(
        token_id=token_id
    )
    return task
