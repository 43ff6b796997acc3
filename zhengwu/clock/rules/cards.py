"""Cards: from the last day and a ladder of thresholds to the days of warning, yellow and red."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from zhengwu.clock.enums import Direction, Unit
from zhengwu.clock.rules.calendar import Calendar
from zhengwu.clock.rules.counting import Terms, last_day

_MOST = 60


@dataclass(frozen=True, slots=True)
class Ladder:
    """Thresholds in working days. `warn` before the last day; `yellow`, `red` after it.

    A negative `yellow` lies before the last day. None: there is no such step.
    """

    warn: int | None
    yellow: int | None
    red: int | None


@dataclass(frozen=True, slots=True)
class CardDays:
    """The days on which each step begins."""

    warn_on: date | None
    yellow_on: date | None
    red_on: date | None


class Approved(Protocol):
    """One version of a ladder as it was approved."""

    effective_from: date
    running: bool
    content: Any


def ladder_of(values: Mapping[str, Any]) -> Ladder:
    """Stored values as a ladder."""
    return Ladder(values.get("warn"), values.get("yellow"), values.get("red"))


def card_days(calendar: Calendar, due_on: date, ladder: Ladder) -> CardDays:
    """When the steps of a ladder begin for a clock due on a day."""
    return CardDays(
        shifted(calendar, due_on, -ladder.warn) if ladder.warn else None,
        shifted(calendar, due_on, ladder.yellow),
        shifted(calendar, due_on, ladder.red),
    )


def shifted(calendar: Calendar, due_on: date, days: int | None) -> date | None:
    """So many working days after the last day, or before it."""
    if days is None:
        return None
    if days > 0:
        return calendar.nth_working(due_on, days)
    back = Terms(-days, Unit.WORKING_DAY, Direction.BACKWARD, roll=False)
    return last_day(calendar, due_on, back)


def faults(ladder: Ladder) -> Iterator[tuple[str, str]]:
    """Field and what is wrong with it: steps out of order, a red card within the limit."""
    given = (ladder.warn or 0, abs(ladder.yellow or 0), abs(ladder.red or 0))
    for name, days in zip(("warn", "yellow_days", "red_days"), given, strict=True):
        if days > _MOST:
            yield name, f"不能超过 {_MOST} 个工作日"
    if ladder.red is not None and ladder.red < 1:
        yield "red_days", "期限没有届满，不能发红牌：至少超期 1 个工作日"
    if ladder.yellow == 0:
        yield "yellow_days", "请填写 1 以上的天数"
    if None not in (ladder.yellow, ladder.red) and (ladder.yellow or 0) >= (ladder.red or 0):
        yield "red_days", "红牌应当在黄牌之后"
    if ladder.warn and ladder.yellow is not None and ladder.yellow <= -ladder.warn:
        yield "yellow_days", "黄牌应当在提醒之后"


def chosen(versions: Sequence[Approved], started_on: date, today: date) -> Approved | None:
    """The version that holds for a clock: that of its first day, unless a later one says that it
    also holds for clocks that were running."""
    for one in reversed(versions):
        if one.effective_from <= started_on or (one.running and one.effective_from <= today):
            return one
    return None
