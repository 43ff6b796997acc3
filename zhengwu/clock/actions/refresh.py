"""Refresh: bring a matter's clocks up to this instant, as the first step of every act on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from zhengwu.clock.actions.derive import advance_all
from zhengwu.clock.enums import OPEN_STATES
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.prepared import Prepared
from zhengwu.matters.models import Matter

_open_clocks = Prepared[Clock](
    (UUID,),
    lambda matter: Clock.objects.filter(matter=matter, state__in=OPEN_STATES).order_by("pk"),
)


@action
def refresh(matter: Matter, *, at: datetime) -> list[Clock]:
    """Clocks that were open, brought up to `at`; `matter` is locked by the caller.

    A deadline that passed a second ago counts although no sweep has come: such a clock comes
    back overdue, or expired where the law attaches a consequence. At most two statements.
    """
    clocks = _open_clocks(matter.pk)
    for clock in clocks:
        clock.matter = matter
    ripe = [one for one in clocks if one.next_change_at is not None and one.next_change_at <= at]
    if ripe:
        advance_all(ripe, at, by=SYSTEM)
    return clocks
