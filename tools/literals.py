"""No number of days in code: terms of the law stand in data with their source.

Found: `timedelta(days=20)`, `weeks=`, names ending in `_days` that are given a number, keyword
arguments likewise. 0 and 1 are allowed (the next day is not a legal term). A technical number that
is no legal term says so at the end of its line: `# not law: <reason>`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.tree import shown, sources

EXCUSE = "# not law: "
_WORDS = ("days", "weeks", "working_days", "workdays")


def _number(node: ast.expr | None) -> int | float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _number(node.operand)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value  # type: ignore[return-value]
    return None


def _term(name: str) -> bool:
    lowered = name.lower()
    return lowered in _WORDS or lowered.endswith(("_days", "_weeks"))


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Names given a value by this node, with the value."""
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg, node.value
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield getattr(target, "id", getattr(target, "attr", "")), node.value
    elif isinstance(node, ast.AnnAssign):
        yield getattr(node.target, "id", getattr(node.target, "attr", "")), node.value
    elif isinstance(node, ast.arguments):
        named = [*node.posonlyargs, *node.args]
        yield from ((a.arg, d) for a, d in zip(named[::-1], node.defaults[::-1], strict=False))
        yield from ((a.arg, d) for a, d in zip(node.kwonlyargs, node.kw_defaults, strict=True))


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """(line, what) for every number of days in a module's text."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        for name, value in _bound(node):
            number = _number(value)
            if number is None or number in (0, 1) or not _term(name) or value is None:
                continue
            if EXCUSE not in lines[value.lineno - 1]:
                yield value.lineno, f"{name} = {number}"


def violations() -> Iterator[str]:
    """Every number of days in the product's code."""
    for path in sources():
        for line, what in found_in(Path(path).read_text(encoding="utf-8")):
            yield f"{shown(path)}:{line}: {what} belongs into data with its source"


def main() -> int:
    """Print and count."""
    found = list(violations())
    print("\n".join(found) or "literals: no number of days in code")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
