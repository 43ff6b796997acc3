"""Counting: from a start and an amount to the last day (民法典 201–203, 行政许可法 82)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhengwu.clock.enums import Direction, Unit
from zhengwu.clock.rules.calendar import Calendar

# Inclusive days that are not counted, merged and in order.
Gaps = Sequence[tuple[date, date]]
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """The counting terms of a rule or clock. `month_day` ("01-31") belongs to FIXED_DATE."""

    amount: int
    unit: Unit
    direction: Direction = Direction.FORWARD
    roll: bool = True
    minimum: bool = False
    month_day: str = ""
    next_day: bool = True

    @property
    def backward(self) -> bool:
        """Whether it counts back from an event."""
        return self.direction == Direction.BACKWARD


def add_months(day: date, months: int) -> date:
    """The corresponding day of the end month, or that month's last day (民法典 202)."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def fixed_day(start: date, month_day: str) -> date:
    """The first such day after `start`; an empty text means the day itself."""
    if not month_day:
        return start
    month, day = (int(part) for part in month_day.split("-"))
    this_year = date(start.year, month, day)
    return this_year if this_year > start else date(start.year + 1, month, day)


def raw_last_day(calendar: Calendar, start: date, terms: Terms, gaps: Gaps = ()) -> date:
    """The last day before any rolling. Days in `gaps` are not counted."""
    if not terms.next_day:
        start -= timedelta(days=1)
    if terms.backward:
        return _back(calendar, start, terms)
    match terms.unit:
        case Unit.WORKING_DAY | Unit.CALENDAR_DAY:
            return _forward(calendar, start, terms, gaps)
        case Unit.MONTH | Unit.YEAR:
            return _stretched(start, add_months(start, _months(terms)), gaps)
        case Unit.FIXED_DATE:
            return fixed_day(start, terms.month_day)
        case Unit.IMMEDIATE:
            return start
    raise ValueError(f"{terms.unit} is not counted in days")


def _months(terms: Terms) -> int:
    return terms.amount * (_MONTHS_A_YEAR if terms.unit == Unit.YEAR else 1)


def last_day(calendar: Calendar, start: date, terms: Terms, gaps: Gaps = ()) -> date:
    """The last lawful day.

    A backward clock never rolls: a later day would leave less time than the law demands.
    """
    raw = raw_last_day(calendar, start, terms, gaps)
    return calendar.rolled(raw) if terms.roll and not terms.backward else raw


def _back(calendar: Calendar, event: date, terms: Terms) -> date:
    if not terms.amount:
        return event
    match terms.unit:
        case Unit.WORKING_DAY:
            return calendar.nth_working_before(event, terms.amount)
        case Unit.CALENDAR_DAY:
            return event - timedelta(days=terms.amount)
        case Unit.MONTH | Unit.YEAR:
            return add_months(event, -_months(terms))
    raise ValueError(f"{terms.unit} is not counted backward")


def _forward(calendar: Calendar, start: date, terms: Terms, gaps: Gaps) -> date:
    working = terms.unit == Unit.WORKING_DAY
    cursor, left = start, terms.amount
    for first, last in gaps:
        if last <= cursor:
            continue
        until = first - timedelta(days=1)
        here = _count(calendar, cursor, until, working=working)
        if left <= here:
            break
        left, cursor = left - here, last
    if not left:
        return cursor
    return calendar.nth_working(cursor, left) if working else cursor + timedelta(days=left)


def _count(calendar: Calendar, after: date, until: date, *, working: bool) -> int:
    if working:
        return calendar.working_between(after, until)
    return max(0, (until - after).days)


def _stretched(start: date, end: date, gaps: Gaps) -> date:
    """A month is not a number of days: what was not counted is added as days to its end."""
    for first, last in gaps:
        first = max(first, start + timedelta(days=1))
        if last >= first and first <= end:
            end += timedelta(days=(last - first).days + 1)
    return end
