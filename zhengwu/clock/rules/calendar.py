"""The working calendar: a frozen value built from notices, with regional days laid over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

_WEEKEND = 5
# The index of working days covers these years; no clock of the table reaches outside of them.
FIRST_YEAR, LAST_YEAR = 1990, 2109
_LEVELS = (2, 4, 6, 9, 12)


class DateOutOfRange(ValueError):
    """A date before 1990 or after 2109 was asked for: a slip of the pen, not a deadline."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a notice says of one day: `off` or a make-up working day, its feast, the notice."""

    off: bool
    name: str
    notice: str


@dataclass(frozen=True)
class Calendar:
    """Days that differ from the plain week, the years whose notice is known, and a serial.

    `serial` grows with every notice loaded; two calendars of one region with the same serial are
    equal. A year that is not in `known_years` is counted by the plain week, provisionally.
    """

    marks: Mapping[date, Mark] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    serial: int = 0
    region_code: str = ""

    def is_working(self, day: date) -> bool:
        """Working day: not a weekend nor an off day, or a make-up day (调休)."""
        mark = self.marks.get(day)
        return day.weekday() < _WEEKEND if mark is None else not mark.off

    def is_known(self, day: date) -> bool:
        """Whether the notice of that year has been loaded."""
        return day.year in self.known_years

    def knows(self, first: date, last: date) -> bool:
        """Whether the notices of all years between the two days have been loaded."""
        return all(year in self.known_years for year in range(first.year, last.year + 1))

    @cached_property
    def _working(self) -> list[int]:
        first = date(FIRST_YEAR, 1, 1).toordinal()
        last = date(LAST_YEAR, 12, 31).toordinal()
        # The ordinal 1 was a Monday, so ordinals tell the weekday without a date object.
        days = {n for n in range(first, last + 1) if (n - 1) % 7 < _WEEKEND}
        for day, mark in self.marks.items():
            (days.discard if mark.off else days.add)(day.toordinal())
        return sorted(days)

    def working_between(self, after: date, until: date) -> int:
        """How many working days are in (after, until]."""
        found = bisect_right(self._working, until.toordinal())
        return max(0, found - bisect_right(self._working, after.toordinal()))

    def nth_working(self, after: date, n: int) -> date:
        """The n-th working day after `after` (n ≥ 1)."""
        return self._at(bisect_right(self._working, after.toordinal()) + n - 1)

    def nth_working_before(self, before: date, n: int) -> date:
        """The n-th working day before `before` (n ≥ 1)."""
        return self._at(bisect_left(self._working, before.toordinal()) - n)

    def _at(self, place: int) -> date:
        if not 0 <= place < len(self._working):
            raise DateOutOfRange
        return date.fromordinal(self._working[place])

    def rolled(self, day: date) -> date:
        """The day itself or, on a day off, the first working day after it (民法典 203)."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day


def region_prefix(code: str) -> str:
    """The significant digits of a 12-digit region code: 433100000000 → 4331."""
    for level in _LEVELS:
        if not code[level:].strip("0"):
            return code[:level]
    return code


def covers(upper: str, lower: str) -> bool:
    """Whether days set for `upper` hold in `lower`; the empty code is the whole country."""
    return not upper or lower.startswith(region_prefix(upper))
