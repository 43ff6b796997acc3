"""The coloured bar of a clock and the explanation beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhengwu.cases.models import Case
from zhengwu.clock import queries as clock
from zhengwu.clock.enums import UNIT_ZH, ClockState, Label, LineKind, Unit
from zhengwu.clock.models import Clock
from zhengwu.clock.queries import Bar
from zhengwu.clock.rules import Explanation
from zhengwu.kernel.time import format_day

_STAGES = {"ok": "normal", "warn": "warning", "bad": "overdue", "idle": "suspended", "done": "met"}
_NOT_COUNTED = {LineKind.SUSPENDED: "suspended"}
_HUNDRED = 100.0
# Which clock stands in front where several run: the law before the promise before the service.
_ORDER = ("acceptance", Label.STATUTORY, Label.PROMISED, Label.DELIVERY)


@dataclass(frozen=True, slots=True)
class Face:
    """One clock as the page shows it."""

    bar: Bar
    stage: str
    segments: list[dict[str, Any]]
    start: str
    end: str
    note: str
    label: str
    explanation: Explanation
    rows: list[dict[str, str]]
    law: str
    unit: str


@dataclass(frozen=True, slots=True)
class Faces:
    """The clock in front, the others in a word each, and those that ended."""

    front: Face | None
    others: list[Bar]
    ended: list[Bar]


def faces(case: Case, today: date, at: Any) -> Faces:
    """The clocks of a case for its page; a fixed number of queries."""
    clocks = list(clock.of_matter(case.matter_id))
    mains = [one for one in clocks if one.label in _ORDER]
    live = sorted((one for one in mains if one.open), key=lambda one: _ORDER.index(one.label))
    steps = [one for one in clocks if one.open and one.label == Label.STEP]
    over = [one for one in mains if not one.open and one.state != ClockState.CANCELLED]
    bars = {bar.clock.pk: bar for bar in clock.bars([*live, *steps, *over], at)}
    front = live[0] if live else (over[-1] if over else None)
    return Faces(
        _face(front, bars[front.pk], today) if front else None,
        [bars[one.pk] for one in [*live, *steps] if one is not front],
        [_ended(bars[one.pk]) for one in over if one is not front],
    )


def running(case: Case, at: Any) -> list[Bar]:
    """Every limit that runs, each under its own name: of the law, of the promise, of the step."""
    live = [one for one in clock.of_matter(case.matter_id) if one.open]
    named = [one for one in live if one.label in _ORDER]
    steps = [one for one in live if one.label == Label.STEP]
    return clock.bars([*sorted(named, key=lambda one: _ORDER.index(one.label)), *steps], at)


def _ended(bar: Bar) -> Bar:
    """The five days end with the acceptance as with the one notice: named for both."""
    return replace(bar, label="受理答复") if bar.clock.label == _ORDER[0] else bar


def _face(one: Clock, bar: Bar, today: date) -> Face:
    explained = clock.explanation(one)
    unit = UNIT_ZH[Unit(one.unit)]
    spans = [part for part in explained.segments if part.kind == LineKind.SUSPENDED]
    note = "；".join(f"{_short(part.first)}—{_short(part.last)} {part.text}" for part in spans)
    return Face(
        bar=bar,
        stage=_STAGES[bar.tone],
        segments=_segments(one, explained, today),
        start=f"{_short(one.started_on)} 起算",
        end=f"{one.amount}{unit}",
        note=note,
        label=f"{bar.label} {one.amount}{unit}，{bar.text}{'；' if note else ''}{note}",
        explanation=explained,
        rows=[_row(part.first, part.last, part.counted, part.text) for part in explained.segments],
        law=one.basis or one.rule.source,
        unit="个工作日" if one.unit == Unit.WORKING_DAY else "天",
    )


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _row(first: date, last: date, counted: int, text: str) -> dict[str, str]:
    days = _short(first) if first == last else f"{_short(first)}—{_short(last)}"
    mark = f"算 {counted} 天" if counted else "不算"
    return {"what": f"{days}　{text}", "mark": mark, "tone": "good" if counted else "plain"}


def _segments(one: Clock, explained: Explanation, today: date) -> list[dict[str, Any]]:
    """Days gone in colour, suspended days hatched, days past the end in red; widths by days."""
    lines = [line for line in explained.lines if line.kind != LineKind.START]
    late = max(0, (today - one.due_on).days) if one.open else 0
    whole = len(lines) + late
    if not whole:
        return []
    share = _HUNDRED / whole
    found: list[dict[str, Any]] = []
    for place, line in enumerate(lines):
        kind = _NOT_COUNTED.get(line.kind, "counted" if line.day <= today else "left")
        _grow(found, kind, place * share, share, line.text)
    if late:
        x = len(lines) * share
        text = f"{format_day(one.due_on)}之后"
        found.append({"kind": "overdue", "x": f"{x:.2f}", "share": f"{late * share:.2f}",
                      "text": text})  # fmt: skip
    return [one for one in found if one["kind"] != "left"]


def _grow(found: Sequence[Any], kind: str, x: float, share: float, text: str) -> None:
    rows = found if isinstance(found, list) else list(found)
    if rows and rows[-1]["kind"] == kind:
        rows[-1]["share"] = f"{x + share - float(rows[-1]['x']):.2f}"
    else:
        rows.append({"kind": kind, "x": f"{x:.2f}", "share": f"{share:.2f}", "text": text})
