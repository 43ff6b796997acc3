"""A ticket that is not at its window: comes back, is called back, moves, is given up."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

from zhengwu.hall import policy, registry
from zhengwu.hall.actions.calling import announce
from zhengwu.hall.actions.seated import (
    Press,
    begin_press,
    clear,
    current_of,
    end_press,
    lock_ticket,
    require_open,
)
from zhengwu.hall.actions.telling import facts
from zhengwu.hall.enums import AT_WINDOW, OPEN_TICKETS, SeatState, TicketState
from zhengwu.hall.events import TicketClosed, TicketMoved, TicketReturned
from zhengwu.hall.models import Queue, Seat, Ticket
from zhengwu.hall.rules import refusals, turns
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day


@action
def bring_back(ticket: Ticket, *, by: Actor, at: datetime, secret: str = "") -> Ticket:
    """A missed number stands in line again, a little back; a held one where it stood.

    Who was missed too often takes a new number. `secret` is what opens the ticket's page.
    """
    policy.require(policy.may_help(by) or may_hold(by, ticket, secret))
    ticket = lock_ticket(ticket)
    if ticket.day != local_day(at) or ticket.state not in (TicketState.MISSED, TicketState.HELD):
        raise refusals.NotRecallable(code=ticket.code, state=ticket.state_name)
    if ticket.state == TicketState.MISSED:
        if ticket.misses > registry.value("most_misses", at):
            raise refusals.MissedTooOften(code=ticket.code, misses=ticket.misses)
        ticket.rank = turns.rank_after_miss(at, ticket.rank, registry.value("miss_penalty", at))
    _wait_again(ticket, by, at, "")
    return ticket


def _wait_again(ticket: Ticket, by: Actor, at: datetime, why: str) -> None:
    ticket.state, ticket.for_seat, ticket.begun_at = TicketState.WAITING, None, None
    ticket.save(update_fields=["state", "rank", "for_seat", "begun_at"])
    event = TicketReturned(**facts(ticket), rank=ticket.rank.isoformat())
    record(ticket, event, by=by, at=at, reason=why)


def may_hold(by: Actor, ticket: Ticket, secret: str = "") -> bool:
    """Whose number it is: taken signed in, or known by the secret of its page."""
    own = bool(by.id) and ticket.person_id is not None and by.id == str(ticket.person_id)
    return own or (bool(secret) and compare_digest(secret, ticket.secret))


@action
def give_back(seat: Seat, *, key: str, by: Actor, at: datetime) -> Ticket:
    """Called by mistake, or the window cannot go on: the number stands where it stood."""
    press = Press(seat, key, "return")
    seat, done = begin_press(press, by=by)
    if done is not None and done.ticket is not None:
        return done.ticket
    ticket = current_of(seat, *AT_WINDOW)
    clear(seat)
    _wait_again(ticket, by, at, "退回队列")
    end_press(press, ticket, at)
    return ticket


@action
def call_back(seat: Seat, ticket: Ticket, *, key: str, by: Actor, at: datetime) -> Ticket:
    """Call a held number, or a missed one whose person has come, to the window at once."""
    press = Press(seat, key, "back")
    seat, done = begin_press(press, by=by)
    if done is not None and done.ticket is not None:
        return done.ticket
    require_open(seat)
    if seat.current_id is not None:
        raise refusals.StillAtWindow(code=Ticket.objects.get(pk=seat.current_id).code)
    ticket = lock_ticket(ticket)
    mine = ticket.seat_id == seat.pk
    if not mine or ticket.day != local_day(at) or ticket.state not in (
        TicketState.HELD, TicketState.MISSED,
    ):  # fmt: skip
        raise refusals.NotRecallable(code=ticket.code, state=ticket.state_name)
    announce(seat, ticket, by=by, at=at)
    end_press(press, ticket, at)
    return ticket


@action
def transfer(
    seat: Seat, *, key: str, queue: Queue | None = None, window: Seat | None = None, reason: str,
    by: Actor, at: datetime,
) -> Ticket:  # fmt: skip
    """Send the person at the window to another queue or window, with the waiting time kept."""
    press = Press(seat, key, "transfer")
    seat, done = begin_press(press, by=by)
    if done is not None and done.ticket is not None:
        return done.ticket
    ticket = current_of(seat, *AT_WINDOW)
    why = clean(reason).strip()
    if not why:
        raise refusals.Missing(fields={"reason": ["请写明转移的原因"]})
    before = ticket.queue.code
    target = _target(seat, ticket, queue, window)
    ticket.queue, ticket.for_seat, ticket.state = target, window, TicketState.WAITING
    ticket.begun_at, ticket.moves, ticket.reason = None, ticket.moves + 1, why[:200]
    ticket.save(update_fields=["queue", "for_seat", "state", "begun_at", "moves", "reason"])
    clear(seat)
    event = TicketMoved(
        **facts(ticket), from_queue=before, to_window=window.window.code if window else ""
    )
    record(ticket, event, by=by, at=at, reason=why)
    end_press(press, ticket, at)
    return ticket


def _target(seat: Seat, ticket: Ticket, queue: Queue | None, window: Seat | None) -> Queue:
    """The queue in which it stands afterwards; refused where nobody there could call it."""
    if (queue is None) == (window is None):
        raise refusals.Missing(fields={"target": ["请选择转到哪个队列或者窗口"]})
    if queue is not None:
        if queue.hall_id != ticket.hall_id or queue.closed_on is not None:
            raise refusals.CannotMove(code=ticket.code, target=queue.name, why="不是本大厅的队列")
        if queue.pk == ticket.queue_id:
            raise refusals.CannotMove(code=ticket.code, target=queue.name, why="已经在这个队列")
        if not Seat.objects.exclude(state=SeatState.CLOSED).filter(calls__queue=queue).exists():
            raise refusals.CannotMove(
                code=ticket.code, target=queue.name, why="现在没有窗口叫这个队列的号"
            )
        return queue
    if window is not None and (window.pk == seat.pk or window.window.hall_id != ticket.hall_id):
        why = "就是本窗口" if window.pk == seat.pk else "不是本大厅的窗口"
        raise refusals.CannotMove(code=ticket.code, target=window.window.name, why=why)
    if window is not None and Seat.objects.get(pk=window.pk).state == SeatState.CLOSED:
        raise refusals.CannotMove(
            code=ticket.code, target=window.window.name, why="这个窗口现在没有开"
        )
    return ticket.queue


@action
def cancel(
    ticket: Ticket, *, by: Actor, at: datetime, reason: str = "", secret: str = ""
) -> Ticket:
    """Given up by whoever holds it; a number at a window is ended there."""
    policy.require(policy.may_help(by) or may_hold(by, ticket, secret))
    ticket = lock_ticket(ticket)
    if ticket.state not in OPEN_TICKETS or ticket.state in AT_WINDOW:
        raise refusals.NotRecallable(code=ticket.code, state=ticket.state_name)
    ticket.state, ticket.ended_at = TicketState.CANCELLED, at
    ticket.reason = clean(reason).strip()[:200] or "本人取消"
    ticket.save(update_fields=["state", "ended_at", "reason"])
    event = TicketClosed(**facts(ticket), state=ticket.state)
    record(ticket, event, by=by, at=at, reason=ticket.reason)
    return ticket
