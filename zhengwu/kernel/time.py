"""Time of the county: one zone, aware instants, days as dates; read once, at the edge."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def now() -> datetime:
    """The present instant. Called at the edge only: views, commands, workers."""
    return datetime.now(SHANGHAI)


def local_day(instant: datetime) -> date:
    """The civil day of an aware instant in the county's zone."""
    return instant.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The first instant of a civil day."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def end_of(day: date) -> datetime:
    """The exclusive end of a civil day: the midnight after it (民法典 203)."""
    return midnight(day + timedelta(days=1))


def day_in(text: str) -> date | None:
    """The day (2026-09-17) an address asks for; None where it names none of these centuries.

    Beside the ends of the calendar the next month, or the midnight, would be out of its range.
    """
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def format_day(day: date) -> str:
    """2026年9月17日（周四）"""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def format_date(day: date) -> str:
    """2026年9月17日: without the day of the week, where many days stand below one another."""
    return f"{day.year}年{day.month}月{day.day}日"


def format_instant(instant: datetime) -> str:
    """2026年9月17日 16:20"""
    local = instant.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
