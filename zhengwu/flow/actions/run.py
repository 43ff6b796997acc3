"""A run under its matter's lock: loaded in few statements, moved by the engine, written back.

Every verb: lock the matter, load, ask policy and rules, move, write. The statements do not grow
with the number of tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from zhengwu.expressions.rules import Kind, read_fact
from zhengwu.flow.actions import timing
from zhengwu.flow.enums import PENDING, PRESENT, InstanceState, NodeKind, TaskState, TokenState
from zhengwu.flow.events import (
    FlowEnded,
    ServiceRequested,
    SubflowAbandoned,
    SubflowRequested,
    TaskOpened,
)
from zhengwu.flow.models import Instance, JoinArrival, Task
from zhengwu.flow.models import Token as TokenRow
from zhengwu.flow.rules import engine
from zhengwu.flow.rules.graph import Graph, Node
from zhengwu.flow.rules.refusals import FactUnfit, NoOrgan
from zhengwu.journal.actions import record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter

_TOKEN_FIELDS = ["node", "state", "edge", "visit", "trail", "merged_into", "timers"]


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is to have a task: an organ, and a person where it goes back to the one who did it."""

    organ: str
    person: str = ""
    person_name: str = ""


@dataclass(slots=True)
class Run:
    """One run, its matter locked."""

    instance: Instance
    matter: Matter
    marking: engine.Marking
    by: Actor
    at: datetime
    rows: dict[UUID, TokenRow] = field(default_factory=dict)
    opener: UUID | None = None
    seats: dict[int, list[Seat]] = field(default_factory=dict)
    # Tasks already in memory, so that ending their stay costs no further reading.
    tasks: dict[UUID, Task] = field(default_factory=dict)
    cancelled: list[Task] = field(default_factory=list)

    @property
    def graph(self) -> Graph:
        """The diagram it follows."""
        return self.marking.graph

    def save(self) -> list[Task]:
        """Write everything that moved; returns the tasks that were opened."""
        self._end_stays()
        opened = self._open()
        timed = [(self.graph.nodes[task.node_id], task) for task in opened]
        timing.start_steps(self.matter, timed, by=self.by, at=self.at)
        self._write_instance()
        self._write_tokens()
        if opened:
            Task.objects.bulk_create(opened)
        self._write_arrivals()
        for task in opened:
            record(self.matter, _opened(task), by=self.by, at=self.at)
        if self.instance.state == InstanceState.ENDED:
            event = FlowEnded(
                instance=str(self.instance.pk),
                outcome=self.instance.outcome,
                parent=str(self.instance.parent or ""),
            )
            record(self.matter, event, by=self.by, at=self.at)
        return opened

    def _end_stays(self) -> None:
        """Stays that ended: their open tasks and their clocks end too."""
        visits = {token.visit for token in self.marking.left if token.visit}
        known = {task.visit for task in self.tasks.values()}
        tasks = [t for t in self.tasks.values() if t.visit in visits and t.state in PENDING]
        if visits - known:
            tasks += Task.objects.select_related("clock").filter(
                instance=self.instance, visit__in=visits - known, state__in=PENDING
            )
        if tasks:
            Task.objects.filter(pk__in=[task.pk for task in tasks]).update(
                state=TaskState.CANCELLED, done_at=self.at
            )
        for task in tasks:
            task.state = TaskState.CANCELLED
            timing.stop(task.clock, "cancelled", matter=self.matter, by=self.by, at=self.at)
        self.cancelled += tasks
        for left in self.marking.left:
            if left.state is TokenState.CANCELLED and left.visit:
                self._abandon(left)
            row = self.rows.get(left.id)
            if row is not None and row.timers:
                timing.stop_all(row.timers.values(), matter=self.matter, by=self.by, at=self.at)
                row.timers = {}

    def _abandon(self, token: engine.Token) -> None:
        if self.graph.nodes[token.node].kind is NodeKind.CALL:
            event = SubflowAbandoned(token=str(token.id), visit=token.visit)
            record(self.matter, event, by=self.by, at=self.at)

    def _open(self) -> list[Task]:
        """What tokens now rest for: tasks are built, services and sub-matters asked for."""
        opened: list[Task] = []
        for token in self.marking.rested:
            if not token.state.present or not token.visit:
                continue
            node = self.graph.nodes[token.node]
            if node.kind.by_people:
                opened += self._tasks(token, node)
            elif node.kind in (NodeKind.SERVICE, NodeKind.CALL):
                record(self.matter, self._request(token, node), by=self.by, at=self.at)
        return opened

    def _tasks(self, token: engine.Token, node: Node) -> list[Task]:
        seats = self.seats.get(token.visit) or [
            Seat(organ)
            for organ in engine.organs_of(node, self.marking.facts, self.matter.organ_code)
        ]
        if not seats:
            raise NoOrgan(task=node.name)
        row = self._row(token)
        row.timers = timing.start_timers(self, token, node)
        return [self._task(token, node, seat, place) for place, seat in enumerate(seats)]

    def _task(self, token: engine.Token, node: Node, seat: Seat, place: int) -> Task:
        task = Task(
            id=new_id(),
            instance=self.instance,
            matter=self.matter,
            token_id=token.id,
            node_id=node.id,
            name=node.name[:200],
            kind=node.task_kind,
            visit=token.visit,
            place=place,
            trail=sorted(token.trail),
            duty=node.duty,
            organ_code=seat.organ,
            assignee_id=seat.person,
            assignee_name=seat.person_name,
            opened_at=self.at,
            opened_by=self.opener,
        )
        task.lie()
        return task

    def _request(self, token: engine.Token, node: Node) -> ServiceRequested | SubflowRequested:
        where = {"instance": str(self.instance.pk), "token": str(token.id), "node": node.id}
        if node.kind is NodeKind.SERVICE:
            return ServiceRequested(**where, visit=token.visit, service=node.service)
        return SubflowRequested(**where, visit=token.visit, name=node.name, called=node.called)

    def _row(self, token: engine.Token) -> TokenRow:
        row = self.rows.get(token.id)
        if row is None:
            row = self.rows[token.id] = TokenRow(id=token.id, instance=self.instance)
        return row

    def _write_tokens(self) -> None:
        new: list[TokenRow] = []
        old: list[TokenRow] = []
        for token in self.marking.tokens.values():
            if token.id not in self.marking.changed:
                continue
            row = self._row(token)
            row.node, row.state, row.edge = token.node, token.state, token.edge
            row.visit, row.trail = token.visit, sorted(token.trail)
            row.merged_into = token.merged_into
            (new if token.new else old).append(row)
        if new:
            TokenRow.objects.bulk_create(new)
        if len(old) == 1:
            values = {name: getattr(old[0], name) for name in _TOKEN_FIELDS}
            TokenRow.objects.filter(pk=old[0].pk).update(**values)
        elif old:
            TokenRow.objects.bulk_update(old, _TOKEN_FIELDS)

    def _write_arrivals(self) -> None:
        if self.marking.arrivals:
            # The unique constraint is the second lock on the door: the first is the matter's.
            JoinArrival.objects.bulk_create(
                JoinArrival(
                    instance=self.instance,
                    node=one.node,
                    edge=one.edge,
                    round=one.round,
                    token_id=one.token,
                )
                for one in self.marking.arrivals
            )

    def _write_instance(self) -> None:
        instance = self.instance
        if self.marking.finished and instance.state == InstanceState.RUNNING:
            instance.state, instance.ended_at = InstanceState.ENDED, self.at
            instance.outcome = (self.marking.finished.name or self.marking.finished.id)[:120]
        instance.facts = {name: as_json(value) for name, value in self.marking.facts.items()}
        instance.visits, instance.rounds = self.marking.visits, self.marking.rounds
        if instance._state.adding:
            instance.save(force_insert=True)
            return
        Instance.objects.filter(pk=instance.pk).update(
            facts=instance.facts,
            visits=instance.visits,
            rounds=instance.rounds,
            state=instance.state,
            outcome=instance.outcome,
            ended_at=instance.ended_at,
        )


def _opened(task: Task) -> TaskOpened:
    return TaskOpened(
        task=str(task.pk),
        instance=str(task.instance_id),
        node=task.node_id,
        name=task.name,
        kind=task.kind,
        role=task.role,
        duty=task.duty,
        organ=task.organ_code,
        assignee=task.assignee_id,
        assignee_name=task.assignee_name,
    )


def opened_event(task: Task) -> TaskOpened:
    """The event of a task that was opened outside of the engine (a co-signer's)."""
    return _opened(task)


def load(
    instance: Instance,
    matter: Matter,
    *,
    by: Actor,
    at: datetime,
    present: TokenRow | None = None,
    every: bool = False,
) -> Run:
    """Build a run from its rows; the matter must be locked.

    `present` is the only token where the diagram cannot have more, so none need be read. With
    `every` also tokens of the past are read (for returning).
    """
    graph = instance.graph
    if present is not None and not graph.concurrent and not every:
        rows = [present]
    else:
        query = TokenRow.objects.filter(instance=instance)
        rows = list(query if every else query.filter(state__in=PRESENT))
    marking = engine.Marking(
        graph=graph,
        facts=typed_facts(graph, instance.facts),
        tokens={row.pk: _token(row) for row in rows},
        visits=instance.visits,
        rounds=dict(instance.rounds),
    )
    return Run(instance, matter, marking, by, at, rows={row.pk: row for row in rows})


def _token(row: TokenRow) -> engine.Token:
    return engine.Token(
        id=row.pk,
        node=row.node,
        state=TokenState(row.state),
        edge=row.edge,
        visit=row.visit,
        trail=frozenset(row.trail),
        merged_into=row.merged_into,
    )


def typed_facts(graph: Graph, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored facts by their declared types; what is not known yet is null."""
    return {name: read_fact(stored.get(name), kind) for name, kind in graph.known.items()}


def take_facts(graph: Graph, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given facts that the diagram declares; others mean nothing to it and are left out.

    Raises `FactUnfit` naming each declared field whose value has another type.
    """
    found: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for name, kind in graph.fields.items():
        if name in given:
            try:
                found[name] = read_fact(given[name], Kind(kind))
            except ValueError as error:
                wrong[name] = [str(error)]
    if wrong:
        raise FactUnfit(fields=wrong)
    return found


def as_json(value: Any) -> Any:
    """A fact as JSON holds it without loss."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value


def cancelled_names(tasks: Iterable[Task]) -> list[str]:
    """Names of tasks for an event."""
    return [task.name for task in tasks]
