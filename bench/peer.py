"""SpiffWorkflow's own step with its state saved, for comparison: it imports none of the program."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from django.db import connection
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def _chain(steps: int) -> bytes:
    """A process of so many steps in a row."""
    ids = ["s", *(f"t{n}" for n in range(steps)), "e"]
    tasks = "".join(f'<userTask id="{one}" name="{one}"/>' for one in ids[1:-1])
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(ids))
    )
    return (
        f'<definitions xmlns="{_BPMN}" targetNamespace="peer"><process id="p" isExecutable="true">'
        f'<startEvent id="s"/><endEvent id="e"/>{tasks}{flows}</process></definitions>'
    ).encode()


def spiff_step(steps: int) -> Callable[[], None]:
    """A call that loads a saved run, does its next step and saves the run again.

    It neither locks nor checks, keeps no clock and records nothing: only flow and state.
    """
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(_chain(steps)))
    workflow = BpmnWorkflow(parser.get_spec("p"))
    workflow.do_engine_steps()
    serializer = BpmnWorkflowSerializer()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_peer (id int PRIMARY KEY, state text)")
        cursor.execute(
            "INSERT INTO bench_peer VALUES (1, %s)", [serializer.serialize_json(workflow)]
        )

    def step() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM bench_peer WHERE id = 1 FOR UPDATE")
            run = serializer.deserialize_json(cursor.fetchone()[0])
            ready = run.get_tasks(state=TaskState.READY, manual=True)
            ready[0].run()
            run.do_engine_steps()
            state = serializer.serialize_json(run)
            cursor.execute("UPDATE bench_peer SET state = %s WHERE id = 1", [state])

    return step
