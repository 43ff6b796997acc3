"""A window calls, calls again, begins, ends, passes over and puts aside. Each verb takes the key
of its press: the same press again changes nothing and gives the same ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from zhengwu.cases.models import Case
from zhengwu.hall import policy, queries, registry
from zhengwu.hall.actions.seated import (
    Press,
    begin_press,
    clear,
    current_of,
    end_press,
    lock_ticket,
    require_open,
)
from zhengwu.hall.actions.telling import at_window, facts
from zhengwu.hall.enums import AT_WINDOW, TicketState
from zhengwu.hall.events import (
    TicketBegun,
    TicketCalled,
    TicketHeld,
    TicketLinked,
    TicketPassed,
    TicketServed,
)
from zhengwu.hall.models import Seat, Ticket
from zhengwu.hall.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

Act = Callable[[Seat], Ticket]


@action
def call_next(seat: Seat, *, key: str, by: Actor, at: datetime) -> Ticket | None:
    """Call whose turn it is among all queues of the window; None while nobody waits."""
    press = Press(seat, key, "call")
    seat, done = begin_press(press, by=by)
    if done is not None:
        return done.ticket
    ticket = _call(seat, by, at)
    if ticket is not None:
        end_press(press, ticket, at)
    return ticket


@action
def finish_and_call(seat: Seat, *, key: str, by: Actor, at: datetime) -> Ticket | None:
    """End the service at the window, if there is one, and call the next in the same press."""
    press = Press(seat, key, "next")
    seat, done = begin_press(press, by=by)
    if done is not None:
        return done.ticket
    require_open(seat)
    if seat.current_id is not None:
        _finish(seat, current_of(seat, TicketState.SERVING), by, at)
    ticket = _call(seat, by, at)
    end_press(press, ticket, at)
    return ticket


def _call(seat: Seat, by: Actor, at: datetime) -> Ticket | None:
    require_open(seat)
    if seat.current_id is not None:
        raise refusals.StillAtWindow(code=Ticket.objects.get(pk=seat.current_id).code)
    rows = queries.next_tickets(seat, seat.calls.all(), local_day(at))
    # Windows calling at once each take another row instead of waiting for one another. SQLite has
    # one writer at a time: the whole act holds its lock.
    skip = connection.features.has_select_for_update_skip_locked
    rows = rows.select_related("queue", "hall")
    ticket = rows.select_for_update(skip_locked=skip, of=("self",) if skip else ()).first()
    if ticket is None:
        return None
    announce(seat, ticket, by=by, at=at)
    return ticket


def announce(seat: Seat, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Call a ticket to a window: it is at the window from now on."""
    ticket.state, ticket.seat, ticket.for_seat = TicketState.CALLED, seat, None
    ticket.organ_code = seat.organ_code or seat.window.organ_id
    ticket.staff_id, ticket.staff_name = by.id, by.name
    ticket.called_at = ticket.called_at or at
    ticket.last_called_at, ticket.calls = at, 1
    ticket.begun_at = ticket.ended_at = None
    ticket.save(
        update_fields=[
            "state", "seat", "for_seat", "organ_code", "staff_id", "staff_name", "called_at",
            "last_called_at", "calls", "begun_at", "ended_at",
        ]
    )  # fmt: skip
    seat.current = ticket
    seat.save(update_fields=["current"])
    _called(seat, ticket, by, at)


def _called(seat: Seat, ticket: Ticket, by: Actor, at: datetime) -> None:
    event = TicketCalled(
        **at_window(ticket, seat), times=ticket.calls, wait_seconds=ticket.wait_seconds or 0
    )
    record(ticket, event, by=by, at=at)


def _pressed(press: Press, act: Act, *, by: Actor, at: datetime) -> Ticket:
    """The common way of a press about the ticket at the window."""
    seat, done = begin_press(press, by=by)
    if done is not None and done.ticket is not None:
        return done.ticket
    ticket = act(seat)
    end_press(press, ticket, at)
    return ticket


@action
def recall(seat: Seat, *, key: str, by: Actor, at: datetime) -> Ticket:
    """Call the same number again."""

    def act(seat: Seat) -> Ticket:
        ticket = current_of(seat, TicketState.CALLED)
        ticket.calls += 1
        ticket.last_called_at = at
        ticket.save(update_fields=["calls", "last_called_at"])
        _called(seat, ticket, by, at)
        return ticket

    return _pressed(Press(seat, key, "recall"), act, by=by, at=at)


@action
def begin(seat: Seat, *, key: str, by: Actor, at: datetime) -> Ticket:
    """The person stands at the window."""

    def act(seat: Seat) -> Ticket:
        ticket = current_of(seat, TicketState.CALLED)
        ticket.state, ticket.begun_at = TicketState.SERVING, at
        ticket.save(update_fields=["state", "begun_at"])
        record(ticket, TicketBegun(**at_window(ticket, seat)), by=by, at=at)
        return ticket

    return _pressed(Press(seat, key, "begin"), act, by=by, at=at)


@action
def finish(seat: Seat, *, key: str, by: Actor, at: datetime) -> Ticket:
    """The service is over."""

    def act(seat: Seat) -> Ticket:
        return _finish(seat, current_of(seat, TicketState.SERVING), by, at)

    return _pressed(Press(seat, key, "finish"), act, by=by, at=at)


def _finish(seat: Seat, ticket: Ticket, by: Actor, at: datetime) -> Ticket:
    ticket.state, ticket.ended_at = TicketState.SERVED, at
    ticket.save(update_fields=["state", "ended_at"])
    clear(seat)
    event = TicketServed(
        **at_window(ticket, seat), wait_seconds=ticket.wait_seconds or 0,
        service_seconds=ticket.service_seconds or 0,
        case=ticket.case.matter.number if ticket.case else "", item=ticket.item_code,
        item_name=ticket.item_name, person=str(ticket.person_id or ""),
    )  # fmt: skip
    record(ticket, event, by=by, at=at)
    return ticket


@action
def pass_over(seat: Seat, *, key: str, by: Actor, at: datetime) -> Ticket:
    """Nobody came after the calls that are due: the number is missed, and may come back."""

    def act(seat: Seat) -> Ticket:
        ticket = current_of(seat, TicketState.CALLED)
        if ticket.calls < (least := registry.value("recall_before_pass", at)):
            raise refusals.CannotMove(
                code=ticket.code,
                target="过号",
                why=f"至少要叫 {least} 遍，现在叫了 {ticket.calls} 遍",
            )
        ticket.state, ticket.misses = TicketState.MISSED, ticket.misses + 1
        ticket.save(update_fields=["state", "misses"])
        clear(seat)
        event = TicketPassed(**at_window(ticket, seat), misses=ticket.misses)
        record(ticket, event, by=by, at=at)
        return ticket

    return _pressed(Press(seat, key, "pass"), act, by=by, at=at)


@action
def hold(seat: Seat, *, key: str, reason: str, by: Actor, at: datetime) -> Ticket:
    """Put the number aside – a copy, a photograph, a signature is fetched – and call others."""

    def act(seat: Seat) -> Ticket:
        ticket = current_of(seat, *AT_WINDOW)
        why = clean(reason).strip()
        if not why:
            raise refusals.Missing(fields={"reason": ["请写明挂起的原因"]})
        ticket.state, ticket.reason, ticket.for_seat = TicketState.HELD, why[:200], seat
        ticket.save(update_fields=["state", "reason", "for_seat"])
        clear(seat)
        record(ticket, TicketHeld(**at_window(ticket, seat)), by=by, at=at, reason=why)
        return ticket

    return _pressed(Press(seat, key, "hold"), act, by=by, at=at)


@action
def link_case(ticket: Ticket, case: Case, *, by: Actor, at: datetime) -> Ticket:
    """A case came of the visit: the ticket keeps the first, the entries tell of all."""
    policy.require(policy.is_system(by))
    ticket = lock_ticket(ticket)
    if ticket.case_id is None:
        ticket.case = case
        ticket.save(update_fields=["case"])
    record(ticket, TicketLinked(**facts(ticket), case=case.matter.number), by=by, at=at)
    return ticket
