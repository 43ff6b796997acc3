"""What changed between two diagrams, by step and line, in the words of the office."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from zhengwu.flow.rules.graph import Graph, Node

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
    """Steps in the order of the newer diagram, then what is gone, then lines."""
    old = before.nodes if before else {}
    new = after.nodes if after else {}
    found = [_node(old.get(one.id), one) for one in new.values()]
    gone = [_node(one, None) for one in old.values() if one.id not in new]
    return [one for one in [*found, *gone, *_lines(before, after)] if one is not None]


def _node(old: Node | None, new: Node | None) -> Difference | None:
    node = new or old
    assert node is not None
    name = node.name or node.kind.chinese
    if old is None:
        return Difference(ADDED, node.id, name)
    if new is None:
        return Difference(REMOVED, node.id, name)
    details = tuple(
        f"{_LABELS[one.name]}：{_shown(getattr(old, one.name))}→{_shown(getattr(new, one.name))}"
        for one in fields(Node)
        if one.name in _LABELS and one.name != "default"
        if getattr(old, one.name) != getattr(new, one.name)
    )
    return Difference(CHANGED, node.id, name, details) if details else None


def _lines(before: Graph | None, after: Graph | None) -> list[Difference]:
    old, new = _ways(before), _ways(after)
    found = []
    for ends in sorted({*old, *new}):
        one, other = old.get(ends), new.get(ends)
        if one == other:
            continue
        what = ADDED if one is None else REMOVED if other is None else CHANGED
        graph = after if other is not None else before
        assert graph is not None
        name = "→".join(graph.nodes[e].name or graph.nodes[e].kind.chinese for e in ends)
        detail = (f"条件：{one or '无'}→{other or '无'}",) if what == CHANGED else ()
        found.append(Difference(what, "", f"连线 {name}", detail))
    return found


def _ways(graph: Graph | None) -> dict[tuple[str, str], str]:
    return {(one.source, one.target): one.condition for one in graph.edges} if graph else {}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(str(one) for one in value) or "无"
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
