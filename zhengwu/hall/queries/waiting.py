"""Who waits, whose turn it is, and about how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from zhengwu.hall import registry
from zhengwu.hall.enums import SeatState, TicketState
from zhengwu.hall.models import Queue, Seat, SeatQueue, Ticket
from zhengwu.hall.rules.turns import Caller, Estimate, Waiting, before, mean_seconds
from zhengwu.org.models import Hall


def next_tickets(seat: Seat, calls: Iterable[SeatQueue], day: date) -> QuerySet[Ticket]:
    """Tickets a window may call, the next first: those sent to it, and those of its queues."""
    delays = {one.queue_id: one.delay_minutes for one in calls}
    rows = Ticket.objects.filter(
        Q(for_seat=seat) | Q(for_seat=None, queue__in=list(delays)),
        state=TicketState.WAITING,
        day=day,
    )
    late = [(queue, minutes) for queue, minutes in delays.items() if minutes]
    if not late:
        return rows.order_by("rank", "id")
    turn = Case(
        *(
            When(
                queue_id=queue,
                for_seat=None,
                then=ExpressionWrapper(
                    F("rank") + Value(timedelta(minutes=minutes)), output_field=DateTimeField()
                ),
            )
            for queue, minutes in late
        ),
        default=F("rank"),
        output_field=DateTimeField(),
    )
    return rows.order_by(turn, "id")


def waiting(queue: Queue, day: date) -> QuerySet[Ticket]:
    """Everybody who waits in a queue."""
    return Ticket.objects.filter(queue=queue, day=day, state=TicketState.WAITING)


def ahead_of(ticket: Ticket) -> int:
    """How many will be called from the queue before this one."""
    earlier = Q(rank__lt=ticket.rank) | Q(rank=ticket.rank, pk__lt=ticket.pk)
    return waiting(ticket.queue, ticket.day).filter(earlier).count()


def estimate(queue: Queue, ahead: int, day: date, seconds: int | None = None) -> Estimate:
    """How long `ahead` people take: mean of the last numbers served, by the windows open now.
    `seconds`, where the turns of every queue of these windows were gone through."""
    each, measured = _each(queue, day)
    windows = Seat.objects.filter(calls__queue=queue, state=SeatState.OPEN).count()
    return Estimate(ahead, windows, each, measured, seconds)


def _each(queue: Queue, day: date) -> tuple[int, int]:
    rows = Ticket.objects.filter(
        queue=queue, state=TicketState.SERVED, begun_at__isnull=False
    ).order_by("-ended_at")[: registry.value("measured_last", day)]
    times = [one.service_seconds or 0 for one in rows.only("begun_at", "ended_at")]
    return mean_seconds(
        times, registry.value("default_minutes", day) * 60, registry.value("measured_least", day)
    )


def callers(hall: Hall) -> list[Caller]:
    """The open windows of a hall with what they call. Two statements."""
    seats = Seat.objects.filter(window__hall=hall, state=SeatState.OPEN).prefetch_related("calls")
    return [
        Caller(
            one.pk,
            {call.queue_id: call.delay_minutes for call in one.calls.all()},
            busy=one.current_id is not None,
        )
        for one in seats
    ]


def everybody(hall: Hall, day: date) -> list[Waiting]:
    """Who waits in a hall, of every queue. One statement."""
    rows = Ticket.objects.filter(hall=hall, day=day, state=TicketState.WAITING)
    return [Waiting(*one) for one in rows.values_list("pk", "queue_id", "rank", "for_seat_id")]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands."""

    ticket: Ticket
    ahead: int
    estimate: Estimate


def place_of(ticket: Ticket) -> Place:
    """How many are called before, of whatever queue the same windows serve, and how long that
    takes. A fixed number of statements."""
    if ticket.state != TicketState.WAITING:
        return Place(ticket, 0, estimate(ticket.queue, 0, ticket.day))
    me = Waiting(ticket.pk, ticket.queue_id, ticket.rank, ticket.for_seat_id)
    others = [one for one in everybody(ticket.hall, ticket.day) if one.number != ticket.pk]
    each, _ = _each(ticket.queue, ticket.day)
    found = before(me, others, callers(ticket.hall), each)
    ahead, seconds = found or (ahead_of(ticket), None)
    return Place(ticket, ahead, estimate(ticket.queue, ahead, ticket.day, seconds))


def queue_counts(hall: Hall, day: date) -> dict[Any, int]:
    """How many wait in each queue of a hall, by its pk. One statement."""
    rows = Ticket.objects.filter(hall=hall, day=day, state=TicketState.WAITING)
    return dict(rows.order_by().values_list("queue").annotate(Count("pk")))


def version(hall: Hall, day: date) -> list[int]:
    """Grows with every act on a ticket or window of the hall: pages poll by it. Two statements."""
    tickets = Ticket.objects.filter(hall=hall, day=day).aggregate(n=Sum("journal_seq"))
    seats = Seat.objects.filter(window__hall=hall).aggregate(n=Sum("journal_seq"))
    return [tickets["n"] or 0, seats["n"] or 0]
