"""Tables of the hall, one subject a file."""

from zhengwu.hall.models.appointments import Appointment
from zhengwu.hall.models.places import (
    HallNotice,
    OpenHours,
    PriorityKind,
    Queue,
    QueueScope,
    RosterDay,
    Seat,
    SeatQueue,
    Terminal,
)
from zhengwu.hall.models.tickets import Command, DayBook, Ticket

__all__ = [
    "Appointment",
    "Command",
    "DayBook",
    "HallNotice",
    "OpenHours",
    "PriorityKind",
    "Queue",
    "QueueScope",
    "RosterDay",
    "Seat",
    "SeatQueue",
    "Terminal",
    "Ticket",
]
