"""Opening hours: which spans of a day hold, and where an instant stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Line:
    """One line of opening hours; `seat` is a window's pk, empty for the whole hall."""

    kind: str
    on: date | None
    opens: time | None
    closes: time | None
    seat: str = ""
    reason: str = ""


Span = tuple[time, time]


def lines_for(lines: Iterable[Line], day: date, working: bool, seat: str = "") -> list[Line]:
    """The lines that hold on a day: a day of its own before the week, the hall's day before the
    window's week, the window's lines before the hall's within each."""
    kept = [one for one in lines if one.seat in ("", seat)]
    kind = "workday" if working else "restday"
    special = [one for one in kept if one.kind == "day" and one.on == day]
    regular = [one for one in kept if one.kind == kind]
    for group in (special, regular):
        own = [one for one in group if one.seat]
        if own or group:
            return own or group
    return []


def spans(lines: Iterable[Line], day: date, working: bool, seat: str = "") -> list[Span]:
    """Spans of a day in order; empty when closed."""
    found = lines_for(lines, day, working, seat)
    return sorted((one.opens, one.closes) for one in found if one.opens and one.closes)


def span_at(day_spans: Sequence[Span], moment: time) -> Span | None:
    """The span that holds a moment; its end is exclusive."""
    return next((span for span in day_spans if span[0] <= moment < span[1]), None)


def minutes_of(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute


def taking_at(day_spans: Sequence[Span], moment: time, *, before: int, stop: int) -> bool:
    """Whether numbers are taken: from `before` minutes before a span until `stop` before the end
    of the day's last one. The noon break stops nobody from waiting inside."""
    if not day_spans:
        return False
    now = minutes_of(moment)
    return minutes_of(day_spans[0][0]) - before <= now < minutes_of(day_spans[-1][1]) - stop


def in_words(day_spans: Sequence[Span]) -> str:
    """9:00—12:00，13:30—17:30"""
    return "，".join(f"{a.hour}:{a:%M}—{b.hour}:{b:%M}" for a, b in day_spans)
