"""What an act on a case costs: one step, accepting over HTTP, an immediate item in one go."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import count
from statistics import median
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.peer import spiff_step
from bench.report import (
    Counted,
    Row,
    at_most,
    counted_sql,
    cpu_of,
    cpu_seconds,
    percentile,
    seconds_of,
    within,
)
from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.tests.factories import application, at, build
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task
from zhengwu.identity.tests.factories import make_staff_account, sign_in
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.time import now
from zhengwu.web.once import FIELD, new_token

NEEDS = "postgresql"
SAMPLES = 60
_MILLI = 1000


def _say(found: Counted) -> None:
    """The statements themselves, for whoever wants to make them fewer: BENCH_EXPLAIN=1."""
    if os.environ.get("BENCH_EXPLAIN"):
        for place, sql in enumerate(found.statements, start=1):
            print(f"  {place:3} {sql[:170]}")


def _counted(work: Any) -> int:
    work()  # what a process reads once is read by now
    with counted_sql() as found:
        work()
    _say(found)
    return len(found)


def _received(world: SimpleNamespace, name: str = "hygiene") -> Case:
    return cases.receive(application(world, name), by=world.clerk, at=at(17))


class Steps:
    """Accepted cases that wait for their first review; each call completes one of them."""

    def __init__(self, world: SimpleNamespace, number: int) -> None:
        self.world = world
        self.waiting: list[tuple[Case, Task]] = []
        self.done: list[Task] = []
        for _ in range(number):
            case = cases.accept(_received(world), by=world.clerk, at=at(17, 11))
            task = Task.objects.get(matter=case.pk, state__in=PENDING)
            self.waiting.append((Case.objects.get(pk=case.pk), task))

    def __call__(self) -> None:
        case, task = self.waiting.pop()
        self.done.append(task)
        cases.complete_step(
            case, task=task, outcome="pass", opinion="材料齐全，符合条件。", key=str(task.pk),
            by=self.world.reviewer, at=at(18),
        )  # fmt: skip


class Bare:
    """The rows one step wrote, written again by raw SQL with the same values bound."""

    def __init__(self, task: Task) -> None:
        before = Task.objects.get(pk=task.pk)
        after = Task.objects.get(opened_by=task.pk)
        entries = _last_act(task.matter_id)
        owed = list(Delivery.objects.filter(entry_id__in=entries).values_list("pk", flat=True))
        self.serial = count(1)
        self.matter = task.matter_id
        self.updates = [
            self._read(table, "id", [key])
            for table, key in [
                ("flow_task", before.pk), ("clock_clock", before.clock_id),
                ("flow_token", before.token_id), ("flow_instance", before.instance_id),
            ]
        ]  # fmt: skip
        self.inserts = [
            self._read(table, key, keys)
            for table, key, keys in [
                ("flow_taskopinion", "id", [before.opinions.get().pk]),
                ("clock_clock", "id", [after.clock_id]), ("flow_task", "id", [after.pk]),
                ("journal_entry", "id", entries), ("journal_unsealed", "entry_id", entries),
                ("journal_delivery", "id", owed),
            ]
            if keys
        ]  # fmt: skip

    def _read(self, table: str, key: str, keys: list[Any]) -> tuple[str, list[str], list[Any]]:
        with connection.cursor() as cursor:
            sql = f'SELECT * FROM "{table}" WHERE "{key}" = ANY(%s)'
            cursor.execute(sql, [keys])
            assert cursor.description
            return table, [column.name for column in cursor.description], cursor.fetchall()

    def __call__(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM matters_matter WHERE id = %s FOR UPDATE", [self.matter])
            cursor.fetchone()
            for table, names, rows in self.updates:
                sets = ", ".join(f'"{name}" = %s' for name in names[1:])
                sql = f'UPDATE "{table}" SET {sets} WHERE id = %s'
                cursor.execute(sql, [*rows[0][1:], rows[0][0]])
            sql = "UPDATE matters_matter SET journal_seq = journal_seq WHERE id = %s"
            cursor.execute(sql, [self.matter])
            for table, names, rows in self.inserts:
                places = ", ".join(f"({', '.join(['%s'] * len(names))})" for _ in rows)
                columns = ", ".join(f'"{name}"' for name in names)
                sql = f'INSERT INTO "{table}" ({columns}) VALUES {places}'
                cursor.execute(
                    sql,
                    [self._unlike(*pair) for row in rows for pair in zip(names, row, strict=True)],
                )

    def _unlike(self, name: str, value: Any) -> Any:
        """Keys of a copy must differ from those of the row."""
        if name in ("id", "entry_id"):
            return uuid4() if isinstance(value, UUID) else 1_000_000_000 + next(self.serial)
        if name == "seq":
            return 1_000_000 + next(self.serial)
        return "" if name == "key" else value


def _last_act(matter: UUID) -> list[UUID]:
    """Entries of the last act on a matter: from the completed step on."""
    rows = list(Entry.objects.filter(matter_id=matter).order_by("seq"))
    start = max(place for place, row in enumerate(rows) if row.code == "flow.task.completed")
    stopped = next(p for p in range(start, -1, -1) if rows[p].code == "clock.clock.stopped")
    return [row.pk for row in rows[min(start, stopped) :]]


def _pair(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """Median processor seconds of both, taken in turns so that both meet the same machine."""
    samples: list[tuple[float, float]] = []
    for _ in range(SAMPLES):
        before = cpu_seconds()
        ours()
        between = cpu_seconds()
        floor()
        samples.append((between - before, cpu_seconds() - between))
    return median(one for one, _ in samples), median(one for _, one in samples)


def _step(world: SimpleNamespace) -> Iterator[Row]:
    step = Steps(world, SAMPLES * 2 + 10)
    yield at_most("a step: statements in all", _counted(step), 14, "SQL")
    bare = Bare(step.done[-1])
    bare()
    ours, floor = _pair(step, bare)
    yield within("a step: processor time", ours * _MILLI, floor * _MILLI, 6, "ms")
    wall = percentile(seconds_of(step, times=SAMPLES), 0.5) * _MILLI
    yield Row("a step: time", wall, "ms", peer="Caluma: 24 SQL, 55 ms; Open Zaak: 79 SQL, 132 ms")
    logging.getLogger("spiff").setLevel(logging.WARNING)
    peer = spiff_step(SAMPLES + 20)
    peer()
    spiff = cpu_of(peer, times=SAMPLES) * _MILLI
    yield Row("SpiffWorkflow: flow and saved state only", spiff, "ms", floor=floor * _MILLI)


def _acts(world: SimpleNamespace) -> Iterator[Row]:
    waiting = [_received(world) for _ in range(3)]
    number = _counted(lambda: cases.accept(waiting.pop(), by=world.clerk, at=at(17, 11)))
    yield Row("accepting, the act alone: statements", number, "SQL")
    number = _counted(lambda: _received(world))
    yield Row(
        "receiving, the act alone: statements", number, "SQL", peer="Open Zaak: 38 SQL, 60 ms"
    )

    def at_once() -> None:
        ruling = cases.Ruling(Verdict.GRANTED)
        cases.finish_on_the_spot(application(world, "shop"), ruling=ruling, by=world.a, at=at(17))

    yield Row("immediate item in one go: statements", _counted(at_once), "SQL")
    wall = percentile(seconds_of(at_once, times=SAMPLES // 3), 0.5) * _MILLI
    yield Row("immediate item in one go: time", wall, "ms")


class Desk:
    """A clerk's browser; each call presses 受理 on the next case, double-click guard included."""

    def __init__(self, world: SimpleNamespace, number: int) -> None:
        self.client = Client(headers={"host": "localhost"})
        sign_in(self.client, make_staff_account(world.people.cast("clerk")))
        self.waiting = [
            cases.receive(application(world, "hygiene"), by=world.clerk, at=now())
            for _ in range(number)
        ]

    def __call__(self) -> None:
        address = reverse("cases_staff:act", args=[self.waiting.pop().matter.number, "accept"])
        answer = self.client.post(address, {FIELD: new_token()})
        assert answer.status_code == HTTPStatus.FOUND, answer.content.decode()[:2000]


def _desk(world: SimpleNamespace) -> Iterator[Row]:
    press = Desk(world, SAMPLES // 2 + 5)
    found = _counted(press)
    peer = "Open Zaak: 79 SQL, 132 ms a status"
    yield at_most("accepting over HTTP: statements", found, 28, "SQL", peer=peer)
    wall = percentile(seconds_of(press, times=SAMPLES // 2), 0.5) * _MILLI
    yield Row("accepting over HTTP: time", wall, "ms")


def run() -> Iterator[Row]:
    """A step, and the acts people do most."""
    world = build()
    yield from _step(world)
    yield from _desk(world)
    yield from _acts(world)
