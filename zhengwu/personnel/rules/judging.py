"""One person's day: hours of duty, swipes and excuses in, what the day is out.

A part of the day that is excused (leave of hours, work elsewhere) is taken away from the duty; a
device that was out of order only takes away the proof, so whoever should have swiped then need not.
Swipes shortly after one another are one: the first of them counts for coming, the last for going.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from zhengwu.kernel.time import SHANGHAI, end_of, midnight
from zhengwu.personnel.enums import DAY_NAMES, DayState, Mode

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Duty hours: parts of the day, which swipes they need, minutes of grace."""

    parts: tuple[tuple[time, time], ...]
    mode: Mode = Mode.ENDS
    grace_late: int = 0
    grace_early: int = 0
    absent_after: int = 0
    doubled_within: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant to another, with what it means."""

    start: datetime
    end: datetime
    state: DayState = DayState.ELSEWHERE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the day. `leave`: why away the whole day; `covering`: for whom."""

    swipes: Sequence[datetime] = ()
    excuses: Sequence[Span] = ()
    outages: Sequence[Span] = ()
    leave: str = ""
    covering: str = ""
    regular: bool = True


@dataclass(slots=True)
class Judged:
    """The day: its state, minutes, parts without presence, and words why."""

    state: DayState
    late: int = 0
    early: int = 0
    absent_parts: int = 0
    no_in: int = 0
    no_out: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def note(self) -> str:
        """All words."""
        return "；".join(self.notes)[:300]


def clock_time(text: str) -> time:
    """09:00 → time; ValueError if it is none."""
    return time.fromisoformat(text.strip().zfill(5))


def judge(hours: Hours, day: date, facts: Facts) -> Judged:
    """What the day is."""
    if facts.leave:
        came = "当天有打卡" if facts.swipes else ""
        return Judged(DayState.LEAVE, notes=[one for one in (facts.leave, came) if one])
    spans = _spans(hours, day, facts.excuses)
    notes = [one.note for one in facts.excuses if one.note]
    if not spans:
        return Judged(facts.excuses[0].state, notes=notes)
    found = Judged(DayState.PRESENT, notes=notes)
    for (start, end), swipes in zip(spans, _shared(spans, facts.swipes, day), strict=True):
        _one(found, hours, start, end, swipes, facts.outages)
    found.state = _state(found, facts)
    if facts.covering:
        found.notes.append(f"代{facts.covering}岗")
    return found


def _state(found: Judged, facts: Facts) -> DayState:
    if found.absent_parts:
        return DayState.ABSENT
    if found.late or found.no_in:
        return DayState.LATE
    if found.early or found.no_out:
        return DayState.EARLY
    return DayState.PRESENT if facts.regular else DayState.SUBSTITUTE


def _spans(hours: Hours, day: date, excuses: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """The times at which the person had to be there."""
    spans = [
        (datetime.combine(day, start, SHANGHAI), datetime.combine(day, end, SHANGHAI))
        for start, end in hours.parts
    ]
    for excuse in excuses:
        spans = [rest for one in spans for rest in _without(one, excuse)]
    if hours.mode is Mode.ENDS and spans:
        return [(spans[0][0], spans[-1][1])]
    return spans


def _without(span: tuple[datetime, datetime], excuse: Span) -> list[tuple[datetime, datetime]]:
    start, end = span
    if excuse.end <= start or excuse.start >= end:
        return [span]
    rest = [(start, min(end, excuse.start)), (max(start, excuse.end), end)]
    return [(first, last) for first, last in rest if first < last]


def _shared(
    spans: Sequence[tuple[datetime, datetime]], swipes: Sequence[datetime], day: date
) -> list[list[datetime]]:
    """Each span's swipes: between two spans the middle of the break divides them."""
    cuts = [midnight(day)]
    cuts += [last + (following - last) / 2 for (_, last), (following, _) in pairwise(spans)]
    cuts.append(end_of(day))
    ordered = sorted(swipes)
    return [[one for one in ordered if low <= one < high] for low, high in pairwise(cuts)]


def _one(
    found: Judged,
    hours: Hours,
    start: datetime,
    end: datetime,
    swipes: list[datetime],
    outages: Sequence[Span],
) -> None:
    came, went = _ends(swipes, start, end, hours.doubled_within)
    no_in, no_out = (_broken(outages, one) for one in (start, end))
    if came is None and went is None and not (no_in or no_out):
        found.absent_parts += 1
        found.notes.append(f"{start:%H:%M}—{end:%H:%M}没有打卡")
        return
    late = _minutes(start, came) if came and not no_in else 0
    early = _minutes(went, end) if went and not no_out else 0
    if late > hours.absent_after or early > hours.absent_after:
        found.absent_parts += 1
    _note(found, hours, late, early)
    if came is None and not no_in:
        found.no_in += 1
        found.notes.append(f"{start:%H:%M}没有签到")
    if went is None and not no_out:
        found.no_out += 1
        found.notes.append(f"{end:%H:%M}没有签退")
    if no_in or no_out:
        found.notes.append("考勤停用期间不要求打卡")


def _note(found: Judged, hours: Hours, late: int, early: int) -> None:
    if late > hours.grace_late:
        found.late += late
        found.notes.append(f"{DAY_NAMES[DayState.LATE]} {late} 分钟")
    if early > hours.grace_early:
        found.early += early
        found.notes.append(f"{DAY_NAMES[DayState.EARLY]} {early} 分钟")


def _ends(
    swipes: list[datetime], start: datetime, end: datetime, doubled_within: int
) -> tuple[datetime | None, datetime | None]:
    """Coming and going. A single swipe is the one it is nearer to."""
    groups: list[list[datetime]] = []
    for one in swipes:
        if groups and one - groups[-1][-1] <= timedelta(minutes=doubled_within):
            groups[-1].append(one)
        else:
            groups.append([one])
    if not groups:
        return None, None
    if len(groups) == 1:
        only = groups[0]
        coming = only[0] - start < end - only[-1]
        return (only[0], None) if coming else (None, only[-1])
    return groups[0][0], groups[-1][-1]


def _broken(outages: Sequence[Span], instant: datetime) -> bool:
    return any(one.start <= instant <= one.end for one in outages)


def _minutes(earlier: datetime, later: datetime) -> int:
    """Whole minutes between two instants, not below zero."""
    return max(0, int((later - earlier).total_seconds()) // _MINUTE)
