"""The bar of a window: what is at it, who waits, and what may be pressed now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.hall import registry
from zhengwu.hall.enums import TicketState
from zhengwu.hall.models import Seat
from zhengwu.hall.queries.duty import seats_for
from zhengwu.hall.queries.waiting import next_tickets
from zhengwu.hall.rules.turns import announcement
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.web.once import new_token


def bar_facts(seat: Seat, actor: Actor, at: datetime, back: str) -> dict[str, Any]:
    """What the bar shows. The key is made with each rendering: one rendering, one press."""
    day = local_day(at)
    rows = next_tickets(seat, seat.calls.all(), day)
    current = seat.current
    least = registry.value("recall_before_pass", at)
    calls_left = max(0, least - current.calls) if current else 0
    return {
        "seat": seat,
        "mine": str(seat.staff_id or "") == actor.id,
        "current": current,
        "serving": current is not None and current.state == TicketState.SERVING,
        "waiting": rows.count(),
        "next_up": rows.first(),
        "calls_left": calls_left,
        "words": announcement(current.code, seat.window.counter, seat.window.name)
        if current else "",
        "key": new_token(),
        "back": back,
        "pauses": registry.pauses().values(),
        "at": at,
    }  # fmt: skip


def bar_of(actor: Actor, at: datetime, back: str) -> dict[str, Any] | None:
    """The bar of the window where this person sits or may sit, for pages of other rooms."""
    seats = seats_for(actor.id, actor.organ_code, local_day(at))
    return bar_facts(seats[0], actor, at, back) | {"poll": True} if seats else None
