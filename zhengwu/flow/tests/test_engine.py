"""Verbs on the database: what one act leaves behind."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from zhengwu.flow import actions
from zhengwu.flow.models import Instance, JoinArrival, Task, TaskOpinion, Token, Version
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    FactUnfit,
    NextHasOpened,
    NotEarlier,
    NotPublishable,
    NotYours,
    OpinionMissing,
    OutcomeUnknown,
    RunsAlready,
    SamePerson,
    SamePersonTwice,
    SentBackSince,
    TaskRests,
)
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM

from .factories import (
    AT,
    diagram,
    element,
    flow,
    line,
    load_rules,
    matter,
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


def test_a_chain_runs_to_its_end_and_every_act_is_recorded():
    run = started(chain("a", "b"))
    assert list(open_tasks(run)) == ["a"]
    opened = done(run, "a", opinion="属实")
    assert [task.node_id for task in opened] == ["b"]
    assert done(run, "b") == []
    run.refresh_from_db()
    assert (run.state, run.outcome, run.ended_at) == ("ended", "办结", AT)
    codes = list(
        Entry.objects.filter(matter_id=run.matter_id, code__startswith="flow.")
        .order_by("seq")
        .values_list("code", flat=True)
    )
    assert codes == [
        "flow.instance.started",
        "flow.task.opened",
        "flow.task.completed",
        "flow.task.opened",
        "flow.task.completed",
        "flow.instance.ended",
    ]


def test_each_step_has_its_clock_and_stops_it():
    run = started(chain("a", "b"))
    first = open_tasks(run)["a"]
    assert (first.clock.rule_code, first.clock.amount, first.clock.unit) == (
        "step",
        3,
        "working_day",
    )
    assert first.clock.subject == str(first.pk)
    done(run, "a")
    first.refresh_from_db()
    assert (first.clock.state, first.clock.in_time) == ("met", True)
    assert open_tasks(run)["b"].clock.state == "running"


def test_one_run_a_matter():
    run = started(chain("a"))
    with pytest.raises(RunsAlready):
        actions.start(run.matter, run.version, facts={}, by=SYSTEM, at=AT)


def test_only_the_duty_at_the_organ_may_claim_and_the_second_clerk_is_told_who():
    run = started(chain("a"))
    task = open_tasks(run)["a"]
    with pytest.raises(NotYours):
        actions.claim(task, by=STRANGER, at=AT)
    claimed = actions.claim(task, by=LI, at=AT)
    assert (claimed.state, claimed.assignee_id, claimed.desk) == ("claimed", "li", "person:li")
    assert actions.claim(task, by=LI, at=AT).state == "claimed"
    with pytest.raises(AlreadyClaimed, match="li"):
        actions.claim(task, by=WANG, at=AT)
    with pytest.raises(NotYours):
        actions.complete(task, by=WANG, at=AT)
    assert TaskOpinion.objects.filter(verb="claim").count() == 1


def test_a_double_click_gives_the_same_answer_and_acts_once():
    run = started(chain("a", "b"))
    task = open_tasks(run)["a"]
    first = actions.complete(task, key="k1", by=LI, at=AT)
    again = actions.complete(task, key="k1", by=LI, at=AT)
    assert [t.pk for t in first] == [t.pk for t in again]
    assert Task.objects.filter(instance=run).count() == 2
    with pytest.raises(AlreadyDone, match="li"):
        actions.complete(task, key="k2", by=WANG, at=AT)
    actions.urge(first[0], key="u", by=WANG, at=AT)
    assert actions.urge(first[0], key="u", by=WANG, at=AT).urged == 1


def test_two_persons_where_the_step_asks_for_another():
    xml = diagram(*start_end(), user("a"), user("b", otherThan="a"), *line("s", "a", "b", "e"))
    run = started(xml)
    done(run, "a")
    with pytest.raises(SamePerson, match="a"):
        done(run, "b")
    done(run, "b", by=WANG)
    run.refresh_from_db()
    assert run.state == "ended"


def test_two_inspectors_are_two_persons():
    xml = chain("a", persons=2)
    run = started(xml)
    both = open_tasks(run)
    assert list(both) == ["a", "a2"]
    done(run, "a")
    with pytest.raises(SamePersonTwice):
        done(run, "a")
    done(run, "a", by=WANG)
    run.refresh_from_db()
    assert run.state == "ended"


def test_outcomes_and_opinions_are_asked_for():
    run = started(chain("a", outcomes="pass=通过,fail=不通过", opinion="required"))
    with pytest.raises(OutcomeUnknown):
        done(run, "a", outcome="maybe", opinion="x")
    with pytest.raises(OpinionMissing):
        done(run, "a", outcome="pass", opinion="  ")
    done(run, "a", outcome="pass", opinion="同意")


def choice() -> str:
    return diagram(
        *start_end(),
        user("a", outcomes="pass,fail"),
        element("exclusiveGateway", "x", default="x_c"),
        user("b"),
        user("c"),
        *line("s", "a", "x"),
        flow("x", "b", "a.outcome = 'pass' and area > 500"),
        flow("x", "c"),
        *line("b", "e"),
        *line("c", "e"),
        fields=[("area", "number")],
    )


@pytest.mark.parametrize(
    ("area", "outcome", "next_"), [(600, "pass", "b"), (600, "fail", "c"), (None, "pass", "c")]
)
def test_conditions_read_declared_facts_and_outcomes(area, outcome, next_):
    run = started(choice(), area=area, other="ignored")
    done(run, "a", outcome=outcome)
    assert list(open_tasks(run)) == [next_]


def test_a_fact_of_another_type_is_refused_by_name():
    run = started(choice())
    with pytest.raises(FactUnfit) as caught:
        done(run, "a", outcome="pass", facts={"area": "大"})
    assert "area" in caught.value.fields


def test_a_join_waits_for_every_branch_and_continues_once():
    run = started(parallel("a", "b", "c"))
    done(run, "b")
    done(run, "a")
    assert list(open_tasks(run)) == ["c"]
    assert [task.node_id for task in done(run, "c")] == ["z"]
    assert JoinArrival.objects.filter(instance=run).count() == 3
    assert Token.objects.filter(instance=run, state="live").count() == 1


def test_an_arrival_cannot_be_written_twice():
    run = started(parallel("a", "b"))
    done(run, "a")
    row = JoinArrival.objects.get(instance=run)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinArrival.objects.create(
            instance=run, node=row.node, edge=row.edge, round=row.round, token_id=row.token_id
        )


@pytest.mark.parametrize(
    ("rule", "needed"), [("all", 3), ("any", 1), ("n:2", 2), ("percent:50", 2), ("percent:67", 3)]
)
def test_departments_answer_by_their_completion_rule(rule, needed):
    xml = diagram(
        *start_end(),
        user("m", organs="A B C", completion=rule, outcomes="yes,no"),
        user("z"),
        *line("s", "m", "z", "e"),
    )
    run = started(xml)
    tasks = Task.objects.filter(instance=run).order_by("visit", "place", "id")
    assert [task.organ_code for task in tasks] == ["A", "B", "C"]
    for number, task in enumerate(tasks, 1):
        who = person(f"p{number}", f"reviewer@{task.organ_code}")
        opened = actions.complete(task, outcome="yes", by=who, at=AT)
        assert bool(opened) is (number == needed)
        if opened:
            break
    states = list(Task.objects.filter(instance=run, node_id="m").values_list("state", flat=True))
    assert sorted(states) == sorted(["done"] * needed + ["cancelled"] * (3 - needed))
    running = Task.objects.filter(instance=run, clock__state="running")
    assert [task.node_id for task in running] == ["z"]


def test_departments_come_from_a_fact():
    xml = diagram(
        *start_end(), user("m", organs="=units"), *line("s", "m", "e"), fields=[("units", "list")]
    )
    run = started(xml, units=["X", "Y", "X"])
    assert [task.organ_code for task in open_tasks(run).values()] == ["X", "Y"]


def test_return_to_an_earlier_node_cancels_what_came_after_and_rearms_the_clock():
    run = started(parallel("a", "b"))
    done(run, "a")
    done(run, "b", by=WANG)
    last = open_tasks(run)["z"]
    opened = actions.return_to(last, "b", reason="材料不清", by=LI, at=AT)
    assert [(t.node_id, t.assignee_id, t.clock.state) for t in opened] == [("b", "wang", "running")]
    last.refresh_from_db()
    assert (last.state, last.clock.state) == ("returned", "met")
    # The other department need not answer again: its arrival stands, in the next round.
    assert [t.node_id for t in done(run, "b", by=WANG)] == ["z"]
    assert sorted(JoinArrival.objects.filter(instance=run).values_list("edge", "round")) == [
        ("a_j", 1),
        ("a_j", 3),
        ("b_j", 1),
        ("b_j", 3),
    ]


def test_return_before_a_split_cancels_every_branch():
    parts = [element("parallelGateway", "f"), element("parallelGateway", "j"), user("q")]
    for one in ("a", "b"):
        parts += [user(one), flow("f", one), flow(one, "j")]
    run = started(diagram(*start_end(), *parts, *line("s", "q", "f"), *line("j", "e")))
    done(run, "q")
    done(run, "a")
    other = open_tasks(run)["b"]
    actions.return_to(other, "q", reason="退回重办", by=WANG, at=AT)
    assert list(open_tasks(run)) == ["q"]
    done(run, "q")
    assert list(open_tasks(run)) == ["a", "b"]
    done(run, "a")
    done(run, "b")
    run.refresh_from_db()
    assert run.state == "ended"


def test_return_needs_a_node_on_the_path():
    run = started(parallel("a", "b"))
    done(run, "a")
    with pytest.raises(NotEarlier, match="a"):
        actions.return_to(open_tasks(run)["b"], "a", reason="x", by=LI, at=AT)
    with pytest.raises(NotEarlier):
        actions.return_to(open_tasks(run)["b"], "nowhere", reason="x", by=LI, at=AT)


def test_take_back_until_the_next_is_claimed():
    run = started(chain("a", "b", "c"))
    first = open_tasks(run)["a"]
    done(run, "a")
    with pytest.raises(NotYours):
        actions.take_back(first, by=WANG, at=AT)
    again = actions.take_back(first, by=LI, at=AT)
    assert (again.state, again.assignee_id, list(open_tasks(run))) == ("claimed", "li", ["a"])
    actions.complete(again, by=LI, at=AT)
    actions.claim(open_tasks(run)["b"], by=WANG, at=AT)
    with pytest.raises(NextHasOpened):
        actions.take_back(again, by=LI, at=AT)


def test_take_back_out_of_a_join_leaves_the_other_branch_standing():
    run = started(parallel("a", "b"))
    first = open_tasks(run)["a"]
    done(run, "a")
    done(run, "b", by=WANG)
    again = actions.take_back(first, by=LI, at=AT)
    assert list(open_tasks(run)) == ["a"]
    assert [t.node_id for t in actions.complete(again, by=LI, at=AT)] == ["z"]


def test_what_was_sent_back_since_is_not_taken_back():
    run = started(chain("a", "b", "c"))
    first = open_tasks(run)["a"]
    done(run, "a")
    actions.return_to(open_tasks(run)["b"], "a", reason="重办", by=WANG, at=AT)
    with pytest.raises(SentBackSince):
        actions.take_back(first, by=LI, at=AT)
    assert list(open_tasks(run)) == ["a"]


def test_branches_of_a_round_that_was_sent_back_stay_in_the_past():
    run = started(parallel("a", "b"))
    done(run, "a")
    done(run, "b")
    actions.return_to(open_tasks(run)["z"], "a", reason="重办", by=LI, at=AT)
    done(run, "a")
    # `a` was passed twice by now: only its second token waits again.
    actions.return_to(open_tasks(run)["z"], "b", reason="重办", by=LI, at=AT)
    assert Token.objects.filter(instance=run, state="waiting").count() == 1
    assert [task.node_id for task in done(run, "b")] == ["z"]


def test_a_return_behind_a_join_leaves_the_join_alone():
    split = [element("inclusiveGateway", "i", default="i_b"), element("inclusiveGateway", "j")]
    joined = [flow("i", "a", "x = 1"), flow("i", "b", id_="i_b"), flow("a", "j"), flow("b", "j")]
    users = [user(one) for one in ("a", "b", "c", "d")]
    ways = [*line("s", "i"), *line("j", "c", "d", "e")]
    run = started(
        diagram(*start_end(), *split, *users, *joined, *ways, fields=[("x", "number")]), x=1
    )
    done(run, "a")
    done(run, "c")
    actions.return_to(open_tasks(run)["d"], "c", reason="重办", by=LI, at=AT)
    assert not Token.objects.filter(instance=run, state="waiting")
    done(run, "c")
    done(run, "d")
    run.refresh_from_db()
    assert run.state == "ended"


def test_take_back_one_department_of_several():
    xml = diagram(*start_end(), user("m", organs="A B"), user("z"), *line("s", "m", "z", "e"))
    run = started(xml)
    one, two = Task.objects.filter(instance=run).order_by("visit", "place", "id")
    a, b = person("a", "reviewer@A"), person("b", "reviewer@B")
    actions.complete(one, by=a, at=AT)
    again = actions.take_back(one, by=a, at=AT)
    actions.complete(two, by=b, at=AT)
    assert [t.node_id for t in actions.complete(again, by=a, at=AT)] == ["z"]
    third = actions.take_back(two, by=b, at=AT)
    assert [t.node_id for t in open_tasks(run).values()] == ["m"]
    assert [t.node_id for t in actions.complete(third, by=b, at=AT)] == ["z"]


def test_suspend_and_resume_only_the_task():
    run = started(chain("a"))
    task = actions.claim(open_tasks(run)["a"], by=LI, at=AT)
    actions.suspend(task, reason="等待资料", by=LI, at=AT)
    with pytest.raises(TaskRests):
        done(run, "a")
    task.refresh_from_db()
    assert task.clock.state == "running"
    assert actions.resume(task, by=LI, at=AT).state == "claimed"
    done(run, "a")


def test_a_version_never_changes():
    version = published(chain("a"))
    with pytest.raises(Exception, match="flow_version"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(xml="")
    with pytest.raises(Exception, match="flow_version"), transaction.atomic():
        Version.objects.filter(pk=version.pk).delete()


def test_publishing_refuses_with_every_finding_and_knows_the_same_diagram_again():
    with pytest.raises(NotPublishable) as caught:
        published(diagram(*start_end(), user("a", duty=None, days=None), *line("s", "a", "e")))
    assert "岗位职责" in caught.value.message
    assert "步骤时限" in caught.value.message
    first = published(chain("a"), code="same")
    assert published(chain("a"), code="same").pk == first.pk
    assert published(chain("a", "b"), code="same").number == 2


def test_a_running_matter_keeps_its_version():
    old = published(chain("a", "b"), code="kept")
    run = actions.start(matter(), old, facts={}, by=SYSTEM, at=AT)
    published(chain("x"), code="kept")
    done(run, "a")
    assert list(open_tasks(run)) == ["b"]


def test_the_compiled_rows_are_the_diagram():
    xml = choice()
    graph = compile_diagram(xml).graph
    stored = published(xml).graph
    assert stored == graph


def test_a_sequential_step_stays_small():
    run = started(chain("a", "b", "c"))
    done(run, "a")
    task = open_tasks(run)["b"]
    with CaptureQueriesContext(
        connection,
    ) as caught:
        actions.complete(task, opinion="同意", by=LI, at=AT)
    own = [q["sql"] for q in caught.captured_queries if '"flow_' in q["sql"]]
    assert len(own) <= 6, "\n".join(own)


def test_steps_of_many_departments_cost_no_more_statements():
    counts = []
    for organs in ("A B", "A B C D E F G H I"):
        xml = diagram(*start_end(), user("q"), user("m", organs=organs), *line("s", "q", "m", "e"))
        run = started(xml)
        task = open_tasks(run)["q"]
        with CaptureQueriesContext(connection) as caught:
            actions.complete(task, by=LI, at=AT)
        counts.append(len(caught))
    assert counts[0] == counts[1]
