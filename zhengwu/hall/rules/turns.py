"""Whose turn it is: one instant decides, so nobody waits for ever.

A ticket's rank is the instant it was taken, less the head start of its priority; an appointment's
is the begin of its slot, less the head start of appointments. Windows call the smallest rank.
So whoever takes a number later than (my instant + the longest head start) never goes before me.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


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
    """How long it may take, and why one thinks so."""

    ahead: int
    windows: int
    each_seconds: int
    measured: int

    @property
    def minutes(self) -> int | None:
        """Whole minutes, or nothing while no window is open."""
        if not self.windows:
            return None
        return ceil(self.ahead / self.windows * self.each_seconds / 60)


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
