"""The syntax tree and the one error of the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from zhengwu.kernel.errors import InvalidInput


class ExpressionError(InvalidInput):
    """表达式第{line}行第{column}列：{problem}"""

    def __init__(self, problem: str, place: Place) -> None:
        super().__init__(problem=problem, line=place.line, column=place.column)
        self.problem = problem
        self.place = place


class Place(NamedTuple):
    """Where in the text, both counted from one."""

    line: int
    column: int


Value: TypeAlias = "Decimal | str | bool | date | list[Value] | None"


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: Decimal | str | bool | date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Name:
    """A declared field; dots belong to the name: `check.outcome`."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list `[a, b]`."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not(x)`."""

    operator: str
    operand: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison, membership, `and`, `or`."""

    operator: str
    left: Node
    right: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Call:
    """One of the few built-in functions."""

    function: str
    arguments: tuple[Node, ...]
    place: Place


Node: TypeAlias = Literal | Name | Items | Unary | Binary | Call


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes right below this one."""
    match node:
        case Items():
            return node.items
        case Unary():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Call():
            return node.arguments
        case _:
            return ()
