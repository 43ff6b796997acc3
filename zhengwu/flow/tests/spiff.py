"""The oracle: structured diagrams out of nothing, and what SpiffWorkflow says about them.

Imports none of the program. Ours is met only through the `Driver` protocol.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise
from random import Random
from typing import Protocol

from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Driver(Protocol):
    """An engine under comparison."""

    def start(self, xml: str, facts: dict[str, int]) -> None: ...

    def enabled(self) -> list[str]: ...

    def complete(self, name: str, facts: dict[str, int]) -> None: ...


@dataclass(frozen=True)
class Task:
    """One step; with `times` > 1 as many at once, of which `needed` suffice."""

    times: int = 1
    needed: str = "all"


@dataclass(frozen=True)
class Block:
    """`kind` is sequence, exclusive, parallel, inclusive or loop."""

    kind: str
    parts: tuple[Block | Task, ...]


Tree = Block | Task


def trees() -> st.SearchStrategy[Tree]:
    """Nested blocks with a handful of steps."""
    leaf: st.SearchStrategy[Tree] = st.one_of(
        st.just(Task()), st.just(Task()), st.builds(Task, st.integers(2, 3), st.just("all"))
    )

    def nest(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        parts = st.lists(children, min_size=2, max_size=3).map(tuple)
        kinds = ["sequence", "exclusive", "parallel", "inclusive", "loop"]
        return st.builds(Block, st.sampled_from(kinds), parts)

    return st.recursive(leaf, nest, max_leaves=9)


@dataclass
class Drawing:
    """The XML of a tree. Every condition reads a field of its own, valid in both languages."""

    parts: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    # The last step of a loop → the field by which it says whether to go round again.
    controls: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def xml(self, tree: Tree) -> str:
        self._event("startEvent", "s")
        self._event("endEvent", "e")
        first, last = self._draw(tree)
        self._flow("s", first)
        self._flow(last, "e")
        declared = "".join(f'<zw:field name="{one}" type="number"/>' for one in self.fields)
        return (
            f'<definitions xmlns="{BPMN}" xmlns:zw="urn:zhengwu:flow" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t" id="d">'
            '<process id="p" isExecutable="true">'
            f"<extensionElements><zw:fields>{declared}</zw:fields></extensionElements>"
            f"{''.join(self.parts)}</process></definitions>"
        )

    def _event(self, tag: str, id_: str) -> None:
        self.parts.append(f'<{tag} id="{id_}"/>')

    def _flow(self, source: str, target: str, condition: str = "") -> str:
        id_ = f"f{next(self.numbers)}"
        inner = (
            f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>'
            if condition
            else ""
        )
        self.parts.append(
            f'<sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</sequenceFlow>"
        )
        return id_

    def _field(self) -> str:
        self.fields.append(f"x{len(self.fields)}")
        return self.fields[-1]

    def _draw(self, tree: Tree) -> tuple[str, str]:
        if isinstance(tree, Task):
            return self._task(tree)
        if tree.kind == "sequence":
            return self._sequence(tree)
        if tree.kind == "loop":
            return self._loop(tree)
        return self._gateways(tree)

    def _task(self, task: Task) -> tuple[str, str]:
        id_ = f"t{next(self.numbers)}"
        organs, loop = "", ""
        if task.times > 1:
            organs = 'zw:organs="' + " ".join("ABC"[: task.times]) + '"'
            loop = (
                '<multiInstanceLoopCharacteristics isSequential="false">'
                f"<loopCardinality>{task.times}</loopCardinality>"
                "</multiInstanceLoopCharacteristics>"
            )
        self.parts.append(
            f'<userTask id="{id_}" name="{id_}" zw:duty="reviewer" zw:days="1" '
            f'zw:opinion="optional" {organs}>{loop}</userTask>'
        )
        return id_, id_

    def _sequence(self, block: Block) -> tuple[str, str]:
        drawn = [self._draw(part) for part in block.parts]
        for (_, last), (first, _) in pairwise(drawn):
            self._flow(last, first)
        return drawn[0][0], drawn[-1][1]

    def _loop(self, block: Block) -> tuple[str, str]:
        """The parts in sequence and a step that decides; then perhaps back to the first."""
        enter, leave = f"g{next(self.numbers)}", f"g{next(self.numbers)}"
        first, last = self._sequence(Block("sequence", (*block.parts, Task())))
        again = self.controls[last] = self._field()
        out = f"o{next(self.numbers)}"
        self.parts.append(f'<exclusiveGateway id="{enter}"/>')
        self._flow(enter, first)
        self._flow(last, leave)
        self._flow(leave, enter, f"{again} &gt; 9")
        default = self._flow(leave, out)
        self.parts.append(f'<exclusiveGateway id="{leave}" default="{default}"/>')
        self.parts.append(f'<exclusiveGateway id="{out}"/>')
        return enter, out

    def _gateways(self, block: Block) -> tuple[str, str]:
        split, join = f"g{next(self.numbers)}", f"g{next(self.numbers)}"
        default = ""
        for place, part in enumerate(block.parts):
            first, last = self._draw(part)
            choosing = block.kind != "parallel" and place < len(block.parts) - 1
            id_ = self._flow(split, first, f"{self._field()} &gt; 0" if choosing else "")
            self._flow(last, join)
            if block.kind != "parallel" and not choosing:
                default = f'default="{id_}"'
        tag = f"{block.kind}Gateway"
        self.parts.append(f'<{tag} id="{split}" {default}/>')
        self.parts.append(f'<{tag} id="{join}"/>')
        return split, join


class Spiff:
    """SpiffWorkflow as a driver."""

    def start(self, xml: str, facts: dict[str, int]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(xml.encode()))
        self.workflow = BpmnWorkflow(parser.get_spec("p"))
        self.workflow.task_tree.data.update(facts)
        for task in self.workflow.get_tasks(state=TaskState.READY):
            task.data.update(facts)
        self.workflow.do_engine_steps()

    def _ready(self) -> list:
        return self.workflow.get_tasks(state=TaskState.READY, manual=True)

    def enabled(self) -> list[str]:
        return [task.task_spec.bpmn_name for task in self._ready()]

    def complete(self, name: str, facts: dict[str, int]) -> None:
        task = next(one for one in self._ready() if one.task_spec.bpmn_name == name)
        task.data.update(facts)
        task.run()
        self.workflow.do_engine_steps()

    @property
    def ended(self) -> bool:
        return bool(self.workflow.is_completed())


def walk(tree: Tree, seed: int, ours: Driver, *, after: Callable[[], None] | None = None) -> int:
    """Run both with the same random choices; the enabled tasks must be equal after each step."""
    random = Random(seed)
    drawing = Drawing()
    xml = drawing.xml(tree)
    facts = {name: random.choice([0, 0, 1, 1]) for name in drawing.fields}
    oracle = Spiff()
    oracle.start(xml, facts)
    ours.start(xml, facts)
    steps = 0
    while True:
        expected, found = Counter(oracle.enabled()), Counter(ours.enabled())
        assert found == expected, (xml, facts, steps)
        if not expected:
            break
        name = random.choice(sorted(expected))
        said = {}
        if name in drawing.controls:
            said[drawing.controls[name]] = random.choice([0, 0, 10])
        oracle.complete(name, said)
        ours.complete(name, said)
        steps += 1
    assert oracle.ended
    return steps
