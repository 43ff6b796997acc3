"""What changed between two diagrams, by step and line, in the words of the office."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from zhengwu.flow.enums import NodeKind, Unit
from zhengwu.flow.rules.graph import Graph, Node
from zhengwu.org.enums import Duty

_LABELS = {
    "name": "名称",
    "kind": "类型",
    "duty": "岗位职责",
    "days": "步骤时限",
    "unit": "时限单位",
    "counted": "计入承诺时限",
    "task_kind": "办理类型",
    "form": "表单",
    "opinion": "办理意见",
    "outcomes": "办理结果",
    "public_name": "对申请人显示",
    "organ": "办理部门",
    "organs": "会办部门",
    "completion": "会办规则",
    "persons": "人数",
    "other_than": "须由他人办理",
    "service": "服务",
    "called": "调用流程",
    "message": "消息",
    "rulings": "决策表",
    "host": "附着步骤",
    "interrupting": "到期中断",
    "default": "默认出线",
}
ADDED, CHANGED, REMOVED = "新增", "修改", "删除"


@dataclass(frozen=True, slots=True)
class Difference:
    """One step or line that is new, gone or changed."""

    what: str
    id: str
    name: str
    details: tuple[str, ...] = ()


def compare(before: Graph | None, after: Graph | None) -> list[Difference]:
    """Steps in the order of the newer diagram, then what is gone, then lines.

    A gateway that only brings ways together is no step: who draws sees the ways, not it.
    """
    old = _steps(before)
    new = _steps(after)
    found = [_node(old.get(one.id), one, after) for one in new.values()]
    gone = [_node(one, None, None) for one in old.values() if one.id not in new]
    return [one for one in [*found, *gone, *_lines(before, after)] if one is not None]


def _steps(graph: Graph | None) -> dict[str, Node]:
    nodes = graph.nodes.values() if graph else ()
    return {one.id: one for one in nodes if graph and not _joins(graph, one)}


def _joins(graph: Graph, node: Node) -> bool:
    """Whether the node only brings ways of a choice together."""
    choice = node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)
    return choice and not node.name and len(graph.outgoing(node.id)) == 1


def _node(old: Node | None, new: Node | None, graph: Graph | None) -> Difference | None:
    node = new or old
    assert node is not None
    name = node.name or node.kind.chinese
    if old is None:
        return Difference(ADDED, node.id, name, _placed(graph, node))
    if new is None:
        return Difference(REMOVED, node.id, name)
    details = tuple(
        f"{_LABELS[one.name]}：{_shown(getattr(old, one.name))}→{_shown(getattr(new, one.name))}"
        for one in fields(Node)
        if one.name in _LABELS and one.name != "default"
        if getattr(old, one.name) != getattr(new, one.name)
    )
    return Difference(CHANGED, node.id, name, details) if details else None


def _placed(graph: Graph | None, node: Node) -> tuple[str, ...]:
    """Where a new step stands: after which, before which; who does it in how long."""
    if graph is None or not node.kind.by_people:
        return ()
    ways = _ways(graph)
    after = [_called(graph, one) for one, other in ways if other == node.id]
    ahead = [_called(graph, other) for one, other in ways if one == node.id]
    where = f"在{'、'.join(after)}之后，{'、'.join(ahead)}之前" if after and ahead else ""
    days = f"{node.days}{_UNITS[node.unit]}" if node.days else ""
    return tuple(
        one for one in (where, f"由{_shown(node.duty)}岗位办理" if node.duty else "", days) if one
    )


def _called(graph: Graph, node: str) -> str:
    found = graph.nodes[node]
    return f"“{found.name or found.kind.chinese}”"


_UNITS = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.HOUR: "小时"}


def _lines(before: Graph | None, after: Graph | None) -> list[Difference]:
    old, new = _ways(before), _ways(after)
    found = []
    for ends in sorted({*old, *new}):
        one, other = old.get(ends), new.get(ends)
        if one == other or _said_by_a_step(ends, one is None, before, after):
            continue
        what = ADDED if one is None else REMOVED if other is None else CHANGED
        graph = after if other is not None else before
        assert graph is not None
        name = "→".join(graph.nodes[e].name or graph.nodes[e].kind.chinese for e in ends)
        detail = (f"条件：{one or '无'}→{other or '无'}",) if what == CHANGED else ()
        found.append(Difference(what, "", f"连线 {name}", detail))
    return found


def _said_by_a_step(
    ends: tuple[str, str], fresh: bool, before: Graph | None, after: Graph | None
) -> bool:
    """A line to or from a step that is new or gone is told with the step; so is a line that runs
    over such a step now, or ran over it."""
    old, new = _steps(before), _steps(after)
    if not all(one in old and one in new for one in ends):
        return True
    ways, known = (_ways(before), new) if fresh else (_ways(after), old)
    queue, seen = [ends[0]], set[str]()
    while queue:
        here = queue.pop()
        for one, other in ways:
            if one != here or other in seen:
                continue
            if other == ends[1] and here != ends[0]:
                return True
            if other not in known:
                seen.add(other)
                queue.append(other)
    return False


def _ways(graph: Graph | None) -> dict[tuple[str, str], str]:
    """Lines between steps with their condition; what only brings ways together is stepped over."""
    if graph is None:
        return {}
    found: dict[tuple[str, str], str] = {}
    for edge in graph.edges:
        source, target = graph.nodes[edge.source], edge.target
        if _joins(graph, source):
            continue
        for _ in graph.nodes:
            if not _joins(graph, graph.nodes[target]):
                break
            target = graph.outgoing(target)[0].target
        found[source.id, target] = edge.condition
    return found


_WORDS = {
    **{one.value: one.label for one in Duty},
    "required": "必须填写", "optional": "可以填写", "none": "不填写",
    "all": "全部办完", "any": "有一家办完", "": "无",
}  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, str) and not hasattr(value, "chinese"):
        return _WORDS.get(value, value.partition("=")[2] or value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(_shown(one) for one in value) or "无"
    return str(getattr(value, "chinese", value) or "无")


def coloured(differences: list[Difference], *, newer: bool) -> dict[str, Any]:
    """The marks of one of the two diagrams: what is new or gone, what is changed, in words too."""
    shown = (
        {ADDED: "done", CHANGED: "current"} if newer else {REMOVED: "waiting", CHANGED: "current"}
    )
    where: dict[str, Any] = {"done": [], "current": [], "waiting": [], "notes": {}}
    for one in differences:
        if one.id and one.what in shown:
            where[shown[one.what]].append(one.id)
            where["notes"][one.id] = one.what
    return where
