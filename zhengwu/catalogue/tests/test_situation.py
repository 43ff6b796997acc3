"""The situation guide: evaluation, ways, lint – in microseconds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from zhengwu.catalogue.enums import Kind, Need, QuestionKind, Verb
from zhengwu.catalogue.rules import codec
from zhengwu.catalogue.rules.document import EditionDocument, Fee, Material
from zhengwu.catalogue.rules.elements import contradictions
from zhengwu.catalogue.rules.situation import GuideEffect, GuideOption, GuideQuestion, walk
from zhengwu.catalogue.rules.situation_lint import guide_problems
from zhengwu.catalogue.rules.situation_paths import paths
from zhengwu.catalogue.rules.situations import dropped, reduced, walked

PLACE = GuideQuestion(
    "place", "场所是自己的吗？", QuestionKind.ONE,
    (GuideOption("own", "自己的"), GuideOption("rent", "租的"), GuideOption("net", "只在网上")),
)  # fmt: skip
AREA = GuideQuestion(
    "area", "多大？", QuestionKind.NUMBER, when='place != "net"', unit="平方米", least=0
)
AGENT = GuideQuestion("agent", "请别人代办吗？")
LEASE = GuideEffect("E1", Verb.NOT_NEEDED, 'place = "own"', "M1", say="自己的房子不用交租赁合同")
MANDATE = GuideEffect("E2", Verb.ADDED, "agent", "M2", say="只有请人代办才交")
LARGE = GuideEffect("E3", Verb.NEEDED, "area >= 200", "M3")
AWAY = GuideEffect("E4", Verb.ELSEWHERE, 'place = "net"', say="请到平台备案")
FREE = GuideEffect("E5", Verb.NO_FEE, "area < 50", "登记费")


def document(*questions: GuideQuestion, effects: tuple[GuideEffect, ...]) -> EditionDocument:
    return EditionDocument(
        "X1", "试", Kind.LICENCE,
        materials=(
            Material("M1", "租赁合同", criterion="有效"),
            Material("M2", "委托书", criterion="有效"),
            Material("M3", "平面图", Need.OPTIONAL, criterion="清楚"),
        ),
        fees=(Fee("登记费", "依据", "一元"),), charged=True, questions=questions, effects=effects,
    )  # fmt: skip


GOOD = document(PLACE, AREA, AGENT, effects=(LEASE, MANDATE, LARGE, AWAY, FREE))


def needs(**answers: Any) -> dict[str, Need]:
    made = walked(GOOD, answers)
    assert made.complete
    return {one.code: one.required for one in reduced(GOOD, made.codes).materials}


def test_one_question_at_a_time() -> None:
    first = walked(GOOD, {})
    assert first.next == PLACE
    assert not first.complete
    second = walked(GOOD, {"place": ["rent"]})
    assert second.next == AREA
    third = walked(GOOD, {"place": "rent", "area": "80", "agent": "no"})
    assert third.complete
    assert third.answers == {"place": "rent", "area": "80", "agent": False}


def test_answers_reduce_the_published_list() -> None:
    assert needs(place="own", area="20", agent=False) == {"M3": Need.OPTIONAL}
    assert needs(place="rent", area="300", agent=True) == {
        "M1": Need.REQUIRED, "M2": Need.REQUIRED, "M3": Need.REQUIRED,
    }  # fmt: skip
    made = walked(GOOD, {"place": "own", "area": "20", "agent": False})
    assert [(one.code, one.why) for one in dropped(GOOD, made.codes)] == [
        ("M1", "自己的房子不用交租赁合同"), ("M2", "只有请人代办才交"),
    ]  # fmt: skip
    assert reduced(GOOD, made.codes).fees == ()


def test_nobody_is_asked_for_more_than_is_published() -> None:
    published = {one.code for one in GOOD.materials}
    for way in paths(GOOD.questions, GOOD.effects):
        assert {one.code for one in reduced(GOOD, way.walk.codes).materials} <= published
    unanswered = {one.code: one.required for one in reduced(GOOD, None).materials}
    assert unanswered == {"M1": Need.REQUIRED, "M2": Need.OPTIONAL, "M3": Need.OPTIONAL}


def test_elsewhere_ends_the_questions() -> None:
    made = walked(GOOD, {"place": "net"})
    assert made.away
    assert made.next is None
    assert not made.complete


def test_a_changed_answer_takes_what_hung_on_it() -> None:
    hanging = replace(AGENT, when="area > 100")
    made = walk((PLACE, AREA, hanging), (), {"place": "own", "area": "50", "agent": True})
    assert made.answers == {"place": "own", "area": "50"}


@pytest.mark.parametrize("raw", ["", "x", "-5", "1e999999", "NaN", ["", ""], "9" * 40])
def test_bad_numbers_are_no_answer(raw: Any) -> None:
    assert walk((replace(AREA, when=""),), (), {"area": raw}).next is not None


def test_every_way_with_numbers_at_their_bounds() -> None:
    ways = paths(GOOD.questions, GOOD.effects)
    assert len(ways) == 2 * 5 * 2 + 1
    assert {way.said[1][1] for way in ways if len(way.said) > 1} == {
        "小于50平方米", "50平方米", "大于50、小于200平方米", "200平方米", "大于200平方米",
    }  # fmt: skip


def test_a_good_guide_says_nothing() -> None:
    assert guide_problems(GOOD) == []
    assert codec.read(codec.plain(GOOD)) == GOOD
    assert codec.canonical(EditionDocument("a", "b", Kind.LICENCE)).count("questions") == 0


Q1 = GuideQuestion("q1", "一？")
Q2 = GuideQuestion("q2", "二？")


@pytest.mark.parametrize(
    ("questions", "effects", "words"),
    [
        ((replace(Q1, when="q2"), replace(Q2, when="q1")), (), "循环"),
        ((replace(Q1, when="q1"),), (), "循环"),
        ((Q1, replace(Q2, when="q1 and not(q1)")), (), "q2“二？”永远问不到"),
        ((Q1,), (), "q1“一？”怎么回答都一样"),
        ((replace(Q1, kind=QuestionKind.ONE),), (), "走不下去"),
        ((Q1,), (GuideEffect("E", Verb.ELSEWHERE, "q1"),), "死路：没有告诉申请人"),
        (
            (Q1,),
            (GuideEffect("E", Verb.ELSEWHERE, "q1 or not(q1)", say="去别处"),),
            "谁也申请不了",
        ),
        ((Q1,), (GuideEffect("E", Verb.NEEDED, "q1", "M9"),), "不在本事项公布的申请材料目录内"),
        (
            (Q1,),
            (
                GuideEffect("E", Verb.NEEDED, "q1", "M1"),
                GuideEffect("F", Verb.NOT_NEEDED, "q1", "M1", say="x"),
            ),
            "又要又不要",
        ),
        (
            (Q1,),
            (GuideEffect("E", Verb.FORM, "q1", "a"), GuideEffect("F", Verb.FORM, "q1", "b")),
            "不同的申请表",
        ),
        (
            (Q1,),
            (GuideEffect("E", Verb.NOT_NEEDED, "q1 or not(q1)", "M1", say="x"),),
            "永远不会用到",
        ),
        ((Q1,), (GuideEffect("E", Verb.NEEDED, "q1 and not(q1)", "M1"),), "永远不会出现"),
        ((Q1,), (GuideEffect("E", Verb.NEEDED, "q7", "M1"),), "没有声明名为“q7”"),
        ((Q1,), (GuideEffect("E", Verb.NEEDED, "q1 >", "M1"),), "条件有误"),
        ((PLACE,), (GuideEffect("E", Verb.NEEDED, 'place = "x"', "M1"),), "没有“x”这个选项"),
        ((Q1,), (GuideEffect("E", Verb.FEE, "q1", "别的费"),), "不在本事项公布的收费项目内"),
    ],
)  # fmt: skip
def test_the_lint_names_what_is_wrong(
    questions: tuple[GuideQuestion, ...], effects: tuple[GuideEffect, ...], words: str
) -> None:
    found = guide_problems(document(*questions, effects=effects))
    assert any(words in line for line in found), found


def test_it_keeps_an_edition_from_being_submitted() -> None:
    bad = replace(GOOD, effects=(*GOOD.effects, replace(LARGE, code="E9", target="M77")))
    assert any("M77" in line for line in contradictions(bad, ()))


def test_too_many_ways_are_refused() -> None:
    many = tuple(GuideQuestion(f"q{n}", f"{n}？") for n in range(12))
    effects = tuple(GuideEffect(f"E{n}", Verb.NEEDED, f"q{n}", "M1") for n in range(12))
    assert "没有人能逐一核对" in guide_problems(document(*many, effects=effects))[0]
