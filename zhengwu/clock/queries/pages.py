"""What the pages of calendar and rules show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from zhengwu.clock.enums import OPEN_STATES, DayKind, LineKind, Origin
from zhengwu.clock.models import Clock, Day, DayNotice, Rule
from zhengwu.clock.queries.known import known
from zhengwu.clock.queries.ledgers import intervals_of, ledger_of
from zhengwu.clock.rules import Calendar, Mark, NoticeDay, NoticeText, derive, difference
from zhengwu.clock.rules.calendar import covers, region_prefix
from zhengwu.clock.rules.notices import Difference, check_notice

_WEEK = 7
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the year view; `kind` None: an ordinary working day."""

    day: date
    kind: LineKind | None
    name: str
    notice: str
    in_month: bool


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month in whole weeks from Monday on, and its working days."""

    month: int
    weeks: tuple[tuple[DayCell, ...], ...]
    working_days: int
    year: int = 0


@dataclass(frozen=True, slots=True)
class YearView:
    """A year of the calendar; without its notice (`known` False) everything is provisional."""

    year: int
    region_code: str
    known: bool
    notices: tuple[DayNotice, ...]
    months: tuple[MonthView, ...]
    working_days: int


def calendar_year(year: int, region_code: str = "") -> YearView:
    """The year as the clocks of a region see it."""
    calendar = known().calendar(region_code)
    months = tuple(month_view(calendar, year, month) for month in range(1, 13))
    notices = tuple(one for one in notices_of(year) if covers(one.region_code, region_code))
    return YearView(
        year=year,
        region_code=region_code,
        known=year in calendar.known_years,
        notices=notices,
        months=months,
        working_days=sum(month.working_days for month in months),
    )


def month_view(calendar: Calendar, year: int, month: int) -> MonthView:
    """One month of the calendar in whole weeks."""
    first = date(year, month, 1)
    start = first - timedelta(days=first.weekday())
    weeks: list[tuple[DayCell, ...]] = []
    while start <= first or start.month == month:
        days = (start + timedelta(days=n) for n in range(_WEEK))
        weeks.append(tuple(_cell(calendar, day, month) for day in days))
        start += timedelta(days=_WEEK)
    inside = [cell for week in weeks for cell in week if cell.in_month]
    working = sum(calendar.is_working(cell.day) for cell in inside)
    return MonthView(month, tuple(weeks), working, year)


def _cell(calendar: Calendar, day: date, month: int) -> DayCell:
    mark = calendar.marks.get(day)
    kind = None if calendar.is_working(day) else LineKind.WEEKEND
    if mark is not None:
        kind = LineKind.HOLIDAY if mark.off else LineKind.MAKEUP
    name, notice = (mark.name, mark.notice) if mark else ("", "")
    return DayCell(day, kind, name, notice, day.month == month)


def notices_of(year: int) -> QuerySet[DayNotice]:
    """Notices in force for a year, the country's first."""
    return DayNotice.objects.filter(year=year, superseded=False).order_by("region_code")


def notice_history() -> QuerySet[DayNotice]:
    """All notices ever loaded, the newest first."""
    return DayNotice.objects.order_by("-year", "region_code", "-pk")


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule in force. `review`: the shipped table has changed since the local value was set."""

    rule: Rule
    to_be_confirmed: bool
    local: bool
    review: bool
    versions: int


def rules_in_force(day: date, *, text: str = "", unconfirmed: bool = False) -> list[RuleView]:
    """The whole table on a day, by code; filtered by words of name, code or source."""
    now_known = known()
    views = []
    for code, versions in sorted(now_known.rules.items()):
        rule = now_known.find(code, day)
        if rule is not None:
            views.append(_rule_view(rule, versions))
    return [
        view
        for view in views
        if (not unconfirmed or view.to_be_confirmed) and _matches(view.rule, text.strip())
    ]


def _matches(rule: Rule, text: str) -> bool:
    return text.lower() in f"{rule.code} {rule.name_zh} {rule.name_en} {rule.source}".lower()


def _rule_view(rule: Rule, versions: Sequence[Rule]) -> RuleView:
    local = rule.origin == Origin.LOCAL
    newer = any(one.origin == Origin.SHIPPED and one.version > rule.version for one in versions)
    return RuleView(rule, rule.to_be_confirmed, local, local and newer, len(versions))


def rule_in_force(code: str, day: date) -> Rule:
    """One rule as in force on a day; raises UnknownRule."""
    return known().rule(code, day)


def rule_history(code: str) -> QuerySet[Rule]:
    """All versions of a rule, the newest first."""
    return Rule.objects.filter(code=code).order_by("-version")


@dataclass(frozen=True, slots=True)
class MovedClock:
    """What would happen to one clock."""

    clock: Clock
    old_due_on: date
    due_on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Dry run of a notice: its faults, its differences, how many clocks it touches, a sample."""

    text: NoticeText
    faults: tuple[str, ...]
    difference: Difference
    replaces: DayNotice | None
    touched: int
    sample: tuple[MovedClock, ...]


def preview_notice(text: NoticeText) -> Preview:
    """What loading a notice would do; nothing is written."""
    replaces = DayNotice.objects.filter(
        year=text.year, region_code=text.region_code, superseded=False
    ).first()
    rows = Day.objects.filter(notice=replaces) if replaces else []
    old = [NoticeDay(row.date, DayKind(row.kind), row.name) for row in rows]
    touched = _touched(text)
    return Preview(
        text=text,
        faults=tuple(check_notice(text)),
        difference=difference(old, text),
        replaces=replaces,
        touched=touched.count(),
        sample=tuple(_sample(text, old, list(touched.order_by("due_on", "pk")[:_SAMPLE]))),
    )


def _touched(text: NoticeText) -> QuerySet[Clock]:
    days = [one.day for one in text.days]
    if not text.region_code:
        days += [date(text.year, 1, 1), date(text.year, 12, 31)]
    if not days:
        return Clock.objects.none()
    forward = Q(started_on__lte=max(days), due_on__gte=min(days))
    backward = Q(due_on__lte=max(days), started_on__gte=min(days))
    found = Clock.objects.filter(forward | backward, state__in=OPEN_STATES)
    if text.region_code:
        found = found.filter(region_code__startswith=region_prefix(text.region_code))
    return found.select_related("matter")


def _sample(
    text: NoticeText, old: Sequence[NoticeDay], clocks: Sequence[Clock]
) -> list[MovedClock]:
    intervals = intervals_of(clocks)
    moved = []
    now_known = known()
    for clock in clocks:
        calendar = _with(now_known.calendar(clock.region_code), text, old)
        due = derive(ledger_of(clock, intervals.get(clock.pk, ())), calendar)
        if (due.on, due.provisional) != (clock.due_on, clock.provisional):
            moved.append(MovedClock(clock, clock.due_on, due.on, due.provisional))
    return moved


def _with(calendar: Calendar, text: NoticeText, old: Sequence[NoticeDay]) -> Calendar:
    gone = {one.day for one in old}
    marks = {day: mark for day, mark in calendar.marks.items() if day not in gone}
    for one in text.days:
        marks[one.day] = Mark(one.kind == DayKind.OFF, one.name, text.label)
    years = calendar.known_years if text.region_code else calendar.known_years | {text.year}
    return Calendar(marks, years, calendar.serial, calendar.region_code)
