"""The compiled diagram: frozen rows of nodes, edges and joins, and their JSON."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from zhengwu.expressions.enums import Kind
from zhengwu.flow.enums import NodeKind, Severity, Unit

_ATTRIBUTES = re.compile(r"（zw:[^）]*）")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something said about a diagram: which element, which line of the file, why."""

    severity: Severity
    element: str
    id: str
    reason: str
    line: int = 0

    @property
    def plain(self) -> str:
        """For whoever draws: which step, and why, without the words of the file."""
        name = self.element if "“”" not in self.element else f"{self.element[:-2]}{self.id}"
        return f"{name}：{self.why}"

    @property
    def why(self) -> str:
        """The reason without the names of the file's attributes."""
        return _ATTRIBUTES.sub("", self.reason)

    @property
    def text(self) -> str:
        """One Chinese sentence for lists and messages."""
        where = f"第{self.line}行 " if self.line else ""
        named = f"{self.element}（{self.id}）" if self.id else self.element
        return f"{where}{named}：{self.reason}"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One row of a decision table: when it fits, these fields are set to these expressions."""

    when: str
    sets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A node. `days` with `unit` is the step's limit, part of the promise where `counted`.

    `organs` makes it multi-instance. `organ`, and each of `organs`, is an organ code, or `=field`
    to be read from the facts; empty means the matter's own organ. `other_than` names nodes whose
    doer may not do this one.
    """

    id: str
    kind: NodeKind
    name: str = ""
    line: int = 0
    lane: str = ""
    default: str = ""
    duty: str = ""
    days: int | None = None
    unit: Unit = Unit.WORKING_DAY
    counted: bool = True
    clock: str = "step"
    task_kind: str = ""
    form: str = ""
    opinion: str = ""
    outcomes: tuple[str, ...] = ()
    public_name: str = ""
    organ: str = ""
    organs: tuple[str, ...] = ()
    completion: str = "all"
    persons: int = 1
    other_than: tuple[str, ...] = ()
    service: str = ""
    called: str = ""
    message: str = ""
    rulings: tuple[Ruling, ...] = ()
    host: str = ""
    interrupting: bool = True

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(code, Chinese word) of each outcome; `pass=通过`, or a bare code."""
        pairs = (one.partition("=") for one in self.outcomes)
        return [(code, word or code) for code, _, word in pairs]

    @property
    def multiple(self) -> bool:
        """Whether several tasks are opened at once."""
        return bool(self.organs) or self.persons > 1


@dataclass(frozen=True, slots=True)
class Edge:
    """A sequence flow, in the order of the file."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Graph:
    """A compiled process. `joins` maps each inclusive join to the nodes of its block."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    fields: Mapping[str, Kind] = field(default_factory=dict)
    joins: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def edge(self) -> dict[str, Edge]:
        """Edges by id."""
        return {edge.id: edge for edge in self.edges}

    @cached_property
    def _out(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.source].append(edge)
        return dict(found)

    @cached_property
    def _in(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.target].append(edge)
        return dict(found)

    def outgoing(self, node: str) -> list[Edge]:
        """Edges that leave a node, in the order of the file."""
        return self._out.get(node, [])

    def incoming(self, node: str) -> list[Edge]:
        """Edges that enter a node."""
        return self._in.get(node, [])

    def of_kind(self, *kinds: NodeKind) -> list[Node]:
        """Nodes of these kinds."""
        return [node for node in self.nodes.values() if node.kind in kinds]

    def timers(self, host: str) -> list[Node]:
        """Boundary timers of a node."""
        return self._timers.get(host, [])

    @cached_property
    def _timers(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self.of_kind(NodeKind.TIMER):
            found[node.host].append(node)
        return dict(found)

    @cached_property
    def concurrent(self) -> bool:
        """Whether more than one token can ever be present."""
        if any(len(self.outgoing(n.id)) > 1 for n in self.nodes.values() if _forks(n)):
            return True
        return any(not timer.interrupting for timer in self.of_kind(NodeKind.TIMER))

    @cached_property
    def known(self) -> dict[str, Kind]:
        """Every name a condition may read: declared fields and the outcomes of steps."""
        names = dict(self.fields)
        names["outcome"] = Kind.STRING
        for node in self.nodes.values():
            if node.kind.by_people:
                names[f"{node.id}.outcome"] = Kind.STRING
                if node.multiple:
                    names[f"{node.id}.agreed"] = Kind.NUMBER
                    names[f"{node.id}.total"] = Kind.NUMBER
        return names

    def to_json(self) -> dict[str, Any]:
        """A JSON value from which the same graph can be built again."""
        return {
            "id": self.id,
            "name": self.name,
            "nodes": [_sparse(node) for node in self.nodes.values()],
            "edges": [_sparse(edge) for edge in self.edges],
            "fields": dict(self.fields),
            "joins": {join: sorted(block) for join, block in self.joins.items()},
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Graph:
        """The graph of a stored version."""
        nodes = [_node(row) for row in value["nodes"]]
        return Graph(
            id=value["id"],
            name=value["name"],
            nodes={node.id: node for node in nodes},
            edges=tuple(Edge(**row) for row in value["edges"]),
            fields={name: Kind(kind) for name, kind in value["fields"].items()},
            joins={join: frozenset(block) for join, block in value["joins"].items()},
        )


def _forks(node: Node) -> bool:
    return node.kind is not NodeKind.EXCLUSIVE


def _sparse(row: Node | Edge) -> dict[str, Any]:
    """Only what differs from the default: stored versions stay readable."""
    plain = asdict(row)
    defaults = {one.name: one.default for one in fields(row)}
    return {name: value for name, value in plain.items() if value != defaults[name]}


def _node(row: Mapping[str, Any]) -> Node:
    value = dict(row)
    value["kind"] = NodeKind(value["kind"])
    if "unit" in value:
        value["unit"] = Unit(value["unit"])
    for name in ("outcomes", "organs", "other_than"):
        if name in value:
            value[name] = tuple(value[name])
    value["rulings"] = tuple(
        Ruling(one["when"], tuple((name, text) for name, text in one["sets"]))
        for one in value.get("rulings", ())
    )
    return Node(**value)
