"""Stages: a pure function of the derived instants and "now", and the next instant of change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhengwu.clock.enums import Direction, Stage
from zhengwu.clock.rules.calendar import Calendar
from zhengwu.clock.rules.counting import Terms, last_day
from zhengwu.clock.rules.ledger import Due, Ledger
from zhengwu.kernel.time import end_of, midnight


@dataclass(frozen=True, slots=True)
class Timeline:
    """The instants at which a clock's stage can change."""

    due_on: date
    due_at: datetime
    warn_at: datetime | None = None
    lower_bound: bool = False
    paused: bool = False
    overrun_at: datetime | None = None


def timeline(ledger: Ledger, due: Due, calendar: Calendar, reminder: Terms) -> Timeline:
    """Derive the instants; `reminder` is the row of the table that says how early to warn."""
    warn_on = last_day(
        calendar, due.on, Terms(reminder.amount, reminder.unit, Direction.BACKWARD, roll=False)
    )
    too_early = warn_on <= ledger.start and not ledger.terms.backward
    return Timeline(
        due_on=due.on,
        due_at=due.at,
        warn_at=None if too_early or not reminder.amount else midnight(warn_on),
        # "At least N days" forward is a time to wait; backward it is a day to act by.
        lower_bound=ledger.terms.minimum and not ledger.terms.backward,
        paused=due.paused,
        overrun_at=end_of(due.paused_until) if due.paused_until else None,
    )


def _steps(line: Timeline) -> list[tuple[datetime | None, Stage]]:
    if line.paused:
        return [(line.overrun_at, Stage.PAUSE_OVERRUN)]
    if line.lower_bound:
        return [(line.due_at, Stage.REACHED)]
    return [
        (line.warn_at, Stage.WARNING),
        (midnight(line.due_on), Stage.DUE_TODAY),
        (line.due_at, Stage.OVERDUE),
    ]


def _first(line: Timeline) -> Stage:
    if line.paused:
        return Stage.PAUSED
    return Stage.WAITING if line.lower_bound else Stage.GREEN


def stage_at(line: Timeline, at: datetime) -> Stage:
    """The stage at an instant."""
    stage = _first(line)
    for instant, following in _steps(line):
        if instant is not None and instant <= at:
            stage = following
    return stage


def entered_at(line: Timeline, at: datetime) -> datetime | None:
    """The instant at which the stage of `at` began; None for the first stage."""
    return max((i for i, _ in _steps(line) if i is not None and i <= at), default=None)


def next_change(line: Timeline, at: datetime) -> datetime | None:
    """The next instant after `at` at which the stage changes; None if it never will."""
    return min((i for i, _ in _steps(line) if i is not None and i > at), default=None)


def just_before(instant: datetime) -> datetime:
    """The last representable moment before an exclusive end."""
    return instant - timedelta(microseconds=1)
