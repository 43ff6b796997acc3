"""What a charge comes to: facts in, an amount with its working out – or a refusal that says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from zhengwu.expressions.enums import Kind
from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.fees.enums import Formula, Rounding
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.money import yuan

_STEPS = {
    Rounding.CENT: (Decimal("0.01"), ROUND_HALF_UP),
    Rounding.JIAO: (Decimal("0.1"), ROUND_HALF_UP),
    Rounding.YUAN: (Decimal(1), ROUND_HALF_UP),
    Rounding.YUAN_DOWN: (Decimal(1), ROUND_DOWN),
}
_HUNDRED = Decimal(100)
# What no county has ever charged: a slip of the keyboard, or a formula gone wild.
_MOST = Decimal(10) ** 12
# Numbers a lint tries: none of them, nor their differences and ratios, is round.
_TRIED = (Decimal("7.3"), Decimal(1), Decimal("113.09"))


class FactMissing(Refusal):
    """计算“{name}”还缺：{missing}。请先核实并填写。"""

    status = 422
    recorded = False


class FactWrong(Refusal):
    """计算“{name}”时，{fact}“{value}”不是可以计费的数（应为不小于零的数字）。"""

    status = 422
    recorded = False


class FormulaFails(Refusal):
    """“{name}”的计算式算不出金额：{problem}。请核对填写的数，或者请收费标准管理人员修改计算式。"""

    status = 422


class FormulaIncomplete(Refusal):
    """收费标准的计算方法没有写完整：{problem}。"""

    status = 422
    recorded = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A number a formula reads: its name in the application's answers, what people call it."""

    name: str
    label: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """One grade: up to and including `upto` (None: without end), at `rate` each or in all."""

    upto: Decimal | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Method:
    """The way a standard counts. `rate` is yuan a unit, yuan in all, or per cent."""

    kind: Formula
    rate: Decimal = Decimal(0)
    facts: tuple[Fact, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    expression: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    rounding: Rounding = Rounding.CENT


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount and how it was found, as the applicant may read it."""

    amount: Decimal
    words: str
    used: dict[str, str] = field(default_factory=dict)


def work_out(name: str, method: Method, facts: Mapping[str, Any]) -> Worked:
    """The amount in yuan, rounded as the standard says.

    Raises FactMissing, FactWrong, FormulaFails (division by zero and the like).
    """
    if method.kind is Formula.FREE:
        return Worked(Decimal("0.00"), "不收费")
    numbers = _numbers(name, method, facts)
    raw, words = _raw(name, method, numbers)
    if not raw.is_finite() or raw < 0 or raw > _MOST:
        raise FormulaFails(name=name, problem=f"结果是 {raw}，不是合理的金额")
    amount = _bounded(raw, method)
    rounded = round_as(amount, method.rounding)
    if method.most is not None and rounded > method.most:
        # The published maximum holds after rounding as well (许可法 59).
        rounded = round_down(method.most, method.rounding)
    words += _remarks(raw, amount, rounded, method)
    used = {fact.name: str(numbers[fact.name]) for fact in method.facts}
    return Worked(rounded, words, used)


def round_as(amount: Decimal, rounding: Rounding) -> Decimal:
    """To the coin the standard names, always shown with cents."""
    step, way = _STEPS[rounding]
    return yuan((amount / step).quantize(Decimal(1), rounding=way) * step)


def round_down(amount: Decimal, rounding: Rounding) -> Decimal:
    """To the coin the standard names, never above the amount."""
    step, _ = _STEPS[rounding]
    return yuan((amount / step).quantize(Decimal(1), rounding=ROUND_DOWN) * step)


def missing_facts(method: Method, facts: Mapping[str, Any]) -> list[Fact]:
    """What must still be found out before this can be charged."""
    return [fact for fact in method.facts if find(facts, fact.name) in (None, "")]


def find(facts: Mapping[str, Any], name: str) -> Any:
    """A fact by its name; dots go into nested answers: `dig.area`."""
    if name in facts:
        return facts[name]
    value: Any = facts
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def check_method(method: Method) -> None:
    """A method that can count; raises FormulaIncomplete naming what lacks."""
    by_number = method.kind not in (Formula.FREE, Formula.FIXED, Formula.EXPRESSION)
    if by_number and len(method.facts) != 1:
        raise FormulaIncomplete(problem="请写明按哪一个数计费（例如面积）")
    if method.kind in (Formula.FIXED, Formula.UNIT, Formula.PERCENT) and method.rate <= 0:
        raise FormulaIncomplete(problem="请填写大于零的标准；不收费的请选“不收费”")
    if method.kind is Formula.PERCENT and method.rate > _HUNDRED:
        raise FormulaIncomplete(problem="比例不能超过 100%")
    if method.kind in (Formula.GRADED, Formula.STEPPED):
        _check_brackets(method.brackets)
    if method.kind is Formula.EXPRESSION:
        _check_expression(method)
    if None not in (method.least, method.most) and method.least > method.most:  # type: ignore[operator]
        raise FormulaIncomplete(problem="最低金额大于最高金额")


def _check_brackets(brackets: Sequence[Bracket]) -> None:
    if not brackets:
        raise FormulaIncomplete(problem="请填写分档")
    if brackets[-1].upto is not None:
        raise FormulaIncomplete(problem="最后一档应当没有上限，否则超过的部分算不出来")
    ends = [one.upto for one in brackets[:-1]]
    if None in ends or any(one is not None and one <= 0 for one in ends):
        raise FormulaIncomplete(problem="除最后一档外，每一档都要有大于零的上限")
    known = [one for one in ends if one is not None]
    if known != sorted(set(known)):
        raise FormulaIncomplete(problem="各档上限应当从小到大、互不相同")
    if any(one.rate < 0 for one in brackets):
        raise FormulaIncomplete(problem="各档标准不能是负数")


def _check_expression(method: Method) -> None:
    if not method.expression.strip():
        raise FormulaIncomplete(problem="请填写计算式")
    kinds = {fact.name: Kind.NUMBER for fact in method.facts}
    try:
        problems = parse(method.expression).problems(kinds, wanted=Kind.NUMBER)
    except ExpressionError as error:
        raise FormulaIncomplete(problem=error.message) from None
    if problems:
        raise FormulaIncomplete(problem="；".join(one.message for one in problems))
    if failing := _never_works(method):
        raise FormulaIncomplete(problem=f"不论填什么数都算不出金额（{failing}）")


def _never_works(method: Method) -> str:
    """Why the expression fails for every number tried, such as a division by zero; else empty.

    A divisor that is zero only for some numbers is told when those are entered (FormulaFails).
    """
    failing = ""
    for number in _TRIED:
        try:
            parse(method.expression).evaluate({fact.name: number for fact in method.facts})
        except ExpressionError as error:
            failing = error.problem
        else:
            return ""
    return failing


def _numbers(name: str, method: Method, facts: Mapping[str, Any]) -> dict[str, Decimal]:
    if missing := missing_facts(method, facts):
        raise FactMissing(name=name, missing="、".join(fact.label for fact in missing))
    found = {}
    for fact in method.facts:
        value = find(facts, fact.name)
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite() or number < 0 or number > _MOST:
            raise FactWrong(name=name, fact=fact.label, value=value)
        found[fact.name] = number
    return found


def _raw(name: str, method: Method, numbers: Mapping[str, Decimal]) -> tuple[Decimal, str]:
    if method.kind is Formula.FIXED:
        return method.rate, f"定额 {plain(method.rate)} 元"
    if method.kind is Formula.EXPRESSION:
        return _evaluated(name, method, numbers)
    fact = method.facts[0]
    number = numbers[fact.name]
    shown = f"{fact.label} {plain(number)}{fact.unit}"
    if method.kind is Formula.UNIT:
        return number * method.rate, f"{shown} × {plain(method.rate)} 元"
    if method.kind is Formula.PERCENT:
        return number * method.rate / _HUNDRED, f"{shown} × {plain(method.rate)}%"
    if method.kind is Formula.STEPPED:
        rate = next(one.rate for one in method.brackets if one.upto is None or number <= one.upto)
        return rate, f"{shown}，该档 {plain(rate)} 元"
    return _graded(method, number, shown)


def _graded(method: Method, number: Decimal, shown: str) -> tuple[Decimal, str]:
    total, below, parts = Decimal(0), Decimal(0), []
    for one in method.brackets:
        end = number if one.upto is None else min(number, one.upto)
        if end > below:
            total += (end - below) * one.rate
            parts.append(f"{plain(end - below)} × {plain(one.rate)} 元")
        below = end
    return total, f"{shown}：" + (" + ".join(parts) or "0")


def _evaluated(name: str, method: Method, numbers: Mapping[str, Decimal]) -> tuple[Decimal, str]:
    try:
        value = parse(method.expression).evaluate(numbers)
    except ExpressionError as error:
        raise FormulaFails(name=name, problem=error.problem) from None
    if not isinstance(value, Decimal):
        raise FormulaFails(name=name, problem="结果不是数字")
    said = method.expression
    for fact in sorted(method.facts, key=lambda one: -len(one.name)):
        said = said.replace(fact.name, fact.label)
    given = "，".join(f"{f.label} {plain(numbers[f.name])}{f.unit}" for f in method.facts)
    return value, f"{said.replace('*', '×')}（{given}）"


def _bounded(raw: Decimal, method: Method) -> Decimal:
    amount = raw if method.least is None else max(raw, method.least)
    return amount if method.most is None else min(amount, method.most)


def _remarks(raw: Decimal, amount: Decimal, rounded: Decimal, method: Method) -> str:
    text = ""
    if amount > raw:
        text += f"，不足最低额按 {plain(amount)} 元"
    elif amount < raw:
        text += f"，超过最高额按 {plain(amount)} 元"
    if rounded != amount:
        text += f"，{method.rounding.label}"
    return text


def plain(number: Decimal) -> str:
    """25 rather than 25.00, with thousands separators and never in powers of ten."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
