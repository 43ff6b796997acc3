"""Halls with queues, windows that call."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from zhengwu.hall.models import Queue, Seat, SeatQueue
from zhengwu.org.models import Hall


def hall_by_code(code: str) -> Hall | None:
    """A hall that has queues, by its code."""
    return Hall.objects.filter(code=code, queues__isnull=False).distinct().first()


def queues_of(hall: Hall) -> QuerySet[Queue]:
    """The hall's queues in their order."""
    return Queue.objects.filter(hall=hall, closed_on=None)


def seats_of(hall: Hall) -> QuerySet[Seat]:
    """Windows of the hall that call, with who sits there, what is called, and from which queues."""
    calls = SeatQueue.objects.select_related("queue")
    return (
        Seat.objects.filter(window__hall=hall, window__closed_on=None)
        .select_related("window__organ", "staff", "current")
        .prefetch_related(Prefetch("calls", calls))
        .order_by("window__counter", "window__code")
    )


def queues_for_item(hall: Hall, organ_code: str, item_code: str) -> QuerySet[Queue]:
    """Queues to which an item belongs: those that name it, else those of its unit."""
    rows = queues_of(hall)
    named = rows.filter(scopes__item_code=item_code) if item_code else rows.none()
    if named.exists():
        return named.distinct()
    return rows.filter(Q(scopes__organ_id=organ_code, scopes__item_code="")).distinct()
