"""Midnight: what was open yesterday is closed with a reason."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.hall import policy
from zhengwu.hall.actions.seats import shut
from zhengwu.hall.actions.telling import facts
from zhengwu.hall.enums import AT_WINDOW, OPEN_TICKETS, SeatState, TicketState
from zhengwu.hall.events import TicketClosed
from zhengwu.hall.models import DayBook, Seat, Ticket
from zhengwu.hall.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.models import Hall

_AT_WINDOW = "当日没有办完，跨日由系统关闭"
_WAITING = "当日没有叫到，跨日由系统关闭"
_MISSED = "过号后当日没有回来，由系统关闭"


@action
def close_day(hall: Hall, day: date, *, by: Actor, at: datetime) -> int:
    """Close a day that is over: its windows, its tickets; how many tickets were still open."""
    policy.require(policy.is_system(by))
    if day >= local_day(at):
        raise refusals.DayNotOver(day=day)
    begun = midnight(local_day(at))
    seats = Seat.objects.select_for_update(of=("self",)).filter(window__hall=hall).order_by("pk")
    for seat in seats.select_related("window__hall", "window__organ", "staff"):
        if seat.current_id and Ticket.objects.filter(pk=seat.current_id, day__lte=day).exists():
            seat.current = None
            seat.save(update_fields=["current"])
        if seat.state != SeatState.CLOSED and seat.since is not None and seat.since < begun:
            shut(seat, "跨日由系统关闭", by=by, at=at)
    tickets = Ticket.objects.filter(hall=hall, day=day, state__in=OPEN_TICKETS)
    rows = list(
        tickets.select_for_update(of=("self",)).select_related("hall", "queue").order_by("pk")
    )
    for ticket in rows:
        ticket.reason = _why(ticket)
        ticket.state, ticket.ended_at = TicketState.EXPIRED, at
        event = TicketClosed(**facts(ticket), state=ticket.state)
        record(ticket, event, by=by, at=at, reason=ticket.reason)
    Ticket.objects.bulk_update(rows, ["state", "ended_at", "reason"])
    DayBook.objects.filter(queue__hall=hall, day=day).update(closed_at=at)
    return len(rows)


def _why(ticket: Ticket) -> str:
    if ticket.state in AT_WINDOW:
        return _AT_WINDOW
    return _MISSED if ticket.state == TicketState.MISSED else _WAITING
