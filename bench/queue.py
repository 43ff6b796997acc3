"""Twenty windows call from one queue in four processes: nobody twice, nobody skipped."""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import mean
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, connections, transaction

from bench.report import Row, at_most, counted_sql, exactly, percentile, within
from tools.county.people import Personnel
from tools.county.places import DEPARTMENTS, Places, found
from zhengwu.cases.tests.factories import AT, SINCE, as_staff, at
from zhengwu.hall import actions
from zhengwu.hall.enums import Channel, SeatKind, SeatState, TicketState
from zhengwu.hall.models import Queue, Seat, Ticket
from zhengwu.hall.models.tickets import new_secret
from zhengwu.hall.tests.factories import TERMINAL
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import midnight
from zhengwu.org import actions as org
from zhengwu.org.models import Staff

NEEDS = "postgresql"
WINDOWS = 20
PROCESSES = 4
TICKETS = int(os.environ.get("BENCH_ROWS", "600"))
TIMES_FLOOR = 20
SQL_A_CALL = 11
_MILLI = 1000
# The least that gives one ticket to one window: nothing recorded, no key kept, nobody checked.
_BARE = """
UPDATE hall_ticket
SET state = 'called', seat_id = %s, called_at = %s, last_called_at = %s, calls = 1
WHERE id = (SELECT id FROM hall_ticket WHERE queue_id = %s AND day = %s AND state = 'waiting'
            AND for_seat_id IS NULL ORDER BY rank, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def _county() -> Places:
    """Halls and people, without items: a call needs no catalogue."""
    call_command("load_law", verbosity=0, stdout=io.StringIO())
    places = found(by=SYSTEM, at=midnight(SINCE), since=SINCE)
    office = Personnel(places, by=SYSTEM, at=AT, since=SINCE)
    office._centre()
    for plan in DEPARTMENTS[:2]:
        office._department(plan, places.departments[plan.code])
    return places


def _windows(places: Places) -> tuple[Queue, Queue, list[tuple[UUID, Actor]]]:
    """Two queues – ours and the floor's – and windows open for the first."""
    hall, centre = places.hall, places.centre
    ours = actions.set_queue(hall, actions.QueuePlan("A", "综合"), by=SYSTEM, at=AT)
    bare = actions.set_queue(hall, actions.QueuePlan("B", "对照"), by=SYSTEM, at=AT)
    actions.load_shipped(hall, by=SYSTEM, at=AT)
    people = list(Staff.objects.order_by("number")[:WINDOWS])
    manned = []
    for place in range(WINDOWS):
        window = org.found_window(
            f"B{place:02d}", name=f"{place}号窗口", hall=hall, organ=centre, kind="permanent",
            opened_on=at(1).date(), by=SYSTEM, at=AT,
        )  # fmt: skip
        actions.set_seat(window, kind=SeatKind.INDEPENDENT, queues=[(ours, 0)], by=SYSTEM, at=AT)
        staff = people[place % len(people)]
        Seat.objects.filter(pk=window.pk).update(state=SeatState.OPEN, staff=staff, since=AT)
        manned.append((window.pk, as_staff(staff)))
    return ours, bare, manned


def _take(queue: Queue, prefix: str) -> list[float]:
    """Numbers of a morning, one every few seconds; how long each took."""
    spent = []
    for place in range(TICKETS):
        how = actions.Taken(Channel.TERMINAL, f"{prefix}/{place}")
        began = time.perf_counter()
        actions.take(queue, how, by=TERMINAL, at=at(17, 9) + timedelta(seconds=place))
        spent.append(time.perf_counter() - began)
    return spent


def _copy(ours: Queue, bare: Queue) -> None:
    """As many rows for the floor, with the same ranks."""
    rows = list(Ticket.objects.filter(queue=ours, state=TicketState.WAITING))
    for row in rows:
        row.pk, row.secret, row.key = new_id(), new_secret(), f"b/{row.number}"
        row.queue = row.first_queue = bare
    Ticket.objects.bulk_create(rows)


def _let_go() -> None:
    """No connection may be shared over a fork, nor the pool that holds it."""
    connections.close_all()
    if close := getattr(connection, "close_pool", None):
        close()


Share = list[tuple[UUID, Actor]]


def _ours(share: Share, queue: UUID, barrier: Any, out: Any) -> None:
    """Five windows take turns until nobody waits; every third press is sent twice."""
    seats = [(Seat.objects.get(pk=pk), by) for pk, by in share]
    got: list[tuple[str, str]] = []
    spent: list[float] = []
    barrier.wait()
    turn = 0
    while True:
        turn += 1
        seat, by = seats[turn % len(seats)]
        key = f"{seat.pk}/{turn}"
        began = time.perf_counter()
        ticket = actions.call_next(seat, key=key, by=by, at=at(17, 10))
        spent.append(time.perf_counter() - began)
        if ticket is None:
            break
        if not turn % 3:
            again = actions.call_next(seat, key=key, by=by, at=at(17, 10))
            if again is None or again.pk != ticket.pk:
                out.put(("wrong", str(ticket.pk), 0.0))
        got.append((str(ticket.pk), str(seat.pk)))
        actions.begin(seat, key=f"{key}/b", by=by, at=at(17, 10))
        actions.finish(seat, key=f"{key}/f", by=by, at=at(17, 10))
    _hand_in(out, got, spent)


def _bare(share: Share, queue: UUID, barrier: Any, out: Any) -> None:
    """The same by one bare statement a call."""
    got: list[tuple[str, str]] = []
    spent: list[float] = []
    barrier.wait()
    turn, day, instant = 0, at(17).date(), at(17, 10)
    while True:
        turn += 1
        seat = share[turn % len(share)][0]
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BARE, [seat, instant, instant, queue, day])
            row = cursor.fetchone()
        spent.append(time.perf_counter() - began)
        if row is None:
            break
        got.append((str(row[0]), str(seat)))
    _hand_in(out, got, spent)


def _hand_in(out: Any, got: list[tuple[str, str]], spent: list[float]) -> None:
    for (ticket, seat), seconds in zip(got, spent, strict=False):
        out.put((ticket, seat, seconds))
    out.put(None)
    _let_go()


def _race(work: Callable[..., None], manned: Share, queue: Queue) -> tuple[list[Any], float]:
    """All processes begin at one instant; what they got, and how long until nobody waited."""
    _let_go()
    context = multiprocessing.get_context("fork")
    barrier, out = context.Barrier(PROCESSES + 1), context.Queue()
    shares = [manned[place::PROCESSES] for place in range(PROCESSES)]
    running = [
        context.Process(target=work, args=(share, queue.pk, barrier, out)) for share in shares
    ]
    for one in running:
        one.start()
    barrier.wait()
    began, rows, ended = time.perf_counter(), [], 0
    while ended < PROCESSES:
        row = out.get(timeout=300)
        if row is None:
            ended += 1
        else:
            rows.append(row)
    elapsed = time.perf_counter() - began
    for one in running:
        one.join()
    return rows, elapsed


def _left() -> int:
    """Numbers that nobody called."""
    return Ticket.objects.filter(queue__code="A").exclude(state=TicketState.SERVED).count()


def _statements(manned: Share, queue: Queue) -> Iterator[Row]:
    """SQL of one call and of one number, on a hall that has done both before."""
    seat, by = Seat.objects.get(pk=manned[0][0]), manned[0][1]
    for place in range(2):
        how = actions.Taken(Channel.TERMINAL, f"sql/{place}")
        with counted_sql() as taking:
            actions.take(queue, how, by=TERMINAL, at=at(17, 9))
    yield at_most("a number taken", len(taking), 14, "SQL")
    for place in range(2):
        with counted_sql() as calling:
            actions.call_next(seat, key=f"sql/{place}", by=by, at=at(17, 9, 1))
        actions.begin(seat, key=f"sql/{place}/b", by=by, at=at(17, 9, 2))
        actions.finish(seat, key=f"sql/{place}/f", by=by, at=at(17, 9, 3))
    yield at_most("a call", len(calling), SQL_A_CALL, "SQL")


def run() -> Iterator[Row]:
    """Numbers are taken, all windows call until nobody waits, then what happened is counted."""
    ours, bare, manned = _windows(_county())
    yield from _statements(manned, ours)
    spent = _take(ours, "a")
    yield Row("a number taken, one after the other", mean(spent) * _MILLI, "ms")
    _copy(ours, bare)
    rows, elapsed = _race(_ours, manned, ours)
    wrong = [row for row in rows if row[0] == "wrong"]
    calls = Counter(row[0] for row in rows if row[0] != "wrong")
    times = [row[2] for row in rows if row[0] != "wrong"]
    yield exactly("called", len(calls), TICKETS, "numbers")
    yield exactly("called twice", sum(n > 1 for n in calls.values()), 0, "numbers")
    yield exactly("skipped", _left(), 0, "numbers")
    yield exactly("pressed again, another answer", len(wrong), 0, "presses")
    told = Entry.objects.filter(code="hall.ticket.called").count()
    yield exactly("calls recorded", told, TICKETS + 2, "entries")
    yield Row("windows that called", len({row[1] for row in rows}), "windows")
    yield Row("call, begin and finish, all windows", TICKETS / elapsed, "people/s")
    yield Row("a call, 95 of 100 below", percentile(sorted(times), 0.95) * _MILLI, "ms")
    floor_rows, _ = _race(_bare, manned, bare)
    floor = [row[2] for row in floor_rows]
    if len({row[0] for row in floor_rows}) != TICKETS:
        print("the floor itself lost numbers", file=sys.stderr)
    yield within(
        "a call, all windows at once", mean(times) * _MILLI, mean(floor) * _MILLI, TIMES_FLOOR,
        "ms", peer="floor: UPDATE … FOR UPDATE SKIP LOCKED",
    )  # fmt: skip
