"""Parse, check and evaluate expressions; pure.

>>> rule = parse("area > 500 or kind in ['a', 'b']")
>>> sorted(rule.names)
['area', 'kind']
>>> rule.holds({"area": 600, "kind": "c"})
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from zhengwu.expressions.enums import Kind
from zhengwu.expressions.rules.evaluation import evaluate
from zhengwu.expressions.rules.parser import parse_tree
from zhengwu.expressions.rules.tree import (
    ExpressionError,
    Name,
    Node,
    Place,
    Value,
    parts_of,
)
from zhengwu.expressions.rules.typing import Checker

__all__ = ["Expression", "ExpressionError", "Kind", "Place", "Value", "parse", "read_fact"]


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: its text, its tree, the names it reads."""

    text: str
    tree: Node
    names: frozenset[str]

    def evaluate(self, facts: Mapping[str, Any]) -> Value:
        """The value; raises nothing but `ExpressionError` (missing name, wrong type, by zero)."""
        return evaluate(self.tree, facts)

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """As a condition: true only where it is true; unknown (null) does not hold."""
        value = self.evaluate(facts)
        if value is not None and not isinstance(value, bool):
            raise ExpressionError("条件的结果应当是是否判断", self.tree.place)
        return value is True

    def problems(
        self, fields: Mapping[str, Kind], *, wanted: Kind | None = None
    ) -> list[ExpressionError]:
        """Every type error against the declared fields; `wanted` is the type of the result."""
        checker = Checker(fields)
        found = checker.kind(self.tree)
        if wanted and found not in (wanted, Kind.ANY, Kind.NULL):
            problem = f"结果应当是{wanted.chinese}，而不是{found.chinese}"
            checker.problems.append(ExpressionError(problem, self.tree.place))
        return checker.problems


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Parse a text; raises `ExpressionError` with line and column. Results are shared."""
    tree = parse_tree(text)
    return Expression(text, tree, frozenset(_names(tree)))


def read_fact(value: Any, kind: Kind) -> Value:
    """A JSON value as a declared type: numbers may come as text, dates as ISO text.

    Raises `ValueError` with a Chinese sentence where it does not fit.
    """
    if value is None:
        return None
    match kind:
        case Kind.NUMBER:
            return _read_number(value)
        case Kind.DATE:
            return _read_date(value)
        case Kind.BOOLEAN if isinstance(value, bool):
            return value
        case Kind.STRING if isinstance(value, str):
            return value
        case Kind.LIST if isinstance(value, list | tuple):
            return [str(item) for item in value]
    raise ValueError(f"应当是{kind.chinese}")


def _read_number(value: Any) -> Decimal:
    # A float arrives from JSON as its shortest text, which is what the sender wrote.
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("应当是数字")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("应当是数字")
    if not number.is_finite():
        raise ValueError("应当是有限的数字")
    return number


def _read_date(value: Any) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str):
        raise ValueError("应当是日期")
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise ValueError("应当是日期")


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    for part in parts_of(node):
        yield from _names(part)
