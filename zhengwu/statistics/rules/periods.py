"""Months, quarters and years: their first days, their ends, their names."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

_MONTHS = 12
EARLIEST = 2000
_QUARTER = 3


class Period(StrEnum):
    """What a report is about."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_NAMES = {Period.MONTH: "月报", Period.QUARTER: "季报", Period.YEAR: "年报"}
LENGTHS = {Period.MONTH: 1, Period.QUARTER: _QUARTER, Period.YEAR: _MONTHS}


def months_before(first: date, months: int) -> date:
    """The first day of the month so many months earlier (later where negative)."""
    number = first.year * _MONTHS + first.month - 1 - months
    return date(number // _MONTHS, number % _MONTHS + 1, 1)


def start_of(period: Period, day: date) -> date:
    """The first day of the period in which a day falls."""
    length = LENGTHS[period]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def end_of(period: Period, first: date) -> date:
    """The day after the last."""
    return months_before(first, -LENGTHS[period])


def before(period: Period, first: date) -> date:
    """The first day of the period before."""
    return months_before(first, LENGTHS[period])


def year_before(first: date) -> date:
    """The first day of the same period of the year before."""
    return first.replace(year=first.year - 1)


def name_of(period: Period, first: date) -> str:
    """2026年9月, 2026年第3季度, 2026年."""
    if period is Period.MONTH:
        return f"{first.year}年{first.month}月"
    if period is Period.QUARTER:
        return f"{first.year}年第{(first.month - 1) // _QUARTER + 1}季度"
    return f"{first.year}年"
