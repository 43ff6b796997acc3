"""Reading and lint: what is said about a diagram, and where."""

from __future__ import annotations

import pytest

from zhengwu.flow.enums import Unit
from zhengwu.flow.rules import Limit, compile_diagram
from zhengwu.flow.rules.attributes import Trouble, enough, read_completion
from zhengwu.flow.rules.lint import longest_path

from .factories import diagram, element, flow, line, start_end, user


def findings(xml: str, limit: Limit | None = None) -> list[str]:
    compiled = compile_diagram(xml)
    return [one.text for one in compiled.findings(limit) if one.severity != "warning"]


@pytest.mark.parametrize(
    ("data", "line_", "word"),
    [
        (b"", 0, "XML"),
        (b"<a>\n<b>\n</a>", 3, "XML"),
        (b"no xml at all", 1, "XML"),
        (b"\x00\xff\xfe", 0, ""),
        (b"<html/>", 1, "BPMN 2.0"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>\n<x>&a;</x>', 1, "DOCTYPE"),
        (b"<x>" + b" " * 2_100_000 + b"</x>", 0, "2MB"),
    ],
)
def test_what_is_no_diagram_is_refused_naming_the_line(data: bytes, line_: int, word: str) -> None:
    compiled = compile_diagram(data)
    assert compiled.graph is None
    (found,) = compiled.refusals
    assert word in found.reason
    if line_:
        assert found.line == line_


def test_no_file_of_the_server_is_read() -> None:
    xml = (
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        '<process id="p" name="&x;"/></definitions>'
    )
    compiled = compile_diagram(xml)
    assert compiled.graph is None
    assert "root:" not in str(compiled)


def test_an_exponential_entity_is_refused() -> None:
    entities = '<!ENTITY e0 "x">' + "".join(
        f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40)
    )
    compiled = compile_diagram(f"<!DOCTYPE d [{entities}]><d>&e39;</d>")
    assert compiled.graph is None


@pytest.mark.parametrize(
    ("part", "element_", "id_"),
    [
        ('<scriptTask id="q"/>', "scriptTask", "q"),
        ('<task id="q"/>', "task", "q"),
        ('<receiveTask id="q"/>', "receiveTask", "q"),
        ('<complexGateway id="q"/>', "complexGateway", "q"),
        ('<subProcess id="q"/>', "subProcess", "q"),
        (
            '<intermediateCatchEvent id="q"><timerEventDefinition/></intermediateCatchEvent>',
            "intermediateCatchEvent/timerEventDefinition",
            "q",
        ),
        (
            '<startEvent id="q"><signalEventDefinition/></startEvent>',
            "startEvent/signalEventDefinition",
            "q",
        ),
        (
            '<userTask id="q"><multiInstanceLoopCharacteristics isSequential="true"/></userTask>',
            "userTask/multiInstanceLoopCharacteristics",
            "q",
        ),
        ('<userTask id="q" zw:days="soon"/>', "userTask", "q"),
        ('<userTask id="q" zw:days="0"/>', "userTask", "q"),
        ('<userTask id="q" zw:colour="red"/>', "userTask", "q"),
        ('<userTask id="q" zw:completion="most"/>', "userTask", "q"),
        ('<serviceTask id="q" zw:organs="A B"/>', "serviceTask", "q"),
        ('<unheardOf id="q"/>', "unheardOf", "q"),
    ],
)
def test_outside_the_subset_is_refused_by_element_and_id(
    part: str, element_: str, id_: str
) -> None:
    compiled = compile_diagram(diagram(*start_end(), part, *line("s", "e")))
    assert compiled.graph is None
    assert [(one.element, one.id) for one in compiled.refusals] == [(element_, id_)]


def test_an_edge_into_nothing_is_refused() -> None:
    compiled = compile_diagram(diagram(*start_end(), *line("s", "nowhere")))
    assert "nowhere" in compiled.refusals[0].reason


def test_an_inclusive_join_without_its_split_is_outside_the_subset() -> None:
    parts = [
        element("exclusiveGateway", "x", default="x_b"),
        user("a"),
        user("b"),
        element("inclusiveGateway", "j"),
    ]
    xml = diagram(*start_end(), *parts, *line("s", "x", "a", "j", "e"), *line("x", "b", "j"))
    (found,) = compile_diagram(xml).refusals
    assert (found.element, found.id) == ("inclusiveGateway", "j")


def test_a_sound_diagram_has_nothing_against_it() -> None:
    assert findings(diagram(*start_end(), user("a"), *line("s", "a", "e"))) == []


PAR = [element("parallelGateway", "f"), element("parallelGateway", "j"), user("a"), user("b")]
XOR = element("exclusiveGateway", "x", default="x_b")


@pytest.mark.parametrize(
    ("xml", "word"),
    [
        (diagram(element("endEvent", "e"), user("a"), *line("a", "e")), "恰好有一个开始事件"),
        (diagram(*start_end(), user("a"), user("b"), *line("s", "a", "e")), "走不到这里"),
        (diagram(*start_end(), user("a"), *line("s", "a")), "走不到任何结束"),
        (
            diagram(*start_end(), *PAR, *line("s", "f", "a", "e"), *line("f", "b", "e")),
            "没有汇聚到同一个",
        ),
        (
            diagram(*start_end(), *PAR, *line("s", "f", "a", "j", "e"), *line("f", "b", "e")),
            "没有汇聚",
        ),
        (
            diagram(
                *start_end(),
                *PAR,
                XOR,
                user("c"),
                *line("s", "f", "x", "a", "j", "e"),
                *line("x", "b", "j"),
                *line("f", "c", "j"),
            ),
            "2条线进入汇聚网关",
        ),
        (
            diagram(
                *start_end(), XOR, user("a"), user("b"), element("parallelGateway", "j"),
                *line("s", "x", "a", "j", "e"), *line("x", "b", "j"),
            ),
            "没有与之对应的分支网关",
        ),
        (
            diagram(
                *start_end(), element("exclusiveGateway", "x"), user("a"), user("b"),
                *line("s", "x", "a", "e"), *line("x", "b", "e"),
            ),
            "缺少默认出线",
        ),
        (
            diagram(
                *start_end(), XOR, user("a"), user("b"), *line("s", "x", "a", "e"),
                *line("x", "b", "e"),
            ),
            "没有条件",
        ),
        (
            diagram(
                *start_end(), XOR, user("a"), user("b"), *line("s", "x"),
                flow("x", "a", "amount > 1"), *line("a", "e"), *line("x", "b", "e"),
            ),
            "没有声明名为“amount”",
        ),
        (
            diagram(
                *start_end(), XOR, user("a"), user("b"), *line("s", "x"),
                flow("x", "a", "a.outcome > "), *line("a", "e"), *line("x", "b", "e"),
            ),
            "第1行第12列",
        ),
        (diagram(*start_end(), user("a", duty=None), *line("s", "a", "e")), "岗位职责"),
        (diagram(*start_end(), user("a", days=None), *line("s", "a", "e")), "步骤时限"),
        (diagram(*start_end(), user("a", opinion=None), *line("s", "a", "e")), "既没有表单"),
        (diagram(*start_end(), user("a", otherThan="z"), *line("s", "a", "e")), "回避的步骤“z”"),
        (diagram(*start_end(), user("a", otherThan="a"), *line("s", "a", "e")), "不能回避自己"),
        (diagram(*start_end(), user("a", organs="=un"), *line("s", "a", "e")), "“un”没有声明"),
        (
            diagram(*start_end(), user("a"), user("b"), *line("s", "a", "e"), *line("a", "b", "e")),
            "恰好有一条出线",
        ),
        (
            diagram(
                *start_end(), XOR, element("exclusiveGateway", "y"), user("b"),
                *line("s", "y", "x", "b", "e"), flow("x", "y", "true"),
            ),
            "空转",
        ),
        (
            diagram(*start_end(), element("serviceTask", "v"), *line("s", "v", "e")),
            "没有指定服务",
        ),
        (
            diagram(*start_end(), element("businessRuleTask", "d"), *line("s", "d", "e")),
            "决策表是空的",
        ),
    ],
)  # fmt: skip
def test_lint_names_what_is_missing(xml: str, word: str) -> None:
    found = findings(xml)
    assert any(word in text for text in found), found


def test_the_longest_path_must_fit_in_the_promise() -> None:
    parts = [element("parallelGateway", "f"), element("parallelGateway", "j")]
    parts += [user("a", days=2), user("b", days=5), user("z", days=3)]
    xml = diagram(*start_end(), *parts, *line("s", "f", "a", "j", "z", "e"), *line("f", "b", "j"))
    graph = compile_diagram(xml).graph
    assert graph is not None
    assert longest_path(graph, Unit.WORKING_DAY)[0] == 8
    assert findings(xml, Limit(8)) == []
    assert "合计8，超过承诺时限7（b→z）" in findings(xml, Limit(7))[0]
    # Eight working days may be twelve calendar days.
    assert longest_path(graph, Unit.CALENDAR_DAY)[0] == 12


def test_a_loop_is_counted_once() -> None:
    xml = diagram(
        *start_end(),
        user("a", days=2),
        user("b", days=3),
        element("exclusiveGateway", "x", default="x_e"),
        *line("s", "a", "b", "x", "e"),
        flow("x", "a", "b.outcome = 'redo'"),
    )
    graph = compile_diagram(xml).graph
    assert graph is not None
    assert longest_path(graph, Unit.WORKING_DAY)[0] == 5
    assert findings(xml, Limit(5)) == []


def test_a_side_way_may_not_run_into_the_main_one() -> None:
    timer = "<timerEventDefinition/>"
    boundary = element("boundaryEvent", "t", timer, attachedToRef="a", cancelActivity="false")
    xml = diagram(
        *start_end(), user("a"), user("b"), boundary, *line("s", "a", "b", "e"), *line("t", "b")
    )
    assert any("自行结束" in text for text in findings(xml))


@pytest.mark.parametrize(
    ("rule", "done", "total", "result"),
    [
        ("all", 2, 3, False),
        ("all", 3, 3, True),
        ("any", 1, 9, True),
        ("n:2", 1, 3, False),
        ("n:5", 3, 3, True),
        ("percent:67", 2, 3, False),
        ("percent:66", 2, 3, True),
    ],
)
def test_completion(rule: str, done: int, total: int, result: bool) -> None:
    assert enough(rule, done, total) is result


@pytest.mark.parametrize("rule", ["", "n", "n:0", "percent:101", "percent:-1", "none"])
def test_a_completion_rule_that_cannot_be_read(rule: str) -> None:
    with pytest.raises(Trouble):
        read_completion(rule)
