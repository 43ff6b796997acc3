"""Recurring work of the hall: midnight, windows without anybody, old commands."""

from __future__ import annotations

from datetime import timedelta

from zhengwu.hall import actions, queries
from zhengwu.hall.enums import OPEN_TICKETS, AppointmentState, SeatState
from zhengwu.hall.models import Appointment, OpenHours, Seat, Ticket
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.org.models import Hall


@periodic("hall.midnight", seconds=300)
def midnights() -> None:
    """Days that are over are closed; appointments nobody came to are marked."""
    at = now()
    today = local_day(at)
    rows = Ticket.objects.filter(day__lt=today, state__in=OPEN_TICKETS).order_by()
    days = set(rows.values_list("hall", "day").distinct())
    left_open = Seat.objects.exclude(state=SeatState.CLOSED).filter(since__lt=midnight(today))
    yesterday = today - timedelta(days=1)
    days |= {(hall, yesterday) for hall in left_open.values_list("window__hall", flat=True)}
    for hall, day in sorted(days, key=lambda pair: pair[1]):
        actions.close_day(Hall.objects.get(pk=hall), day, by=SYSTEM, at=at)
    for row in Appointment.objects.filter(day__lt=today, state=AppointmentState.BOOKED):
        actions.miss(row, by=SYSTEM, at=at)


@periodic("hall.absent", seconds=60)
def absences() -> None:
    """Windows where nobody is in duty hours. An hour without any costs one statement a hall."""
    at = now()
    for hall in Hall.objects.filter(queues__isnull=False).distinct():
        if queries.open_now(hall, at) is None and not _own_hours(hall):
            continue
        rows = Seat.objects.filter(window__hall=hall, window__closed_on=None)
        for seat in rows.exclude(state=SeatState.OPEN):
            actions.note_absent(seat, by=SYSTEM, at=at)


def _own_hours(hall: Hall) -> bool:
    """Some window has hours that are not the hall's."""
    return OpenHours.objects.filter(hall=hall, ended_at=None, seat__isnull=False).exists()
