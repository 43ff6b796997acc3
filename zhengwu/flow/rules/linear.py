"""A flow as a list of steps: for those who do not draw, on the same model as the diagram.

An item is a step (`type` user, manual, service, call, catch) or a fork (`branch`: one arm by
condition, the last one otherwise; `some`: every arm whose condition holds; `parallel`: all arms).
An arm holds items, and may end the flow with an outcome of its own (`ends`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zhengwu.expressions.enums import Kind
from zhengwu.flow.enums import NodeKind
from zhengwu.flow.rules.graph import Edge, Graph, Node
from zhengwu.flow.rules.refusals import NotLinear
from zhengwu.flow.rules.structure import following_all, nearest, reachable

Item = dict[str, Any]
FORKS = {
    "branch": NodeKind.EXCLUSIVE,
    "some": NodeKind.INCLUSIVE,
    "parallel": NodeKind.PARALLEL,
}
_FORK_OF = {kind: word for word, kind in FORKS.items()}
STEPS = {
    "user": NodeKind.USER,
    "manual": NodeKind.MANUAL,
    "service": NodeKind.SERVICE,
    "call": NodeKind.CALL,
    "catch": NodeKind.CATCH,
}
_STEP_OF = {kind: word for word, kind in STEPS.items()}
# What a step keeps besides type, id and name; defaults are left out.
PARTS = (
    "duty", "days", "unit", "counted", "clock", "task_kind", "form", "opinion", "outcomes",
    "public_name", "organ", "organs", "completion", "persons", "other_than", "service", "called",
    "message",
)  # fmt: skip
_DEFAULTS = {name: getattr(Node("", NodeKind.USER), name) for name in PARTS}


@dataclass(frozen=True, slots=True)
class Line:
    """A whole flow as a list."""

    id: str
    name: str
    items: list[Item]
    fields: Mapping[str, Kind] = field(default_factory=dict)
    end: str = "办结"


def new_step(items: Iterable[Item]) -> Item:
    """A step that passes the lint but for what only people know."""
    return {
        "type": "user",
        "id": free_id(items, "step"),
        "name": "审查",
        "duty": "reviewer",
        "days": 1,
        "opinion": "required",
        "task_kind": "review",
        "outcomes": ["pass=通过", "fail=不通过"],
    }


def every(items: Iterable[Item]) -> Iterator[Item]:
    """All items, those inside arms included, in reading order."""
    for item in items:
        yield item
        for arm in item.get("arms", ()):
            yield from every(arm["items"])


def free_id(items: Iterable[Item], word: str) -> str:
    """The next id of a kind that is not taken."""
    taken = {one["id"] for one in every(items)}
    return next(f"{word}_{n}" for n in range(1, 10_000) if f"{word}_{n}" not in taken)


def linear(graph: Graph) -> Line:
    """The list of a diagram; raises `NotLinear` with the reason where it has none."""
    starts = graph.of_kind(NodeKind.START)
    if len(starts) != 1:
        raise NotLinear(why="应当恰好有一个开始事件")
    for kind, why in (
        (NodeKind.TIMER, "有时限边界"),
        (NodeKind.DECISION, "有决策表"),
        (NodeKind.TERMINATE, "有终止事件"),
    ):
        if graph.of_kind(kind):
            raise NotLinear(why=why)
    items, end = _Reader(graph).sequence(_only(graph, starts[0].id), None)
    return Line(graph.id, graph.name, items, dict(graph.fields), end or "办结")


def _only(graph: Graph, node: str) -> str:
    edges = graph.outgoing(node)
    if len(edges) != 1:
        raise NotLinear(why=f"“{graph.nodes[node].name or node}”应当恰好有一条出线")
    return edges[0].target


@dataclass(slots=True)
class _Reader:
    graph: Graph
    seen: set[str] = field(default_factory=set)

    def sequence(self, node: str, stop: str | None) -> tuple[list[Item], str]:
        """Items up to `stop`, and the name of the end event if it was reached instead."""
        items: list[Item] = []
        while node != stop:
            found = self.graph.nodes[node]
            if found.kind is NodeKind.END:
                return items, found.name or "办结"
            if node in self.seen:
                raise NotLinear(why=f"有回路或交叉经过“{found.name or node}”")
            self.seen.add(node)
            if found.kind in _STEP_OF:
                items.append(_item(found))
                node = _only(self.graph, node)
            elif len(self.graph.outgoing(node)) == 1:
                node = _only(self.graph, node)
            elif found.kind in _FORK_OF:
                merge = self._merge(found)
                items.append(self._fork(found, merge))
                if merge is None:
                    return items, items[-1]["arms"][-1].get("ends", "")
                node = merge
            else:
                raise NotLinear(why=f"“{found.name or node}”有几条出线")
        return items, ""

    def _merge(self, fork: Node) -> str | None:
        """Where the arms meet; arms that end by themselves do not count."""
        edges = self._continuing(fork)
        others = [one for one in self.graph.edges if one.source != fork.id]
        graph = replace(self.graph, edges=tuple(others + edges))
        if len(edges) == 1:
            return edges[0].target
        return nearest(fork.id, following_all(graph))

    def _continuing(self, fork: Node) -> list[Edge]:
        edges = self.graph.outgoing(fork.id)
        ends = {one.id: self._ends(one.target) for one in edges}
        going = [
            one
            for one in edges
            if any(ends[one.id] & ends[two.id] for two in edges if two is not one)
        ]
        # Each arm has an end of its own: the flow goes on in the one that is taken otherwise.
        return going or [one for one in edges if one.id == fork.default] or edges[-1:]

    def _ends(self, node: str) -> set[str]:
        found = reachable(self.graph, [node])
        return {one for one in found if self.graph.nodes[one].kind is NodeKind.END}

    def _fork(self, fork: Node, merge: str | None) -> Item:
        arms = []
        edges = self.graph.outgoing(fork.id)
        for edge in sorted(edges, key=lambda one: one.id == fork.default):
            items, end = self.sequence(edge.target, merge)
            arm: Item = {"name": edge.name, "items": items}
            if edge.condition:
                arm["condition"] = edge.condition
            if end:
                arm["ends"] = end
            arms.append(arm)
        return {"type": _FORK_OF[fork.kind], "id": fork.id, "name": fork.name, "arms": arms}


def _item(node: Node) -> Item:
    item: Item = {"type": _STEP_OF[node.kind], "id": node.id, "name": node.name}
    for part in PARTS:
        value = getattr(node, part)
        if value != _DEFAULTS[part]:
            item[part] = list(value) if isinstance(value, tuple) else value
    return item
