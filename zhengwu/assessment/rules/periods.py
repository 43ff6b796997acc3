"""Periods as pairs of days, both inclusive."""

from __future__ import annotations

from datetime import date, timedelta

from zhengwu.assessment.enums import PeriodKind

_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
_YEAR = 12


def first_of(kind: PeriodKind, day: date) -> date:
    """The first day of the period that holds the day."""
    length = _MONTHS[kind]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def next_first(kind: PeriodKind, first: date) -> date:
    """The first day of the period after it."""
    past = first.month - 1 + _MONTHS[kind]
    return date(first.year + past // _YEAR, past % _YEAR + 1, 1)


def last_of(kind: PeriodKind, first: date) -> date:
    """The last day of the period that begins on `first`."""
    return next_first(kind, first) - timedelta(days=1)


def months_of(kind: PeriodKind, first: date) -> list[date]:
    """First days of the months inside."""
    found, end = [], next_first(kind, first)
    while first < end:
        found.append(first)
        first = next_first(PeriodKind.MONTH, first)
    return found


def mark(kind: PeriodKind, first: date) -> str:
    """202610, 2026Q3, 2026: the period inside a number."""
    if kind is PeriodKind.YEAR:
        return f"{first.year}"
    if kind is PeriodKind.QUARTER:
        return f"{first.year}Q{(first.month - 1) // _MONTHS[kind] + 1}"
    return f"{first:%Y%m}"


def words(kind: PeriodKind, first: date) -> str:
    """2026年10月, 2026年第三季度, 2026年度."""
    if kind is PeriodKind.YEAR:
        return f"{first.year}年度"
    if kind is PeriodKind.QUARTER:
        return f"{first.year}年第{'一二三四'[(first.month - 1) // _MONTHS[kind]]}季度"
    return f"{first.year}年{first.month}月"
