"""10,000 running matters to another version of their flow: preview, move, kill -9, and back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from django.db import connection, transaction

from bench.report import Row, at_most, counted_sql, exactly, within
from zhengwu.clock.models import Clock
from zhengwu.flow import actions
from zhengwu.flow.models import Instance, Migration, Moving, Task, Token, Version
from zhengwu.flow.tests.factories import (
    AT,
    diagram,
    element,
    line,
    load_rules,
    matter,
    open_tasks,
    person,
    published,
    start_end,
    user,
)
from zhengwu.journal.models import Entry
from zhengwu.kernel.acting import entered
from zhengwu.kernel.time import now
from zhengwu.matters.models import Matter

NEEDS = "postgresql"
MATTERS = int(os.environ.get("BENCH_ROWS", "10000"))
STEPS = 60
_MILLI = 1000
_EDITOR = person("editor", "catalogue_editor")
_MANAGER = person("manager", "centre_manager")
_REVIEWER = person("r", "reviewer", "checker")
_MAP = {"first": "begin", "f": "f", "one": "one", "two": "two", "j": "jj", "last": "last"}


def _old() -> str:
    parts = [element("parallelGateway", "f"), element("parallelGateway", "j")]
    parts += [user("first"), user("one"), user("two"), user("last")]
    parts += [*line("s", "first", "f", "one", "j", "last", "e"), *line("f", "two", "j")]
    return diagram(*start_end(), *parts)


def _new() -> str:
    """Steps under other names, another duty, a step more: every token and task has to change."""
    parts = [element("parallelGateway", "f"), element("parallelGateway", "jj")]
    parts += [user("begin", "受理审查"), user("one", duty="checker"), user("two"), user("more")]
    parts += [user("last", "审定"), *line("s", "begin", "f", "one", "jj", "last", "e")]
    return diagram(*start_end(), *parts, *line("f", "two", "more", "jj"))


def _stand(version: Version, *done: str) -> Instance:
    run = actions.start(matter(), version, facts={}, by=_REVIEWER, at=AT)
    for node in done:
        actions.complete(open_tasks(run)[node], by=_REVIEWER, at=AT)
    return run


def _copied(run: Instance, times: int) -> None:
    """`times` matters more that stand like this one, copied row by row inside the database."""
    with entered("flow"), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS twin")
        cursor.execute("CREATE TEMP TABLE twin (n int, old uuid, new uuid)")
        for model, rows in (
            (Matter, [run.matter_id]),
            (Instance, [run.pk]),
            (Token, _keys(Token, run)),
            (Clock, list(Clock.objects.filter(matter=run.matter_id).values_list("pk", flat=True))),
            (Task, _keys(Task, run)),
        ):
            cursor.execute(
                "INSERT INTO twin SELECT n, unnest(%s::uuid[]), gen_random_uuid() "
                "FROM generate_series(1, %s) n",
                [rows, times],
            )
            # Ids of their own: `unnest` and the volatile function are taken row by row.
            _copy(cursor, model, rows)


def _keys(model: type[Token] | type[Task], run: Instance) -> list[Any]:
    return list(model.objects.filter(instance=run).values_list("pk", flat=True))


def _copy(cursor: Any, model: Any, rows: list[Any]) -> None:
    names = [one.column for one in model._meta.concrete_fields]
    fresh = {"number": "one.number || '-' || t.n", "journal_seq": "0", "journal_head": "''"}
    linked = {"id", "matter_id", "instance_id", "token_id", "clock_id", "merged_into", "opened_by"}
    shown = [
        f"(SELECT k.new FROM twin k WHERE k.n = t.n AND k.old = one.{name})"
        if name in linked
        else fresh.get(name, f"one.{name}")
        if model is Matter
        else f"one.{name}"
        for name in names
    ]
    table = model._meta.db_table
    cursor.execute("CREATE INDEX IF NOT EXISTS twin_of ON twin (n, old)")
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(shown)} "
        f"FROM {table} one JOIN twin t ON t.old = one.id WHERE one.id = ANY(%s)",
        [rows],
    )
    cursor.execute(f"ANALYZE {table}")


def _population() -> tuple[Version, Version]:
    old, new = published(_old(), "bench"), published(_new(), "bench")
    stands: list[tuple[str, ...]] = [(), ("first",), ("first", "two"), ("first", "one", "two")]
    for done in stands:
        _copied(_stand(old, *done), MATTERS // len(stands) - 1)
    return old, new


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _step_seconds(version: Version) -> float:
    """One flow step alone, of the same flow: what a migration is measured by."""
    runs = [actions.start(matter(), version, facts={}, by=_REVIEWER, at=AT) for _ in range(STEPS)]
    tasks = [open_tasks(run)["begin"] for run in runs]
    taken = [
        _seconds(lambda task=task: actions.complete(task, by=_REVIEWER, at=AT))  # type: ignore[misc]
        for task in tasks
    ]
    for run in runs:
        actions.cancel(run.matter, reason="测量完毕", by=_REVIEWER, at=AT)
    return median(taken)


_WORKER = """
import django
django.setup()
from zhengwu.flow import actions
from zhengwu.flow.models import Migration
from zhengwu.kernel.time import now
rows = Migration.objects.select_related("definition", "source", "target", "origin")
m = rows.get(state="running")
print("begun", flush=True)
while actions.move_batch(m, by=actions.actor_of(m), at=now()):
    pass
"""


def _killed(migration: Migration) -> int:
    """Workers killed while they move; how many rows were moved by then."""
    for pause in (0.15, 0.4, 0.8):
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORKER],
            env={"DJANGO_SETTINGS_MODULE": "config.settings", **os.environ},
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == b"begun"
        time.sleep(pause)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    return migration.rows.filter(state="moved").count()


def _half_done(migration: Migration) -> int:
    """Matters whose version, row, task names and journal do not say the same."""
    moved = set(migration.rows.filter(state="moved").values_list("instance_id", flat=True))
    rows = Moving.objects.filter(migration=migration, instance__version=migration.target_id)
    under = set(rows.values_list("instance_id", flat=True))
    told = Entry.objects.filter(
        code="flow.instance.migrated", canonical__contains=str(migration.pk)
    ).count()
    return len(moved ^ under) + abs(told - len(moved))


def _carry_out(migration: Migration) -> float:
    def work() -> None:
        while actions.move_batch(migration, by=_MANAGER, at=now()):
            pass

    taken = _seconds(work)
    actions.finish_migration(migration, by=_MANAGER, at=now())
    migration.refresh_from_db()
    return taken


def _floor(migration: Migration) -> float:
    """The rows themselves, written by bare SQL: versions, nodes, names, rows, entries."""
    ids = list(migration.rows.values_list("instance_id", flat=True))
    with entered("flow"), transaction.atomic(), connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(
            "SELECT id FROM matters_matter WHERE id IN (SELECT matter_id FROM flow_moving "
            "WHERE migration_id = %s) FOR UPDATE",
            [migration.pk],
        )
        cursor.fetchall()
        for sql in (
            "UPDATE flow_instance SET version_id = version_id WHERE id = ANY(%s)",
            "UPDATE flow_token SET node = node, edge = edge WHERE instance_id = ANY(%s)",
            "UPDATE flow_task SET node_id = node_id, name = name, duty = duty, desk = desk "
            "WHERE instance_id = ANY(%s)",
            "UPDATE flow_moving SET state = state, before = before WHERE instance_id = ANY(%s)",
            "UPDATE matters_matter SET journal_seq = journal_seq WHERE id IN "
            "(SELECT matter_id FROM flow_instance WHERE id = ANY(%s))",
        ):
            cursor.execute(sql, [ids])
        names = [str(one.column) for one in Entry._meta.concrete_fields]
        shown = ["gen_random_uuid()" if n == "id" else "seq + 1000000" if n == "seq" else n
                 for n in names]  # fmt: skip
        cursor.execute(
            f"INSERT INTO journal_entry ({', '.join(names)}) SELECT {', '.join(shown)} "
            "FROM journal_entry WHERE code = 'flow.instance.migrated' AND canonical LIKE %s",
            [f"%{migration.pk}%"],
        )
        taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return taken


def run() -> Iterator[Row]:
    """Preview, the move with its interruptions, the way back."""
    load_rules()
    old, new = _population()
    running = Instance.objects.filter(version=old, state="running").count()
    step = _step_seconds(new)
    yield Row("one flow step (the unit of the bound)", step * _MILLI, "ms")
    planned: list[Migration] = []
    with counted_sql() as seen:
        taken = _seconds(
            lambda: planned.append(
                actions.plan_migration(old, new, _MAP, reason="测量", by=_EDITOR, at=now())
            )
        )
    migration = planned[0]
    yield exactly("preview: matters with their effect", migration.rows.count(), running, "matters")
    yield at_most("preview: statements", len(seen), 20, "SQL")
    yield Row("preview: time", taken, "s")
    actions.approve_migration(migration, by=_MANAGER, at=now())
    before = _killed(migration)
    yield Row("moved when the third worker was killed", before, "matters")
    yield exactly("half done after three kill -9", _half_done(migration), 0, "matters")
    left = migration.rows.filter(state="planned").count()
    taken = _carry_out(migration)
    moved = migration.rows.filter(state="moved").count()
    yield exactly("moved in the end", moved, running, "matters")
    yield exactly("one entry a matter", _half_done(migration), 0, "too many or missing")
    each = taken / max(left, 1)
    floor = _floor(migration) / moved
    yield within("a matter: against a flow step", each * _MILLI, step * _MILLI, 3, "ms")
    yield Row("a matter: against the bare rows", each * _MILLI, "ms", floor=floor * _MILLI)
    yield from _back(migration, running, step)


def _back(migration: Migration, running: int, step: float) -> Iterator[Row]:
    began = now()
    taken = time.perf_counter()
    back = actions.plan_back(migration, reason="测量", by=_EDITOR, at=began)
    yield Row("way back, preview: time", time.perf_counter() - taken, "s")
    actions.approve_migration(back, by=_MANAGER, at=began)
    each = _carry_out(back) / running
    yield exactly("put back", back.rows.filter(state="moved").count(), running, "matters")
    exact = back.effects.filter(undoes__isnull=False)
    yield exactly("put back exactly", sum(one.count for one in exact), running, "matters")
    yield within("way back, a matter: against a flow step", each * _MILLI, step * _MILLI, 3, "ms")
