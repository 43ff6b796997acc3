"""Conditions chosen from lists, options that keep their codes, rows that move."""

from __future__ import annotations

import pytest

from zhengwu.catalogue.enums import QuestionKind
from zhengwu.catalogue.rules import situation_editing as editing
from zhengwu.catalogue.rules.situation import GuideOption, GuideQuestion

OPTIONS = (GuideOption("a", "甲"), GuideOption("b", "乙"))
QUESTIONS = (
    GuideQuestion("yes", "是吗？"),
    GuideQuestion("one", "哪个？", QuestionKind.ONE, OPTIONS),
    GuideQuestion("many", "哪些？", QuestionKind.MANY, OPTIONS),
    GuideQuestion("size", "多大？", QuestionKind.NUMBER, unit="平方米"),
)


@pytest.mark.parametrize(
    "when",
    [
        "yes", "not(yes)", 'one = "a"', 'one != "b"', '"a" in many', 'not("b" in many)',
        "size >= 200", "size < 50.5", 'yes and one = "a" and size > 3', 'not(yes) or "a" in many',
    ],
)  # fmt: skip
def test_what_is_chosen_is_read_back_the_same(when):
    join, rows = editing.chosen(when, QUESTIONS)
    assert editing.written(join, rows, QUESTIONS) == when
    assert editing.condition_words(when, QUESTIONS) != when


def test_one_of_several_becomes_rows_of_which_any_may_hold():
    join, rows = editing.chosen('one in ["a", "b"]', QUESTIONS)
    assert editing.written(join, rows, QUESTIONS) == 'one = "a" or one = "b"'


@pytest.mark.parametrize("when", ['yes and (one = "a" or size > 3)', "size * 2 > 3", 'one = "x"'])
def test_what_is_more_than_that_stays_as_it_was_written(when):
    assert editing.chosen(when, QUESTIONS) is None
    assert editing.condition_words(when, QUESTIONS) == when


@pytest.mark.parametrize("number", ["", "x", "-1", "NaN", "1e99"])
def test_a_comparison_needs_its_number(number):
    with pytest.raises(ValueError, match="数字"):
        editing.written("and", [editing.Row("size|>=", number)], QUESTIONS)


def test_a_row_of_a_question_that_is_gone_is_told():
    with pytest.raises(ValueError, match="已经不在"):
        editing.written("and", [editing.Row("old|yes")], QUESTIONS)


def test_options_keep_their_codes():
    def codes(text):
        return [(one.value, one.label) for one in editing.options_of(text, OPTIONS)]

    assert codes("乙\n甲") == [("b", "乙"), ("a", "甲")]  # moved
    assert codes("甲\n乙方") == [("a", "甲"), ("b", "乙方")]  # reworded in its place
    assert codes("甲\n丙\n乙") == [("a", "甲"), ("o1", "丙"), ("b", "乙")]  # a new one
    assert codes("甲\n甲\n") == [("a", "甲")]


def test_rows_move_and_go():
    assert [one.code for one in editing.moved(QUESTIONS, "one", -1)][:2] == ["one", "yes"]
    assert editing.moved(QUESTIONS, "yes", -1) == QUESTIONS
    assert len(editing.without(QUESTIONS, "one")) == 3
    assert editing.new_code("q", QUESTIONS) == "q1"
