"""A list of steps as certified BPMN with a layout: what the engine follows and the viewer shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from zhengwu.flow.rules.linear import FORKS, Item, Line, new_step
from zhengwu.flow.rules.subset import BPMN, ZW

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DD = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES = {"bpmn": BPMN, "bpmndi": _DI, "dc": _DC, "di": _DD, "xsi": _XSI, "zw": ZW}
_TAGS = {
    "user": "userTask",
    "manual": "manualTask",
    "service": "serviceTask",
    "call": "callActivity",
    "catch": "intermediateCatchEvent",
    "branch": "exclusiveGateway",
    "some": "inclusiveGateway",
    "parallel": "parallelGateway",
}
_ATTRIBUTES = {"task_kind": "kind", "public_name": "publicName", "other_than": "otherThan"}
_STEP, _GATE, _EVENT = (110, 80), (50, 50), (36, 36)
_GAP, _LANE = 60, 40


@dataclass(slots=True)
class _Shape:
    id: str
    x: float
    y: float
    size: tuple[int, int]

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.size[0] / 2, self.y + self.size[1] / 2


@dataclass(slots=True)
class _Open:
    """An end that waits for what follows: a node, and on which height its line runs."""

    node: str
    height: float
    name: str = ""
    condition: str = ""
    default: bool = False


@dataclass(slots=True)
class _Drawing:
    process: Any
    shapes: dict[str, _Shape] = field(default_factory=dict)
    lines: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    edges: list[tuple[str, str, str, _Open]] = field(default_factory=list)
    ends: int = 0

    def put(self, tag: str, id_: str, name: str, size: tuple[int, int], x: float, y: float) -> Any:
        """A node whose middle line is `y`."""
        found = etree.SubElement(self.process, f"{{{BPMN}}}{tag}", id=id_)
        if name:
            found.set("name", name)
        self.shapes[id_] = _Shape(id_, x, y - size[1] / 2, size)
        return found

    def connect(self, one: _Open, target: str) -> None:
        """A sequence flow; its id is stable as long as both ends are."""
        id_, number = f"{one.node}-{target}", 1
        while id_ in self.lines:
            number += 1
            id_ = f"{one.node}-{target}-{number}"
        self.lines[id_] = self._points(self.shapes[one.node], self.shapes[target], one.height)
        self.edges.append((id_, one.node, target, one))

    def _points(self, source: _Shape, target: _Shape, height: float) -> list[tuple[float, float]]:
        (sx, sy), (tx, ty) = source.middle, target.middle
        first = (source.x + source.size[0], sy)
        last = (target.x, ty)
        if height != sy:
            first = (sx, source.y if height < sy else source.y + source.size[1])
        if height != ty:
            last = (tx, target.y if height < ty else target.y + target.size[1])
        bends = [(first[0], height), (last[0], height)]
        points = [first]
        for point in [*bends, last]:
            if point != points[-1]:
                points.append(point)
        return points

    def row(self, items: Sequence[Item], opened: list[_Open], x: float, y: float) -> float:
        """Items from left to right; `opened` is replaced by the ends that wait after them."""
        for item in items:
            if item["type"] in FORKS:
                x = self._fork(item, opened, x, y)
            else:
                self._step(item, opened, x, y)
                x += _STEP[0] + _GAP
        return x

    def _meet(self, opened: list[_Open], target: str) -> None:
        for one in opened:
            self.connect(one, target)
        opened.clear()

    def _step(self, item: Item, opened: list[_Open], x: float, y: float) -> None:
        size = _EVENT if item["type"] == "catch" else _STEP
        node = self.put(_TAGS[item["type"]], item["id"], item["name"], size, x, y)
        if item["type"] == "catch":
            etree.SubElement(node, f"{{{BPMN}}}messageEventDefinition", id=f"{item['id']}_m")
        for name, value in item.items():
            if name not in ("type", "id", "name") and value not in (None, "", [], ()):
                node.set(f"{{{ZW}}}{_ATTRIBUTES.get(name, name)}", _text(name, value))
        self._meet(opened, item["id"])
        opened.append(_Open(item["id"], y))

    def _fork(self, item: Item, opened: list[_Open], x: float, y: float) -> float:
        tag = _TAGS[item["type"]]
        split = self.put(tag, item["id"], item.get("name", ""), _GATE, x, y)
        self._meet(opened, item["id"])
        heights = [_height(arm["items"]) for arm in item["arms"]]
        top = y - (sum(heights) + _LANE * (len(heights) - 1)) / 2
        waiting: list[_Open] = []
        widest = x + _GATE[0] + _GAP
        for number, (arm, height) in enumerate(zip(item["arms"], heights, strict=True), 1):
            middle = top + height / 2
            top += height + _LANE
            last = number == len(heights) and item["type"] != "parallel"
            first = _Open(item["id"], middle, arm.get("name", ""), arm.get("condition", ""), last)
            ends = [first]
            right = self.row(arm["items"], ends, x + _GATE[0] + _GAP, middle)
            if arm.get("ends"):
                self.end(arm["ends"], ends, right, middle)
                right += _EVENT[0] + _GAP
            waiting += ends
            widest = max(widest, right)
        if item["type"] != "parallel":
            split.set("default", "")
        return self._join(item, waiting, opened, widest, y)

    def _join(
        self, item: Item, waiting: list[_Open], opened: list[_Open], x: float, y: float
    ) -> float:
        """The arms meet again; where only one goes on there is nothing to join."""
        if len(waiting) < 2:
            opened += waiting
            return x
        self.put(_TAGS[item["type"]], f"{item['id']}_join", "", _GATE, x, y)
        self._meet(waiting, f"{item['id']}_join")
        opened.append(_Open(f"{item['id']}_join", y))
        return x + _GATE[0] + _GAP

    def end(self, name: str, opened: list[_Open], x: float, y: float) -> None:
        """An end event."""
        self.ends += 1
        id_ = "end" if self.ends == 1 else f"end_{self.ends}"
        self.put("endEvent", id_, name, _EVENT, x, y)
        self._meet(opened, id_)


def draw(line: Line) -> str:
    """The file. The same list always gives the same text."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=_NAMES, id=f"definitions_{line.id}")
    root.set("targetNamespace", "urn:zhengwu:flows")
    process = etree.SubElement(root, f"{{{BPMN}}}process", id=line.id, name=line.name)
    process.set("isExecutable", "true")
    _fields(process, line)
    drawing = _Drawing(process)
    y = 60 + _height(line.items) / 2
    drawing.put("startEvent", "start", "受理", _EVENT, 60, y)
    opened = [_Open("start", y)]
    x = drawing.row(line.items, opened, 60 + _EVENT[0] + _GAP, y)
    if opened:
        drawing.end(line.end, opened, x, y)
    _sequence(process, drawing.edges)
    _layout(root, line.id, drawing)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode() + "\n"


def blank(code: str, name: str) -> str:
    """The diagram of a new flow: one step, to begin with."""
    return draw(Line(code, name, [new_step([])]))


def _height(items: Iterable[Item]) -> float:
    heights: list[float] = [_STEP[1]]
    for item in items:
        if item["type"] in FORKS:
            arms = [_height(arm["items"]) for arm in item["arms"]]
            heights.append(sum(arms) + _LANE * (len(arms) - 1))
    return max(heights)


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def _fields(process: Any, line: Line) -> None:
    if line.fields:
        inside = etree.SubElement(process, f"{{{BPMN}}}extensionElements")
        declared = etree.SubElement(inside, f"{{{ZW}}}fields")
        for name, kind in line.fields.items():
            etree.SubElement(declared, f"{{{ZW}}}field", name=name, type=str(kind))


def _sequence(process: Any, edges: Iterable[tuple[str, str, str, _Open]]) -> None:
    nodes = {one.get("id"): one for one in process}
    for id_, source, target, opened in edges:
        found = etree.SubElement(process, f"{{{BPMN}}}sequenceFlow", id=id_)
        if opened.name:
            found.set("name", opened.name)
        found.set("sourceRef", source)
        found.set("targetRef", target)
        if opened.default and not opened.condition:
            nodes[source].set("default", id_)
        elif opened.condition:
            condition = etree.SubElement(found, f"{{{BPMN}}}conditionExpression")
            condition.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
            condition.text = opened.condition
    for node in nodes.values():
        if node.get("default") == "":
            del node.attrib["default"]
    for id_, source, target, _ in edges:
        _note(nodes[source], "outgoing", id_)
        _note(nodes[target], "incoming", id_)


def _note(node: Any, word: str, edge: str) -> None:
    """`incoming` before `outgoing`, both before event definitions: the order of the schema."""
    found = etree.Element(f"{{{BPMN}}}{word}")
    found.text = edge
    before = [one for one in node if etree.QName(one).localname in ("incoming", word)]
    node.insert(len(before), found)


def _layout(root: Any, process: str, drawing: _Drawing) -> None:
    diagram = etree.SubElement(root, f"{{{_DI}}}BPMNDiagram", id=f"diagram_{process}")
    plane = etree.SubElement(diagram, f"{{{_DI}}}BPMNPlane", id=f"plane_{process}")
    plane.set("bpmnElement", process)
    for shape in drawing.shapes.values():
        drawn = etree.SubElement(plane, f"{{{_DI}}}BPMNShape", id=f"{shape.id}_di")
        drawn.set("bpmnElement", shape.id)
        etree.SubElement(
            drawn,
            f"{{{_DC}}}Bounds",
            x=f"{shape.x:g}",
            y=f"{shape.y:g}",
            width=str(shape.size[0]),
            height=str(shape.size[1]),
        )
    for id_, points in drawing.lines.items():
        drawn = etree.SubElement(plane, f"{{{_DI}}}BPMNEdge", id=f"{id_}_di", bpmnElement=id_)
        for x, y in points:
            etree.SubElement(drawn, f"{{{_DD}}}waypoint", x=f"{x:g}", y=f"{y:g}")
