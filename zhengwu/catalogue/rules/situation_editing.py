"""Conditions chosen from lists instead of written, and lists of questions and effects. Pure.

A condition is a few atoms, all or any of which must hold; what was written by hand and is more than
that stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from zhengwu.catalogue.enums import QuestionKind
from zhengwu.catalogue.rules.situation import GuideEffect, GuideOption, GuideQuestion
from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.expressions.rules.tree import Binary, Items, Literal, Name, Node, Unary

T = TypeVar("T", GuideQuestion, GuideEffect)
ALL, ANY = "and", "or"
_NUMBERS = ((">=", "至少"), (">", "大于"), ("<=", "至多"), ("<", "小于"), ("=", "等于"))


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing to choose: `key` as the page carries it, `counts` where a number belongs to it."""

    key: str
    words: str
    text: str
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A chosen atom with its number."""

    key: str = ""
    number: str = ""


def atoms(questions: Sequence[GuideQuestion]) -> list[tuple[str, list[Atom]]]:
    """Everything a condition can be made of, by question."""
    return [(one.text, list(_atoms(one))) for one in questions]


def _atoms(one: GuideQuestion) -> Iterator[Atom]:
    code = one.code
    if one.kind is QuestionKind.YES_NO:
        yield Atom(f"{code}|yes", "回答“是”", code)
        yield Atom(f"{code}|no", "回答“否”", f"not({code})")
    elif one.kind is QuestionKind.NUMBER:
        for sign, word in _NUMBERS:
            yield Atom(f"{code}|{sign}", f"{word}…{one.unit}", f"{code} {sign} ", counts=True)
    for option in one.options:
        value = option.value
        if one.kind is QuestionKind.ONE:
            yield Atom(f"{code}|is|{value}", f"选“{option.label}”", f'{code} = "{value}"')
            yield Atom(f"{code}|not|{value}", f"不选“{option.label}”", f'{code} != "{value}"')
        elif one.kind is QuestionKind.MANY:
            yield Atom(f"{code}|has|{value}", f"选了“{option.label}”", f'"{value}" in {code}')
            text = f'not("{value}" in {code})'
            yield Atom(f"{code}|lacks|{value}", f"没选“{option.label}”", text)


def written(join: str, rows: Sequence[Row], questions: Sequence[GuideQuestion]) -> str:
    """The condition as it is stored; raises `ValueError` with a Chinese sentence."""
    known = {one.key: one for _, group in atoms(questions) for one in group}
    parts = []
    for row in rows:
        if not row.key:
            continue
        atom = known.get(row.key)
        if atom is None:
            raise ValueError("这个条件用到的问题或者选项已经不在了，请重新选择")
        parts.append(atom.text + _number(row.number) if atom.counts else atom.text)
    return f" {ALL if join == ALL else ANY} ".join(parts)


def _number(text: str) -> str:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError("请填写用来比较的数字") from None
    if not value.is_finite() or value < 0 or abs(value) > 10**9:
        raise ValueError("用来比较的数字应当是不小于 0 的普通数字")
    return format(value, "f")


def chosen(when: str, questions: Sequence[GuideQuestion]) -> tuple[str, list[Row]] | None:
    """How a stored condition looks on the page; None where it was written by hand."""
    if not when.strip():
        return ALL, []
    try:
        tree = parse(when).tree
    except ExpressionError:
        return None
    keys = {one.key for _, group in atoms(questions) for one in group}
    join = tree.operator if isinstance(tree, Binary) and tree.operator in (ALL, ANY) else ""
    rows: list[Row] = []
    for part in _parts(tree, join):
        found = _rows(part)
        if not found or (len(found) > 1 and join == ALL):
            return None
        if len(found) > 1:
            join = ANY
        rows += found
    if any(row.key not in keys for row in rows):
        return None
    return join or ALL, rows


def _parts(tree: Node, join: str) -> Iterator[Node]:
    if join and isinstance(tree, Binary) and tree.operator == join:
        yield from _parts(tree.left, join)
        yield from _parts(tree.right, join)
    else:
        yield tree


def _rows(node: Node) -> list[Row]:
    """A part as atoms; several for `x in [a, b]`, of which any may hold."""
    if isinstance(node, Name):
        return [Row(f"{node.name}|yes")]
    if isinstance(node, Unary) and node.operator == "not":
        inner = _rows(node.operand)
        turned = {"yes": "no", "has": "lacks"}
        if len(inner) == 1:
            code, word, *rest = inner[0].key.split("|")
            if word in turned:
                return [Row("|".join((code, turned[word], *rest)))]
        return []
    return _of_pair(node) if isinstance(node, Binary) else []


def _of_pair(node: Binary) -> list[Row]:
    left, right, sign = node.left, node.right, node.operator
    if sign == "in" and isinstance(left, Literal) and isinstance(right, Name):
        return [Row(f"{right.name}|has|{left.value}")]
    if not isinstance(left, Name):
        return []
    if sign == "in" and isinstance(right, Items):
        values = [one.value for one in right.items if isinstance(one, Literal)]
        return [Row(f"{left.name}|is|{value}") for value in values]
    if not isinstance(right, Literal):
        return []
    if isinstance(right.value, str) and sign in ("=", "!="):
        return [Row(f"{left.name}|{'is' if sign == '=' else 'not'}|{right.value}")]
    if isinstance(right.value, Decimal):
        return [Row(f"{left.name}|{sign}", format(right.value, "f"))]
    return []


def condition_words(when: str, questions: Sequence[GuideQuestion]) -> str:
    """A condition as a person reads it."""
    if not when.strip():
        return "总是"
    made = chosen(when, questions)
    if made is None:
        return when
    names = {
        one.key: (text, one) for text, group in atoms(questions) for one in group
    }  # fmt: skip
    parts = []
    for row in made[1]:
        text, atom = names[row.key]
        parts.append(f"“{text}”{atom.words.replace('…', f' {row.number} ')}")
    return ("，并且" if made[0] == ALL else "，或者").join(parts)


def option_lines(question: GuideQuestion | None) -> str:
    """Options as one writes them: a line each."""
    return "\n".join(one.label for one in question.options) if question else ""


def options_of(text: str, before: Sequence[GuideOption]) -> tuple[GuideOption, ...]:
    """Options from lines. One that keeps its words or – where none came or went – its place keeps
    its code, so that conditions stay true."""
    labels = list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
    by_label = {one.label: one.value for one in before}
    same_count = len(labels) == len(before)
    values: list[str] = []
    for place, label in enumerate(labels):
        value = by_label.get(label, "")
        if not value and same_count and before[place].label not in labels:
            value = before[place].value
        values.append(value)
    used, made = {*values, *by_label.values()}, []
    for value, label in zip(values, labels, strict=True):
        fresh = value or next(f"o{n}" for n in range(1, 10_000) if f"o{n}" not in used)
        used.add(fresh)
        made.append(GuideOption(fresh, label))
    return tuple(made)


def new_code(letter: str, rows: Sequence[GuideQuestion | GuideEffect]) -> str:
    """The next free code: q4, R7."""
    used = {one.code for one in rows}
    return next(f"{letter}{n}" for n in range(1, 10_000) if f"{letter}{n}" not in used)


def put(rows: Sequence[T], one: T) -> tuple[T, ...]:
    """With one row changed, or added at the end."""
    if any(row.code == one.code for row in rows):
        return tuple(one if row.code == one.code else row for row in rows)
    found = list(rows)
    found.append(one)
    return tuple(found)


def without(rows: Sequence[T], code: str) -> tuple[T, ...]:
    """Without one row."""
    return tuple(row for row in rows if row.code != code)


def moved(rows: Sequence[T], code: str, way: int) -> tuple[T, ...]:
    """With one row a place earlier (-1) or later (+1)."""
    found = list(rows)
    place = next((n for n, row in enumerate(found) if row.code == code), -1)
    other = place + way
    if place < 0 or not 0 <= other < len(found):
        return tuple(found)
    found[place], found[other] = found[other], found[place]
    return tuple(found)
