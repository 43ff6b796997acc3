"""Departments that finish at the same instant: 200 matters, 3–9 departments, four processes."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import Count

from bench.report import Row, at_most, counted_sql, cpu_of, exactly
from zhengwu.flow import actions
from zhengwu.flow.models import Instance, JoinArrival, Task, Token
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import now
from zhengwu.matters.actions import open_matter

NEEDS = "postgresql"
MATTERS = 200
PROCESSES = 4
SAMPLES = 60
_ORGANS = "ABCDEFGHI"
_XMLNS = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zw="urn:zhengwu:flow" '
    'targetNamespace="urn:zhengwu:bench"'
)
_STEP = 'zw:duty="reviewer" zw:days="3" zw:opinion="optional"'


def _branches(count: int) -> str:
    """A fork into as many branches as departments, a join, one step after it."""
    names = _ORGANS[:count]
    tasks = "".join(
        f'<userTask id="t{one}" name="会签{one}" zw:organ="{one}" {_STEP}/>'
        f'<sequenceFlow id="f{one}" sourceRef="fork" targetRef="t{one}"/>'
        f'<sequenceFlow id="j{one}" sourceRef="t{one}" targetRef="join"/>'
        for one in names
    )
    return _file(
        f'<parallelGateway id="fork"/><parallelGateway id="join"/>{tasks}'
        '<sequenceFlow id="a" sourceRef="s" targetRef="fork"/>'
        f'<userTask id="z" name="决定" {_STEP}/>'
        '<sequenceFlow id="b" sourceRef="join" targetRef="z"/>'
        '<sequenceFlow id="c" sourceRef="z" targetRef="e"/>'
    )


def _departments(count: int) -> str:
    """One step done by as many departments, one step after it."""
    organs = " ".join(_ORGANS[:count])
    return _file(
        f'<userTask id="m" name="会办" zw:organs="{organs}" {_STEP}/>'
        f'<userTask id="z" name="决定" {_STEP}/>'
        '<sequenceFlow id="a" sourceRef="s" targetRef="m"/>'
        '<sequenceFlow id="b" sourceRef="m" targetRef="z"/>'
        '<sequenceFlow id="c" sourceRef="z" targetRef="e"/>'
    )


def _chain(count: int) -> str:
    steps = "".join(f'<userTask id="t{n}" name="第{n}步" {_STEP}/>' for n in range(count))
    ids = ["s", *(f"t{n}" for n in range(count)), "e"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(ids))
    )
    return _file(steps + flows)


def _file(inner: str) -> str:
    return (
        f'<definitions {_XMLNS}><process id="p" name="竞争">'
        f'<startEvent id="s"/><endEvent id="e"/>{inner}</process></definitions>'
    )


def _start(version: Any, number: str) -> Instance:
    matter = open_matter(
        kind="bench", number=number, title="竞争", organ_code="A",
        region_code="511602000000", by=SYSTEM, at=now(),
    )  # fmt: skip
    return actions.start(matter, version, facts={}, by=SYSTEM, at=now())


def _clerk(organ: str) -> Actor:
    return Actor(
        ActorKind.STAFF, id=f"clerk-{organ}", name=f"经办{organ}", organ_code=organ,
        duties=frozenset({f"reviewer@{organ}"}), assurance=Assurance.SECOND_FACTOR,
    )  # fmt: skip


def _finish(task: Task, at: datetime) -> None:
    actions.complete(task, opinion="同意", key=str(task.pk), by=_clerk(task.organ_code), at=at)


def _let_go() -> None:
    """No connection may be shared over a fork, nor the pool that holds it."""
    connections.close_all()
    if close := getattr(connection, "close_pool", None):
        close()


def _work(share: list[list[UUID]], barrier: Any, failures: Any) -> None:
    """One process: matter by matter, all four at the same one at the same instant."""
    for pks in share:
        tasks = list(Task.objects.filter(pk__in=pks))
        barrier.wait()
        for task in tasks:
            try:
                _finish(task, now())
            except Exception as error:
                failures.put(f"{task.pk}: {error!r}")
    _let_go()


def _race(runs: list[Instance]) -> tuple[float, int, int]:
    """Seconds, steps and failures of finishing everything that is open, from four processes."""
    shares: list[list[list[UUID]]] = [[] for _ in range(PROCESSES)]
    steps = 0
    for run in runs:
        pks = list(Task.objects.filter(instance=run).values_list("pk", flat=True))
        steps += len(pks)
        for number, share in enumerate(shares):
            share.append(pks[number::PROCESSES])
    _let_go()
    context = multiprocessing.get_context("fork")
    barrier, failures = context.Barrier(PROCESSES, timeout=30), context.Queue()
    processes = [context.Process(target=_work, args=(share, barrier, failures)) for share in shares]
    began = time.perf_counter()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    seconds = time.perf_counter() - began
    failed = sum(process.exitcode != 0 for process in processes)
    while not failures.empty():
        print("   ", failures.get())
        failed += 1
    return seconds, steps, failed


def _judge(name: str, runs: list[Instance]) -> Iterator[Row]:
    seconds, steps, failed = _race(runs)
    following = dict(
        Task.objects.filter(instance__in=runs, node_id="z")
        .values_list("instance")
        .annotate(count=Count("pk"))
    )
    tokens = dict(
        Token.objects.filter(instance__in=runs, state__in=["live", "waiting"])
        .values_list("instance")
        .annotate(count=Count("pk"))
    )
    done = Task.objects.filter(instance__in=runs, state="done").count()
    yield exactly(f"{name}: refused or failed", failed, 0, "steps")
    yield exactly(f"{name}: steps done", done, steps, "steps")
    yield exactly(f"{name}: lost", sum(run.pk not in following for run in runs), 0, "joins")
    yield exactly(f"{name}: doubled", sum(n > 1 for n in following.values()), 0, "joins")
    astray = sum(tokens.get(run.pk) != 1 for run in runs)
    yield exactly(f"{name}: runs with other than one token", astray, 0, "runs")
    yield Row(f"{name}: time a step, {PROCESSES} processes", seconds / steps * 1000, "ms")


def _races() -> Iterator[Row]:
    for name, draw in (("join", _branches), ("departments", _departments)):
        versions = {n: actions.publish(f"{name}{n}", draw(n), by=SYSTEM, at=now())
                    for n in range(3, 10)}  # fmt: skip
        runs = [_start(versions[3 + n % 7], f"{name}-{n}") for n in range(MATTERS)]
        yield from _judge(name, runs)
        if name == "join":
            arrived = JoinArrival.objects.filter(instance__in=runs).count()
            expected = sum(3 + n % 7 for n in range(MATTERS))
            yield exactly("join: arrivals", arrived, expected, "rows")


def _sequential() -> Iterator[Row]:
    version = actions.publish("chain", _chain(SAMPLES + 20), by=SYSTEM, at=now())
    run = _start(version, "chain-1")

    def step() -> None:
        _finish(Task.objects.get(instance=run, state="open"), now())

    step()
    with counted_sql() as found:
        step()
    # The step above reads the task to find it; a page would have it already.
    reading = 1
    own = [one for one in found.statements if '"flow_' in one or "FOR UPDATE" in one]
    yield at_most("sequential step: statements in all", len(found) - reading, 14, "SQL")
    yield at_most("sequential step: the flow's own", len(own) - reading, 7, "SQL")
    ours = cpu_of(step, times=SAMPLES)
    floor = cpu_of(_bare_step(run), times=SAMPLES)
    yield Row("sequential step: processor time", ours * 1000, "ms", floor=floor * 1000)


def _bare_step(run: Instance) -> Any:
    """The same rows by raw SQL: every row that a step wrote is copied or updated again."""
    task = Task.objects.filter(instance=run, state="done").latest("done_at")
    entries = list(Entry.objects.filter(matter_id=run.matter_id).order_by("-seq")[:4])
    tables = [("flow_task", [task.pk]), ("clock_clock", [task.clock_id])]
    tables.append(("flow_taskopinion", [task.opinions.get().pk]))
    tables.append(("journal_entry", [entry.pk for entry in entries]))
    copies = [(_copy(table), pks) for table, pks in tables]
    updates = [
        ("UPDATE matters_matter SET journal_seq = journal_seq WHERE id = %s", run.matter_id),
        ("UPDATE flow_task SET state = state, done_at = done_at WHERE id = %s", task.pk),
        ("UPDATE flow_token SET node = node, trail = trail WHERE id = %s", task.token_id),
        ("UPDATE flow_instance SET visits = visits, facts = facts WHERE id = %s", run.pk),
        ("UPDATE clock_clock SET state = state WHERE id = %s", task.clock_id),
    ]

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM matters_matter WHERE id = %s FOR UPDATE", [run.matter_id]
            )
            cursor.execute("SELECT * FROM flow_task WHERE id = %s", [task.pk])
            cursor.fetchall()
            for sql, key in updates:
                cursor.execute(sql, [key])
            for sql, pks in copies:
                cursor.execute(sql, [pks])
            cursor.execute(
                "INSERT INTO journal_unsealed (entry_id) SELECT gen_random_uuid() "
                "FROM generate_series(1, 4)"
            )

    return bare


def _copy(table: str) -> str:
    """SQL that inserts rows like existing ones under new ids."""
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    names = [column.name for column in description]
    changed = {"id": "gen_random_uuid()", "key": "''", "seq": "(random() * 2e9)::int"}
    chosen = [changed.get(one, f'"{one}"') for one in names]
    columns = ", ".join(f'"{one}"' for one in names)
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(chosen)} '
        f'FROM "{table}" WHERE id = ANY(%s)'
    )


def run() -> Iterator[Row]:
    """Correctness under simultaneous completion, then what one step costs."""
    call_command("load_law", verbosity=0)
    yield from _races()
    yield from _sequential()
