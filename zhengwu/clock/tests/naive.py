"""An independent day counter: walks one day at a time over the shipped notices.

It imports nothing of the clock, so that both would have to be wrong in the same way.
"""

from __future__ import annotations

import datetime
import json
import pathlib

FOLDER = pathlib.Path(__file__).parents[1] / "data" / "notices"
DAY = datetime.timedelta(days=1)


def read() -> dict[datetime.date, bool]:
    """Day → is it off."""
    known = {}
    for path in sorted(FOLDER.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["days"]:
            known[datetime.date.fromisoformat(row["date"])] = row["isOffDay"]
    return known


NOTICES = read()


def works(day: datetime.date) -> bool:
    """Whether offices work on this day."""
    if day in NOTICES:
        return not NOTICES[day]
    return day.isoweekday() not in (6, 7)


def suspended(day: datetime.date, spans) -> bool:
    """Whether a day lies after the start and not after the end of any suspension."""
    return any(start < day <= end for start, end in spans)


def working(start: datetime.date, amount: int, spans=()) -> datetime.date:
    """The last day of `amount` working days."""
    day = start
    while amount:
        day = day + DAY
        if works(day) and not suspended(day, spans):
            amount -= 1
    return day


def plain(start: datetime.date, amount: int, spans=()) -> datetime.date:
    """The last of `amount` calendar days, before rolling."""
    day = start
    while amount:
        day = day + DAY
        if not suspended(day, spans):
            amount -= 1
    return day


def rolled(day: datetime.date) -> datetime.date:
    """The first day from `day` on that offices work."""
    while not works(day):
        day = day + DAY
    return day


def working_back(event: datetime.date, amount: int) -> datetime.date:
    """The day `amount` working days before an event."""
    day = event
    while amount:
        day = day - DAY
        if works(day):
            amount -= 1
    return day


def corresponding(start: datetime.date, months: int) -> datetime.date:
    """The same day so many months on; the last day of the month where there is none."""
    year, month = start.year, start.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    for day in (start.day, 30, 29, 28):
        try:
            return datetime.date(year, month, min(start.day, day))
        except ValueError:
            continue
    raise AssertionError
