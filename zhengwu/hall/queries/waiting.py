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
from zhengwu.hall.rules.turns import Estimate, mean_seconds
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


def estimate(queue: Queue, ahead: int, day: date) -> Estimate:
    """How long `ahead` people take: mean of the last numbers served, by the windows open now.

    A window open for several queues counts in each: people there are mostly not in two queues.
    """
    rows = Ticket.objects.filter(
        queue=queue, state=TicketState.SERVED, begun_at__isnull=False
    ).order_by("-ended_at")[: registry.value("measured_last", day)]
    times = [one.service_seconds or 0 for one in rows.only("begun_at", "ended_at")]
    each, measured = mean_seconds(
        times, registry.value("default_minutes", day) * 60, registry.value("measured_least", day)
    )
    windows = Seat.objects.filter(calls__queue=queue, state=SeatState.OPEN).count()
    return Estimate(ahead=ahead, windows=windows, each_seconds=each, measured=measured)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands."""

    ticket: Ticket
    ahead: int
    estimate: Estimate


def place_of(ticket: Ticket) -> Place:
    """How many stand before, and how long that takes. Three statements."""
    ahead = ahead_of(ticket) if ticket.state == TicketState.WAITING else 0
    return Place(ticket, ahead, estimate(ticket.queue, ahead, ticket.day))


def queue_counts(hall: Hall, day: date) -> dict[Any, int]:
    """How many wait in each queue of a hall, by its pk. One statement."""
    rows = Ticket.objects.filter(hall=hall, day=day, state=TicketState.WAITING)
    return dict(rows.order_by().values_list("queue").annotate(Count("pk")))


def version(hall: Hall, day: date) -> list[int]:
    """Grows with every act on a ticket or window of the hall: pages poll by it. Two statements."""
    tickets = Ticket.objects.filter(hall=hall, day=day).aggregate(n=Sum("journal_seq"))
    seats = Seat.objects.filter(window__hall=hall).aggregate(n=Sum("journal_seq"))
    return [tickets["n"] or 0, seats["n"] or 0]
