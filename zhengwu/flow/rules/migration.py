"""Migration: a node map between two versions, checked against every way in which runs stand.

Pure: the database only says which markings there are and how many matters share each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from zhengwu.flow.enums import NodeKind, Severity, Unit, Verdict
from zhengwu.flow.rules.endings import dead_ends
from zhengwu.flow.rules.graph import Edge, Finding, Graph, Node
from zhengwu.flow.rules.soundness import Marking, Plan, Stand, plan_of
from zhengwu.flow.rules.structure import reachable

_UNITS = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.HOUR: "小时"}
STAYS = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a migration does to every matter that stands in one way."""

    verdict: Verdict
    after: Marking = ()
    before_words: str = ""
    after_words: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the preview."""
        return {
            "before": self.before_words,
            "after": self.after_words,
            "reasons": list(self.reasons),
            "notes": list(self.notes),
        }


def suggested(source: Graph, target: Graph) -> dict[str, str]:
    """The map that goes without saying: same id and kind, else the only step of the same name."""
    found: dict[str, str] = {}
    for node in source.nodes.values():
        same = target.nodes.get(node.id)
        if same is not None and same.kind is node.kind:
            found[node.id] = node.id
            continue
        named = [one for one in target.nodes.values() if one.name and one.name == node.name]
        if len(named) == 1 and named[0].kind is node.kind:
            found[node.id] = named[0].id
    return found


@dataclass(frozen=True)
class NodeMap:
    """The map with both diagrams; `given` may name edges into joins beside nodes."""

    source: Graph
    target: Graph
    given: Mapping[str, str]

    @cached_property
    def old(self) -> Plan:
        """The diagram that is left."""
        return plan_of(self.source)

    @cached_property
    def new(self) -> Plan:
        """The diagram that is entered."""
        return plan_of(self.target)

    @cached_property
    def nodes(self) -> dict[str, str]:
        """New node by old node, where the map says one."""
        return {
            old: new
            for old, new in self.given.items()
            if old in self.source.nodes and new in self.target.nodes
        }

    @cached_property
    def edges(self) -> dict[str, str]:
        """New edge by old edge, for edges that enter a join."""
        found: dict[str, str] = {}
        for join, new in self.nodes.items():
            block = self.old.block_of_join(join)
            if block is not None:
                for branch in self.old.branches(block):
                    edge = self._edge(branch.enters, branch.nodes, new)
                    if branch.enters and edge:
                        found[branch.enters] = edge
        return found

    def _edge(self, old: str, inside: frozenset[str], join: str) -> str:
        """The edge into the new join whose branch holds the images of the old branch."""
        incoming: dict[str, Edge] = {one.id: one for one in self.target.incoming(join)}
        if self.given.get(old) in incoming:
            return self.given[old]
        block = self.new.block_of_join(join)
        if block is None:
            return ""
        images = {self.nodes[one] for one in inside if one in self.nodes}
        hit = [one.enters for one in self.new.branches(block) if images & one.nodes]
        if len(hit) == 1:
            return hit[0]
        return old if not images and old in incoming else ""

    # -- what stands against the map itself ------------------------------------------------

    def lint(self) -> list[Finding]:
        """Faults of the map, whoever runs; that live tokens are mapped is asked by `effect`."""
        return [*self._unknown(), *self._unlike(), *self._doubled(), *self._stranded()]

    def _unknown(self) -> Iterator[Finding]:
        edges = self.source.edge
        for old, new in self.given.items():
            if old not in self.source.nodes and old not in edges:
                yield Finding(Severity.ERROR, "对应关系", old, "旧流程中没有这个步骤")
            elif old in self.source.nodes and new not in (STAYS, *self.target.nodes):
                yield Finding(Severity.ERROR, "对应关系", old, f"新流程中没有步骤“{new}”")

    def _unlike(self) -> Iterator[Finding]:
        for old, new in self.nodes.items():
            one, other = self.source.nodes[old], self.target.nodes[new]
            if not _same_kind(one, other):
                reason = f"{one.kind.chinese}不能对应{other.kind.chinese}“{other.name or new}”"
                yield Finding(Severity.ERROR, one.name or one.kind.chinese, old, reason)

    def _stranded(self) -> Iterator[Finding]:
        """Where the old diagram brings its matters to an end, the new one has to as well."""
        if not dead_ends(self.source):
            for one in dead_ends(self.target):
                yield replace(one, severity=Severity.ERROR)

    def _doubled(self) -> Iterator[Finding]:
        images = list(self.nodes.values())
        for old, new in self.nodes.items():
            if images.count(new) > 1 and self.source.nodes[old].kind.by_people:
                name = self.target.nodes[new].name or new
                reason = f"有几个旧步骤都对应“{name}”，退回和回避按新步骤计算"
                yield Finding(Severity.WARNING, self.source.nodes[old].name, old, reason)

    # -- what happens to matters that stand in one way -------------------------------------

    def effect(self, marking: Marking) -> Effect:
        """The verdict on one marking, with every reason against it and everything that changes."""
        before = self._words(self.old, marking)
        if any(self.given.get(one.node) == STAYS for one in marking):
            return Effect(Verdict.STAYS, before_words=before, reasons=("选定留在旧版办完",))
        reasons = [one for stand in marking for one in self._against(stand)]
        if reasons:
            unique = tuple(dict.fromkeys(reasons))
            return Effect(Verdict.UNFIT, before_words=before, reasons=unique)
        after = tuple(self._moved(one) for one in marking)
        unsound = self.new.unsound(after)
        words = self._words(self.new, after)
        if unsound:
            return Effect(Verdict.UNFIT, after, before, words, (f"新流程中{unsound}",))
        return Effect(Verdict.FITS, after, before, words, notes=tuple(self._notes(marking, after)))

    def _moved(self, stand: Stand) -> Stand:
        edge = self.edges.get(stand.edge, "") if stand.waits else ""
        return Stand(self.nodes[stand.node], stand.state, edge)

    def _against(self, stand: Stand) -> Iterator[str]:
        old = self.source.nodes.get(stand.node)
        name = self.old.name(stand.node)
        if old is None or stand.node not in self.nodes:
            yield f"“{name}”还没有对应的新步骤"
            return
        new = self.target.nodes[self.nodes[stand.node]]
        if not _same_kind(old, new):
            yield f"“{name}”是{old.kind.chinese}，不能对应{new.kind.chinese}"
        if stand.waits and stand.edge not in self.edges:
            yield f"在汇聚“{name}”等待的分支在新流程中找不到，请指定连线“{stand.edge}”的对应"
        if old.kind.by_people and new.kind.by_people:
            yield from _people_against(old, new, name)
        yield from self._timers_against(old, new, name)
        for part, word in (("service", "服务"), ("called", "调用的流程"), ("message", "消息")):
            if getattr(old, part) != getattr(new, part):
                yield f"“{name}”正在等待的{word}与新流程不同"

    def _timers_against(self, old: Node, new: Node, name: str) -> Iterator[str]:
        """A running timer's clock names it: it has to be found under its id."""
        for timer in self.source.timers(old.id):
            kept = self.target.nodes.get(timer.id)
            if kept is None or kept.kind is not NodeKind.TIMER or kept.host != new.id:
                yield f"“{name}”上的时限边界“{timer.name or timer.id}”在新流程中没有同编号的"

    def _words(self, plan: Plan, marking: Marking) -> str:
        return "、".join(
            plan.name(one.node) + ("（等待其他分支）" if one.waits else "") for one in marking
        )

    # -- what changes for them -------------------------------------------------------------

    def _notes(self, marking: Marking, after: Marking) -> Iterator[str]:
        for stand, moved in zip(marking, after, strict=True):
            if not stand.waits:
                yield from _changes(self.source.nodes[stand.node], self.target.nodes[moved.node])
        yield from self._steps_ahead({one.node for one in marking}, {one.node for one in after})

    def _steps_ahead(self, here: set[str], there: set[str]) -> Iterator[str]:
        """Which steps fall away, come in, or were added behind where the matter stands."""
        images = set(self.nodes.values())
        for node in _people(self.source, reachable(self.source, here) - here):
            if node.id not in self.nodes:
                yield f"以后不再办“{node.name}”"
        ahead = reachable(self.target, there)
        for node in _people(self.target, set(self.target.nodes) - images):
            word = "以后增加“{}”" if node.id in ahead else "“{}”是新加的步骤，已经过了，不补办"
            yield word.format(node.name)


def _same_kind(one: Node, other: Node) -> bool:
    return one.kind is other.kind or (one.kind.by_people and other.kind.by_people)


def _people(graph: Graph, ids: set[str]) -> list[Node]:
    return [node for node in graph.nodes.values() if node.id in ids and node.kind.by_people]


def _people_against(old: Node, new: Node, name: str) -> Iterator[str]:
    if old.organs != new.organs:
        yield f"“{name}”会办的部门与新流程不同"
    if old.persons != new.persons:
        yield f"“{name}”要求的人数与新流程不同"
    if old.organ != new.organ and (old.organ.startswith("=") or new.organ.startswith("=")):
        yield f"“{name}”的办理部门由填报内容决定，新流程的写法不同"


def _changes(old: Node, new: Node) -> Iterator[str]:
    name = new.name or old.name
    if old.name != new.name:
        yield f"步骤名称“{old.name}”改为“{new.name}”"
    if old.duty != new.duty:
        yield f"“{name}”改由{new.duty}办理；已签收的仍由签收人办"
    if old.organ != new.organ:
        yield f"“{name}”改由{new.organ or '本部门'}办理"
    if (old.days, old.unit) != (new.days, new.unit):
        yield f"“{name}”的步骤时限由{_limit(old)}改为{_limit(new)}；已经起算的按原时限"
    if old.outcomes != new.outcomes:
        words = "、".join(word for _, word in new.choices) or "不分结果"
        yield f"“{name}”的办理结果改为：{words}"


def _limit(node: Node) -> str:
    return "无" if node.days is None else f"{node.days}{_UNITS[node.unit]}"
