"""Whether tokens stand in a diagram so that no join waits for ever and nothing is done twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhengwu.flow.enums import NodeKind, TokenState
from zhengwu.flow.rules.graph import Edge, Graph
from zhengwu.flow.rules.structure import Block, blocks, reachable

# Between the parts of a token, and between tokens: characters that no XML can hold.
FIELD, ITEM = "\x1f", "\x1e"


@dataclass(frozen=True, slots=True, order=True)
class Stand:
    """One present token: its node, and over which edge it came where it waits at a join."""

    node: str
    state: str = TokenState.LIVE
    edge: str = ""

    @property
    def waits(self) -> bool:
        """Whether it waits at a join."""
        return self.state == TokenState.WAITING


Marking = tuple[Stand, ...]


def read_marking(text: str) -> Marking:
    """A marking from the text that the database aggregates."""
    return tuple(Stand(*one.split(FIELD)) for one in text.split(ITEM) if one)


def write_marking(marking: Iterable[Stand]) -> str:
    """The text by which the database knows a marking: in the order of its parts' code points."""
    return ITEM.join(sorted(FIELD.join((one.node, one.state, one.edge)) for one in marking))


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of a block: its nodes and the edge by which it enters the join, if it does."""

    nodes: frozenset[str]
    enters: str


@dataclass(frozen=True)
class Plan:
    """A diagram with its blocks and their branches."""

    graph: Graph
    blocks: tuple[Block, ...]

    def branches(self, block: Block) -> list[Branch]:
        """The branches in the order of the file."""
        return [self._branch(block, edge) for edge in self.graph.outgoing(block.split)]

    def _branch(self, block: Block, first: Edge) -> Branch:
        if first.target == block.join:
            return Branch(frozenset(), first.id)
        nodes = frozenset(reachable(self.graph, [first.target], without=block.join))
        entering = [one.id for one in self.graph.incoming(block.join) if one.source in nodes]
        return Branch(nodes, entering[0] if entering else "")

    def block_of_join(self, join: str) -> Block | None:
        """The block that a join closes."""
        return next((one for one in self.blocks if one.join == join), None)

    def name(self, node: str) -> str:
        """What people call a node; a gateway without a name has its kind."""
        found = self.graph.nodes.get(node)
        return (found.name or f"{found.kind.chinese}{node}") if found else node

    def aside(self) -> set[str]:
        """Nodes on the ways of timers that do not interrupt: tokens there are beside the run."""
        timers = [one for one in self.graph.of_kind(NodeKind.TIMER) if not one.interrupting]
        return reachable(self.graph, [one.id for one in timers])

    def unsound(self, stands: Iterable[Stand]) -> str:
        """Why tokens may not stand so; "" where they may."""
        aside = self.aside()
        main = [one for one in stands if one.node not in aside]
        live = [one.node for one in stands if not one.waits]
        double = next((node for node in live if live.count(node) > 1), "")
        if double:
            return f"会在“{self.name(double)}”同时办理两次"
        return self._region(frozenset(self.graph.nodes), main) if main else ""

    def _region(self, nodes: frozenset[str], stands: Sequence[Stand]) -> str:
        """A region holds one unit: a single token, or one block with its branches."""
        inner = [one for one in self.blocks if one.split in nodes]
        outer = [
            one
            for one in inner
            if not any(one.split in other.inside for other in inner if other is not one)
        ]
        groups: dict[str, list[Stand]] = defaultdict(list)
        for stand in stands:
            block = next((one for one in outer if _within(one, stand)), None)
            groups[block.split if block else f"/{stand.node}/{stand.edge}"].append(stand)
        if len(groups) > 1:
            where = "、".join(f"“{self.name(one.node)}”" for one in stands)
            return f"会同时停在不能并行的位置：{where}"
        for block in outer:
            if block.split in groups:
                return self._block(block, groups[block.split])
        return ""

    def _block(self, block: Block, stands: Sequence[Stand]) -> str:
        join = self.name(block.join)
        for branch in self.branches(block):
            waiting = [s for s in stands if s.waits and s.node == block.join]
            waiting = [s for s in waiting if s.edge == branch.enters]
            inside = [s for s in stands if s.node in branch.nodes]
            count = len(waiting) + bool(inside)
            if count > 1:
                return f"同一分支会有两份令牌，汇聚“{join}”会提前通过"
            parallel = self.graph.nodes[block.join].kind is NodeKind.PARALLEL
            if parallel and branch.enters and not count:
                return f"有分支没有人在办，汇聚“{join}”会一直等下去"
            reason = self._region(branch.nodes, inside) if inside else ""
            if reason:
                return reason
        return ""


def _within(block: Block, stand: Stand) -> bool:
    return stand.node in block.inside or (stand.waits and stand.node == block.join)


def plan_of(graph: Graph) -> Plan:
    """The blocks of a published diagram."""
    return Plan(graph, tuple(blocks(graph)[0]))
