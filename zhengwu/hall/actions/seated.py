"""A window about to act: locked, manned by whoever acts, and each press of a button once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhengwu.hall.enums import SeatState, TicketState
from zhengwu.hall.models import Command, Seat, Ticket
from zhengwu.hall.rules import refusals
from zhengwu.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button at a window. `key` is made by the browser and kept until answered."""

    seat: Seat
    key: str
    verb: str


def lock_seat(seat: Seat) -> Seat:
    """The window's row, locked: always before any ticket."""
    return (
        Seat.objects.select_for_update(of=("self",))
        .select_related("window__hall", "window__organ")
        .get(pk=seat.pk)
    )


def begin_press(press: Press, *, by: Actor) -> tuple[Seat, Command | None]:
    """The locked window, and the answer of the same press if it came before."""
    seat = lock_seat(press.seat)
    if seat.staff_id is None or str(seat.staff_id) != by.id:
        raise refusals.NotYourWindow(window=seat.window.name)
    if not press.key:
        raise refusals.Missing(fields={"key": ["缺少本次操作的标识，请刷新页面"]})
    done = (
        Command.objects.filter(seat=seat, key=press.key)
        .select_related("ticket__queue", "ticket__hall")
        .first()
    )
    if done is not None and done.verb != press.verb:
        raise refusals.KeyUsed(verb=done.verb)
    return seat, done


def end_press(press: Press, ticket: Ticket | None, at: datetime) -> None:
    """Keep the answer for the same press coming again."""
    Command.objects.create(
        seat_id=press.seat.pk, key=press.key[:80], verb=press.verb, ticket=ticket, at=at
    )


def require_open(seat: Seat) -> None:
    """Calling needs an open window."""
    if seat.state != SeatState.OPEN:
        raise refusals.WindowNotOpen(window=seat.window.name, state=seat.state_name)


def lock_ticket(ticket: Ticket) -> Ticket:
    """A ticket's row, locked; after the window's."""
    return (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("queue", "hall", "case__matter")
        .get(pk=ticket.pk)
    )


def current_of(seat: Seat, *states: TicketState) -> Ticket:
    """The ticket at the window, locked; refused where there is none in one of these states."""
    if seat.current_id is None:
        raise refusals.NotAtWindow(code="没有号", state="空闲")
    ticket = lock_ticket(Ticket(pk=seat.current_id))
    if ticket.state not in states:
        raise refusals.NotAtWindow(code=ticket.code, state=ticket.state_name)
    return ticket


def clear(seat: Seat) -> None:
    """Nobody is at the window any more."""
    seat.current = None
    seat.save(update_fields=["current"])
