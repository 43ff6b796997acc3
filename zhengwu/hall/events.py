"""What is announced of the hall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """What every act on a ticket tells: the ticket, its hall, queue, and where it stands."""

    ticket: str
    number: str
    hall: str
    queue: str
    queue_name: str
    day: str


@dataclass(frozen=True, kw_only=True)
class TicketIssued(TicketEvent):
    """A number was taken."""

    code: ClassVar[str] = "hall.ticket.issued"
    channel: str
    priority: str
    item: str
    appointment: str


@dataclass(frozen=True, kw_only=True)
class AtWindow(TicketEvent):
    """What an act at a window tells besides: window code and name, whose window, who sits there."""

    window: str
    window_name: str
    organ: str
    staff: str
    staff_name: str


@dataclass(frozen=True, kw_only=True)
class TicketCalled(AtWindow):
    """A number was called, or called again (`times` > 1). Wait in seconds."""

    code: ClassVar[str] = "hall.ticket.called"
    times: int
    wait_seconds: int


@dataclass(frozen=True, kw_only=True)
class TicketBegun(AtWindow):
    """The person is at the window."""

    code: ClassVar[str] = "hall.ticket.begun"


@dataclass(frozen=True, kw_only=True)
class TicketServed(AtWindow):
    """The service is over. `case` is the number of the case it led to, or empty; `item` the code
    of the item asked for; `person` the id of the person who took the number signed in, or empty."""

    code: ClassVar[str] = "hall.ticket.served"
    wait_seconds: int
    service_seconds: int
    case: str
    item: str
    item_name: str
    person: str


@dataclass(frozen=True, kw_only=True)
class TicketPassed(AtWindow):
    """Called and did not come."""

    code: ClassVar[str] = "hall.ticket.passed"
    misses: int


@dataclass(frozen=True, kw_only=True)
class TicketHeld(AtWindow):
    """Put aside at the window until something is there."""

    code: ClassVar[str] = "hall.ticket.held"


@dataclass(frozen=True, kw_only=True)
class TicketReturned(TicketEvent):
    """Back among those who wait: missed, held or called, with the turn it has now."""

    code: ClassVar[str] = "hall.ticket.returned"
    rank: str


@dataclass(frozen=True, kw_only=True)
class TicketMoved(TicketEvent):
    """Transferred to another queue or window; the waiting time stays."""

    code: ClassVar[str] = "hall.ticket.moved"
    from_queue: str
    to_window: str


@dataclass(frozen=True, kw_only=True)
class TicketLinked(TicketEvent):
    """A case came of it."""

    code: ClassVar[str] = "hall.ticket.linked"
    case: str


@dataclass(frozen=True, kw_only=True)
class TicketClosed(TicketEvent):
    """Given up by its holder, or closed after the day with a reason."""

    code: ClassVar[str] = "hall.ticket.closed"
    state: str


@dataclass(frozen=True, kw_only=True)
class WindowEvent(Event):
    """What every act on a window tells: codes and names; minutes late, planned, open or absent."""

    window: str
    window_name: str
    hall: str
    organ: str
    staff: str
    staff_name: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class WindowOpened(WindowEvent):
    """Opened; minutes after the hour it should have been."""

    code: ClassVar[str] = "hall.window.opened"


@dataclass(frozen=True, kw_only=True)
class WindowPaused(WindowEvent):
    """Paused with a reason; minutes planned."""

    code: ClassVar[str] = "hall.window.paused"
    reason: str


@dataclass(frozen=True, kw_only=True)
class WindowClosed(WindowEvent):
    """Closed; minutes it was open."""

    code: ClassVar[str] = "hall.window.closed"
    reason: str


@dataclass(frozen=True, kw_only=True)
class WindowAbsent(WindowEvent):
    """Nobody was there in duty hours; names who was on duty. Once a spell; minutes so far."""

    code: ClassVar[str] = "hall.window.absent"
    state: str
    people: list[str]


@dataclass(frozen=True, kw_only=True)
class AppointmentBooked(Event):
    """Somebody will come."""

    code: ClassVar[str] = "hall.appointment.booked"
    hall: str
    queue: str
    starts_at: str
    booked_by: str


@dataclass(frozen=True, kw_only=True)
class AppointmentChanged(Event):
    """Moved to another time."""

    code: ClassVar[str] = "hall.appointment.changed"
    before: str
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class AppointmentEnded(Event):
    """Arrived, cancelled, or did not come."""

    code: ClassVar[str] = "hall.appointment.ended"
    state: str


@dataclass(frozen=True, kw_only=True)
class HallSet(Event):
    """A queue, a window, hours, a priority rule, the roster, a terminal or a notice was set."""

    code: ClassVar[str] = "hall.setting.changed"
    what: str
    facts: dict[str, Any]
