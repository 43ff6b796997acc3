"""Explaining a clock: day by day in words a citizen understands, and the same in segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhengwu.clock.enums import UNIT_ZH, LineKind, Unit
from zhengwu.clock.rules.calendar import Calendar
from zhengwu.clock.rules.counting import Terms
from zhengwu.clock.rules.ledger import Due, Grant, Ledger, Span, derive, planned_end
from zhengwu.kernel.time import format_day, format_instant

# A licence lives for years; nobody reads ten thousand lines of it.
_LONGEST = 500
_DAY_UNITS = (Unit.WORKING_DAY, Unit.CALENDAR_DAY)
_COUNTING = (LineKind.COUNTED, LineKind.MAKEUP, LineKind.EXTENDED)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One day: its kind, which counted day it is (0: not counted), why, by which notice."""

    day: date
    kind: LineKind
    n: int
    text: str
    notice: str = ""

    @property
    def counted(self) -> bool:
        """Whether the day uses up one of the budget."""
        return self.kind in _COUNTING


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive days of one kind."""

    first: date
    last: date
    kind: LineKind
    counted: int
    text: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a clock ends when it ends. `counted` equals `budget` for clocks counted in days."""

    start: date
    due: Due
    budget: int
    base: int
    unit: Unit
    summary: str
    lines: tuple[Line, ...]
    segments: tuple[Segment, ...]
    remarks: tuple[str, ...]

    @property
    def counted(self) -> int:
        """How many of the days count."""
        return sum(line.counted for line in self.lines)


def explain(ledger: Ledger, calendar: Calendar, due: Due | None = None) -> Explanation:
    """Lines, segments and remarks of a ledger under a calendar."""
    due = due or derive(ledger, calendar)
    lines = tuple(_lines(ledger, calendar, due))
    return Explanation(
        start=ledger.start,
        due=due,
        budget=ledger.budget,
        base=ledger.terms.amount,
        unit=ledger.terms.unit,
        summary=_summary(ledger, due),
        lines=lines,
        segments=tuple(_segments(lines)),
        remarks=tuple(_remarks(ledger, calendar, due)),
    )


def _summary(ledger: Ledger, due: Due) -> str:
    limit, start, terms = limit_text(ledger), format_day(ledger.start), ledger.terms
    if terms.unit in (Unit.HOUR, Unit.SECOND):
        return f"自{start}起{limit}，{format_instant(due.at)}届满。"
    if terms.unit == Unit.IMMEDIATE:
        return f"应当当场办理，最迟为{format_day(due.on)}24时。"
    if terms.backward:
        return f"应当在{start}之前{limit}办理，最后一天是{format_day(due.on)}。"
    word = "至少到" if terms.minimum else "最后一天是"
    return f"自{start}的次日起计算，{limit}，{word}{format_day(due.on)}（24时届满）。"


def limit_text(ledger: Ledger) -> str:
    """20个工作日, 延长10个工作日 …"""
    terms = ledger.terms
    if terms.unit == Unit.FIXED_DATE:
        return f"每年{terms.month_day}" if terms.month_day else "当日"
    more = "".join(f"，延长{grant.amount}{UNIT_ZH[grant.unit]}" for grant in ledger.grants)
    return f"{terms.amount}{UNIT_ZH[terms.unit]}{more}"


def _lines(ledger: Ledger, calendar: Calendar, due: Due) -> Iterator[Line]:
    yield Line(ledger.start, LineKind.START, 0, _start_text(ledger))
    long = abs((due.on - ledger.start).days) > _LONGEST
    if ledger.terms.unit not in _DAY_UNITS or long:
        return
    if ledger.terms.backward:
        yield from _backward(ledger, calendar, due)
        return
    day, n = ledger.start, 0
    while day < due.on:
        day += _ONE_DAY
        line = _line(ledger, calendar, day, n, over=n >= _total(ledger))
        n = line.n or n
        yield line


def _start_text(ledger: Ledger) -> str:
    return "从这一天往前计算，当天不计" if ledger.terms.backward else "起算日，当天不计"


def _total(ledger: Ledger) -> int:
    return ledger.budget + sum(g.amount for g in ledger.grants if g.unit != ledger.terms.unit)


def _line(ledger: Ledger, calendar: Calendar, day: date, n: int, *, over: bool) -> Line:
    if over:
        return Line(day, LineKind.ROLLED, 0, "最后一天遇放假，顺延到放假后的第一个工作日")
    span = next((one for one in ledger.spans if _within(one, calendar, day)), None)
    if span is not None:
        text = f"{span.kind or '法定程序'}期间，不计入时限"
        return Line(day, LineKind.SUSPENDED, 0, text, span.notice_no)
    if ledger.terms.unit == Unit.WORKING_DAY and not calendar.is_working(day):
        return _day_off(calendar, day)
    return _counted(ledger, calendar, day, n + 1)


def _within(span: Span, calendar: Calendar, day: date) -> bool:
    end = span.ended_on or planned_end(calendar, span)
    return end is not None and span.started_on < day <= end


def _day_off(calendar: Calendar, day: date) -> Line:
    mark = calendar.marks.get(day)
    if mark is not None:
        return Line(day, LineKind.HOLIDAY, 0, f"{mark.name}放假，不计", mark.notice)
    return Line(day, LineKind.WEEKEND, 0, "周末，不计")


def _counted(ledger: Ledger, calendar: Calendar, day: date, n: int) -> Line:
    unit = "个工作日" if ledger.terms.unit == Unit.WORKING_DAY else "日"
    text, notice = f"第{n}{unit}", ""
    mark = calendar.marks.get(day)
    kind = LineKind.COUNTED
    if mark is not None and not mark.off and ledger.terms.unit == Unit.WORKING_DAY:
        kind, notice = LineKind.MAKEUP, mark.notice
        text += f"（{mark.name}调休上班日）" if mark.name else "（调休上班日）"
    grant = _grant_of(ledger, n)
    if grant is not None:
        kind, notice = LineKind.EXTENDED, grant.notice_no
        text += f"（经{grant.approver}批准延长）"
    return Line(day, kind, n, text, notice)


def _grant_of(ledger: Ledger, n: int) -> Grant | None:
    reach = ledger.terms.amount
    for grant in ledger.grants:
        if reach < n <= reach + grant.amount:
            return grant
        reach += grant.amount
    return None


def _backward(ledger: Ledger, calendar: Calendar, due: Due) -> Iterator[Line]:
    bare = replace(ledger, terms=Terms(ledger.terms.amount, ledger.terms.unit), spans=(), grants=())
    day, n = ledger.start, 0
    while day > due.on:
        day -= _ONE_DAY
        line = _line(bare, calendar, day, n, over=False)
        n = line.n or n
        yield line


def _segments(lines: Sequence[Line]) -> Iterator[Segment]:
    group: list[Line] = []
    for line in lines:
        if group and _key(group[-1]) != _key(line):
            yield _segment(group)
            group = []
        group.append(line)
    if group:
        yield _segment(group)


def _key(line: Line) -> tuple[LineKind, str, str]:
    return line.kind, line.notice, "" if line.counted else line.text


def _segment(group: Sequence[Line]) -> Segment:
    first, last = group[0], group[-1]
    counted = sum(line.counted for line in group)
    text = first.text
    if counted and len(group) > 1:
        text = f"{first.text} 至 {last.text}"
    days = sorted((first.day, last.day))
    return Segment(days[0], days[1], first.kind, counted, text, first.notice)


def _remarks(ledger: Ledger, calendar: Calendar, due: Due) -> Iterator[str]:
    for year in range(min(ledger.start, due.on).year, max(ledger.start, due.on).year + 1):
        if due.provisional and year not in calendar.known_years:
            yield f"{year}年放假安排尚未公布，日期为暂定，公布后将自动重新计算并通知。"
    if due.paused:
        until = f"，预计到{format_day(due.paused_until)}" if due.paused_until else ""
        yield f"目前计时暂停{until}；恢复计时后届满日会相应确定。"
    if due.raw_on < due.on and not ledger.terms.backward:
        yield f"期限最后一天{format_day(due.raw_on)}是放假日，顺延至{format_day(due.on)}。"
