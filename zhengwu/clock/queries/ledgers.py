"""From rows to ledgers: what the pure rules count with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from zhengwu.clock.enums import IntervalKind, Unit
from zhengwu.clock.models import Applied, Clock, Interval
from zhengwu.clock.rules import Grant, Ledger, Span

_MANY = 200


def ledger_of(clock: Clock, intervals: Iterable[Interval] = ()) -> Ledger:
    """The ledger of a row and the intervals applied to it, in the order they were entered."""
    ordered = sorted(intervals, key=lambda one: (one.entered_at, one.pk))
    return Ledger(
        start=clock.started_on,
        terms=clock.terms,
        starts_at=clock.starts_at,
        spans=tuple(_span(one) for one in ordered if one.what == IntervalKind.SUSPENSION),
        grants=tuple(
            Grant(one.amount or 0, Unit(one.unit), one.approver or one.approver_role, one.notice_no)
            for one in ordered
            if one.what == IntervalKind.EXTENSION
        ),
    )


def _span(one: Interval) -> Span:
    unit = Unit(one.planned_unit or Unit.WORKING_DAY)
    return Span(one.started_on, one.ended_on, one.planned, unit, one.kind, one.notice_no)


def intervals_of(clocks: Sequence[Clock]) -> dict[UUID, list[Interval]]:
    """Intervals by clock id, in one query."""
    found: dict[UUID, list[Interval]] = defaultdict(list)
    rows = Applied.objects.filter(clock_id__in=[clock.pk for clock in clocks])
    if len(clocks) > _MANY:
        # A range of matters instead of thousands of ids; what is too much does no harm.
        ids = sorted({clock.matter_id for clock in clocks})
        rows = Applied.objects.filter(clock__matter_id__gte=ids[0], clock__matter_id__lte=ids[-1])
    for row in rows.select_related("interval"):
        found[row.clock_id].append(row.interval)
    return found
