"""Try-out: a simulated matter walks a diagram in memory; no row is written anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhengwu.expressions.rules import read_fact
from zhengwu.flow.enums import NodeKind, Unit
from zhengwu.flow.rules.engine import Marking
from zhengwu.flow.rules.graph import Graph, Node
from zhengwu.kernel.errors import Refusal

_UNITS = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.HOUR: "小时"}
_MOST = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way: done with an outcome, or waiting for one."""

    node: Node
    outcome: str = ""

    @property
    def told(self) -> str:
        """What the applicant sees."""
        return self.node.public_name or self.node.name

    @property
    def limit(self) -> str:
        """The step's limit in words."""
        return "" if self.node.days is None else f"{self.node.days}{_UNITS[self.node.unit]}"

    @property
    def word(self) -> str:
        """The outcome in Chinese."""
        return dict(self.node.choices).get(self.outcome, self.outcome)


@dataclass(frozen=True, slots=True)
class Trial:
    """Where the simulated matter is after the answers given."""

    done: tuple[Step, ...]
    waiting: tuple[Step, ...]
    ended: str
    problem: str = ""

    @property
    def where(self) -> dict[str, Any]:
        """For the coloured diagram."""
        return {
            "done": [one.node.id for one in self.done],
            "current": [one.node.id for one in self.waiting],
            "waiting": [],
            "notes": {one.node.id: one.word for one in self.done if one.word},
        }


def walk(graph: Graph, facts: Mapping[str, str], answers: Iterable[str]) -> Trial:
    """Walk from the start through `answers`, each "node=outcome"; what fits no step is left out."""
    typed = {name: _fact(facts.get(name), kind) for name, kind in graph.known.items()}
    marking, done, problem = Marking(graph, typed), list[Step](), ""
    try:
        marking.start()
        for answer in list(answers)[:_MOST]:
            node_id, _, outcome = answer.partition("=")
            token = next((t for t in marking.present() if t.visit and t.node == node_id), None)
            if token is None:
                continue
            node = graph.nodes[node_id]
            _note(marking, node, outcome)
            done.append(Step(node, outcome))
            marking.go_on(token, outcome)
    except Refusal as refusal:
        problem = refusal.message
    waiting = [Step(graph.nodes[t.node]) for t in marking.present() if t.visit]
    ended = (marking.finished.name or marking.finished.id) if marking.finished else ""
    return Trial(tuple(done), tuple(waiting), ended, problem)


def _fact(value: str | None, kind: Any) -> Any:
    if value in (None, ""):
        return None
    try:
        return read_fact(value, kind)
    except ValueError:
        return None


def _note(marking: Marking, node: Node, outcome: str) -> None:
    """Facts that completing a step would set; where several answer, all answer alike."""
    if node.kind in (NodeKind.USER, NodeKind.MANUAL):
        marking.facts[f"{node.id}.outcome"] = outcome
        if node.multiple:
            number = max(len(node.organs), node.persons)
            agreed = node.choices[0][0] if node.choices else outcome
            marking.facts[f"{node.id}.total"] = number
            marking.facts[f"{node.id}.agreed"] = number if outcome == agreed else 0
