"""A hall for tests: two queues, two windows, their clerks, on top of the small county of cases."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

from zhengwu.cases.tests.factories import AT, as_staff, at
from zhengwu.hall import actions
from zhengwu.hall.enums import Channel, QueueKind, SeatKind
from zhengwu.hall.models import Queue, Seat, Ticket
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind

TERMINAL = Actor(kind=ActorKind.MACHINE, id="terminal", name="取号机")
_KEYS = count()


def key() -> str:
    """A press of its own."""
    return f"k{next(_KEYS)}"


def with_hall(world: SimpleNamespace) -> SimpleNamespace:
    """Queue A of two windows, queue B of the second window as well."""
    hall = world.places.hall
    bureau = world.places.departments["GA-XZSP"]
    labour = world.places.departments["GA-RSJ"]
    world.queue = actions.set_queue(
        hall, actions.QueuePlan("A", "综合受理", organs=[bureau], slot_capacity=2), by=SYSTEM, at=AT
    )
    world.other = actions.set_queue(
        hall, actions.QueuePlan("B", "咨询", kind=QueueKind.CONSULTATION, position=20,
                                organs=[labour]),
        by=SYSTEM, at=AT,
    )  # fmt: skip
    actions.load_shipped(hall, by=SYSTEM, at=AT)
    plans = (("GA-XZSP", [(world.queue, 0)]), ("GA-RSJ", [(world.queue, 0), (world.other, 5)]))
    world.seats, world.clerks = [], []
    for code, queues in plans:
        seat = actions.set_seat(
            world.places.windows[code], kind=SeatKind.INDEPENDENT, queues=queues, by=SYSTEM, at=AT
        )
        world.seats.append(seat)
        world.clerks.append(as_staff(world.people.staff[code]["clerk"]))
    world.seat, world.seat2 = world.seats
    world.clerk, world.clerk2 = world.clerks
    world.hall = hall
    return world


def opened(world: SimpleNamespace, when: datetime | None = None) -> None:
    """Both windows open."""
    for seat, clerk in zip(world.seats, world.clerks, strict=True):
        actions.open_seat(seat, by=clerk, at=when or at(17, 9))


def taken(queue: Queue, when: datetime, priority: str = "", **more: Any) -> Ticket:
    """A number from the terminal."""
    how = actions.Taken(Channel.TERMINAL, key(), priority=priority, **more)
    return actions.take(queue, how, by=TERMINAL, at=when)


def called(seat: Seat, clerk: Actor, when: datetime) -> Ticket | None:
    """The next at a window."""
    return actions.call_next(seat, key=key(), by=clerk, at=when)
