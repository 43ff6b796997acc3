"""From ledger to row: what every action shares – settle a clock, move its stage, write the row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection

from zhengwu.clock.enums import ClockState, Consequence, Stage
from zhengwu.clock.events import ClockEvent, ClockExpired, ClockMoved, StageChanged
from zhengwu.clock.models import Clock, Interval
from zhengwu.clock.queries.known import Known
from zhengwu.clock.queries.ledgers import intervals_of, ledger_of
from zhengwu.clock.rules import Due, Ledger, Terms, Timeline, derive, timeline
from zhengwu.clock.rules.stages import entered_at, just_before, next_change, stage_at
from zhengwu.journal.actions import Record, record_many
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.arrays import array
from zhengwu.kernel.time import local_day

# Column → type on PostgreSQL, for writing many rows in one statement.
COLUMNS = {
    "state": "text",
    "due_on": "date",
    "due_at": "timestamptz",
    "provisional": "boolean",
    "paused_until": "date",
    "warn_at": "timestamptz",
    "overrun_at": "timestamptz",
    "stage": "text",
    "next_change_at": "timestamptz",
    "calendar_serial": "bigint",
    "postponed_until": "timestamptz",
    "stopped_on": "date",
    "in_time": "boolean",
}
_DERIVED_COLUMNS = (
    *("state", "due_on", "due_at", "provisional", "paused_until", "warn_at", "overrun_at"),
    *("stage", "next_change_at", "calendar_serial"),
)
_STAGE_COLUMNS = ("state", "stage", "next_change_at", "postponed_until")
_MOVED = ("due_on", "due_at", "provisional", "state")
_moving = attrgetter(*_MOVED)


def settle(clock: Clock, intervals: Sequence[Interval], known: Known, at: datetime) -> None:
    """Derive everything that follows from the ledger and set it on the row (nothing is saved)."""
    due, line = _derived(clock, intervals, known, local_day(at))
    _take(clock, due, line.warn_at, line.overrun_at)
    clock.calendar_serial = known.serial
    stage = stage_at(line, at)
    if stage == Stage.OVERDUE and clock.stage != Stage.OVERDUE:
        # Passing the due instant is an act of its own: the next look at the clock does it.
        stage = stage_at(line, just_before(due.at))
        clock.next_change_at = due.at
    else:
        clock.next_change_at = next_change(line, at)
    clock.stage = stage


def _derived(
    clock: Clock, intervals: Sequence[Interval], known: Known, today: date
) -> tuple[Due, Timeline]:
    warning = known.warning(clock.rule_code, clock.label, clock.started_on, today)
    if intervals or clock.starts_at is not None:
        return _derive(ledger_of(clock, intervals), known, clock.region_code, warning)
    # Clocks of one day and rule, never suspended, end together: a notice moves thousands of them.
    key = (
        *(clock.region_code, clock.started_on, clock.amount, clock.unit, clock.month_day),
        *(clock.direction, clock.roll, clock.minimum, clock.next_day, warning),
    )
    if key not in known.derived:
        known.derived[key] = _derive(ledger_of(clock), known, clock.region_code, warning)
    return known.derived[key]


def derived(clock: Clock, intervals: Sequence[Interval], known: Known, today: date) -> Due:
    """When it ends by the calendar as it is known now; the row stays as it is."""
    return _derived(clock, intervals, known, today)[0]


def _derive(
    ledger: Ledger, known: Known, region_code: str, warning: Terms | None
) -> tuple[Due, Timeline]:
    calendar = known.calendar(region_code)
    due = derive(ledger, calendar)
    reminder = known.reminder(due.on) if warning is None else warning
    return due, timeline(ledger, due, calendar, reminder)


def _take(clock: Clock, due: Due, warn_at: datetime | None, overrun_at: datetime | None) -> None:
    clock.due_on, clock.due_at, clock.provisional = due.on, due.at, due.provisional
    clock.paused_until, clock.warn_at, clock.overrun_at = due.paused_until, warn_at, overrun_at
    clock.state = ClockState.SUSPENDED if due.paused else ClockState.RUNNING


def resettle(
    clocks: Sequence[Clock],
    known: Known,
    *,
    cause: str,
    reason: str,
    by: Actor,
    at: datetime,
    interval: Interval | None = None,
    notice_no: str = "",
) -> list[Clock]:
    """Derive clocks anew, write them, and record each one that moved; those are returned."""
    intervals = intervals_of(clocks)
    before = {clock.pk: _moving(clock) for clock in clocks}
    for clock in clocks:
        settle(clock, intervals.get(clock.pk, ()), known, at)
    written = swap(clocks, _DERIVED_COLUMNS)
    moved = [
        clock for clock in clocks if clock.pk in written and before[clock.pk] != _moving(clock)
    ]
    records = [
        Record(
            clock.matter,
            ClockMoved(
                **about(clock),
                cause=cause,
                old_due_on=before[clock.pk][0].isoformat(),
                due_on=clock.due_on.isoformat(),
                due_at=clock.due_at.isoformat(),
                provisional=clock.provisional,
                interval=str(interval.pk) if interval else "",
                notice_no=interval.notice_no if interval else notice_no,
            ),
            reason,
            _changes(before[clock.pk], _moving(clock)),
        )
        for clock in moved
    ]
    record_many(records, by=by, at=at)
    return moved


@lru_cache(maxsize=1024)
def _changes(before: tuple[Any, ...], after: tuple[Any, ...]) -> Mapping[str, tuple[Any, Any]]:
    """Old and new value by column; remembered, for a notice moves thousands alike."""
    changed = zip(_MOVED, before, after, strict=True)
    return {name: (_plain(old), _plain(new)) for name, old, new in changed if old != new}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def about(clock: Clock) -> dict[str, str]:
    """What every event of a clock tells."""
    return {
        "clock": str(clock.pk),
        "rule": clock.rule_code,
        "label": clock.label,
        "subject": clock.subject,
    }


def advance(clock: Clock, at: datetime) -> ClockEvent | None:
    """Bring the stage up to `at` on the row; the event that tells of it, None if nothing did."""
    old, line = clock.stage, clock.timeline
    clock.stage, clock.next_change_at = stage_at(line, at), next_change(line, at)
    clock.postponed_until = None
    if clock.stage == old:
        return None
    if clock.stage != Stage.OVERDUE:
        return StageChanged(
            **about(clock), old=old, stage=clock.stage, due_on=clock.due_on.isoformat()
        )
    if clock.consequence != Consequence.CARD:
        clock.state, clock.next_change_at = ClockState.EXPIRED, None
    return ClockExpired(
        **about(clock),
        old=old,
        started_on=clock.started_on.isoformat(),
        due_on=clock.due_on.isoformat(),
        consequence=clock.consequence,
        on_expiry=clock.on_expiry,
    )


def advance_all(clocks: Sequence[Clock], at: datetime, *, by: Actor) -> list[Clock]:
    """Advance rows whose instant has come, write them with compare-and-swap, record each one.

    The entry's `occurred_at` is the instant at which the stage began, not that of the look.
    """
    events = [(clock, advance(clock, at)) for clock in clocks]
    written = swap(clocks, _STAGE_COLUMNS)
    groups: dict[datetime, list[Record]] = defaultdict(list)
    for clock, event in events:
        if event is not None and clock.pk in written:
            groups[entered_at(clock.timeline, at) or at].append(Record(clock.matter, event))
    for instant, records in sorted(groups.items()):
        record_many(records, by=by, at=instant)
    return [clock for clock, event in events if event is not None and clock.pk in written]


def swap(clocks: Sequence[Clock], columns: Iterable[str] = COLUMNS) -> set[UUID]:
    """Write columns of rows whose revision is still the one read; ids of those written."""
    names = list(columns)
    if connection.vendor == "postgresql" and len(clocks) > 1:
        written = _swap_at_once(clocks, names)
    else:
        written = {
            clock.pk
            for clock in clocks
            if Clock.objects.filter(pk=clock.pk, revision=clock.revision).update(
                revision=clock.revision + 1, **{name: getattr(clock, name) for name in names}
            )
        }
    for clock in clocks:
        clock.revision += clock.pk in written
    return written


def _swap_at_once(clocks: Sequence[Clock], names: Sequence[str]) -> set[UUID]:
    # Clocks that end together are written alike: each set of values is sent once.
    read, kinds = attrgetter(*names), dict[Any, int]()
    kind_of = [kinds.setdefault(read(clock), len(kinds)) for clock in clocks]
    values: list[list[Any]] = [list(column) for column in zip(*kinds, strict=True)]
    arrays = ", ".join(f"%s::{COLUMNS[name]}[]" for name in names)
    sets = ", ".join(f"{name} = k.{name}" for name in names)
    with connection.cursor() as cursor:
        # Names come from COLUMNS above, values are bound.
        cursor.execute(
            f"UPDATE clock_clock AS c SET {sets}, revision = c.revision + 1 "  # noqa: S608
            "FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS v(pk, seen, kind) "
            f"JOIN unnest(%s::int[], {arrays}) AS k(kind, {', '.join(names)}) USING (kind) "
            "WHERE c.id = v.pk AND c.revision = v.seen RETURNING c.id",
            [
                array(clock.pk for clock in clocks),
                array(clock.revision for clock in clocks),
                array(kind_of),
                array(kinds.values()),
                *values,
            ],
        )
        return {row[0] for row in cursor.fetchall()}
