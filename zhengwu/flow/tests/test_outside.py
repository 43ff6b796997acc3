"""What comes from outside of tasks: messages, timers, services, sub-matters, the end."""

from __future__ import annotations

import pytest

from zhengwu.flow import actions
from zhengwu.flow.models import Instance, Task, Token
from zhengwu.flow.rules.refusals import (
    NobodyWaits,
)
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM

from .factories import (
    AT,
    diagram,
    element,
    flow,
    line,
    load_rules,
    open_tasks,
    person,
    published,
    start_end,
    started,
    user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


@pytest.fixture(autouse=True)
def _rules(db):
    load_rules()


LI = person("li", "reviewer")
WANG = person("wang", "reviewer", "decider")
STRANGER = person("zhao", "reviewer", organ="OTHER")


def chain(*ids: str, **zw: object) -> str:
    return diagram(*start_end(), *(user(i, **zw) for i in ids), *line("s", *ids, "e"))


def parallel(*ids: str) -> str:
    parts = [element("parallelGateway", "f"), element("parallelGateway", "j")]
    for one in ids:
        parts += [user(one), flow("f", one), flow(one, "j")]
    return diagram(*start_end(), *parts, user("z"), *line("s", "f"), *line("j", "z", "e"))


def done(instance: Instance, node: str, by=LI, **more):
    return actions.complete(open_tasks(instance)[node], by=by, at=AT, **more)


def test_a_message_wakes_who_waits_for_its_key():
    xml = diagram(
        *start_end(),
        element(
            "intermediateCatchEvent", "w", '<messageEventDefinition messageRef="m"/>', name="等缴费"
        ),
        user("a"),
        *line("s", "w", "a", "e"),
        fields=[("paid", "number")],
        beside='<message id="m" name="fee.paid"/>',
    )
    run = started(xml)
    with pytest.raises(NobodyWaits):
        actions.deliver_message(run.matter, "other", by=SYSTEM, at=AT)
    opened = actions.deliver_message(
        run.matter, "fee.paid", facts={"paid": "12.50"}, by=SYSTEM, at=AT
    )
    assert [task.node_id for task in opened] == ["a"]
    run.refresh_from_db()
    assert run.facts["paid"] == "12.50"


def timed(interrupting: str) -> str:
    timer = "<timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>"
    boundary = element("boundaryEvent", "t", timer, attachedToRef="a", cancelActivity=interrupting)
    return diagram(
        *start_end(),
        user("a"),
        boundary,
        user("late"),
        element("endEvent", "e2"),
        *line("s", "a", "e"),
        *line("t", "late", "e2"),
    )


@pytest.mark.parametrize(("interrupting", "left"), [("true", ["late"]), ("false", ["a", "late"])])
def test_a_timer_is_a_clock_of_its_own(interrupting, left):
    run = started(timed(interrupting))
    token = Token.objects.get(instance=run)
    assert list(token.timers) == ["t"]
    for _ in range(2):
        actions.fire_timer(token.pk, "t", by=SYSTEM, at=AT)
        if interrupting == "true":
            assert list(open_tasks(run)) == left
    assert list(open_tasks(run))[:2] == left


def test_a_timer_ends_with_its_step():
    from zhengwu.clock.models import Clock

    run = started(timed("true"))
    timer = Clock.objects.get(pk=Token.objects.get(instance=run).timers["t"])
    assert (timer.label, timer.amount, timer.unit) == ("timer", 5, "calendar_day")
    done(run, "a")
    timer.refresh_from_db()
    assert timer.state == "cancelled"
    assert actions.fire_timer(timer.subject.partition("/")[0], "t", by=SYSTEM, at=AT) == []


def test_terminate_cancels_the_rest():
    parts = [element("parallelGateway", "f"), user("a"), user("b")]
    stop = element("endEvent", "stop", "<terminateEventDefinition/>", name="终止")
    xml = diagram(
        element("startEvent", "s"),
        *parts,
        stop,
        element("exclusiveGateway", "x", default="x_j"),
        element("parallelGateway", "j"),
        element("endEvent", "e"),
        *line("s", "f", "a", "x"),
        flow("x", "stop", "bad"),
        *line("x", "j", "e"),
        *line("f", "b", "j"),
        fields=[("bad", "boolean")],
    )
    run = started(xml)
    done(run, "a", facts={"bad": True})
    run.refresh_from_db()
    assert (run.state, run.outcome, open_tasks(run)) == ("ended", "终止", {})
    assert not Task.objects.filter(instance=run, clock__state="running").exists()


def test_cancel_ends_everything():
    run = started(parallel("a", "b"))
    actions.cancel(run.matter, reason="申请已撤回", by=SYSTEM, at=AT)
    run.refresh_from_db()
    assert (run.state, open_tasks(run)) == ("cancelled", {})
    assert not Task.objects.filter(instance=run, clock__state="running").exists()


def test_a_decision_table_sets_facts():
    table = (
        "<extensionElements><zw:decision>"
        '<zw:rule when="area &gt; 1000"><zw:set field="level" value="\'高\'"/></zw:rule>'
        '<zw:rule><zw:set field="level" value="\'低\'"/></zw:rule>'
        "</zw:decision></extensionElements>"
    )
    xml = diagram(
        *start_end(),
        element("businessRuleTask", "d", table),
        user("a"),
        *line("s", "d", "a", "e"),
        fields=[("area", "number"), ("level", "string")],
    )
    assert started(xml, area=2000).facts["level"] == "高"
    assert started(xml, area=3).facts["level"] == "低"


def test_a_service_runs_in_a_reaction_and_brings_facts():
    from zhengwu.flow import registry

    registry._services["test.ask"] = lambda instance: {"level": "高"}
    xml = diagram(
        *start_end(),
        element("serviceTask", "v", zw__service="test.ask"),
        user("a"),
        *line("s", "v", "a", "e"),
        fields=[("level", "string")],
    )
    run = started(xml)
    assert open_tasks(run) == {}
    deliver_all()
    assert list(open_tasks(run)) == ["a"]
    run.refresh_from_db()
    assert run.facts["level"] == "高"


def test_a_call_activity_opens_a_sub_matter_and_waits_for_it():
    published(chain("inner"), code="sub")
    xml = diagram(
        *start_end(),
        element("callActivity", "c", name="子事项", calledElement="sub"),
        user("a"),
        *line("s", "c", "a", "e"),
    )
    run = started(xml)
    deliver_all()
    child = Instance.objects.get(parent__isnull=False)
    assert child.matter_id != run.matter_id
    done(child, "inner")
    deliver_all()
    assert list(open_tasks(run)) == ["a"]


def test_cancelling_also_ends_what_was_called():
    published(chain("inner"), code="sub2")
    xml = diagram(
        *start_end(), element("callActivity", "c", calledElement="sub2"), *line("s", "c", "e")
    )
    run = started(xml)
    deliver_all()
    actions.cancel(run.matter, reason="x", by=SYSTEM, at=AT)
    deliver_all()
    assert Instance.objects.get(parent__isnull=False).state == "cancelled"
