"""BPMN 2.0 XML to a graph: what is outside the subset is named, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from zhengwu.expressions.enums import Kind
from zhengwu.flow.enums import NodeKind, Severity, Unit
from zhengwu.flow.rules.attributes import Trouble, read_attributes
from zhengwu.flow.rules.graph import Edge, Finding, Graph, Node, Ruling
from zhengwu.flow.rules.subset import (
    BESIDE,
    BPMN,
    KEPT,
    MAX_BYTES,
    MAX_NODES,
    REASONS,
    SILENT,
    UNKNOWN,
    ZW,
)

_PLAIN = {
    "userTask": NodeKind.USER,
    "manualTask": NodeKind.MANUAL,
    "serviceTask": NodeKind.SERVICE,
    "businessRuleTask": NodeKind.DECISION,
    "exclusiveGateway": NodeKind.EXCLUSIVE,
    "parallelGateway": NodeKind.PARALLEL,
    "inclusiveGateway": NodeKind.INCLUSIVE,
    "callActivity": NodeKind.CALL,
}
_EVENTS = {
    "startEvent": {"": NodeKind.START},
    "endEvent": {"": NodeKind.END, "terminateEventDefinition": NodeKind.TERMINATE},
    "intermediateCatchEvent": {"messageEventDefinition": NodeKind.CATCH},
    "boundaryEvent": {"timerEventDefinition": NodeKind.TIMER},
}
_DURATION = re.compile(r"P(?:(\d{1,4})D|(\d{1,3})W|T(\d{1,4})H)")


@dataclass(slots=True)
class Reading:
    """What one file gave: rows and findings."""

    process: str = ""
    name: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    fields: dict[str, Kind] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, element: Any, reason: str = "", *, name: str = "") -> None:
        """Note that an element is outside the subset."""
        label = name or _local(element)
        reason = reason or REASONS.get(label.rpartition("/")[2], UNKNOWN)
        found = Finding(Severity.REFUSED, label, _id(element), reason, element.sourceline or 0)
        self.findings.append(found)

    def warn(self, element: Any, reason: str) -> None:
        """Note that an element is kept without effect."""
        line = element.sourceline or 0
        self.findings.append(Finding(Severity.WARNING, _local(element), _id(element), reason, line))

    @property
    def refused(self) -> bool:
        """Whether anything is outside the subset."""
        return any(one.severity is Severity.REFUSED for one in self.findings)

    def graph(self) -> Graph:
        """The rows as a graph (its joins are added by `structure`)."""
        return Graph(self.process, self.name, self.nodes, tuple(self.edges), self.fields)


def read(data: bytes) -> Reading:
    """Read a file. Never raises for what people upload: every fault is a finding."""
    reading = Reading()
    root = _parsed(data, reading)
    if root is None:
        return reading
    processes = _top_level(root, reading)
    if not processes:
        reading.refuse(root, "文件中没有带流程步骤的 process 元素")
        return reading
    for extra in processes[1:]:
        reading.refuse(extra, "一个文件只能有一个流程，其他参与方请画成空白泳池")
    messages = _messages(root)
    for process in processes:
        _read_process(process, reading, messages)
    main = processes[0]
    reading.process, reading.name = _id(main), main.get("name", "")
    _check_ends(reading)
    return reading


def _parsed(data: bytes, reading: Reading) -> Any:
    problem: str = ""
    line: int = 0
    if len(data) > MAX_BYTES:
        problem = f"文件超过{MAX_BYTES // 1_000_000}MB"
    else:
        # No entities, no DTD, no network: an uploaded file may not make us read anything else.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            line = getattr(error, "lineno", 0) or 0
            problem = f"不是完整的 XML 文件：{_first_line(error)}"
        else:
            if root.getroottree().docinfo.internalDTD is not None:
                problem, line = "不接受带 DOCTYPE 的文件", 1
            elif root.tag != f"{{{BPMN}}}definitions":
                problem = "不是 BPMN 2.0 文件（根元素应当是 definitions）"
                line = getattr(root, "sourceline", 0) or 0
            else:
                return root
    reading.findings.append(Finding(Severity.REFUSED, "文件", "", problem, line))
    return None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["无法读取"])[0][:200]


def _top_level(root: Any, reading: Reading) -> list[Any]:
    found = []
    for child in _bpmn_children(root):
        name = _local(child)
        if name == "process":
            if any(_local(one) not in (*SILENT, *KEPT) for one in _bpmn_children(child)):
                found.append(child)
        elif name == "collaboration":
            _collaboration(child, reading)
        elif name in BESIDE:
            reading.warn(child, BESIDE[name])
        elif name not in ("message", *SILENT):
            reading.refuse(child)
    return found


def _collaboration(element: Any, reading: Reading) -> None:
    for child in _bpmn_children(element):
        if _local(child) == "messageFlow":
            reading.warn(child, "消息流只作显示")
        elif _local(child) == "participant" and not child.get("processRef"):
            reading.warn(child, "空白泳池只作显示")


def _messages(root: Any) -> dict[str, str]:
    found = root.iter(f"{{{BPMN}}}message")
    return {one.get("id", ""): one.get("name", "") or one.get("id", "") for one in found}


def _read_process(process: Any, reading: Reading, messages: dict[str, str]) -> None:
    lanes = _lanes(process)
    _read_fields(process, reading)
    for element in _bpmn_children(process):
        name = _local(element)
        if name == "sequenceFlow":
            reading.edges.append(_edge(element))
        elif name in SILENT:
            continue
        elif name in KEPT:
            reading.warn(element, KEPT[name])
        elif name in _PLAIN or name in _EVENTS:
            node = _node(element, reading, messages)
            if node is not None:
                reading.nodes[node.id] = replace(node, lane=lanes.get(node.id, ""))
        else:
            reading.refuse(element)
    if len(reading.nodes) > MAX_NODES:
        reading.refuse(process, f"步骤过多，最多{MAX_NODES}个")


def _lanes(process: Any) -> dict[str, str]:
    return {
        (ref.text or "").strip(): lane.get("name", "")
        for lane in process.iter(f"{{{BPMN}}}lane")
        for ref in lane.findall(f"{{{BPMN}}}flowNodeRef")
    }


def _read_fields(process: Any, reading: Reading) -> None:
    path = f"{{{BPMN}}}extensionElements/{{{ZW}}}fields/{{{ZW}}}field"
    for element in process.findall(path):
        name, kind = element.get("name", ""), element.get("type", "string")
        if not re.fullmatch(r"[^\W\d]\w*", name) or kind not in Kind.__members__.values():
            reading.refuse(element, f"字段声明有误：{name or '缺少名称'}（{kind}）")
        else:
            reading.fields[name] = Kind(kind)


def _edge(element: Any) -> Edge:
    condition = element.find(f"{{{BPMN}}}conditionExpression")
    return Edge(
        id=_id(element),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        name=" ".join(element.get("name", "").split()),
        condition=(condition.text or "").strip() if condition is not None else "",
    )


def _node(element: Any, reading: Reading, messages: dict[str, str]) -> Node | None:
    kind = _PLAIN.get(_local(element)) or _event_kind(element, reading)
    if kind is None:
        return None
    values = _inside(element, kind, reading)
    try:
        values.update(read_attributes(element, kind))
    except Trouble as trouble:
        reading.refuse(element, str(trouble))
        return None
    if kind is NodeKind.TIMER:
        values.setdefault("days", None)
        values["host"] = element.get("attachedToRef", "")
        values["interrupting"] = element.get("cancelActivity", "true") != "false"
    if kind is NodeKind.CATCH and not values.get("message"):
        definition = element.find(f"{{{BPMN}}}messageEventDefinition")
        values["message"] = messages.get(definition.get("messageRef", ""), "")
    if kind is NodeKind.CALL and not values.get("called"):
        values["called"] = element.get("calledElement", "")
    return Node(
        id=_id(element),
        kind=kind,
        name=" ".join(element.get("name", "").split()),
        line=element.sourceline or 0,
        default=element.get("default", ""),
        **values,
    )


def _event_kind(element: Any, reading: Reading) -> NodeKind | None:
    allowed = _EVENTS[_local(element)]
    definitions = [one for one in _bpmn_children(element) if _is_definition(_local(one))]
    if len(definitions) > 1:
        reading.refuse(element, "一个事件只能有一种触发")
        return None
    kind = allowed.get(_local(definitions[0]) if definitions else "")
    if kind is None and definitions:
        label = f"{_local(element)}/{_local(definitions[0])}"
        reading.refuse(element, name=label)
    elif kind is None:
        reading.refuse(element, "事件没有说明由什么触发")
    return kind


def _is_definition(name: str) -> bool:
    return name.endswith("EventDefinition") or name == "eventDefinitionRef"


def _inside(element: Any, kind: NodeKind, reading: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for child in _bpmn_children(element):
        name = _local(child)
        if name == "multiInstanceLoopCharacteristics":
            values.update(_multiple(child, element, kind, reading))
        elif name == "timerEventDefinition" and kind is NodeKind.TIMER:
            values.update(_timer(child, element, reading))
        elif name in KEPT and name not in SILENT:
            reading.warn(child if child.get("id") else element, KEPT[name])
        elif name not in SILENT and not _inner(name):
            reading.refuse(element, REASONS.get(name, UNKNOWN), name=f"{_local(element)}/{name}")
    if kind is NodeKind.DECISION:
        values["rulings"] = _rulings(element)
    return values


def _inner(name: str) -> bool:
    event_data = ("dataOutput", "dataInput", "inputSet", "outputSet")
    return _is_definition(name) or name in event_data


def _multiple(child: Any, element: Any, kind: NodeKind, reading: Reading) -> dict[str, Any]:
    label = f"{_local(element)}/multiInstanceLoopCharacteristics"
    if not kind.by_people:
        reading.refuse(element, "多实例只能用于用户任务或人工任务（多部门会办）", name=label)
    elif child.get("isSequential") == "true":
        reading.refuse(element, "不支持串行多实例，请改为并行", name=label)
    return {}


def _timer(child: Any, element: Any, reading: Reading) -> dict[str, Any]:
    for inner in _bpmn_children(child):
        name = _local(inner)
        if name != "timeDuration":
            reading.refuse(element, REASONS.get(name, UNKNOWN), name=f"boundaryEvent/{name}")
            return {}
        match = _DURATION.fullmatch((inner.text or "").strip())
        if match is None:
            reading.refuse(
                element, "时限只能写成 P5D、P2W 或 PT8H", name="boundaryEvent/timeDuration"
            )
            return {}
        days, weeks, hours = (int(one) if one else 0 for one in match.groups())
        if hours:
            return {"days": hours, "unit": Unit.HOUR}
        return {"days": days + 7 * weeks, "unit": Unit.CALENDAR_DAY}
    return {}


def _rulings(element: Any) -> tuple[Ruling, ...]:
    path = f"{{{BPMN}}}extensionElements/{{{ZW}}}decision/{{{ZW}}}rule"
    return tuple(
        Ruling(
            rule.get("when", ""),
            tuple(
                (one.get("field", ""), one.get("value", "")) for one in rule.findall(f"{{{ZW}}}set")
            ),
        )
        for rule in element.findall(path)
    )


def _check_ends(reading: Reading) -> None:
    """Edges and boundaries that hang in the air; in a refused file they follow from the refusal."""
    if reading.refused:
        return
    for edge in reading.edges:
        for end in (edge.source, edge.target):
            if end not in reading.nodes:
                reason = f"连线的一端“{end}”不存在"
                reading.findings.append(Finding(Severity.REFUSED, "sequenceFlow", edge.id, reason))
    for node in reading.nodes.values():
        if node.kind is NodeKind.TIMER:
            host = reading.nodes.get(node.host)
            if host is None or not host.kind.by_people:
                reason = "时限边界只能附在用户任务或人工任务上"
                reading.findings.append(
                    Finding(Severity.REFUSED, "boundaryEvent", node.id, reason, node.line)
                )


def _bpmn_children(element: Any) -> Iterator[Any]:
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(f"{{{BPMN}}}"):
            yield child


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


def _id(element: Any) -> str:
    return str(element.get("id", ""))
