"""Start a run on a matter, and break it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from zhengwu.flow.actions.run import Run, load, take_facts, typed_facts
from zhengwu.flow.enums import InstanceState
from zhengwu.flow.events import FlowCancelled, FlowStarted
from zhengwu.flow.models import Instance, Version, graph_of
from zhengwu.flow.rules.engine import Marking
from zhengwu.flow.rules.refusals import NotRunning, RunsAlready
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.matters.actions import lock
from zhengwu.matters.models import Matter


@action
def start(
    matter: Matter,
    version: Version | UUID | str,
    *,
    facts: Mapping[str, Any],
    by: Actor,
    at: datetime,
    parent: UUID | None = None,
    parent_visit: int = 0,
) -> Instance:
    """Begin a run. Facts that the diagram does not declare are left out.

    One run at a time on a matter; `parent` is the token of a call activity.
    """
    matter = lock(matter.pk)
    row = _version(version)
    if Instance.objects.filter(matter=matter, state=InstanceState.RUNNING).exists():
        raise RunsAlready
    graph = graph_of(row.pk)
    known = typed_facts(graph, {}) | take_facts(graph, facts)
    instance = Instance(
        matter=matter,
        version=row,
        parent=parent,
        parent_visit=parent_visit,
        started_at=at,
    )
    event = FlowStarted(
        instance=str(instance.pk),
        definition=row.definition.code,
        number=row.number,
        digest=row.digest,
    )
    record(matter, event, by=by, at=at)
    run = Run(instance, matter, Marking(graph, known), by, at)
    run.marking.start()
    run.save()
    return instance


def _version(version: Version | UUID | str) -> Version:
    if isinstance(version, Version):
        return version
    return _published(str(version))


@lru_cache(maxsize=256)
def _published(version: str) -> Version:
    """A version never changes, nor does the code of its definition."""
    rows = Version.objects.select_related("definition").defer("xml", "compiled")
    found = rows.filter(pk=version).first()
    if found is None:
        raise NotThere(version=version)
    return found


@action
def cancel(matter: Matter, *, reason: str, by: Actor, at: datetime) -> Instance:
    """Break off the matter's run: tokens, tasks and step clocks are cancelled."""
    matter = lock(matter.pk)
    instance = (
        Instance.objects.select_related("matter")
        .filter(matter=matter, state=InstanceState.RUNNING)
        .first()
    )
    if instance is None:
        raise NotRunning
    run = load(instance, matter, by=by, at=at)
    run.marking.cancel()
    instance.state, instance.ended_at = InstanceState.CANCELLED, at
    run.save()
    record(matter, FlowCancelled(instance=str(instance.pk)), by=by, at=at, reason=reason)
    return instance
