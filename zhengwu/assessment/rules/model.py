"""The score model: read from data, checked; pure.

content:
  parts:    [{code, name, full, weight?}]        base points of each part, which minus points use up
  criteria: [{code, name, part, kind, source, condition, points, per?, whole?, factor?, most?,
              kinds?, cross?, basis, confidence}]  cross: entered by heads of other units
  plus_most: most bonus points together
  workload: {sources, minimum, note}              fewer facts than that: not ranked
  classes:  [{code, name, when}]                  comparable units; the first that holds
  grades:   [{name, least}]                       best first
  month, quarter, year: {how, least?}             direct, mean or sum of the months
  selection: {…}                                  see rules.voting
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhengwu.assessment.enums import How, Per, PeriodKind, PointKind
from zhengwu.expressions.rules import ExpressionError, Kind, parse

# What a formula over the whole period may read.
FIGURES = {
    "number": (Kind.NUMBER, "符合条件的件数"),
    "of": (Kind.NUMBER, "这个来源的全部件数"),
    "share": (Kind.NUMBER, "符合条件的占百分之几（没有件数时为空）"),
    "total": (Kind.NUMBER, "符合条件的各件 value 之和"),
}
# What the condition of a class may read.
CLASS_FACTS = {"matters": (Kind.NUMBER, "本期办件量"), "sort": (Kind.STRING, "单位种类")}
ENTERED = "assessment.entries"


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a source that a condition may read."""

    name: str
    kind: Kind
    chinese: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the hundred points."""

    code: str
    name: str
    full: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the model: from which facts, under which condition, how many points, why."""

    code: str
    name: str
    part: str
    kind: PointKind
    source: str
    condition: str
    points: str
    per: Per = Per.FACT
    whole: bool = False
    factor: Decimal = Decimal(1)
    most: Decimal | None = None
    kinds: frozenset[PeriodKind] = frozenset()
    basis: str = ""
    confidence: str = "design"
    cross: bool = False

    def applies(self, kind: PeriodKind) -> bool:
        """Whether it is asked in a period of this kind that is scored from facts."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Klass:
    """Units that are compared with one another."""

    code: str
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class Grade:
    """优秀, 良好 …: from how many points on, and what share of the target bonus it brings."""

    name: str
    least: Decimal
    bonus: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A whole score model."""

    parts: tuple[Part, ...]
    criteria: tuple[Criterion, ...]
    plus_most: Decimal
    minimum: int
    workload: tuple[str, ...]
    classes: tuple[Klass, ...]
    grades: tuple[Grade, ...]
    hows: Mapping[PeriodKind, tuple[How, int]]
    selection: Mapping[str, Any] = field(default_factory=dict)

    def criteria_of(self, kind: PeriodKind) -> list[Criterion]:
        """Those asked in a period of this kind: all where it is scored from its own facts, only
        the ones meant for it where it is made of its months."""
        if self.hows[kind][0] is How.DIRECT:
            return [one for one in self.criteria if one.applies(kind)]
        return [one for one in self.criteria if kind in one.kinds]

    def bonus_of(self, grade: str, *, vetoed: bool) -> Decimal | None:
        """The share of the target bonus a grade brings; a vetoed one brings none. None: no tie."""
        shares = {one.name: one.bonus for one in self.grades if one.bonus is not None}
        if not shares:
            return None
        return Decimal(0) if vetoed else shares.get(grade)

    def sources(self, kind: PeriodKind) -> list[str]:
        """Codes of the sources a period of this kind reads, each once."""
        wanted = [one.source for one in self.criteria_of(kind)]
        return sorted({*wanted, *(self.workload if self.hows[kind][0] is How.DIRECT else ())})


def number(value: Any) -> Decimal:
    """A number of the data; never through a binary fraction."""
    return Decimal(str(value))


def read(content: Mapping[str, Any]) -> Model:
    """The model of a checked content."""
    workload = content.get("workload") or {}
    return Model(
        parts=tuple(
            Part(row["code"], row["name"], number(row["full"]), number(row.get("weight", 1)))
            for row in content.get("parts", [])
        ),
        criteria=tuple(_criterion(row) for row in content.get("criteria", [])),
        plus_most=number(content.get("plus_most", 0)),
        minimum=int(workload.get("minimum", 0)),
        workload=tuple(workload.get("sources", [])),
        classes=tuple(
            Klass(row["code"], row["name"], row.get("when", "true"))
            for row in content.get("classes", [])
        ),
        grades=tuple(
            Grade(
                row["name"],
                number(row["least"]),
                number(row["bonus"]) if row.get("bonus") is not None else None,
            )
            for row in content.get("grades", [])
        ),
        hows={kind: _how(content.get(kind.value)) for kind in PeriodKind},
        selection=content.get("selection") or {},
    )


def _how(row: Mapping[str, Any] | None) -> tuple[How, int]:
    row = row or {"how": How.DIRECT}
    return How(row["how"]), int(row.get("least", 1))


def _criterion(row: Mapping[str, Any]) -> Criterion:
    return Criterion(
        code=row["code"],
        name=row["name"],
        part=row.get("part", ""),
        kind=PointKind(row["kind"]),
        source=row["source"],
        condition=row.get("condition") or "true",
        points=str(row.get("points") or "0"),
        per=Per(row.get("per", Per.FACT)),
        whole=bool(row.get("whole", False)),
        factor=number(row.get("factor", 1)),
        most=number(row["most"]) if row.get("most") not in (None, "") else None,
        kinds=frozenset(PeriodKind(one) for one in row.get("kinds", [])),
        basis=row.get("basis", ""),
        confidence=row.get("confidence", "design"),
        cross=bool(row.get("cross", False)),
    )


def problems(content: Mapping[str, Any], fields: Mapping[str, Sequence[Field]]) -> list[str]:
    """What is wrong with a content before it is proposed, in Chinese; `fields` by source."""
    try:
        model = read(content)
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        return [f"内容不完整：{error}"]
    found = []
    if not model.parts:
        found.append("至少要有一个部分")
    if not model.criteria:
        found.append("至少要有一条计分项")
    codes = [one.code for one in model.criteria]
    found += [f"计分项代码“{one}”重复" for one in sorted({c for c in codes if codes.count(c) > 1})]
    parts = {one.code for one in model.parts}
    for one in model.criteria:
        found += [f"计分项“{one.name}”：{text}" for text in _wrong(one, parts, fields)]
    for klass in model.classes:
        kinds = {name: kind for name, (kind, _) in CLASS_FACTS.items()}
        found += [
            f"类别“{klass.name}”：{text}" for text in _faults(klass.when, kinds, Kind.BOOLEAN)
        ]
    found += [f"办件量来源“{one}”没有接入" for one in model.workload if one not in fields]
    return found


def _wrong(one: Criterion, parts: set[str], fields: Mapping[str, Sequence[Field]]) -> list[str]:
    found = []
    if one.kind is PointKind.MINUS and one.part not in parts:
        found.append("扣分项应当属于一个部分")
    if not one.basis:
        found.append("请写明依据")
    if one.source not in fields:
        return [*found, f"事实来源“{one.source}”没有接入"]
    kinds = {row.name: row.kind for row in fields[one.source]}
    found += [f"条件有误：{text}" for text in _faults(one.condition, kinds, Kind.BOOLEAN)]
    if one.kind is not PointKind.VETO:
        names = kinds if one.per is Per.FACT else {n: kind for n, (kind, _) in FIGURES.items()}
        found += [f"分值有误：{text}" for text in _faults(one.points, names, Kind.NUMBER)]
    return found


def _faults(text: str, kinds: Mapping[str, Kind], wanted: Kind) -> list[str]:
    try:
        expression = parse(text)
    except ExpressionError as error:
        return [str(error)]
    strangers = sorted(name for name in expression.names if name not in kinds)
    if strangers:
        return [f"不认识的名称：{'、'.join(strangers)}"]
    return [str(one) for one in expression.problems(kinds, wanted=wanted)]
