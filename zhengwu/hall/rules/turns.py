"""Whose turn it is: one instant decides, so nobody waits for ever.

A ticket's rank is the instant it was taken, less the head start of its priority; an appointment's
is the begin of its slot, less the head start of appointments. Windows call the smallest rank.
So whoever takes a number later than (my instant + the longest head start) never goes before me.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import ceil
from uuid import UUID


def rank_of(
    taken_at: datetime, head_start: int = 0, *, slot_at: datetime | None = None, slot_head: int = 0
) -> datetime:
    """The instant that decides the turn; minutes of head start, and of appointments.

    A slot never makes worse off than a number taken now, and the two advantages do not add up.
    """
    rank = taken_at - timedelta(minutes=head_start)
    return rank if slot_at is None else min(rank, slot_at - timedelta(minutes=slot_head))


def rank_after_miss(at: datetime, rank: datetime, penalty: int) -> datetime:
    """Where a missed ticket stands when it comes back: behind whoever came `penalty` minutes ago
    and before, never better than before it was missed."""
    return max(rank, at - timedelta(minutes=penalty))


def code_of(letters: str, number: int, width: int) -> str:
    """A023: the letters of the queue and the number of the day."""
    return f"{letters}{number:0{width}d}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long it may take, and why one thinks so. `seconds` where the windows' other queues are
    reckoned with; else the people before share the windows."""

    ahead: int
    windows: int
    each_seconds: int
    measured: int
    seconds: int | None = None

    @property
    def minutes(self) -> int | None:
        """Whole minutes, or nothing while no window is open."""
        if not self.windows:
            return None
        if self.seconds is not None:
            return ceil(self.seconds / 60)
        return ceil(self.ahead / self.windows * self.each_seconds / 60)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: in which queue, for which window alone if for one."""

    number: UUID
    queue: Hashable
    rank: datetime
    seat: Hashable = None


@dataclass(frozen=True, slots=True)
class Caller:
    """An open window: the queues it calls with their delays in minutes; busy with somebody now."""

    seat: Hashable
    delays: Mapping[Hashable, int]
    busy: bool = False

    def turn(self, one: Waiting) -> tuple[datetime, UUID] | None:
        """The place of somebody in this window's order; nothing if it never calls him."""
        if one.seat is not None:
            return (one.rank, one.number) if one.seat == self.seat else None
        delay = self.delays.get(one.queue)
        return None if delay is None else (one.rank + timedelta(minutes=delay), one.number)


def before(
    me: Waiting, others: Iterable[Waiting], callers: Sequence[Caller], each_seconds: int
) -> tuple[int, int] | None:
    """How many the windows that may call me call before me, whatever their queue, and after how
    many seconds my turn comes, everybody taking as long. Nothing if no window may call me."""
    mine = {one.seat for one in callers if one.turn(me) is not None}
    if not mine:
        return None
    left = {one.number: one for one in (*others, me)}
    orders = {
        one.seat: sorted(
            (turn, other.number) for other in left.values() if (turn := one.turn(other)) is not None
        )[::-1]
        for one in callers
    }
    free = [(each_seconds if one.busy else 0, place) for place, one in enumerate(callers)]
    heapify(free)
    ahead = 0
    while free:
        seconds, place = heappop(free)
        seat = callers[place].seat
        order = orders[seat]
        while order and order[-1][1] not in left:
            order.pop()
        if not order:
            continue
        number = order.pop()[1]
        if number == me.number:
            return ahead, seconds
        del left[number]
        ahead += seat in mine
        heappush(free, (seconds + each_seconds, place))
    return None


def mean_seconds(measured: Sequence[int], default: int, least: int) -> tuple[int, int]:
    """Mean time of service and from how many numbers; the default where too few are measured."""
    if len(measured) < least:
        return default, 0
    return max(1, round(sum(measured) / len(measured))), len(measured)


def order(tickets: Iterable[tuple[datetime, int]]) -> list[int]:
    """Numbers in the order in which windows call them: rank, then the earlier row."""
    return [number for _, number in sorted(tickets)]


def announcement(code: str, counter: str, window: str) -> str:
    """What the loudspeaker says and the screen shows."""
    where = f"{counter.lstrip('0') or counter}号窗口" if counter else window
    return f"请{code}号到{where}办理"
