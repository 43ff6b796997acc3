"""签收 and 办结: take a task, and finish it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from zhengwu.flow import policy
from zhengwu.flow.actions import timing
from zhengwu.flow.actions.hold import Held, check_pending, check_permitted, done_before, hold, say
from zhengwu.flow.actions.run import Run, load, take_facts
from zhengwu.flow.enums import PENDING, TaskRole, TaskState, Verb
from zhengwu.flow.events import TaskClaimed, TaskCompleted, TaskGivenBack
from zhengwu.flow.models import Task
from zhengwu.flow.rules.attributes import enough
from zhengwu.flow.rules.graph import Node
from zhengwu.flow.rules.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    OpinionMissing,
    OutcomeUnknown,
    SamePerson,
    SamePersonTwice,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.matters.models import Matter

_TASK_FIELDS = (
    "state",
    "desk",
    "assignee_id",
    "assignee_name",
    "delegator_id",
    "delegator_name",
    "claimed_at",
    "done_at",
    "done_by_id",
    "done_by_name",
    "outcome",
    "key",
)


@action
def claim(
    task: Task, *, key: str = "", by: Actor, at: datetime, locked: Matter | None = None
) -> Task:
    """签收: take a task that lies with one's duty. Claiming one's own again changes nothing."""
    held = hold(task, locked=locked)
    task = held.task
    if task.state == TaskState.CLAIMED and policy.holds(by, task):
        return task
    check_pending(task)
    if task.state == TaskState.CLAIMED:
        raise AlreadyClaimed(task=task.name, who=task.assignee_name)
    check_permitted(policy.may_claim(by, task), task)
    check_other_person(held, by)
    _take(task, by, at)
    write(task)
    say(task, Verb.CLAIM, by=by, at=at, key=key)
    event = TaskClaimed(task=str(task.pk), node=task.node_id, name=task.name)
    record(held.matter, event, by=by, at=at)
    return task


def _take(task: Task, by: Actor, at: datetime) -> None:
    task.state, task.claimed_at = TaskState.CLAIMED, at
    task.assignee_id, task.assignee_name = by.id, by.name
    task.lie()


def write(task: Task) -> None:
    """Write a task's changeable columns in one statement."""
    values = {name: getattr(task, name) for name in _TASK_FIELDS}
    Task.objects.filter(pk=task.pk).update(**values)


def check_other_person(held: Held, by: Actor) -> None:
    """一审一核: who did a step named in `zw:otherThan` may not do this one; nor both of a pair."""
    task, node = held.task, held.task.node
    if node.other_than:
        mine = Task.objects.filter(
            instance=task.instance,
            node_id__in=node.other_than,
            done_by_id=by.id,
            state=TaskState.DONE,
        )
        done = mine.first()
        if done is not None:
            raise SamePerson(task=task.name, other=done.name)
    if node.persons > 1:
        others = (one for one in held.group if one.pk != task.pk and one.role == task.role)
        if any(by.id in (one.done_by_id, one.assignee_id) for one in others):
            raise SamePersonTwice(task=task.name)


@action
def complete(
    task: Task,
    *,
    outcome: str = "",
    opinion: str = "",
    facts: Mapping[str, Any] | None = None,
    key: str = "",
    by: Actor,
    at: datetime,
    locked: Matter | None = None,
) -> list[Task]:
    """办结: finish a task; returns the tasks that were opened by it.

    A free task is claimed in the same act. With several doers the run goes on when the node's
    completion rule is met and every co-signer has answered; the rest is then cancelled. The same
    `key` again returns the same tasks. What a delegate finishes goes back to the delegator.
    """
    held = hold(task, locked=locked)
    task = held.task
    if task.state == TaskState.DONE and key and task.key == key:
        return list(Task.objects.filter(opened_by=task.pk).order_by("visit", "place", "id"))
    given_back = task.pending and not policy.may_work(by, task)
    if given_back and done_before(task, Verb.GIVE_BACK, key):
        return []
    if task.state == TaskState.DONE:
        raise AlreadyDone(task=task.name, state=f"已由{task.done_by_name}办结")
    check_pending(task)
    _check_permitted(held, outcome, opinion, by)
    if task.delegator_id:
        return _give_back(held, outcome, opinion, key, by, at)
    return _finish(held, outcome, opinion, facts or {}, key, by, at)


def _check_permitted(held: Held, outcome: str, opinion: str, by: Actor) -> None:
    task, node = held.task, held.task.node
    check_permitted(policy.may_work(by, task), task)
    check_other_person(held, by)
    codes = [code for code, _ in node.choices]
    if codes and outcome not in codes and task.role == TaskRole.MAIN:
        raise OutcomeUnknown(task=task.name, outcome=outcome)
    if node.opinion == "required" and not clean(opinion).strip():
        raise OpinionMissing(fields={"opinion": ["请填写办理意见"]})


def _give_back(
    held: Held, outcome: str, opinion: str, key: str, by: Actor, at: datetime
) -> list[Task]:
    task = held.task
    task.assignee_id, task.assignee_name = task.delegator_id, task.delegator_name
    task.delegator_id = task.delegator_name = ""
    task.state, task.claimed_at = TaskState.CLAIMED, at
    task.lie()
    write(task)
    say(task, Verb.GIVE_BACK, by=by, at=at, opinion=opinion, outcome=outcome, key=key)
    event = TaskGivenBack(
        task=str(task.pk),
        node=task.node_id,
        name=task.name,
        to=task.assignee_name,
        opinion=clean(opinion),
    )
    record(held.matter, event, by=by, at=at)
    return []


def _finish(
    held: Held,
    outcome: str,
    opinion: str,
    facts: Mapping[str, Any],
    key: str,
    by: Actor,
    at: datetime,
) -> list[Task]:
    task = held.task
    given = take_facts(task.instance.graph, facts)
    _take(task, by, task.claimed_at or at)
    task.state, task.done_at, task.outcome, task.key = TaskState.DONE, at, outcome, key[:80]
    task.done_by_id, task.done_by_name = by.id, by.name
    write(task)
    say(task, Verb.COMPLETE, by=by, at=at, opinion=opinion, outcome=outcome, key=key)
    timing.stop(task.clock, "met", matter=held.matter, by=by, at=at)
    event = TaskCompleted(
        task=str(task.pk),
        instance=str(task.instance_id),
        node=task.node_id,
        name=task.name,
        kind=task.kind,
        role=task.role,
        organ=task.organ_code,
        outcome=outcome,
        opinion=clean(opinion),
    )
    record(held.matter, event, by=by, at=at)
    run = load(task.instance, held.matter, by=by, at=at, present=task.token)
    run.marking.facts.update(given)
    return go_on_if_enough(run, held)


def go_on_if_enough(run: Run, held: Held) -> list[Task]:
    """Let the token leave when its node has what it asks for; write the run either way."""
    task, node = held.task, held.task.node
    run.opener = task.pk
    run.tasks = {one.pk: one for one in held.group}
    main = [one for one in held.group if one.role == TaskRole.MAIN and _counts(one)]
    done = [one for one in main if one.state == TaskState.DONE]
    outcome = _outcome(node, done)
    run.marking.facts[f"{node.id}.outcome"] = outcome
    if node.multiple:
        agreed = node.choices[0][0] if node.choices else outcome
        run.marking.facts[f"{node.id}.agreed"] = sum(one.outcome == agreed for one in done)
        run.marking.facts[f"{node.id}.total"] = len(main)
    awaited = any(one.role == TaskRole.COSIGN and one.state in PENDING for one in held.group)
    if not awaited and enough(node.completion if node.multiple else "all", len(done), len(main)):
        run.marking.go_on(run.marking.tokens[task.token_id], outcome)
    return run.save()


def _counts(task: Task) -> bool:
    return task.state == TaskState.DONE or task.state in PENDING


def _outcome(node: Node, done: Iterable[Task]) -> str:
    """The outcome of a step; where several answered, the first dissent from the first choice."""
    outcomes = [one.outcome for one in done]
    if node.choices:
        agreed = node.choices[0][0]
        return next((one for one in outcomes if one != agreed), agreed)
    return outcomes[-1] if outcomes else ""
