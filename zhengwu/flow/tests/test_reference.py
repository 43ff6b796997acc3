"""The interchange diagrams of the BPMN working group: each outcome as read by a person.

`data/bpmn/Reference` (CC-BY-3.0) is read in place when the folder is there.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from zhengwu.flow.rules import compile_diagram

_FOLDER = Path(__file__).parents[3] / "data" / "bpmn" / "Reference"
_SHARED = Path(__file__).parents[4] / "shared" / "data" / "bpmn" / "Reference"
FOLDER = Path(os.environ.get("ZHENGWU_BPMN", _FOLDER if _FOLDER.exists() else _SHARED))

# File → refused elements and how often; an empty dict means: inside the subset, it compiles.
OUTCOMES: dict[str, dict[str, int]] = {
    "A.1.0": {"task": 3},
    "A.2.0": {"task": 4},
    "A.2.1": {"task": 4},
    "A.3.0": {
        "task": 4,
        "subProcess": 1,
        "boundaryEvent/messageEventDefinition": 1,
        "boundaryEvent/escalationEventDefinition": 1,
    },
    "A.4.0": {"process": 1, "task": 4, "subProcess": 2},
    "A.4.1": {"process": 1, "task": 4, "subProcess": 2},
    "B.1.0": {
        "process": 3,
        "task": 3,
        "subProcess": 2,
        "startEvent/timerEventDefinition": 1,
        "startEvent/messageEventDefinition": 1,
        "endEvent/messageEventDefinition": 1,
    },
    "B.2.0": {
        "process": 3,
        "task": 21,
        "subProcess": 5,
        "sendTask": 1,
        "receiveTask": 1,
        "eventBasedGateway": 1,
        "intermediateThrowEvent": 5,
        "userTask/multiInstanceLoopCharacteristics": 1,
        "startEvent/conditionalEventDefinition": 1,
        "startEvent/timerEventDefinition": 1,
        "startEvent/messageEventDefinition": 1,
        "startEvent/signalEventDefinition": 1,
        "boundaryEvent/messageEventDefinition": 2,
        "boundaryEvent/escalationEventDefinition": 2,
        "boundaryEvent/conditionalEventDefinition": 2,
        "boundaryEvent/timeDate": 2,
        "boundaryEvent/errorEventDefinition": 1,
        "boundaryEvent/signalEventDefinition": 2,
        "intermediateCatchEvent/conditionalEventDefinition": 1,
        "intermediateCatchEvent/timerEventDefinition": 1,
        "intermediateCatchEvent/linkEventDefinition": 1,
        "endEvent/signalEventDefinition": 1,
        "endEvent/messageEventDefinition": 2,
        "endEvent/escalationEventDefinition": 1,
    },
    "C.1.0": {
        "process": 1,
        "task": 4,
        "eventBasedGateway": 1,
        "startEvent/messageEventDefinition": 2,
        "intermediateCatchEvent/timerEventDefinition": 1,
    },
    "C.1.1": {},
    "C.2.0": {
        "process": 3,
        "task": 10,
        "subProcess": 1,
        "startEvent/messageEventDefinition": 3,
        "endEvent/messageEventDefinition": 1,
        "boundaryEvent/errorEventDefinition": 1,
    },
    "C.3.0": {
        "subProcess": 1,
        "startEvent/messageEventDefinition": 1,
        "boundaryEvent/messageEventDefinition": 1,
    },
    "C.4.0": {
        "process": 3,
        "intermediateThrowEvent": 1,
        "startEvent/signalEventDefinition": 3,
        "endEvent/messageEventDefinition": 3,
        "manualTask/standardLoopCharacteristics": 1,
    },
    "C.5.0": {"process": 1, "task": 1, "endEvent/signalEventDefinition": 2},
    "C.6.0": {
        "sendTask": 6,
        "subProcess": 1,
        "eventBasedGateway": 1,
        "intermediateThrowEvent": 1,
        "startEvent/messageEventDefinition": 1,
        "intermediateCatchEvent/timerEventDefinition": 1,
        "boundaryEvent/errorEventDefinition": 2,
        "boundaryEvent/timeDate": 1,
    },
    "C.7.0": {"serviceTask/multiInstanceLoopCharacteristics": 1},
    "C.8.0": {"sendTask": 4, "boundaryEvent/errorEventDefinition": 1},
    "C.8.1": {"sendTask": 4, "boundaryEvent/errorEventDefinition": 1},
    "C.9.0": {"subProcess": 2, "sendTask": 1, "boundaryEvent/errorEventDefinition": 1},
    "C.9.1": {"sendTask": 2, "receiveTask": 1, "boundaryEvent/timeCycle": 1},
    "C.9.2": {"subProcess": 3, "endEvent/errorEventDefinition": 1},
}


def read(name: str) -> bytes:
    path = FOLDER / f"{name}.bpmn"
    if not path.exists():
        pytest.skip("the reference diagrams are not at hand")
    return path.read_bytes()


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_foreign_element_is_refused_by_name_and_id_with_a_reason(name: str) -> None:
    data = read(name)
    compiled = compile_diagram(data)
    assert Counter(one.element for one in compiled.refusals) == OUTCOMES[name]
    assert (compiled.graph is None) is bool(OUTCOMES[name])
    text = data.decode("utf-8", "replace")
    for one in compiled.refusals:
        assert one.id
        assert f'"{one.id}"' in text
        assert one.line > 0
        assert len(one.reason) > 6


def test_all_of_them_are_looked_at() -> None:
    if FOLDER.exists():
        assert {path.stem for path in FOLDER.glob("*.bpmn")} == set(OUTCOMES)


def test_the_one_inside_the_subset_compiles_and_only_the_lint_refuses_it() -> None:
    compiled = compile_diagram(read("C.1.1"))
    graph = compiled.graph
    assert graph is not None
    people = [node.name for node in graph.nodes.values() if node.kind.by_people]
    assert people == [
        "Approve Invoice",
        "Assign Approver",
        "Rechnung klären",
        "Prepare Bank Transfer",
    ]
    assert {one.element for one in compiled.warnings} >= {
        "dataObject",
        "potentialOwner",
        "import",
        "ioSpecification",
    }
    assert not compiled.publishable()
    reasons = " ".join(one.reason for one in compiled.findings())
    for word in ("岗位职责", "步骤时限", "默认出线", "条件有误", "zw:service"):
        assert word in reasons
