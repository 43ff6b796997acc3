"""Figures of a day: what others read of the hall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from zhengwu.hall.enums import TicketState
from zhengwu.hall.models import Ticket
from zhengwu.org.models import Hall


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """What a window, or a person, did on a day. Times in seconds, none where nothing was."""

    code: str
    name: str
    organ: str
    staff: str
    staff_name: str
    called: int
    served: int
    missed: int
    mean_service: int | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A hall's day. Times in seconds."""

    hall: str
    hall_name: str
    day: date
    tickets: int
    served: int
    missed: int
    expired: int
    cancelled: int
    mean_wait: int | None
    mean_service: int | None
    windows: list[SeatFigures]
    staff: list[SeatFigures]


_WAIT = ExpressionWrapper(F("called_at") - F("issued_at"), output_field=DurationField())
_SERVICE = ExpressionWrapper(F("ended_at") - F("begun_at"), output_field=DurationField())
_SERVED = Q(state=TicketState.SERVED)
_MISSED = Q(state=TicketState.MISSED) | Q(state=TicketState.EXPIRED, misses__gt=0)


def day_figures(day: date, hall: Hall | None = None) -> list[DayFigures]:
    """Every hall that had tickets on the day (or the one asked for), with windows and people.

    Three statements for any number of halls.
    """
    tickets = Ticket.objects.filter(day=day).order_by()
    if hall is not None:
        tickets = tickets.filter(hall=hall)
    rows = tickets.values("hall_id", where=F("hall__code"), hall_name=F("hall__name")).annotate(
        tickets=Count("pk"),
        served=Count("pk", filter=_SERVED),
        missed=Count("pk", filter=_MISSED),
        expired=Count("pk", filter=Q(state=TicketState.EXPIRED)),
        cancelled=Count("pk", filter=Q(state=TicketState.CANCELLED)),
        wait=Avg(_WAIT, filter=Q(called_at__isnull=False)),
        service=Avg(_SERVICE, filter=_SERVED),
    )
    windows, people = _windows(tickets), _people(tickets)
    return [
        DayFigures(
            hall=row["where"], hall_name=row["hall_name"], day=day, tickets=row["tickets"],
            served=row["served"], missed=row["missed"], expired=row["expired"],
            cancelled=row["cancelled"], mean_wait=_whole(row["wait"]),
            mean_service=_whole(row["service"]),
            windows=[one for pk, one in windows if pk == row["hall_id"]],
            staff=[one for pk, one in people if pk == row["hall_id"]],
        )
        for row in rows.order_by("where")
    ]  # fmt: skip


def seat_figures(hall: Hall, day: date) -> dict[str, SeatFigures]:
    """Windows of a hall on a day by window code. One statement."""
    return {one.code: one for _, one in _windows(Ticket.objects.filter(hall=hall, day=day))}


def staff_figures(first: date, last: date) -> list[SeatFigures]:
    """People over a period, both days included. One statement."""
    return [one for _, one in _people(Ticket.objects.filter(day__gte=first, day__lte=last))]


def _windows(tickets: QuerySet[Ticket]) -> list[tuple[Any, SeatFigures]]:
    rows = tickets.filter(seat__isnull=False).order_by().values(
        "hall_id", window=F("seat__window__code"), name=F("seat__window__name"),
        organ=F("seat__window__organ_id"),
    )  # fmt: skip
    return [(row["hall_id"], _figures(row)) for row in _counted(rows).order_by("window")]


def _people(tickets: QuerySet[Ticket]) -> list[tuple[Any, SeatFigures]]:
    rows = tickets.exclude(staff_id="").order_by().values(
        "hall_id", "staff_id", "staff_name", organ=F("organ_code")
    )  # fmt: skip
    return [(row["hall_id"], _figures(row)) for row in _counted(rows).order_by("staff_id")]


def _counted(rows: Any) -> Any:
    return rows.annotate(
        called=Count("pk"),
        served=Count("pk", filter=_SERVED),
        missed=Count("pk", filter=_MISSED),
        service=Avg(_SERVICE, filter=_SERVED),
    )


def _figures(row: dict[str, Any]) -> SeatFigures:
    return SeatFigures(
        code=row.get("window", ""), name=row.get("name", ""), organ=row["organ"],
        staff=row.get("staff_id", ""), staff_name=row.get("staff_name", ""), called=row["called"],
        served=row["served"], missed=row["missed"], mean_service=_whole(row["service"]),
    )  # fmt: skip


def _whole(span: Any) -> int | None:
    return None if span is None else int(span.total_seconds())
