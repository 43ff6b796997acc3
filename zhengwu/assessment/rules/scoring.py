"""Scoring: a subject's facts in, its lines and total out; pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from zhengwu.assessment.enums import How, Per, PeriodKind, PointKind
from zhengwu.assessment.rules.model import ENTERED, Criterion, Grade, Model
from zhengwu.expressions.rules import Expression, ExpressionError, parse

ZERO, _CENT, _HUNDRED = Decimal(0), Decimal("0.01"), 100


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded fact: when, of whom, where to read it. `ref` is unique within its source."""

    ref: str
    day: date
    text: str
    link: str = ""
    organ: str = ""
    staff: str = ""
    window: str = ""
    village: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is scored. `organ` answers for it; `staff` is the person where it is one."""

    key: str
    name: str
    organ: str
    sort: str = ""
    staff: str = ""
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A fact in a line: what it earned, and whether it met the condition."""

    fact: Fact
    points: Decimal
    met: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a score: minus points are negative."""

    criterion: Criterion
    points: Decimal
    number: int
    of: int
    facts: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A subject's score before it is ranked. `before` is what the months gave, if they count."""

    subject: Subject
    matters: int
    parts: Mapping[str, Decimal]
    minus: Decimal
    plus: Decimal
    before: Decimal | None
    total: Decimal
    lines: tuple[Line, ...]
    vetoes: tuple[str, ...]
    klass: str
    grade: str
    unranked: str = ""


def score(
    model: Model,
    kind: PeriodKind,
    subject: Subject,
    facts: Mapping[str, Sequence[Fact]],
    months: Sequence[Decimal] = (),
    carried: Sequence[str] = (),
) -> Result:
    """The score of one subject from its facts by source, and its months where these count.

    `carried` are vetoes of those months: a quarter or a year does not forget one.
    """
    lines = tuple(
        line
        for criterion in model.criteria_of(kind)
        if (line := _line(criterion, facts.get(criterion.source, ()))) is not None
    )
    how, least = model.hows[kind]
    minus = sum((one.points for one in lines if one.criterion.kind is PointKind.MINUS), ZERO)
    plus = sum((one.points for one in lines if one.criterion.kind is PointKind.PLUS), ZERO)
    vetoes = (*carried, *(_why(one) for one in lines if one.criterion.kind is PointKind.VETO))
    plus = min(plus, model.plus_most)
    parts = _parts(model, lines) if how is How.DIRECT else {}
    before = None if how is How.DIRECT else _joined(how, months)
    ground = sum(
        (part.weight * parts[part.code] for part in model.parts), ZERO
    ) if before is None else before + minus  # fmt: skip
    total = max(ZERO, ground + plus).quantize(_CENT, ROUND_HALF_UP)
    matters = sum(len(facts.get(source, ())) for source in model.workload)
    klass = _class(model, subject, matters)
    grade = "" if vetoes else _grade(model.grades, total)
    unranked = subject.excluded or _unranked(model, how, least, matters, months)
    return Result(
        subject, matters, parts, minus, plus, before, total, lines, vetoes, klass, grade, unranked
    )


def _line(criterion: Criterion, facts: Sequence[Fact]) -> Line | None:
    """None where no fact met the condition and nothing was earned."""
    condition = parse(criterion.condition)
    if criterion.source == ENTERED:  # one register for all criteria that people enter
        facts = [one for one in facts if one.values.get("criterion") == criterion.code]
    ordered = sorted(facts, key=lambda one: (one.day, one.ref))
    met = [_holds(condition, one.values) for one in ordered]
    number = sum(met)
    if not number:
        return None
    if criterion.per is Per.UNIT:
        points = _shaped(criterion, _value(criterion.points, _figures(ordered, met)))
        counted = tuple(Counted(one, ZERO, ok) for one, ok in zip(ordered, met, strict=True))
    else:
        counted = tuple(
            Counted(one, _signed(criterion, _value(criterion.points, one.values)))
            for one, ok in zip(ordered, met, strict=True)
            if ok
        )
        points = _bounded(criterion, sum((one.points for one in counted), ZERO))
    if criterion.per is Per.UNIT and criterion.kind is not PointKind.VETO and not points:
        return None
    return Line(criterion, points, number, len(ordered), counted)


def _figures(facts: Sequence[Fact], met: Sequence[bool]) -> dict[str, Any]:
    number = sum(met)
    values = [fact.values.get("value") for fact, ok in zip(facts, met, strict=True) if ok]
    return {
        "number": number,
        "of": len(facts),
        "share": Decimal(number * _HUNDRED) / len(facts) if facts else None,
        "total": sum((Decimal(str(one)) for one in values if one is not None), ZERO),
    }


def _holds(condition: Expression, facts: Mapping[str, Any]) -> bool:
    # What is not known accuses nobody.
    try:
        return condition.holds(facts)
    except ExpressionError:
        return False


def _value(text: str, facts: Mapping[str, Any]) -> Decimal:
    try:
        value = parse(text).evaluate(facts)
    except ExpressionError:
        return ZERO
    return value if isinstance(value, Decimal) else ZERO


def _shaped(criterion: Criterion, value: Decimal) -> Decimal:
    if criterion.whole:
        value = value.to_integral_value(ROUND_FLOOR)
    return _bounded(criterion, _signed(criterion, value * criterion.factor))


def _signed(criterion: Criterion, value: Decimal) -> Decimal:
    if criterion.kind is PointKind.VETO:
        return ZERO
    value = abs(value).quantize(_CENT, ROUND_HALF_UP)
    return -value if criterion.kind is PointKind.MINUS else value


def _bounded(criterion: Criterion, points: Decimal) -> Decimal:
    if criterion.most is None:
        return points
    return max(points, -criterion.most) if points < ZERO else min(points, criterion.most)


def _parts(model: Model, lines: Iterable[Line]) -> dict[str, Decimal]:
    """What is left of each part: minus points use it up, never more than all of it."""
    found = {part.code: part.full for part in model.parts}
    for line in lines:
        if line.criterion.kind is PointKind.MINUS:
            found[line.criterion.part] += line.points
    return {code: max(ZERO, left) for code, left in found.items()}


def _joined(how: How, months: Sequence[Decimal]) -> Decimal:
    if not months:
        return ZERO
    whole = sum(months, ZERO)
    return whole if how is How.SUM else whole / len(months)


def _class(model: Model, subject: Subject, matters: int) -> str:
    facts = {"matters": matters, "sort": subject.sort}
    return next((one.code for one in model.classes if _holds(parse(one.when), facts)), "")


def _grade(grades: Sequence[Grade], total: Decimal) -> str:
    return next((one.name for one in grades if total >= one.least), "")


def _unranked(model: Model, how: How, least: int, matters: int, months: Sequence[Decimal]) -> str:
    if how is not How.DIRECT:
        return (
            "" if len(months) >= least else f"参加排名的月份只有 {len(months)} 个，不足 {least} 个"
        )
    if model.minimum and matters == 0:
        return "本期没有办件"
    if matters < model.minimum:
        return f"本期办件 {matters} 件，不足 {model.minimum} 件"
    return ""


def _why(line: Line) -> str:
    first = line.facts[0].fact
    return f"{line.criterion.name}（{first.day:%Y-%m-%d} {first.text}）"
