"""Spans of days, both ends inclusive; an open end reaches for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .refusals import PeriodReversed


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of something; `last` None means: until further notice."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies inside; both ends count."""
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, other: Period) -> bool:
        """Whether at least one day lies in both."""
        starts_before_end = other.last is None or self.first <= other.last
        ends_after_start = self.last is None or other.first <= self.last
        return starts_before_end and ends_after_start

    def covers(self, other: Period) -> bool:
        """Whether every day of the other lies in this one."""
        if self.first > other.first:
            return False
        return self.last is None or (other.last is not None and other.last <= self.last)

    @property
    def empty(self) -> bool:
        """Whether the last day precedes the first."""
        return self.last is not None and self.last < self.first


def check_order(first: date, last: date | None) -> Period:
    """The period, or PeriodReversed when it would end before it starts."""
    if last is not None and last < first:
        raise PeriodReversed(start=first.isoformat(), end=last.isoformat())
    return Period(first, last)


def first_meeting(wanted: Period, existing: Iterable[Period]) -> Period | None:
    """The first existing period that shares a day with the wanted one."""
    return next((period for period in existing if period.meets(wanted)), None)


def leave_period(starts_on: date, ends_on: date, returned_on: date | None) -> Period:
    """Days really away: a person back on a day is not away on that day.

    Back on the first day, or before it, means never away: the period is then empty.
    """
    if returned_on is None or returned_on > ends_on:
        return Period(starts_on, ends_on)
    return Period(starts_on, returned_on - timedelta(days=1))
