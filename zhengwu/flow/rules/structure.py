"""Blocks: each parallel or inclusive split must have the join that belongs to it.

A block is strictly nested: every branch enters at the split, leaves over exactly one edge into
the join, and no edge crosses from one branch to another. Exclusive gateways and loops are free
inside a branch. This is what makes a diagram unable to get stuck or to double.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhengwu.flow.enums import NodeKind
from zhengwu.flow.rules.graph import Graph, Node

_BLOCKS = (NodeKind.PARALLEL, NodeKind.INCLUSIVE)
_EXIT = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A matched split and join, with the nodes between them."""

    split: str
    join: str
    inside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A gateway without its partner, and why."""

    node: Node
    reason: str


def successors(graph: Graph, node: str) -> list[str]:
    """Where a token can go from here. A timer that does not interrupt sends another token."""
    timers = [timer.id for timer in graph.timers(node) if timer.interrupting]
    return [edge.target for edge in graph.outgoing(node)] + timers


def reachable(graph: Graph, sources: Iterable[str], *, without: str = "") -> set[str]:
    """Nodes that can be reached, the sources included; `without` is never entered."""
    found: set[str] = set()
    queue = [node for node in sources if node != without]
    while queue:
        node = queue.pop()
        if node in found:
            continue
        found.add(node)
        queue += [one for one in successors(graph, node) if one != without]
    return found


def blocks(graph: Graph) -> tuple[list[Block], list[Broken]]:
    """All matched blocks, and the gateways that have no partner."""
    after = _post_dominators(graph)
    found: list[Block] = []
    broken: list[Broken] = []
    for node in graph.of_kind(*_BLOCKS):
        if len(graph.outgoing(node.id)) > 1:
            result = _match(graph, node, after)
            if isinstance(result, Block):
                found.append(result)
            else:
                broken.append(Broken(node, result))
    joined = {block.join for block in found}
    broken += [
        Broken(node, "多条线在此汇聚，但没有与之对应的分支网关")
        for node in graph.of_kind(*_BLOCKS)
        if len(graph.incoming(node.id)) > 1 and node.id not in joined
    ]
    return found, broken


def _match(graph: Graph, split: Node, after: dict[str, set[str]]) -> Block | str:
    join = _nearest(split.id, after)
    if join is None or graph.nodes[join].kind is not split.kind:
        return f"分出的各支没有汇聚到同一个{split.kind.chinese}"
    inside: set[str] = set()
    for edge in graph.outgoing(split.id):
        branch = reachable(graph, [edge.target], without=join)
        reason = _crossing(graph, branch, inside, split.id, join, edge.target)
        if reason:
            return reason
        inside |= branch
    if len(graph.incoming(join)) != len(graph.outgoing(split.id)):
        return f"汇聚网关“{graph.nodes[join].name or join}”的入线数与分支数不同"
    return Block(split.id, join, frozenset(inside))


def _crossing(
    graph: Graph, branch: set[str], others: set[str], split: str, join: str, first: str
) -> str:
    if split in branch:
        return "分支内有线绕回分支网关之前"
    proper = {one for one in branch if graph.nodes[one].kind is not NodeKind.TERMINATE}
    if proper & others:
        return "分支之间有连线交叉"
    for node in proper:
        if any(edge.source not in branch | {split} for edge in graph.incoming(node)):
            return f"有线从分支之外进入“{graph.nodes[node].name or node}”"
        if graph.nodes[node].kind is NodeKind.END:
            return f"分支在汇聚之前就结束于“{graph.nodes[node].name or node}”"
    leaving = sum(1 for edge in graph.incoming(join) if edge.source in proper)
    if first != join and leaving != 1:
        return f"一条分支有{leaving}条线进入汇聚网关，应当恰好一条"
    return ""


def following_all(graph: Graph) -> dict[str, set[str]]:
    """The nodes that every way from each node must pass, itself included."""
    return _post_dominators(graph)


def nearest(node: str, after: dict[str, set[str]]) -> str | None:
    """The closest node that every way from here must pass, None where ways end apart."""
    return _nearest(node, after)


def _nearest(node: str, after: dict[str, set[str]]) -> str | None:
    """The closest node that every way from here must pass."""
    common = after[node] - {node, _EXIT}
    for candidate in common:
        if common <= after[candidate]:
            return candidate
    return None


def _post_dominators(graph: Graph) -> dict[str, set[str]]:
    everything = {*graph.nodes, _EXIT}
    after = {node: set(everything) for node in graph.nodes}
    after[_EXIT] = {_EXIT}
    following = {node: _following(graph, node) for node in graph.nodes}
    changed = True
    while changed:
        changed = False
        for node in graph.nodes:
            meet = set.intersection(*(after[one] for one in following[node])) | {node}
            if meet != after[node]:
                after[node], changed = meet, True
    return after


def _following(graph: Graph, node: str) -> list[str]:
    """Next nodes; a way that leads only to termination does not count beside another."""
    targets = successors(graph, node)
    going_on = [one for one in targets if not _only_terminates(graph, one)]
    return going_on or targets or [_EXIT]


def _only_terminates(graph: Graph, node: str) -> bool:
    return not any(graph.nodes[one].kind is NodeKind.END for one in reachable(graph, [node]))


def inclusive_joins(found: Iterable[Block], graph: Graph) -> dict[str, frozenset[str]]:
    """Which nodes an inclusive join has to look at before it goes on."""
    return {
        block.join: block.inside
        for block in found
        if graph.nodes[block.join].kind is NodeKind.INCLUSIVE
    }
