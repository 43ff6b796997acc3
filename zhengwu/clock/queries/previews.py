"""What a changed limit would mean, day by day on a calendar, and on a bar of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zhengwu.clock.enums import Unit
from zhengwu.clock.queries.known import known
from zhengwu.clock.queries.pages import MonthView, month_view
from zhengwu.clock.rules import Calendar, Ledger, Terms, derive
from zhengwu.clock.rules.cards import Ladder, card_days

_REST, _LEAD, _AHEAD, _MONTHS = 5, 3, 400, 4


@dataclass(frozen=True, slots=True)
class DueView:
    """One last day: which, how far away in days, whether its year's notice is missing."""

    on: date
    days: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class LimitView:
    """A start with the last day before and after a change, on the months between them."""

    start: date
    old: DueView
    new: DueView
    months: tuple[MonthView, ...]
    marks: Mapping[date, str]


def counted_in_days(terms: Terms) -> bool:
    """Whether a limit ends on a day; hours and seconds do not."""
    return terms.unit not in (Unit.HOUR, Unit.SECOND)


def sample_start(today: date) -> date:
    """Three days before the next holiday of five days or more: there a preview shows most.

    Where the next year's notice is not out yet, the last such holiday serves as an example.
    """
    calendar = known().calendar()
    away = [*range(_LEAD, _AHEAD), *range(0, -_AHEAD, -1)]
    days = (today + timedelta(days=n) for n in away)
    first = next((day for day in days if _rests(calendar, day)), None)
    return first - timedelta(days=_LEAD) if first else today


def _rests(calendar: Calendar, first: date) -> bool:
    """Whether a long holiday begins on a day."""
    days = [first + timedelta(days=n) for n in range(-1, _REST)]
    before, *run = (calendar.marks.get(day) for day in days)
    return not (before and before.off) and all(mark is not None and mark.off for mark in run)


def limit_view(start: date, old: Terms, new: Terms, region_code: str = "") -> LimitView:
    """A limit counted from `start`, as it is and as it would be."""
    calendar = known().calendar(region_code)
    before, after = (_due(calendar, start, terms) for terms in (old, new))
    days = sorted((start, before.on, after.on))
    marks: dict[date, str] = {start: "起"}
    if before.on == after.on:
        marks[before.on] = "届满"
    else:
        marks[before.on], marks[after.on] = "原届满", "新届满"
    return LimitView(start, before, after, _months(calendar, days[0], days[-1]), marks)


def _due(calendar: Calendar, start: date, terms: Terms) -> DueView:
    due = derive(Ledger(start=start, terms=terms), calendar)
    return DueView(due.on, (due.on - start).days, due.provisional)


def _months(calendar: Calendar, first: date, last: date) -> tuple[MonthView, ...]:
    """The months of a stretch of time; of a long one its first and its last."""
    stretch = [(first.year, first.month)]
    while stretch[-1] != (last.year, last.month):
        year, month = stretch[-1]
        stretch.append((year + month // 12, month % 12 + 1))
    if len(stretch) > _MONTHS:
        stretch = [*stretch[:2], *stretch[-2:]]
    return tuple(month_view(calendar, year, month) for year, month in stretch)


@dataclass(frozen=True, slots=True)
class BarView:
    """A ladder on a bar of time: segments in per cent, and the days in words."""

    segments: tuple[Mapping[str, object], ...]
    label: str
    start: date
    due: date
    warn_on: date | None
    yellow_on: date | None
    red_on: date | None


def bar_view(start: date, terms: Terms, ladder: Ladder, until: date | None = None) -> BarView:
    """When a sample clock from `start` would be warned about and get its cards."""
    calendar = known().calendar()
    due = derive(Ledger(start=start, terms=terms), calendar).on
    days = card_days(calendar, due, ladder)
    reached = [day for day in (due, days.yellow_on, days.red_on) if day]
    end = max([*reached, until or due]) + timedelta(_LEAD)
    steps = [(start, "counted", "期限内")]
    for day, kind, word in (
        (days.warn_on, "warned", "提醒"),
        (days.yellow_on, "yellow", "黄牌"),
        (due + timedelta(days=1), "late", "超期"),
        (days.red_on, "red", "红牌"),
    ):
        if day is not None and day > start:
            steps.append((day, kind, word))
    steps.sort(key=lambda one: one[0])
    return BarView(
        _segments(_held(steps), start, end), _label(due, days.warn_on, days.yellow_on, days.red_on),
        start, due, days.warn_on, days.yellow_on, days.red_on,
    )  # fmt: skip


_RANK = ("counted", "warned", "late", "yellow", "red")


def _held(steps: list[tuple[date, str, str]]) -> list[tuple[date, str, str]]:
    """A graver colour stays when a lighter step comes later."""
    kept: list[tuple[date, str, str]] = []
    for step in steps:
        if not kept or _RANK.index(step[1]) > _RANK.index(kept[-1][1]):
            kept.append(step)
    return kept


def _segments(
    steps: list[tuple[date, str, str]], start: date, end: date
) -> tuple[Mapping[str, object], ...]:
    whole = max((end - start).days, 1)
    found = []
    for place, (day, kind, word) in enumerate(steps):
        until = steps[place + 1][0] if place + 1 < len(steps) else end
        x, share = ((one.days * 100 / whole) for one in (day - start, until - day))
        if share > 0:
            found.append({"kind": kind, "x": round(x, 2), "share": round(share, 2), "text": word})
    return tuple(found)


def _label(due: date, warn: date | None, yellow: date | None, red: date | None) -> str:
    told = (("提醒", warn), ("黄牌", yellow), ("红牌", red))
    parts = [f"{word}{day:%Y-%m-%d}" for word, day in told if day]
    return f"{due:%Y-%m-%d}届满；" + "，".join(parts)
