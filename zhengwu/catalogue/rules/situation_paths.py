"""Every way through a situation guide, with representative numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from zhengwu.catalogue.enums import QuestionKind
from zhengwu.catalogue.rules.situation import (
    Answer,
    GuideEffect,
    GuideQuestion,
    Walk,
    ordered,
    walk,
    words,
)
from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.expressions.rules.tree import Binary, Call, Items, Literal, Name, Node, Unary

# not law: more than this nobody can look through, and a citizen is lost before
MOST_PATHS = 600
_MOST_OPTIONS = 6

Constant = Decimal | str | bool | date | None


class TooManyPaths(Exception):
    """More ways than anybody can look through."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer that stands for all that lead the same way."""

    answer: Answer
    words: str


@dataclass(frozen=True, slots=True)
class Path:
    """One way through the guide: (question, words) in order, and where it leads."""

    said: tuple[tuple[str, str], ...]
    walk: Walk

    @property
    def words(self) -> str:
        """是；租赁；小于50平方米."""
        return "；".join(f"{text}：{word}" for text, word in self.said) or "（没有问题）"


def compared(texts: Sequence[str]) -> Iterator[tuple[str, Constant]]:
    """Every (name, constant) that some condition sets side by side."""
    for text in texts:
        if text.strip():
            try:
                yield from _compared(parse(text).tree)
            except ExpressionError:
                continue


def _compared(node: Node) -> Iterator[tuple[str, Constant]]:
    if isinstance(node, Binary):
        names = [one.name for one in (node.left, node.right) if isinstance(one, Name)]
        for name in names:
            yield from ((name, value) for value in _constants(node))
        yield from _compared(node.left)
        yield from _compared(node.right)
    elif isinstance(node, Unary):
        yield from _compared(node.operand)
    elif isinstance(node, Call):
        for one in node.arguments:
            yield from _compared(one)


def _constants(node: Binary) -> Iterator[Constant]:
    for one in (node.left, node.right):
        if isinstance(one, Literal):
            yield one.value
        elif isinstance(one, Items):
            yield from (item.value for item in one.items if isinstance(item, Literal))


def paths(questions: Sequence[GuideQuestion], effects: Sequence[GuideEffect]) -> list[Path]:
    """All ways, each once; raises `TooManyPaths`."""
    conditions = [*(one.when for one in questions), *(one.when for one in effects)]
    beside = list(compared(conditions))
    samples = {one.code: _samples(one, beside) for one in ordered(questions)}
    found: list[Path] = []
    _follow({}, {}, questions, effects, samples, found)
    return found


def _follow(
    answers: dict[str, Any],
    spoken: dict[str, str],
    questions: Sequence[GuideQuestion],
    effects: Sequence[GuideEffect],
    samples: dict[str, list[Sample]],
    found: list[Path],
) -> None:
    here = walk(questions, effects, answers)
    if here.next is None or not samples[here.next.code]:
        said = tuple((one.question.text, spoken[one.question.code]) for one in here.said)
        found.append(Path(said, here))
        if len(found) > MOST_PATHS:
            raise TooManyPaths
        return
    code = here.next.code
    for one in samples[code]:
        _follow(
            {**answers, code: one.answer},
            {**spoken, code: one.words},
            questions,
            effects,
            samples,
            found,
        )


def _samples(question: GuideQuestion, beside: Sequence[tuple[str, Constant]]) -> list[Sample]:
    values = [value for name, value in beside if name == question.code]
    if question.kind is QuestionKind.YES_NO:
        return [Sample(True, "是"), Sample(False, "否")]
    if question.kind is QuestionKind.ONE:
        return [Sample(one.value, one.label) for one in question.options]
    if question.kind is QuestionKind.MANY:
        return _subsets(question, {value for value in values if isinstance(value, str)})
    return _numbers(question, sorted({v for v in values if isinstance(v, Decimal)}))


def _subsets(question: GuideQuestion, mentioned: set[str]) -> list[Sample]:
    """Options no condition speaks of lead nowhere else: one of them stands for all."""
    counting = [one.value for one in question.options if one.value in mentioned]
    if len(counting) > _MOST_OPTIONS:
        raise TooManyPaths
    rest = [one.value for one in question.options if one.value not in mentioned]
    chosen: list[list[str]] = [
        list(some) for size in range(len(counting) + 1) for some in combinations(counting, size)
    ]
    found = []
    for some in chosen:
        text = words(question, some)
        if not some and rest:
            text = "其他或者都没有"
        found.append(Sample(some, text))
    return found


def _numbers(question: GuideQuestion, bounds: list[Decimal]) -> list[Sample]:
    """One number below, at, between and above the bounds that conditions name."""
    unit = question.unit
    if not bounds:
        start = question.least if question.least is not None else 1
        return [Sample(str(start), "任意数字")]
    found = [Sample(_text(bounds[0] - 1), f"小于{_text(bounds[0])}{unit}")]
    for place, bound in enumerate(bounds):
        found.append(Sample(_text(bound), f"{_text(bound)}{unit}"))
        if place + 1 < len(bounds):
            after = bounds[place + 1]
            text = f"大于{_text(bound)}、小于{_text(after)}{unit}"
            found.append(Sample(_text((bound + after) / 2), text))
    found.append(Sample(_text(bounds[-1] + 1), f"大于{_text(bounds[-1])}{unit}"))
    return [one for one in found if _within(question, Decimal(str(one.answer)))]


def _within(question: GuideQuestion, value: Decimal) -> bool:
    low = question.least is None or value >= question.least
    return low and (question.most is None or value <= question.most)


def _text(value: Decimal) -> str:
    whole = value == value.to_integral()
    return format(value.quantize(Decimal(1)) if whole else value, "f")
