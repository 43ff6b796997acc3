"""A list of steps and its diagram are the same flow, there and back."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengwu.flow.queries import shipped
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.compare import compare
from zhengwu.flow.rules.drawing import blank, draw
from zhengwu.flow.rules.linear import Item, Line, linear
from zhengwu.flow.rules.refusals import NotLinear
from zhengwu.flow.rules.steps import changed, edited, found, rows
from zhengwu.flow.rules.trial import walk

from .factories import diagram, element, flow, line, start_end, user


def graph_of(xml: str) -> Any:
    compiled = compile_diagram(xml)
    # A list that has only begun is warned of, and may still be kept as a draft.
    assert [one.text for one in compiled.findings() if one.severity != "warning"] == []
    return compiled.graph


def numbered(items: list[Item]) -> list[Item]:
    """The drawn lists with ids of their own, in reading order."""
    numbers = count(1)

    def name(one: Item) -> Item:
        one = {**one, "id": f"n{next(numbers)}"}
        if "arms" in one:
            one["arms"] = [{**arm, "items": [name(i) for i in arm["items"]]} for arm in one["arms"]]
        return one

    return [name(one) for one in items]


STEP = st.fixed_dictionaries(
    {
        "type": st.just("user"),
        "name": st.sampled_from(["审查", "核查<&>", "会签"]),
        "duty": st.just("reviewer"),
        "days": st.integers(1, 9),
        "opinion": st.just("required"),
    },
    optional={
        "outcomes": st.just(["pass=通过", "fail=不通过"]),
        "public_name": st.just("办理"),
        "counted": st.just(False),
        "persons": st.just(2),
    },
)


def forks(items: st.SearchStrategy[list[Item]]) -> st.SearchStrategy[Item]:
    first = st.fixed_dictionaries(
        {"name": st.just("甲"), "items": items, "condition": st.just("outcome = 'pass'")}
    )
    last = st.fixed_dictionaries({"name": st.just("乙"), "items": items})
    branch = st.tuples(first, last).map(
        lambda arms: {"type": "branch", "name": "是否", "arms": list(arms)}
    )
    both = st.lists(items.filter(bool), min_size=2, max_size=3).map(
        lambda arms: {
            "type": "parallel",
            "name": "",
            "arms": [{"name": "", "items": one} for one in arms],
        }
    )
    return st.one_of(branch, both)


ITEMS = st.recursive(
    st.lists(STEP, max_size=2),
    lambda inner: st.lists(st.one_of(STEP, forks(inner)), max_size=3),
    max_leaves=6,
).map(numbered)


@settings(max_examples=150, deadline=None)
@given(ITEMS)
def test_what_is_drawn_is_certified_and_reads_as_the_same_list(items: list[Item]) -> None:
    drawn = Line("f", "流程", items)
    graph = graph_of(draw(drawn))
    assert linear(graph) == drawn


# A first review that came back from above is done again: a loop, which no list of steps can show.
LOOPS = {"upward"}


@pytest.mark.parametrize("code", sorted(LOOPS))
def test_a_loop_is_sent_to_the_drawing_board(code: str) -> None:
    graph = compile_diagram(shipped()[code]).graph
    assert graph is not None
    with pytest.raises(NotLinear, match="回路"):
        linear(graph)


@pytest.mark.parametrize("code", sorted(set(shipped()) - LOOPS))
def test_every_other_shipped_flow_is_a_list_and_keeps_its_meaning(code: str) -> None:
    before = compile_diagram(shipped()[code]).graph
    assert before is not None
    after = graph_of(draw(linear(before)))
    changes = [one for one in compare(before, after) if not one.name.startswith("连线")]
    gateways = {"排他网关", "并行网关"}
    assert [one for one in changes if one.name not in gateways] == []
    assert linear(after) == linear(before)


def test_an_arm_may_end_by_itself() -> None:
    arms = [
        {"name": "不予", "items": [], "condition": "n1.outcome = 'fail'", "ends": "不予许可"},
        {"name": "其他", "items": []},
    ]
    step = {"type": "user", "name": "a", "duty": "reviewer", "days": 1, "opinion": "required"}
    items = [
        {**step, "id": "n1", "outcomes": ["pass=通过", "fail=不通过"]},
        {"type": "branch", "id": "n2", "name": "", "arms": arms},
        {**step, "id": "n3"},
    ]
    drawn = Line("f", "流程", items)
    graph = graph_of(draw(drawn))
    assert linear(graph) == drawn
    assert walk(graph, {}, ["n1=fail"]).ended == "不予许可"
    assert walk(graph, {}, ["n1=pass", "n3="]).ended == "办结"


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (
            diagram(
                *start_end(),
                user("a", outcomes="x,y"),
                element("exclusiveGateway", "g", default="g_e"),
                *line("s", "a", "g", "e"),
                flow("g", "a", "outcome = 'x'"),
            ),
            "回路",
        ),
        (
            diagram(
                *start_end(),
                user("a"),
                '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition>'
                "<timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent>",
                *line("s", "a", "e"),
                flow("t", "e"),
            ),
            "时限边界",
        ),
    ],
)
def test_what_is_no_list_says_why(xml: str, why: str) -> None:
    graph = compile_diagram(xml).graph
    assert graph is not None
    with pytest.raises(NotLinear, match=why):
        linear(graph)


def test_a_new_flow_passes_the_lint_and_differences_are_named() -> None:
    graph = graph_of(blank("x", "新流程"))
    assert [one.what for one in compare(None, graph)][:1] == ["新增"]
    other = graph_of(blank("x", "新流程").replace('zw:days="1"', 'zw:days="5"'))
    assert compare(graph, other)[0].details == ("步骤时限：1→5",)


def test_a_step_put_between_two_is_told_once_in_the_words_of_the_office() -> None:
    before = graph_of(shipped()["standard"])
    line = linear(before)
    path = next(row.path for row in rows(line.items) if row.item and row.item["name"] == "审查")
    line = edited(line, "add", path, "user")
    fresh = str(int(path) + 1)
    step = {**found(line, fresh), "name": "集体讨论", "duty": "checker", "days": 2}
    said = compare(before, graph_of(draw(changed(line, fresh, step))))
    assert [(one.what, one.name, one.details) for one in said] == [
        ("新增", "集体讨论", ("在“审查”之后，“审核”之前", "由复核岗位办理", "2个工作日"))
    ]


def test_a_step_nobody_reaches_and_an_end_nobody_reaches_are_named() -> None:
    xml = diagram(
        *start_end(), user("a"), user("b"), element("endEvent", "z"), *line("s", "a", "e"),
        *line("b", "z"),
    )  # fmt: skip
    said = {one.id: one.reason for one in compile_diagram(xml).findings()}
    assert said["b"] == "从开始事件走不到这里"
    assert said["z"] == "从开始事件走不到这里"


def test_the_try_out_counts_several_departments_as_one_answer() -> None:
    xml = diagram(
        *start_end(), user("m", organs="A B", outcomes="yes=同意,no=不同意"),
        *line("s", "m", "e"),
    )  # fmt: skip
    graph = graph_of(xml)
    trial = walk(graph, {}, [])
    assert [one.node.id for one in trial.waiting] == ["m"]
    assert walk(graph, {}, ["m=yes"]).where["notes"] == {"m": "同意"}
