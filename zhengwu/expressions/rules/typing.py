"""Type checks before anything runs: names must be declared, operands must fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from zhengwu.expressions.enums import Kind
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
)

_LOOSE = (Kind.ANY, Kind.NULL)
_ORDERED = (Kind.NUMBER, Kind.STRING, Kind.DATE)


class Checker:
    """Walks a tree and collects every problem, not only the first."""

    def __init__(self, fields: Mapping[str, Kind]) -> None:
        self._fields = fields
        self.problems: list[ExpressionError] = []

    def kind(self, node: Node) -> Kind:
        """The type of a tree; ANY where it cannot be told or is wrong below."""
        match node:
            case Literal():
                return _literal(node)
            case Name():
                return self._name(node)
            case Items():
                for item in node.items:
                    self.kind(item)
                return Kind.LIST
            case Unary():
                wanted = Kind.BOOLEAN if node.operator == "not" else Kind.NUMBER
                return self._need(node.operand, wanted)
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)

    def _wrong(self, problem: str, place: Place) -> Kind:
        self.problems.append(ExpressionError(problem, place))
        return Kind.ANY

    def _name(self, node: Name) -> Kind:
        if node.name not in self._fields:
            return self._wrong(f"没有声明名为“{node.name}”的字段", node.place)
        return self._fields[node.name]

    def _need(self, node: Node, wanted: Kind) -> Kind:
        found = self.kind(node)
        if found is not wanted and found not in _LOOSE:
            self._wrong(f"这里应当是{wanted.chinese}，而不是{found.chinese}", node.place)
        return wanted

    def _binary(self, node: Binary) -> Kind:
        checks: dict[str, Callable[[Binary], Kind]] = {
            "and": self._logic,
            "or": self._logic,
            "in": self._member,
            "=": self._equal,
            "!=": self._equal,
            "<": self._compared,
            "<=": self._compared,
            ">": self._compared,
            ">=": self._compared,
        }
        return checks.get(node.operator, self._arithmetic)(node)

    def _logic(self, node: Binary) -> Kind:
        self._need(node.left, Kind.BOOLEAN)
        return self._need(node.right, Kind.BOOLEAN)

    def _member(self, node: Binary) -> Kind:
        self.kind(node.left)
        self._need(node.right, Kind.LIST)
        return Kind.BOOLEAN

    def _pair(self, node: Binary) -> tuple[Kind, Kind]:
        return self.kind(node.left), self.kind(node.right)

    def _equal(self, node: Binary) -> Kind:
        left, right = self._pair(node)
        if left is not right and left not in _LOOSE and right not in _LOOSE:
            self._wrong(f"{left.chinese}与{right.chinese}不能相等比较", node.place)
        return Kind.BOOLEAN

    def _compared(self, node: Binary) -> Kind:
        left, right = self._pair(node)
        fits = left in (*_LOOSE, *_ORDERED) and right in (*_LOOSE, *_ORDERED)
        if not fits or (left is not right and left not in _LOOSE and right not in _LOOSE):
            self._wrong(f"{left.chinese}与{right.chinese}不能比较大小", node.place)
        return Kind.BOOLEAN

    def _arithmetic(self, node: Binary) -> Kind:
        left, right = self._pair(node)
        if Kind.DATE in (left, right):
            return self._days(node, left, right)
        if node.operator == "+" and left is Kind.STRING and right is Kind.STRING:
            return Kind.STRING
        for side, found in ((node.left, left), (node.right, right)):
            if found not in (Kind.NUMBER, *_LOOSE):
                return self._wrong(f"{found.chinese}不能参加“{node.operator}”运算", side.place)
        return Kind.NUMBER if left is right is Kind.NUMBER else Kind.ANY

    def _days(self, node: Binary, left: Kind, right: Kind) -> Kind:
        if node.operator == "-" and left is right is Kind.DATE:
            return Kind.NUMBER
        days = left is Kind.DATE and right in (Kind.NUMBER, *_LOOSE)
        if node.operator in ("+", "-") and (days or left in _LOOSE):
            return Kind.DATE if right is Kind.NUMBER else Kind.ANY
        return self._wrong("日期只能加减整数天，或与日期相减", node.place)

    def _call(self, node: Call) -> Kind:
        wanted, result = {
            "contains": (Kind.STRING, Kind.BOOLEAN),
            "length": (Kind.STRING, Kind.NUMBER),
            "count": (Kind.LIST, Kind.NUMBER),
        }.get(node.function, (Kind.NUMBER, Kind.NUMBER))
        for argument in node.arguments:
            self._need(argument, wanted)
        return result


def _literal(node: Literal) -> Kind:
    if node.value is None:
        return Kind.NULL
    if isinstance(node.value, bool):
        return Kind.BOOLEAN
    kinds = {Decimal: Kind.NUMBER, str: Kind.STRING, date: Kind.DATE}
    return kinds[type(node.value)]
