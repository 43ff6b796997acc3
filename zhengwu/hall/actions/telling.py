"""What entries about tickets and windows tell, gathered in one place."""

from __future__ import annotations

from typing import Any

from zhengwu.hall.models import Seat, Ticket


def facts(ticket: Ticket) -> dict[str, Any]:
    """The ticket, its hall and queue."""
    return {
        "ticket": str(ticket.pk),
        "number": ticket.code,
        "hall": ticket.hall.code,
        "queue": ticket.queue.code,
        "queue_name": ticket.queue.name,
        "day": ticket.day.isoformat(),
    }


def at_window(ticket: Ticket, seat: Seat) -> dict[str, Any]:
    """The ticket, and at which window by whom."""
    return {
        **facts(ticket),
        "window": seat.window.code,
        "window_name": seat.window.name,
        "organ": ticket.organ_code,
        "staff": ticket.staff_id,
        "staff_name": ticket.staff_name,
    }
