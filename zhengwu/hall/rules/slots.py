"""Slots of appointments, and the rotation of a shared window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from zhengwu.hall.rules.hours import Span


def slots(day: date, day_spans: Sequence[Span], minutes: int, zone: tzinfo) -> list[datetime]:
    """Begins of the slots of a day; a piece shorter than a slot is none."""
    found = []
    for opens, closes in day_spans:
        begin = datetime.combine(day, opens, zone)
        end = datetime.combine(day, closes, zone)
        step = timedelta(minutes=minutes)
        while begin + step <= end:
            found.append(begin)
            begin += step
    return found


def slot_words(starts: datetime, ends: datetime) -> str:
    """9:00—9:30"""
    return f"{starts.hour}:{starts:%M}—{ends.hour}:{ends:%M}"


def rotation(
    units: Sequence[str], days: Iterable[date], counts: dict[str, int] | None = None
) -> list[tuple[date, str]]:
    """Who mans the shared window on which day: always the unit that had fewest days, in the order
    given; so nobody is more than one day ahead of another."""
    had = {unit: (counts or {}).get(unit, 0) for unit in units}
    found = []
    for day in days:
        unit = min(units, key=lambda one: (had[one], units.index(one)))
        had[unit] += 1
        found.append((day, unit))
    return found


def time_words(moment: time) -> str:
    """9:05"""
    return f"{moment.hour}:{moment:%M}"
