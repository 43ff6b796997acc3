"""Reading the hall."""

from zhengwu.hall.queries.duty import on_duty, open_now, seats_for, spans_of, taking_now
from zhengwu.hall.queries.figures import (
    DayFigures,
    SeatFigures,
    day_figures,
    seat_figures,
    staff_figures,
)
from zhengwu.hall.queries.places import hall_by_code, queues_for_item, queues_of, seats_of
from zhengwu.hall.queries.waiting import (
    Place,
    ahead_of,
    estimate,
    next_tickets,
    place_of,
    queue_counts,
    version,
    waiting,
)

__all__ = [
    "DayFigures",
    "Place",
    "SeatFigures",
    "ahead_of",
    "day_figures",
    "estimate",
    "hall_by_code",
    "next_tickets",
    "on_duty",
    "open_now",
    "place_of",
    "queue_counts",
    "queues_for_item",
    "queues_of",
    "seat_figures",
    "seats_for",
    "seats_of",
    "spans_of",
    "staff_figures",
    "taking_now",
    "version",
    "waiting",
]
