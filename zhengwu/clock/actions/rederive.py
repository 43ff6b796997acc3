"""Derive open clocks anew after a notice or a reminder changed, in batches that can resume."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from zhengwu.clock.actions.derive import resettle
from zhengwu.clock.enums import OPEN_STATES
from zhengwu.clock.models import Clock, DayNotice
from zhengwu.clock.queries.known import known
from zhengwu.clock.rules.calendar import region_prefix
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.matters.models import Matter

_BATCH = 2000
_HANDS = 2
_Matters = Sequence[UUID]


def touched_by(notice: DayNotice) -> QuerySet[Clock]:
    """Open clocks whose counting crosses the days of a notice and that do not know it yet."""
    forward = Q(started_on__lte=notice.last_day, due_on__gte=notice.first_day)
    backward = Q(due_on__lte=notice.last_day, started_on__gte=notice.first_day)
    found = Clock.objects.filter(
        forward | backward, state__in=OPEN_STATES, calendar_serial__lt=notice.pk
    )
    if notice.region_code:
        found = found.filter(region_code__startswith=region_prefix(notice.region_code))
    return found


def rederive(
    notice: DayNotice, *, by: Actor = SYSTEM, at: datetime, batch: int = _BATCH
) -> Iterator[tuple[int, int, int]]:
    """Re-derive all clocks a notice touches; yields (done, total, moved) after each batch.

    Each batch is one transaction, over matters of its own. Clocks carry the serial of the calendar
    they were derived with, so a run that was interrupted goes on where it stopped and a second run
    does nothing.
    """
    matters = list(
        touched_by(notice).order_by("matter_id").values_list("matter_id", flat=True).distinct()
    )
    slices = [matters[start : start + batch] for start in range(0, len(matters), batch)]
    work = partial(_rederive_batch, notice=notice, by=by, at=at)
    done = moved = 0
    for some, here in zip(slices, _each(work, slices), strict=True):
        done, moved = done + len(some), moved + here
        yield done, len(matters), moved


def _each(work: Callable[[_Matters], int], slices: Sequence[_Matters]) -> Iterator[int]:
    """What `work` gives for each slice, in order; two at once where the database allows it.

    While one batch waits for the database another is counted. SQLite has one writer, and nobody
    else sees the rows of a transaction that is still open.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block or len(slices) == 1:
        yield from map(work, slices)
        return
    with ThreadPoolExecutor(_HANDS) as hands:
        begun = [hands.submit(_alone, work, some) for some in slices]
        try:
            for one in begun:
                yield one.result()
        finally:
            # Interrupted: what was not begun is left to the next run.
            hands.shutdown(wait=True, cancel_futures=True)


def _alone(work: Callable[[_Matters], int], some: _Matters) -> int:
    try:
        return work(some)
    finally:
        connection.close()  # of this thread


@action
def _rederive_batch(
    matter_ids: Sequence[UUID], notice: DayNotice, *, by: Actor, at: datetime
) -> int:
    clocks = batch_of(touched_by(notice), matter_ids)
    reason = f"{notice.label}载入后重新计算"
    moved = resettle(
        clocks, known(), cause="notice", reason=reason, by=by, at=at, notice_no=notice.label
    )
    return len(moved)


def batch_of(chosen: QuerySet[Clock], matter_ids: Sequence[UUID]) -> list[Clock]:
    """Those of the chosen clocks that belong to these matters, their matters locked."""
    # The ids are in order: a range says the same as thousands of them, for less.
    here = chosen.filter(matter_id__gte=matter_ids[0], matter_id__lte=matter_ids[-1])
    # Always locked in the order of their ids, so that two bulk acts cannot wait for each other.
    matters = {
        matter.pk: matter
        for matter in Matter.objects.select_for_update()
        .filter(pk__in=here.order_by().values("matter_id"))
        .only("journal_seq", "journal_head")
        .order_by("pk")
    }
    clocks = []
    for clock in here.order_by("pk"):
        # A clock that began since the locks were taken is left to the recurring work.
        if clock.matter_id in matters:
            clock.matter = matters[clock.matter_id]
            clocks.append(clock)
    return clocks


def resettle_open(
    *, after: UUID | None = None, by: Actor = SYSTEM, at: datetime, batch: int = _BATCH
) -> Iterator[tuple[UUID, int]]:
    """Derive every open clock anew (the reminder changed); yields (last matter, clocks done).

    Pass the last matter yielded as `after` to go on with an interrupted run.
    """
    done = 0
    while True:
        open_clocks = Clock.objects.filter(state__in=OPEN_STATES)
        if after is not None:
            open_clocks = open_clocks.filter(matter_id__gt=after)
        some = list(
            open_clocks.order_by("matter_id").values_list("matter_id", flat=True).distinct()[:batch]
        )
        if not some:
            return
        done += _resettle_batch(some, by=by, at=at)
        after = some[-1]
        yield after, done


@action
def _resettle_batch(matter_ids: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    clocks = batch_of(Clock.objects.filter(state__in=OPEN_STATES), matter_ids)
    resettle(clocks, known(), cause="rule", reason="提示时间调整", by=by, at=at)
    return len(clocks)
