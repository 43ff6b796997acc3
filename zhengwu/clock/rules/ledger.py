"""The ledger of one clock – start, budget, intervals – and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from zhengwu.clock.enums import Unit
from zhengwu.clock.rules.calendar import Calendar
from zhengwu.clock.rules.counting import Terms, last_day, raw_last_day
from zhengwu.kernel.time import SHANGHAI, end_of, local_day, midnight

_ONE_DAY = timedelta(days=1)
_LENGTH = {Unit.HOUR: timedelta(hours=1), Unit.SECOND: timedelta(seconds=1)}


@dataclass(frozen=True, slots=True)
class Span:
    """A suspension: days in (started_on, ended_on] are not counted; open without an end."""

    started_on: date
    ended_on: date | None = None
    planned: int | None = None
    planned_unit: Unit = Unit.WORKING_DAY
    kind: str = ""
    notice_no: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """An extension: added to the budget, never to the text of a date."""

    amount: int
    unit: Unit
    approver: str = ""
    notice_no: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything a due day follows from, besides the calendar."""

    start: date
    terms: Terms
    starts_at: datetime | None = None
    spans: Sequence[Span] = ()
    grants: Sequence[Grant] = ()

    @property
    def budget(self) -> int:
        """Amount with all extensions of the same unit."""
        same = (grant.amount for grant in self.grants if grant.unit == self.terms.unit)
        return self.terms.amount + sum(same)

    @property
    def paused(self) -> bool:
        """Whether a suspension is still open."""
        return any(span.ended_on is None for span in self.spans)


@dataclass(frozen=True, slots=True)
class Due:
    """What follows: last lawful day, exclusive end instant, raw day before rolling.

    `provisional`: a year without its notice, or an open suspension, had a part in it.
    `paused_until` is the planned end of the open suspensions.
    """

    on: date
    at: datetime
    raw_on: date
    provisional: bool
    paused: bool = False
    paused_until: date | None = None


def planned_end(calendar: Calendar, span: Span) -> date | None:
    """The day on which an open suspension is to end, as told in its notice."""
    if span.planned is None:
        return None
    terms = Terms(span.planned, span.planned_unit, roll=False)
    return raw_last_day(calendar, span.started_on, terms)


def gaps_of(calendar: Calendar, spans: Iterable[Span]) -> list[tuple[date, date]]:
    """Days not counted, inclusive, merged: a day in two suspensions is left out once."""
    ends = [(span, span.ended_on or planned_end(calendar, span)) for span in spans]
    days = sorted((span.started_on + _ONE_DAY, end) for span, end in ends if end)
    merged: list[tuple[date, date]] = []
    for first, last in days:
        if last < first:
            continue
        if merged and first <= merged[-1][1] + _ONE_DAY:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def derive(ledger: Ledger, calendar: Calendar) -> Due:
    """The due day of a ledger under a calendar."""
    gaps = gaps_of(calendar, ledger.spans)
    if ledger.terms.unit in _LENGTH:
        return _derive_instant(ledger, gaps)
    terms = replace(ledger.terms, amount=ledger.budget)
    raw, on = (
        raw_last_day(calendar, ledger.start, terms, gaps),
        last_day(calendar, ledger.start, terms, gaps),
    )
    for grant in ledger.grants:
        if grant.unit != terms.unit:
            more = Terms(grant.amount, grant.unit, roll=terms.roll)
            raw, on = raw_last_day(calendar, raw, more, gaps), last_day(calendar, raw, more, gaps)
    until = _paused_until(ledger, calendar)
    unknown = not _known(ledger, calendar, raw, on)
    return Due(on, end_of(on), raw, unknown or ledger.paused, ledger.paused, until)


def _paused_until(ledger: Ledger, calendar: Calendar) -> date | None:
    ends = [planned_end(calendar, span) for span in ledger.spans if span.ended_on is None]
    return max((end for end in ends if end), default=None)


def _known(ledger: Ledger, calendar: Calendar, raw: date, on: date) -> bool:
    units = {ledger.terms.unit, *(grant.unit for grant in ledger.grants)}
    units |= {span.planned_unit for span in ledger.spans if span.ended_on is None}
    if Unit.WORKING_DAY in units:
        return calendar.knows(min(ledger.start, raw), max(ledger.start, on))
    # A calendar clock needs the notice only to know whether its last day is a holiday.
    rolls = ledger.terms.roll and not ledger.terms.backward
    return calendar.knows(raw, on) if rolls else True


def _derive_instant(ledger: Ledger, gaps: Sequence[tuple[date, date]]) -> Due:
    """Hours and seconds run through nights and holidays; only suspended days stand still."""
    begin = ledger.starts_at or midnight(ledger.start)
    end = begin + ledger.budget * _LENGTH[ledger.terms.unit]
    for first, last in gaps:
        opens, closes = max(midnight(first), begin), end_of(last)
        if opens < end and closes > opens:
            end += closes - opens
    on = local_day(end - timedelta(microseconds=1))
    return Due(on, end, on, ledger.paused, ledger.paused)


def acting_until(due_on: date, closes: time | None = None) -> datetime:
    """The exclusive last instant: midnight online, closing time at a counter (民法典 203)."""
    return end_of(due_on) if closes is None else datetime.combine(due_on, closes, tzinfo=SHANGHAI)


def overdue_days(calendar: Calendar, due_on: date, today: date, unit: Unit) -> int:
    """By how many days a clock is overdue on `today`: working days for a working-day clock."""
    if today <= due_on:
        return 0
    if unit == Unit.WORKING_DAY:
        return calendar.working_between(due_on, today)
    return (today - due_on).days
