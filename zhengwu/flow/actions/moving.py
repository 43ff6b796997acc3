"""Rows of a run under another version: changed in memory, written set-based, the old ones kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zhengwu.flow.actions.bulk import update_rows
from zhengwu.flow.enums import TaskRole
from zhengwu.flow.models import Instance, Task, Token
from zhengwu.flow.rules.migration import NodeMap

_KEPT = ("node_id", "name", "kind", "duty", "organ_code")


@dataclass
class Mover:
    """Moves runs one by one; `write` then writes all of them."""

    nodes: NodeMap
    tokens: list[Token] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    runs: list[Instance] = field(default_factory=list)

    def move(
        self,
        run: Instance,
        organ: str,
        tokens: Sequence[Token],
        tasks: Sequence[Task],
        record: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Bring one run to the new version; returns what was there before, where it changed.

        `record` is what an earlier migration kept: on the way back it comes before the map.
        """
        kept: dict[str, Any] = {
            "tokens": self._tokens(tokens, record.get("tokens", {})),
            "tasks": self._tasks(tasks, organ, record.get("tasks", {})),
            "facts": self._facts(run, record.get("facts", {})),
        }
        self._rounds(run)
        return {name: value for name, value in kept.items() if value}

    def write(self) -> None:
        """Three statements for any number of runs."""
        update_rows(self.tokens, ["node", "edge"])
        update_rows(self.tasks, [*_KEPT, "desk"])
        update_rows(self.runs, ["facts", "rounds"])

    def _tokens(self, tokens: Sequence[Token], record: Mapping[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for token in tokens:
            before = [token.node, token.edge]
            node = self.nodes.nodes.get(token.node, token.node)
            edge = self.nodes.edges.get(token.edge, token.edge)
            after = record.get(str(token.pk), [node, edge])
            if after != before:
                kept[str(token.pk)] = before
                token.node, token.edge = after
                self.tokens.append(token)
        return kept

    def _tasks(
        self, tasks: Sequence[Task], organ: str, record: Mapping[str, Any]
    ) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for task in tasks:
            before = [getattr(task, name) for name in _KEPT]
            after = self._task(task, organ, record.get(str(task.pk)))
            if after != before:
                kept[str(task.pk)] = before
                for name, value in zip(_KEPT, after, strict=True):
                    setattr(task, name, value)
                task.lie()
                self.tasks.append(task)
        return kept

    def _task(self, task: Task, organ: str, record: list[str] | None) -> list[str]:
        """A task that is done keeps its name and duty: it was done as that."""
        node = record[0] if record else self.nodes.nodes.get(task.node_id, task.node_id)
        same = [task.name, task.kind, task.duty, task.organ_code]
        if not task.pending or task.role != TaskRole.MAIN:
            return [node, *same]
        if record:
            return list(record)
        old, new = self.nodes.source.nodes.get(task.node_id), self.nodes.target.nodes.get(node)
        if old is None or new is None:
            return [node, *same]
        place = task.organ_code if old.organ == new.organ else new.organ or organ
        return [node, new.name[:200], new.task_kind, new.duty, place]

    def _facts(self, run: Instance, record: Mapping[str, Any]) -> dict[str, Any]:
        """Outcomes go with their steps; what the new diagram does not know is kept aside."""
        known = self.nodes.target.known
        renamed = {self._fact(name): value for name, value in run.facts.items()}
        back = {name: value for name, value in record.items() if renamed.get(name) is None}
        facts = {name: value for name, value in (renamed | back).items() if name in known}
        lost = {name: value for name, value in run.facts.items() if self._fact(name) not in known}
        if facts != run.facts:
            run.facts = facts
            self._touch(run)
        return {name: value for name, value in lost.items() if value is not None}

    def _fact(self, name: str) -> str:
        node, dot, what = name.rpartition(".")
        return f"{self.nodes.nodes.get(node, node)}{dot}{what}"

    def _rounds(self, run: Instance) -> None:
        """Where joins or their edges have other names, arrivals begin a round that never was."""
        if self._joins_alike or not run.rounds:
            return
        fresh = max(run.rounds.values()) + 1
        joins = [one.join for one in self.nodes.new.blocks]
        run.rounds = dict.fromkeys(joins, fresh)
        self._touch(run)

    @cached_property
    def _joins_alike(self) -> bool:
        edges = all(old == new for old, new in self.nodes.edges.items())
        return edges and all(
            self.nodes.nodes.get(one.join, one.join) == one.join for one in self.nodes.old.blocks
        )

    def _touch(self, run: Instance) -> None:
        if not self.runs or self.runs[-1] is not run:
            self.runs.append(run)
