"""What comes from outside of tasks: messages, timers, finished services and sub-matters.

Each may be called again after a crash: whoever no longer rests where it did is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from zhengwu.flow.actions.run import Run, load, take_facts
from zhengwu.flow.enums import InstanceState, NodeKind
from zhengwu.flow.events import MessageDelivered, ServiceFinished, SubflowFinished, TimerFired
from zhengwu.flow.models import Instance, Task
from zhengwu.flow.models import Token as TokenRow
from zhengwu.flow.rules.engine import Token
from zhengwu.flow.rules.refusals import NobodyWaits, NotRunning
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.matters.actions import lock
from zhengwu.matters.models import Matter


@action
def deliver_message(
    matter: Matter, key: str, *, facts: Mapping[str, Any] | None = None, by: Actor, at: datetime
) -> list[Task]:
    """Bring a message to every token of the matter's run that waits for this key.

    Raises `NobodyWaits` where none does; returns the tasks that were opened.
    """
    matter = lock(matter.pk)
    run = _running(matter, by, at)
    waiting = [
        token
        for token in run.marking.present()
        if run.graph.nodes[token.node].kind is NodeKind.CATCH
        and run.graph.nodes[token.node].message == key
    ]
    if not waiting:
        raise NobodyWaits(message=key)
    run.marking.facts.update(take_facts(run.graph, facts or {}))
    for token in waiting:
        event = MessageDelivered(instance=str(run.instance.pk), node=token.node, message=key)
        record(matter, event, by=by, at=at)
        run.marking.go_on(token)
    return run.save()


@action
def finish_service(
    token_id: UUID | str,
    visit: int,
    *,
    facts: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> list[Task]:
    """A service did its work: the token goes on with the facts it brought."""
    found = _resting(token_id, visit, NodeKind.SERVICE, by, at)
    if found is None:
        return []
    run, token = found
    node = run.graph.nodes[token.node]
    run.marking.facts.update(take_facts(run.graph, facts or {}))
    event = ServiceFinished(instance=str(run.instance.pk), node=node.id, service=node.service)
    record(run.matter, event, by=by, at=at)
    run.marking.go_on(token)
    return run.save()


@action
def finish_subflow(
    token_id: UUID | str, visit: int, *, outcome: str, by: Actor, at: datetime
) -> list[Task]:
    """The sub-matter of a call activity ended: its outcome is the outcome of the step."""
    found = _resting(token_id, visit, NodeKind.CALL, by, at)
    if found is None:
        return []
    run, token = found
    event = SubflowFinished(instance=str(run.instance.pk), node=token.node, outcome=outcome)
    record(run.matter, event, by=by, at=at)
    run.marking.go_on(token, outcome)
    return run.save()


@action
def fire_timer(
    token_id: UUID | str, timer_id: str, *, visit: int | None = None, by: Actor, at: datetime
) -> list[Task]:
    """A boundary timer ran out while its node was still being worked on."""
    row = TokenRow.objects.select_related("instance").filter(pk=token_id).first()
    if row is None:
        return []
    matter = lock(row.instance.matter_id)
    row = TokenRow.objects.select_related("instance").get(pk=token_id)
    timer = row.instance.graph.nodes.get(timer_id)
    gone = timer is None or row.node != timer.host or row.instance.state != InstanceState.RUNNING
    if gone or not row.visit or (visit is not None and row.visit != visit):
        return []
    run = load(row.instance, matter, by=by, at=at)
    token = run.marking.tokens.get(row.pk)
    if token is None or timer is None:
        return []
    event = TimerFired(
        instance=str(row.instance_id),
        node=timer.host,
        timer=timer.id,
        interrupting=timer.interrupting,
    )
    record(matter, event, by=by, at=at)
    run.marking.fire(token, timer)
    if not timer.interrupting:
        # Fired once: the clock's end is not to send a second token.
        run.rows[row.pk].timers.pop(timer.id, None)
        run.marking.changed.add(row.pk)
    return run.save()


def _running(matter: Matter, by: Actor, at: datetime) -> Run:
    instance = Instance.objects.filter(matter=matter, state=InstanceState.RUNNING).first()
    if instance is None:
        raise NotRunning
    return load(instance, matter, by=by, at=at)


def _resting(
    token_id: UUID | str, visit: int, kind: NodeKind, by: Actor, at: datetime
) -> tuple[Run, Token] | None:
    row = TokenRow.objects.select_related("instance").filter(pk=token_id).first()
    if row is None:
        return None
    matter = lock(row.instance.matter_id)
    instance = Instance.objects.get(pk=row.instance_id)
    if instance.state != InstanceState.RUNNING:
        return None
    run = load(instance, matter, by=by, at=at)
    token = run.marking.tokens.get(row.pk)
    if token is None or token.visit != visit or run.graph.nodes[token.node].kind is not kind:
        return None
    return run, token
