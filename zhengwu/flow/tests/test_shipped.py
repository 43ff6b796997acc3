"""The shipped diagrams: publishable, drawn completely, run to every end."""

from __future__ import annotations

from importlib import resources
from itertools import product

import pytest
from lxml import etree

from zhengwu.flow import actions
from zhengwu.flow.enums import Unit
from zhengwu.flow.queries import live_version, progress, public_line, shipped, viewer
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.lint import longest_path
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.enums import Duty

from .factories import AT, load_rules, matter, open_tasks, person

CODES = [
    "hearing", "immediate", "parallel_expert", "payment", "service", "standard", "upward",
]  # fmt: skip
KINDS = {"accept", "review", "inspect", "expert", "hearing", "check", "decide", "issue"} | {
    "deliver",
    "handle",
    "submit",
}


def xml_of(code: str) -> bytes:
    return resources.files("zhengwu.flow").joinpath(f"data/{code}.bpmn").read_bytes()


def test_these_are_shipped() -> None:
    assert sorted(shipped()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_publishable_with_duties_and_kinds_of_the_house(code: str) -> None:
    compiled = compile_diagram(xml_of(code))
    assert [one.text for one in compiled.findings()] == []
    graph = compiled.graph
    assert graph is not None
    for node in graph.nodes.values():
        if node.kind.by_people:
            assert node.duty in [duty.value for duty in Duty]
            assert node.task_kind in KINDS
            assert node.public_name


@pytest.mark.parametrize("code", CODES)
def test_every_element_is_drawn(code: str) -> None:
    root = etree.fromstring(xml_of(code))
    space = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL"}
    drawn = {one.get("bpmnElement") for one in root.iter() if one.get("bpmnElement")}
    process = root.find("b:process", space)
    assert process is not None
    ids = {one.get("id") for one in process if one.get("id")}
    assert ids <= drawn


def test_a_special_procedure_is_not_in_the_promise() -> None:
    graph = compile_diagram(xml_of("hearing")).graph
    assert graph is not None
    assert longest_path(graph, Unit.WORKING_DAY)[0] == 12


def answered(run) -> dict:
    """What waits for the organ above gets its answer; nothing where nobody waits."""
    run.refresh_from_db()
    if run.state == "running":
        actions.deliver_message(run.matter, "upward.answer", by=SYSTEM, at=AT)
    return open_tasks(run)


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "verdict"), [*product(CODES, ["granted", "refused"])])
def test_each_runs_to_its_end_by_different_people(code: str, verdict: str) -> None:
    load_rules()
    version = actions.publish(code, xml_of(code), by=SYSTEM, at=AT)
    assert live_version(code) == version
    run = actions.start(matter(), version, facts={"hearing_required": True}, by=SYSTEM, at=AT)
    walked = []
    while tasks := open_tasks(run) or answered(run):
        node_id, task = next(iter(tasks.items()))
        outcome = (
            verdict
            if task.kind == "decide"
            else (task.node.choices[0][0] if task.node.choices else "pass")
        )
        # A new person for each step: the two-person rules are met by construction.
        who = person(f"p{len(walked)}", task.duty)
        actions.complete(task, outcome=outcome, opinion="同意", by=who, at=AT)
        walked.append(node_id)
    run.refresh_from_db()
    assert run.state == "ended"
    assert ("issue" in walked) is (
        verdict == "granted" and code not in ("immediate", "service", "upward")
    )
    states = {stage.node: stage.state for stage in progress(run)}
    assert states[walked[0]] == "done"
    line = public_line(run)
    assert [step["state"] for step in line] == ["done"] * len(line)
    assert "p0" not in str(line)
    assert walked[0] in viewer(run)["where"]["done"]
