"""Whether matters that follow a diagram can be brought to an end by law: decided once, then served.

The engine ends any sound diagram; a matter whose diagram ended without a decision would stay in
handling for ever, with no step at which somebody could still decide. Editions are not submitted
with such a diagram, and whoever draws one is warned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from zhengwu.flow.enums import NodeKind, Severity
from zhengwu.flow.rules.graph import Finding, Graph, Node
from zhengwu.flow.rules.structure import blocks, reachable, successors

_ENDS = (NodeKind.END, NodeKind.TERMINATE)
# What a step is, as the domain that works with the diagram names it (`zw:kind`).
DECIDE, SUBMIT, DELIVER = "decide", "submit", "deliver"


def dead_ends(graph: Graph) -> list[Finding]:
    """Where a matter would be left without a decision, or with one that nobody can take."""
    return list(_dead_ends(graph))


def _dead_ends(graph: Graph) -> Iterator[Finding]:
    deciding = [node for node in graph.nodes.values() if node.task_kind == DECIDE]
    # What a called diagram does is not seen from here.
    passing = {
        node.id
        for node in graph.nodes.values()
        if node.task_kind in (DECIDE, SUBMIT) or node.kind is NodeKind.CALL
    }
    starts = [node.id for node in graph.of_kind(NodeKind.START)]
    ends = {node.id for node in graph.of_kind(*_ENDS)}
    for start in starts:
        if not _always(graph, passing, ends)[start]:
            reason = "有的路径没有经过“决定”（或者“上报”）就结束，办件会停在办理中，不能办结"
            yield _warn(graph.nodes[start], reason)
    for node in graph.nodes.values():
        if node.task_kind == DELIVER and not all(
            _always(graph, passing, {node.id})[start] for start in starts
        ):
            yield _warn(node, "在作出决定以前就可能走到送达，没有决定不能送达")
    keys = {node.id for node in deciding}
    for node in deciding:
        if node.multiple:
            yield _warn(node, "决定只作一次，不能由几个部门或者几个人各作一次；会签请放在决定之前")
        if reachable(graph, successors(graph, node.id)) & keys:
            yield _warn(node, "决定以后又走到决定，决定只能作一次")
    yield from _twice(graph, keys)


def _warn(node: Node, reason: str) -> Finding:
    where = f"{node.kind.chinese}“{node.name}”"
    return Finding(Severity.WARNING, where, node.id, reason, node.line)


def _always(graph: Graph, passing: Collection[str], stops: Collection[str]) -> dict[str, bool]:
    """By node: whether every run from here passes one of `passing` before it comes to a stop.

    Of parallel branches one that passes is enough, for the join waits for all of them.
    """
    found = {key: key in passing or key not in stops for key in graph.nodes}
    changed = True
    while changed:
        changed = False
        for key, node in graph.nodes.items():
            after = [found[one] for one in successors(graph, key)]
            if not found[key] or key in passing or not after:
                continue
            holds = any(after) if node.kind is NodeKind.PARALLEL else all(after)
            if not holds:
                found[key], changed = False, True
    return found


def _twice(graph: Graph, deciding: Collection[str]) -> Iterator[Finding]:
    for block in blocks(graph)[0]:
        ways = [
            reachable(graph, [edge.target], without=block.join)
            for edge in graph.outgoing(block.split)
        ]
        if sum(bool(way & set(deciding)) for way in ways) > 1:
            yield _warn(graph.nodes[block.split], "几条并行的分支里都有决定，决定只能作一次")
