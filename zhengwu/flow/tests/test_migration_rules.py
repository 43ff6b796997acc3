"""The node map: what it must cover, and that no join is left waiting for ever."""

from __future__ import annotations

import pytest

from zhengwu.flow.rules import Graph, compile_diagram
from zhengwu.flow.rules.migration import Effect, NodeMap, suggested
from zhengwu.flow.rules.soundness import Stand, plan_of, read_marking, write_marking

from .factories import diagram, element, flow, line, start_end, user


def graph(*parts: str, **more: object) -> Graph:
    found = compile_diagram(diagram(*start_end(), *parts, **more)).graph  # type: ignore[arg-type]
    assert found is not None
    return found


def chain(*ids: str, **zw: object) -> Graph:
    return graph(*(user(one, **zw) for one in ids), *line("s", *ids, "e"))


def block(*branches: str, after: str = "z", kind: str = "parallelGateway") -> Graph:
    parts = [element(kind, "f"), element(kind, "j"), user(after)]
    for one in branches:
        parts += [user(one), flow("f", one), flow(one, "j")]
    return graph(*parts, *line("s", "f"), *line("j", after, "e"))


def effect(old: Graph, new: Graph, *stands: Stand, **given: str) -> Effect:
    return NodeMap(old, new, suggested(old, new) | given).effect(stands)


def test_a_marking_is_written_as_it_is_read() -> None:
    marking = (Stand("a"), Stand("j", "waiting", "b_j"))
    assert read_marking(write_marking(marking)) == marking


def test_same_steps_go_over_and_new_ones_are_named() -> None:
    found = effect(chain("a", "c"), chain("x", "a", "b", "c"), Stand("a"))
    assert (found.verdict, found.after) == ("fits", (Stand("a"),))
    assert found.notes == ("“x”是新加的步骤，已经过了，不补办", "以后增加“b”")


def test_a_live_step_that_is_gone_needs_a_place() -> None:
    found = effect(chain("a", "b"), chain("a", "c"), Stand("b"))
    assert found.verdict == "unfit"
    assert found.reasons == ("“b”还没有对应的新步骤",)
    assert effect(chain("a", "b"), chain("a", "c"), Stand("b"), b="c").verdict == "fits"
    assert effect(chain("a", "b"), chain("a", "c"), Stand("b"), b="").verdict == "stays"


def test_kinds_organs_and_persons_must_agree() -> None:
    many, one = chain("a", organs="A B"), chain("a")
    assert "会办的部门" in effect(many, one, Stand("a")).reasons[0]
    assert "人数" in effect(one, chain("a", persons=2), Stand("a")).reasons[0]
    wrong = NodeMap(block("a", "b"), chain("a", "z"), {"f": "a"}).lint()
    assert "并行网关不能对应用户任务" in wrong[0].text


def test_a_new_branch_nobody_does_would_block_the_join() -> None:
    found = effect(block("a", "b"), block("a", "b", "c"), Stand("a"), Stand("b"))
    assert found.verdict == "unfit"
    assert "会一直等下去" in found.reasons[0]


def test_an_inclusive_join_does_not_wait_for_a_branch_not_taken() -> None:
    old, new = (block(*names, kind="inclusiveGateway") for names in ("ab", "abc"))
    assert NodeMap(old, new, suggested(old, new)).effect((Stand("a"),)).verdict == "fits"


def test_what_waits_at_a_join_keeps_its_branch() -> None:
    old = block("a", "b")
    parts = [element("parallelGateway", "f"), element("parallelGateway", "j"), user("z")]
    parts += [user("a"), user("a2"), user("b")]
    new = graph(
        *parts, *line("s", "f", "a", "a2", "j", "z", "e"), flow("f", "b"), flow("b", "j", id_="w")
    )
    found = effect(old, new, Stand("a"), Stand("j", "waiting", "b_j"))
    assert found.after == (Stand("a"), Stand("j", "waiting", "w"))
    assert found.verdict == "fits"


def test_two_branches_may_not_become_one_step() -> None:
    found = effect(block("a", "b"), chain("a", "z"), Stand("a"), Stand("b"), b="a")
    assert found.verdict == "unfit"
    assert "同时办理两次" in found.reasons[0]
    split = effect(block("a", "b"), chain("a", "z"), Stand("a"), Stand("b"), b="z")
    assert "不能并行" in split.reasons[0]


def test_a_single_matter_does_not_enter_the_middle_of_a_block() -> None:
    found = effect(chain("a", "z"), block("a", "b"), Stand("a"))
    assert found.verdict == "unfit"
    assert effect(chain("a", "z"), block("a", "b"), Stand("z")).verdict == "fits"


def test_a_running_timer_must_be_found_again() -> None:
    timer = '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent>'  # noqa: E501
    timed = graph(user("a"), timer, user("b"), *line("s", "a", "e"), flow("t", "b"), flow("b", "e"))
    assert "时限边界" in effect(timed, chain("a"), Stand("a")).reasons[0]
    assert effect(timed, timed, Stand("a")).verdict == "fits"


def test_changes_of_the_step_itself_are_told() -> None:
    notes = effect(chain("a"), chain("a", duty="checker", days=5), Stand("a")).notes
    assert notes == (
        "“a”改由checker办理；已签收的仍由签收人办",
        "“a”的步骤时限由3个工作日改为5个工作日；已经起算的按原时限",
    )


@pytest.mark.parametrize(
    ("stands", "sound"),
    [
        ([Stand("a"), Stand("b")], True),
        ([Stand("a")], False),
        ([Stand("a"), Stand("j", "waiting", "b_j")], True),
        ([Stand("a"), Stand("j", "waiting", "a_j")], False),
        ([Stand("z")], True),
        ([Stand("z"), Stand("a")], False),
    ],
)
def test_soundness(stands: list[Stand], sound: bool) -> None:
    assert (plan_of(block("a", "b")).unsound(stands) == "") is sound
