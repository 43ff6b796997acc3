"""Evaluation: three-valued like FEEL (null is "not known"), total, Decimal throughout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from zhengwu.expressions.rules.tree import (
    Binary,
    Call,
    ExpressionError,
    Items,
    Literal,
    Name,
    Node,
    Place,
    Unary,
    Value,
)

_CONTEXT = Context(
    prec=34, Emax=6000, Emin=-6000, traps=[DivisionByZero, InvalidOperation, Overflow]
)

_MOST_DAYS = Decimal(date.max.toordinal()).adjusted()


def evaluate(node: Node, facts: Mapping[str, Any]) -> Value:
    """The value of a tree. Every failure is an `ExpressionError` with its place."""
    match node:
        case Literal():
            return node.value
        case Name():
            return _fact(node, facts)
        case Items():
            return [evaluate(item, facts) for item in node.items]
        case Unary():
            return _unary(node, evaluate(node.operand, facts))
        case Binary("and" | "or"):
            return _logic(node, facts)
        case Binary():
            return _binary(node, evaluate(node.left, facts), evaluate(node.right, facts))
        case Call():
            return _call(node, [evaluate(argument, facts) for argument in node.arguments])


def plain(value: Any, place: Place) -> Value:
    """A fact as the language knows it: int becomes Decimal, a float is refused."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ExpressionError("数字不是有限数", place)
        return value
    if isinstance(value, int):
        return Decimal(value)
    if type(value) is date:
        return value
    if isinstance(value, list | tuple | frozenset | set):
        return [plain(item, place) for item in value]
    raise ExpressionError(f"不能使用的值类型（{type(value).__name__}）", place)


def _fact(node: Name, facts: Mapping[str, Any]) -> Value:
    if node.name not in facts:
        raise ExpressionError(f"没有名为“{node.name}”的字段", node.place)
    return plain(facts[node.name], node.place)


def _unary(node: Unary, value: Value) -> Value:
    if value is None:
        return None
    if node.operator == "not":
        return not _boolean(value, node.operand.place)
    return _CONTEXT.minus(_number(value, node.operand.place))


def _logic(node: Binary, facts: Mapping[str, Any]) -> Value:
    decisive = node.operator == "or"
    left = evaluate(node.left, facts)
    known = None if left is None else _boolean(left, node.left.place)
    if known is decisive:
        return decisive
    right = evaluate(node.right, facts)
    other = None if right is None else _boolean(right, node.right.place)
    if other is decisive:
        return decisive
    return None if known is None or other is None else not decisive


def _binary(node: Binary, left: Value, right: Value) -> Value:
    match node.operator:
        case "=":
            return _same(left, right)
        case "!=":
            return not _same(left, right)
        case "in":
            if right is None:
                return None
            if not isinstance(right, list):
                raise ExpressionError("“in”后面应当是列表", node.right.place)
            return any(_same(left, item) for item in right)
        case "<" | "<=" | ">" | ">=":
            return _ordered(node, left, right)
        case _:
            return _arithmetic(node, left, right)


def _same(left: Value, right: Value) -> bool:
    # In Python True == 1; here a yes is not a number.
    return _sort(left) is _sort(right) and left == right


def _sort(value: Value) -> type:
    return Decimal if isinstance(value, Decimal) else type(value)


def _ordered(node: Binary, left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    if isinstance(left, bool | list) or _sort(left) is not _sort(right):
        raise ExpressionError("只有两个数字、两个日期或两段文字可以比较大小", node.place)
    less, equal = left < right, left == right  # type: ignore[operator]
    match node.operator:
        case "<":
            return bool(less)
        case "<=":
            return bool(less or equal)
        case ">":
            return not (less or equal)
        case _:
            return not less


def _arithmetic(node: Binary, left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    if isinstance(left, date):
        return _dates(node, left, right)
    if node.operator == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right
    first, second = _number(left, node.left.place), _number(right, node.right.place)
    if node.operator == "/" and second == 0:
        raise ExpressionError("除数为零", node.place)
    verb = {
        "+": _CONTEXT.add,
        "-": _CONTEXT.subtract,
        "*": _CONTEXT.multiply,
        "/": _CONTEXT.divide,
    }[node.operator]
    return _guarded(lambda: verb(first, second), node.place)


def _guarded(compute: Any, place: Place) -> Decimal:
    try:
        result: Decimal = compute()
    except (Overflow, InvalidOperation, DivisionByZero):
        raise ExpressionError("数字超出范围", place)
    return result


def _dates(node: Binary, left: date, right: Value) -> Value:
    if node.operator == "-" and isinstance(right, date):
        return Decimal((left - right).days)
    if node.operator not in ("+", "-") or not _whole(right):
        raise ExpressionError("日期只能加减整数天，或与日期相减", node.place)
    assert isinstance(right, Decimal)
    if right.adjusted() > _MOST_DAYS:  # a huge exponent must not become a huge whole number
        raise ExpressionError("日期超出范围", node.place)
    try:
        return left + timedelta(days=int(right) * (1 if node.operator == "+" else -1))
    except (OverflowError, ValueError):
        raise ExpressionError("日期超出范围", node.place)


def _whole(value: Value) -> bool:
    # Not by `% 1`: the remainder of a number with more digits than the context has is an error.
    return isinstance(value, Decimal) and value == value.to_integral_value()


def _call(node: Call, values: list[Value]) -> Value:
    if any(value is None for value in values):
        return None
    match node.function:
        case "contains":
            whole, part = (_text(value, node.place) for value in values)
            return part in whole
        case "length":
            return Decimal(len(_text(values[0], node.place)))
        case "count":
            if not isinstance(values[0], list):
                raise ExpressionError("count() 里应当是列表", node.place)
            return Decimal(len(values[0]))
        case _:
            numbers = [_number(value, node.place) for value in values]
            return min(numbers) if node.function == "min" else max(numbers)


def _number(value: Value, place: Place) -> Decimal:
    if not isinstance(value, Decimal):
        raise ExpressionError("这里应当是数字", place)
    return value


def _boolean(value: Value, place: Place) -> bool:
    if not isinstance(value, bool):
        raise ExpressionError("这里应当是是否判断", place)
    return value


def _text(value: Value, place: Place) -> str:
    if not isinstance(value, str):
        raise ExpressionError("这里应当是文字", place)
    return value
