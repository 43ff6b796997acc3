"""Stop a clock: what it measured has happened, or no longer matters."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.clock.actions.derive import about, swap
from zhengwu.clock.enums import ClockState, Direction, Outcome, Unit
from zhengwu.clock.events import ClockStopped
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.matters.actions import lock


class ClockOver(Refusal):
    """这项时限已经结束。"""

    recorded = False


class FutureDay(Refusal):
    """办结日期{day}还没有到。"""

    status = 422
    recorded = False


@action
def stop(clock: Clock, *, outcome: str, on: date, by: Actor, at: datetime) -> Clock:
    """Stop an open clock: "met" or "cancelled". `in_time` tells whether the day was kept.

    A clock that came out of `refresh` is written as it is (one statement); any other is read
    again under the matter's lock. Raises ClockOver, FutureDay.
    """
    if on > local_day(at):
        raise FutureDay(day=on)
    if "matter" not in clock._state.fields_cache:
        matter = lock(clock.matter_id)
        clock = Clock.objects.get(pk=clock.pk)
        clock.matter = matter
    if not clock.open:
        raise ClockOver
    clock.state = ClockState(Outcome(outcome))
    clock.stopped_on, clock.in_time, clock.next_change_at = on, _in_time(clock, on, at), None
    if not swap([clock]):
        raise ClockOver
    event = ClockStopped(
        **about(clock),
        outcome=outcome,
        on=on.isoformat(),
        due_on=clock.due_on.isoformat(),
        in_time=clock.in_time,
    )
    record(clock.matter, event, by=by, at=at)
    return clock


def _in_time(clock: Clock, on: date, at: datetime) -> bool:
    if clock.minimum and clock.direction == Direction.FORWARD:
        return on > clock.due_on
    if clock.unit in (Unit.HOUR, Unit.SECOND):
        return at < clock.due_at
    return on <= clock.due_on
