"""Text to tokens, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhengwu.expressions.rules.tree import ExpressionError, Place

MAX_LENGTH = 2000
_DIGITS = 30

# Full-width marks are accepted where a Chinese keyboard produces them by habit.
_WIDE = str.maketrans("（），［］＝＜＞＋－＊／", "(),[]=<>+-*/")
_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|“[^”\n]*”)
  | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
  | (?P<operator><=|>=|!=|≤|≥|≠|[=<>+\-*/()\[\],（），［］＝＜＞＋－＊／])
    """,
    re.VERBOSE,
)
_SAME = {"≤": "<=", "≥": ">=", "≠": "!="}
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, string, name, operator or end."""

    kind: str
    text: str
    place: Place


def tokens(text: str) -> Iterator[Token]:
    """All tokens and an end mark; raises `ExpressionError` at the first foreign character."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"表达式过长，最多{MAX_LENGTH}个字符", Place(1, 1))
    position, line, start = 0, 1, 0
    while position < len(text):
        place = Place(line, position - start + 1)
        match = _PATTERN.match(text, position)
        if match is None:
            raise ExpressionError(_unreadable(text[position]), place)
        kind, found = match.lastgroup or "", match.group()
        if kind == "space":
            breaks = found.count("\n")
            line += breaks
            start = position + found.rfind("\n") + 1 if breaks else start
        else:
            yield Token(kind, _meaning(kind, found, place), place)
        position = match.end()
    yield Token("end", "", Place(line, position - start + 1))


def _unreadable(char: str) -> str:
    return "文字缺少结束的引号" if char in "\"'“" else f"不认识的符号“{char}”"


def _meaning(kind: str, found: str, place: Place) -> str:
    if kind == "string":
        return _ESCAPE.sub(r"\1", found[1:-1])
    if kind == "operator":
        return _SAME.get(found, found.translate(_WIDE))
    if kind == "number" and len(found) > _DIGITS:
        raise ExpressionError(f"数字过长，最多{_DIGITS}位", place)
    return found
