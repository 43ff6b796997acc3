"""The language: what it says yes to, where it points when it says no, and that it never falls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengwu.expressions.rules import ExpressionError, Kind, parse, read_fact

FACTS: dict[str, Any] = {
    "area": Decimal("120.5"),
    "people": 3,
    "kind": "餐饮",
    "new": True,
    "organs": ["卫健", "消防"],
    "filed": date(2026, 2, 27),
    "empty": None,
    "check.outcome": "同意",
}
FIELDS = {
    "area": Kind.NUMBER,
    "people": Kind.NUMBER,
    "kind": Kind.STRING,
    "new": Kind.BOOLEAN,
    "organs": Kind.LIST,
    "filed": Kind.DATE,
    "empty": Kind.STRING,
    "check.outcome": Kind.STRING,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("area > 100 and people <= 3", True),
        ("kind in ['餐饮', '住宿']", True),
        ("kind not in ['餐饮']", False),
        ("not(new) or check.outcome = '同意'", True),
        ("1 + 2 * 3 - 4 / 2", Decimal(5)),
        ("(1 + 2) * 3", Decimal(9)),
        ("0.1 + 0.2 = 0.3", True),
        ("-people + 5", Decimal(2)),
        ("people between 1 and 3", True),
        ("filed + 3 = date('2026-03-02')", True),
        ("date('2026-03-02') - filed", Decimal(3)),
        ("empty = null", True),
        ("empty > '甲'", None),
        ("empty > '甲' or true", True),
        ("empty > '甲' and false", False),
        ("empty > '甲' and true", None),
        ("'a' + 'b' = 'ab'", True),
        ("contains(kind, '餐')", True),
        ("count(organs) + length(kind)", Decimal(4)),
        ("min(3, people, 9) + max(1, 2)", Decimal(5)),
        ("'消防' in organs", True),
        ("new = 1", False),
        ("（area ≥ 100） and kind != “住宿”", True),
        ("2 > 1 and\n  3 > 2", True),
        ("'it\\'s'", "it's"),
    ],
)
def test_values(text: str, value: Any) -> None:
    assert parse(text).evaluate(FACTS) == value
    assert not parse(text.replace("new = 1", "new")).problems(FIELDS)


def test_unknown_does_not_hold_as_condition() -> None:
    assert parse("empty > '甲'").holds(FACTS) is False
    with pytest.raises(ExpressionError, match="是否判断"):
        parse("area").holds(FACTS)


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("area >", 1, 7, "结尾"),
        ("area > > 1", 1, 8, "“>”"),
        ("(area", 1, 6, "“)”"),
        ("area\n  ; 1", 2, 3, "不认识"),
        ("'abc", 1, 1, "引号"),
        ("area area", 1, 6, "多出"),
        ("eval('1')", 1, 1, "没有函数“eval”"),
        ("__import__('os')", 1, 1, "没有函数"),
        ("date('2026-02-30')", 1, 6, "不是日期"),
        ("date(kind)", 1, 1, "带引号"),
        ("count(1, 2)", 1, 1, "参数个数"),
        ("and", 1, 1, "应当是一个值"),
        ("kind not 3", 1, 10, "“in”"),
        ("", 1, 1, "结尾"),
        ("1" * 40, 1, 1, "数字过长"),
        ("(" * 60 + "1" + ")" * 60, 1, 41, "嵌套过深"),
        ("-" * 60 + "1", 1, 40, "嵌套过深"),
        ("x" * 3000, 1, 1, "过长"),
    ],
)
def test_errors_name_their_place(text: str, line: int, column: int, word: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert tuple(caught.value.place) == (line, column)
    assert word in caught.value.message
    assert caught.value.message.startswith(f"表达式第{line}行第{column}列")


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("area / (people - 3)", 6, "除数为零"),
        ("missing > 1", 1, "没有名为“missing”的字段"),
        ("kind + 1", 1, "数字"),
        ("kind > 1", 6, "比较大小"),
        ("area and new", 1, "是否判断"),
        ("1 in kind", 6, "列表"),
        ("filed + 99999999", 7, "超出范围"),
        ("filed + 0.5", 7, "整数天"),
    ],
)
def test_evaluation_errors_have_a_place(text: str, column: int, word: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text).evaluate(FACTS)
    assert caught.value.place.column == column
    assert word in caught.value.message


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("unknown = 1 and other = 2", 2),
        ("kind > 1", 1),
        ("area = '大'", 1),
        ("not(area)", 1),
        ("kind in organs", 0),
        ("1 in kind", 1),
        ("filed + kind", 1),
        ("filed - filed + 1 > 3", 0),
        ("length(area)", 2),
        ("area", 1),
        ("kind * 2 > 1", 1),
    ],
)
def test_type_problems_are_all_found(text: str, count: int) -> None:
    found = parse(text).problems(FIELDS, wanted=Kind.BOOLEAN)
    assert len(found) == count, [problem.message for problem in found]


def test_names() -> None:
    found = parse("a > 1 and (b in [c, 2] or not(check.outcome = 'x')) or contains(d, 'e')")
    assert found.names == {"a", "b", "c", "d", "check.outcome"}


def test_python_is_not_spoken() -> None:
    for text in ("().__class__", "a.__class__()", "[x for x in y]", "lambda: 1", "a ** 9", "a; b"):
        with pytest.raises(ExpressionError):
            parse(text)


_NUMBERS = st.integers(-1000, 1000)


def _arithmetic(children: st.SearchStrategy[tuple[str, Any]]) -> st.SearchStrategy[tuple[str, Any]]:
    def join(left: tuple[str, Any], operator: str, right: tuple[str, Any]) -> tuple[str, Any]:
        verbs = {
            "+": lambda a, b: a + b,
            "-": lambda a, b: a - b,
            "*": lambda a, b: a * b,
        }
        return f"({left[0]} {operator} {right[0]})", verbs[operator](left[1], right[1])

    return st.builds(join, children, st.sampled_from("+-*"), children)


@given(
    st.recursive(
        _NUMBERS.map(lambda n: (f"{n}" if n >= 0 else f"({n})", n)), _arithmetic, max_leaves=6
    )
)
def test_arithmetic_agrees_with_integers(pair: tuple[str, int]) -> None:
    assert parse(pair[0]).evaluate({}) == Decimal(pair[1])


_ATOMS = st.sampled_from(
    (*FACTS, "missing", "1", "2.5", "'x'", "null", "true", "[1, 'a']", "date('2026-01-01')", "0")
)
_OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "not in"]
)


def _any_tree(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(lambda a, o, b: f"({a} {o} {b})", children, _OPERATORS, children),
        st.builds(
            lambda f, a: f"{f}({a})", st.sampled_from(["not", "count", "length", "-"]), children
        ),
        st.builds(lambda a, b: f"contains({a}, {b})", children, children),
    )


@settings(max_examples=400)
@given(st.recursive(_ATOMS, _any_tree, max_leaves=10))
def test_evaluation_is_total_and_well_typed_trees_do_not_clash(text: str) -> None:
    tree = parse(text)
    failure = _failure(lambda: tree.evaluate(FACTS))
    if failure is not None:
        value_problem = any(word in failure.message for word in ("除数", "超出", "整数天"))
        assert value_problem or tree.problems(FIELDS), (text, failure.message)


def _failure(attempt: Callable[[], Any]) -> ExpressionError | None:
    try:
        attempt()
    except ExpressionError as error:
        return error
    return None


@settings(max_examples=400)
@given(st.text(max_size=60))
def test_any_text_parses_or_is_refused_with_a_place(text: str) -> None:
    failure = _failure(lambda: parse(text))
    assert failure is None or (failure.place.line >= 1 and failure.place.column >= 1)


@pytest.mark.parametrize(
    ("value", "kind", "read"),
    [
        ("12.50", Kind.NUMBER, Decimal("12.50")),
        (0.1, Kind.NUMBER, Decimal("0.1")),
        ("2026-03-01", Kind.DATE, date(2026, 3, 1)),
        (["a"], Kind.LIST, ["a"]),
        (None, Kind.NUMBER, None),
    ],
)
def test_facts_are_read_by_their_declared_type(value: Any, kind: Kind, read: Any) -> None:
    assert read_fact(value, kind) == read


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", Kind.NUMBER),
        (True, Kind.NUMBER),
        ("NaN", Kind.NUMBER),
        (1, Kind.STRING),
        ("昨天", Kind.DATE),
        ("yes", Kind.BOOLEAN),
        ("a", Kind.LIST),
    ],
)
def test_a_fact_of_another_type_is_refused(value: Any, kind: Kind) -> None:
    with pytest.raises(ValueError, match="应当是"):
        read_fact(value, kind)


def test_chains_within_chains_do_not_exhaust_the_stack() -> None:
    text = "1"
    for _ in range(4):
        text = f"({text}{'+1' * 199})"
    with pytest.raises(ExpressionError, match="层层相套"):
        parse(text)
    assert parse("1" + "+1" * 200).evaluate({}) == 201


@pytest.mark.parametrize("days", ["9" * 29, "1" + "0" * 29])
def test_a_day_so_far_away_is_out_of_range_not_an_error_of_the_machine(days: str) -> None:
    for sign in "+-":
        with pytest.raises(ExpressionError, match="日期超出范围"):
            parse(f"day {sign} {days}").evaluate({"day": date(2026, 9, 17)})
    with pytest.raises(ExpressionError, match="日期超出范围"):
        parse("day + n").evaluate({"day": date(2026, 9, 17), "n": Decimal("1E+999999999")})
