"""The token engine, pure: a marking and something that happened in, what follows out.

Every token remembers its trail: the numbers of the visits that lie behind it. A token that went
on after a return belongs to the past exactly when the visit returned to is on its trail.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from zhengwu.expressions.rules import parse
from zhengwu.flow.enums import NodeKind, TokenState
from zhengwu.flow.rules.graph import Edge, Graph, Node
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.ids import new_id

_MOVES = 2000


class NoWayOn(Refusal):
    """流程在“{node}”处没有成立的条件，也没有默认出线，无法继续。"""


class Unsound(Refusal):
    """流程图有误，在“{node}”处重复汇聚或空转，已停止。"""


@dataclass(slots=True)
class Token:
    """Where the run stands. `visit` numbers the stay at a resting node; `edge` how it came."""

    id: UUID
    node: str
    state: TokenState = TokenState.LIVE
    edge: str = ""
    visit: int = 0
    trail: frozenset[int] = frozenset()
    merged_into: UUID | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A token reached a join over an edge, in the round that the join is in."""

    token: UUID
    node: str
    edge: str
    round: int


@dataclass(slots=True)
class Marking:
    """A run at one instant; the methods move it and collect what has to be written."""

    graph: Graph
    facts: dict[str, Any]
    tokens: dict[UUID, Token] = field(default_factory=dict)
    visits: int = 0
    rounds: dict[str, int] = field(default_factory=dict)
    finished: Node | None = None
    changed: set[UUID] = field(default_factory=set)
    rested: list[Token] = field(default_factory=list)
    left: list[Token] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    _moves: int = 0
    _queue: deque[tuple[Token, Edge]] = field(default_factory=deque)

    # -- what can happen -------------------------------------------------------------------

    def start(self) -> None:
        """Put the first token on the start event and let it run."""
        start = self.graph.of_kind(NodeKind.START)[0]
        self._leave(self._create(start.id, frozenset()))
        self._run()

    def go_on(self, token: Token, outcome: str = "") -> None:
        """What a token was resting for has happened."""
        self.facts["outcome"] = outcome
        self._leave(token)
        self._run()

    def fire(self, token: Token, timer: Node) -> None:
        """A boundary timer of the node where the token rests has run out."""
        if timer.interrupting:
            self._leave(token, node=timer.id)
        else:
            self._leave(self._create(timer.id, token.trail | {token.visit}))
        self._run()

    def go_back(self, visit: int, node: str, trail: Iterable[int], *, keep_visit: bool) -> Token:
        """Return to an earlier visit: what lies after it is cancelled, a token stands there anew.

        Branches that were already joined with the returned one wait at their join again. With
        `keep_visit` the stay itself is taken up again (taking back), else a new one begins.
        """
        revoked = [t for t in self.tokens.values() if visit in t.trail or t.visit == visit]
        gone = {t.id for t in revoked}
        for token in revoked:
            if token.state.present:
                self.left.append(token)
            if token.state is not TokenState.CANCELLED:
                # Ended and merged ones too: a later return must not find them and revive them.
                self._set(token, TokenState.CANCELLED)
        self._restore(gone)
        token = self._create(node, frozenset(trail))
        if keep_visit:
            token.visit = visit
        else:
            self._rest(token)
        return token

    def cancel(self) -> None:
        """Stop everything."""
        for token in self.present():
            self._set(token, TokenState.CANCELLED)
            self.left.append(token)

    def present(self) -> list[Token]:
        """Tokens that still count."""
        return [token for token in self.tokens.values() if token.state.present]

    def stands(self, visit: int) -> bool:
        """Whether a stay still counts: the run has not been sent back behind it since."""
        return any(
            token.state.present or token.state is TokenState.ENDED
            for token in self.tokens.values()
            if visit in token.trail or token.visit == visit
        )

    # -- how it moves ----------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            while self._queue:
                self._moves += 1
                if self._moves > _MOVES:
                    raise Unsound(node=self._queue[0][1].source)
                self._arrive(*self._queue.popleft())
            if not self._open_inclusive():
                break
        if not self.finished and not self.present():
            self.finished = self._last_end

    @property
    def _last_end(self) -> Node | None:
        ended = [t for t in self.tokens.values() if t.state is TokenState.ENDED]
        # After a migration a token of the past may name a node that is no more.
        return self.graph.nodes.get(ended[-1].node) if ended else None

    def _arrive(self, token: Token, edge: Edge) -> None:
        if self.finished:
            return
        node = self.graph.nodes[edge.target]
        token.node, token.edge = node.id, edge.id
        self.changed.add(token.id)
        arrive: dict[NodeKind, Callable[[Token, Node], None]] = {
            NodeKind.PARALLEL: self._gather,
            NodeKind.INCLUSIVE: self._gather,
            NodeKind.DECISION: self._decide,
            NodeKind.END: self._end,
            NodeKind.TERMINATE: self._terminate,
        }
        if node.kind.rests:
            self._rest(token)
        else:
            arrive.get(node.kind, self._pass)(token, node)

    def _pass(self, token: Token, node: Node) -> None:
        self._leave(token)

    def _rest(self, token: Token) -> None:
        self.visits += 1
        token.visit = self.visits
        self.changed.add(token.id)
        self.rested.append(token)

    def _leave(self, token: Token, node: str = "") -> None:
        source = self.graph.nodes[node or token.node]
        if token.visit:
            # `left` names the stay that ended, so that its clocks and open tasks can end too.
            self.left.append(Token(token.id, token.node, visit=token.visit))
            token.trail, token.visit = token.trail | {token.visit}, 0
        edges = self._ways(source)
        if len(edges) == 1:
            self._queue.append((token, edges[0]))
            self.changed.add(token.id)
            return
        self._set(token, TokenState.SPLIT)
        for edge in edges:
            self._queue.append((self._create(source.id, token.trail), edge))

    def _ways(self, node: Node) -> list[Edge]:
        edges = self.graph.outgoing(node.id)
        choosing = node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)
        if not choosing or len(edges) == 1:
            if not edges:
                raise NoWayOn(node=node.name or node.id)
            return edges
        open_ways = [
            edge
            for edge in edges
            if edge.id != node.default
            and edge.condition
            and parse(edge.condition).holds(self.facts)
        ]
        if not open_ways:
            open_ways = [edge for edge in edges if edge.id == node.default]
        if not open_ways:
            raise NoWayOn(node=node.name or node.id)
        return open_ways[:1] if node.kind is NodeKind.EXCLUSIVE else open_ways

    def _gather(self, token: Token, node: Node) -> None:
        incoming = self.graph.incoming(node.id)
        if len(incoming) < 2:
            self._leave(token)
            return
        waiting = self._waiting(node.id)
        if any(other.edge == token.edge for other in waiting):
            raise Unsound(node=node.name or node.id)
        self._set(token, TokenState.WAITING)
        self._note(token)
        if node.kind is NodeKind.PARALLEL and len(waiting) + 1 == len(incoming):
            self._merge(node, [*waiting, token])

    def _note(self, token: Token) -> None:
        number = self.rounds.get(token.node, 1)
        self.arrivals.append(Arrival(token.id, token.node, token.edge, number))

    def _waiting(self, node: str) -> list[Token]:
        return [
            token
            for token in self.tokens.values()
            if token.state is TokenState.WAITING and token.node == node
        ]

    def _merge(self, node: Node, tokens: list[Token]) -> None:
        self.rounds[node.id] = self.rounds.get(node.id, 1) + 1
        merged = self._create(node.id, frozenset().union(*(token.trail for token in tokens)))
        for token in tokens:
            self._set(token, TokenState.MERGED)
            token.merged_into = merged.id
        self._leave(merged)

    def _open_inclusive(self) -> bool:
        """Let an inclusive join go on once nothing inside its block can still reach it."""
        for join, inside in self.graph.joins.items():
            waiting = self._waiting(join)
            if waiting and not any(t.node in inside for t in self.present()):
                self._merge(self.graph.nodes[join], waiting)
                return True
        return False

    def _decide(self, token: Token, node: Node) -> None:
        for ruling in node.rulings:
            if not ruling.when or parse(ruling.when).holds(self.facts):
                for name, text in ruling.sets:
                    self.facts[name] = parse(text).evaluate(self.facts)
                break
        self._leave(token)

    def _end(self, token: Token, node: Node) -> None:
        self._set(token, TokenState.ENDED)
        # The latest end names the outcome of the run.
        self.tokens[token.id] = self.tokens.pop(token.id)

    def _terminate(self, token: Token, node: Node) -> None:
        self._set(token, TokenState.ENDED)
        self.cancel()
        self._queue.clear()
        self.finished = node

    def _restore(self, gone: set[UUID]) -> None:
        """Branches that were joined with a revoked one wait at their join again.

        Not every branch whose joined token is revoked: that token may have gone on for long
        before it came to the visit, and those branches lie before it.
        """
        undone = {token.merged_into for token in self.tokens.values() if token.id in gone}
        back = [
            token
            for token in self.tokens.values()
            if token.state is TokenState.MERGED and token.merged_into in undone
        ]
        joins = {token.node for token in back} | {
            token.node
            for token in self.tokens.values()
            if token.id in gone
            and token.state is TokenState.CANCELLED
            and token.edge
            and self._joins(token.node)
        }
        for token in back:
            token.merged_into = None
            self._set(token, TokenState.WAITING)
        for join in joins:
            self.rounds[join] = self.rounds.get(join, 1) + 1
            for token in self._waiting(join):
                self._note(token)

    def _joins(self, node: str) -> bool:
        """Whether the node is a join; one that a migration left behind is not."""
        found = self.graph.nodes.get(node)
        return found is not None and found.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE)

    def _create(self, node: str, trail: frozenset[int]) -> Token:
        token = Token(new_id(), node, trail=trail, new=True)
        self.tokens[token.id] = token
        self.changed.add(token.id)
        return token

    def _set(self, token: Token, state: TokenState) -> None:
        token.state = state
        self.changed.add(token.id)


def organs_of(node: Node, facts: Mapping[str, Any], own: str) -> list[str]:
    """The organs that have to act at a node, each once, in order; the matter's own by default."""
    found: list[str] = []
    for place in node.organs or (node.organ,):
        value = facts.get(place[1:]) if place.startswith("=") else place or own
        found += value if isinstance(value, list) else [value or own]
    return list(dict.fromkeys(found)) * (node.persons if not node.organs else 1)
