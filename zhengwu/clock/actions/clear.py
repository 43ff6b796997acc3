"""A limit that was kept after all: a notice loaded late clears clocks that were stopped as late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from zhengwu.clock.actions.derive import about, derived, swap
from zhengwu.clock.actions.rederive import batch_of
from zhengwu.clock.enums import ClockState, Direction, Unit
from zhengwu.clock.events import ClockMoved
from zhengwu.clock.models import Clock, DayNotice, Interval
from zhengwu.clock.queries.known import Known, known
from zhengwu.clock.queries.ledgers import intervals_of
from zhengwu.clock.rules.calendar import region_prefix
from zhengwu.journal.actions import Record, action, record_many
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day

_BATCH = 2000
_COLUMNS = ("due_on", "due_at", "in_time")


def wronged_by(notice: DayNotice) -> QuerySet[Clock]:
    """Clocks stopped as late whose counting crosses the days of a notice they did not know."""
    found = Clock.objects.filter(
        state=ClockState.MET, in_time=False, calendar_serial__lt=notice.pk,
        direction=Direction.FORWARD, minimum=False,
        started_on__lte=notice.last_day, due_on__gte=notice.first_day,
    ).exclude(unit__in=[Unit.HOUR, Unit.SECOND])  # fmt: skip
    if notice.region_code:
        found = found.filter(region_code__startswith=region_prefix(notice.region_code))
    return found


def clear_late(notice: DayNotice, *, by: Actor = SYSTEM, at: datetime, batch: int = _BATCH) -> int:
    """Clear those that the calendar with this notice shows to have been kept; how many were.

    Never the other way: nobody becomes late by a notice that came after his act. Each batch is one
    transaction; a second run finds nothing more to clear.
    """
    ids = wronged_by(notice).order_by("matter_id").values_list("matter_id", flat=True)
    matters = list(ids.distinct())
    slices = (matters[start : start + batch] for start in range(0, len(matters), batch))
    return sum(_clear_batch(some, notice=notice, by=by, at=at) for some in slices)


@action
def _clear_batch(matter_ids: Sequence[UUID], *, notice: DayNotice, by: Actor, at: datetime) -> int:
    clocks = batch_of(wronged_by(notice), matter_ids)
    intervals, now_known = intervals_of(clocks), known()
    records = [
        one
        for clock in clocks
        if (one := _cleared(clock, intervals.get(clock.pk, ()), now_known, notice, at))
    ]
    record_many(records, by=by, at=at)
    return len(records)


def _cleared(
    clock: Clock, intervals: Sequence[Interval], now_known: Known, notice: DayNotice, at: datetime
) -> Record | None:
    due = derived(clock, intervals, now_known, local_day(at))
    if clock.stopped_on is None or clock.stopped_on > due.on:
        return None
    old = clock.due_on
    clock.due_on, clock.due_at, clock.in_time = due.on, due.at, True
    if not swap([clock], _COLUMNS):
        return None
    event = ClockMoved(
        **about(clock), cause="notice", old_due_on=old.isoformat(), due_on=due.on.isoformat(),
        due_at=due.at.isoformat(), provisional=due.provisional, notice_no=notice.label,
    )  # fmt: skip
    reason = f"{notice.label}载入后重新计算：当时没有超期"
    changes = {"due_on": (old.isoformat(), due.on.isoformat()), "in_time": (False, True)}
    return Record(clock.matter, event, reason, changes)
