"""Nine departments that answer within one second, matter after matter, from four processes."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from statistics import median
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection, connections

from bench.cases import Bare
from bench.report import Row, at_most, counted_sql, cpu_seconds, exactly, within
from zhengwu.cases import actions as cases
from zhengwu.cases import queries as case_queries
from zhengwu.cases.enums import TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.flow.models import Task
from zhengwu.joint import actions as joint
from zhengwu.joint.actions.shipped import publish_shipped
from zhengwu.joint.enums import JointState, PartState
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.registry import shipped_services
from zhengwu.joint.tests.factories import SINCE, accepted, at, build, staff
from zhengwu.journal.actions import deliver_batch
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import midnight, now

NEEDS = "postgresql"
MATTERS = int(os.environ.get("BENCH_ROWS", "200"))
DEPARTMENTS = 9
PROCESSES = 4
TIMES_FLOOR = 6
SAMPLED = 3
_MILLI = 1000
_CODE = "bench-nine"
_BEFORE = {"review": "reviewer", "check": "checker", "handle": "reviewer", "issue": "clerk"}
_CALUMA = "Caluma: " + (
    "installed, run its own bench" if find_spec("caluma") else "absent (needs Python >= 3.12)"
)


def _publish() -> None:
    """One service of nine: the members of all shipped ones together, none waiting for another."""
    plans = {plan["document"]["code"]: plan["document"] for plan in shipped_services()}
    in_order = sorted(plans.values(), key=lambda document: "stage" not in document)
    items = {one["item"]: one for document in in_order for one in document["members"]}
    members = [{"item": item, "days": 9} for item in list(items)[:DEPARTMENTS]]
    assert len(members) == DEPARTMENTS
    document = {**plans["project-approval"], "code": _CODE, "name": "九部门联办（测量用）"}
    document = yaml.safe_load(yaml.safe_dump({**document, "members": members}))
    document.pop("stage")
    publish_shipped({"position": 99, "document": document}, by=SYSTEM, at=midnight(SINCE))


def _walk(world: SimpleNamespace, case: Case, organ: str) -> Task:
    """Every step but the decision; the decision's task."""
    for _ in range(6):
        task = next(one for one in case_queries.open_tasks(case) if one.kind != TaskKind.DELIVER)
        if task.kind == TaskKind.DECIDE:
            return task
        by = staff(world, organ, _BEFORE[task.kind])
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=at(18))
    raise AssertionError(f"{case.item_code}: no decision comes")


def _decide(world: SimpleNamespace, part: Part, task: UUID) -> None:
    assert part.case is not None
    ruling = cases.Ruling(verdict=Verdict.GRANTED, reasons="符合条件", basis="", content="准予办理")
    by = staff(world, part.organ_code, "A")
    cases.decide(part.case, task=Task.objects.get(pk=task), ruling=ruling, by=by, at=at(18))


def _only_joint() -> None:
    """Papers and messages are other benches' business: what is owed to them is let go."""
    Delivery.objects.exclude(reaction__startswith="joint.").delete()


def _gather() -> None:
    _only_joint()
    while deliver_batch(at=now(), limit=20, strict=True):
        _only_joint()


def _let_go() -> None:
    """No connection may be shared over a fork, nor the pool that holds it."""
    connections.close_all()
    if close := getattr(connection, "close_pool", None):
        close()


Share = list[list[tuple[Part, UUID]]]


def _make(world: SimpleNamespace, number: int, told: Any) -> None:
    """One process: so many matters, every department before its decision; (part, task) by matter.

    What making them owes is let go by `_made`: the parts are open and accepted in the act itself,
    and nothing is learnt of a part before it is decided.
    """
    try:
        for _ in range(number):
            row = accepted(world, _CODE)
            parts = row.parts.select_related("case__matter").order_by("position")
            ready = [(one.pk, _walk(world, one.case, one.organ_code).pk) for one in parts]
            told.put((row.pk, ready))
    except Exception as error:
        told.put((None, repr(error)))
    _let_go()


def _made(world: SimpleNamespace) -> tuple[list[Joint], Share]:
    """All matters, made by as many processes as will answer them."""
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()
    shares = [MATTERS // PROCESSES + (n < MATTERS % PROCESSES) for n in range(PROCESSES)]
    _let_go()
    processes = [context.Process(target=_make, args=(world, n, told)) for n in shares if n]
    for process in processes:
        process.start()
    found: dict[Any, Any] = {}
    while any(process.is_alive() for process in processes) or not told.empty():
        if told.empty():
            time.sleep(0.01)
            continue
        key, ready = told.get()
        if key is None:
            raise RuntimeError(ready)
        found[key] = ready
    if len(found) != MATTERS:
        raise RuntimeError(f"{len(found)} of {MATTERS} matters were made")
    Delivery.objects.all().delete()
    parts = Part.objects.select_related("case__matter").filter(joint__in=found).in_bulk()
    ready = [[(parts[part], task) for part, task in one] for one in found.values()]
    return list(Joint.objects.filter(pk__in=found)), ready


def _work(world: SimpleNamespace, share: Share, barrier: Any, told: Any) -> None:
    """One process: matter by matter, all four at the same one at the same instant."""
    for parts in share:
        barrier.wait()
        began = time.perf_counter()
        try:
            for part, task in parts:
                _decide(world, part, task)
            told.put(("seconds", time.perf_counter() - began))
            _gather()
        except Exception as error:
            told.put(("failure", repr(error)))
    _let_go()


def _race(world: SimpleNamespace, ready: list[list[tuple[Part, UUID]]]) -> tuple[list[str], float]:
    """What failed, and the longest time from a matter's start to its last department's answer."""
    context = multiprocessing.get_context("fork")
    barrier, told = context.Barrier(PROCESSES, timeout=120), context.SimpleQueue()
    _let_go()
    processes = [
        context.Process(
            target=_work,
            args=(world, [parts[number::PROCESSES] for parts in ready], barrier, told),
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    found: list[tuple[str, Any]] = []
    while any(process.is_alive() for process in processes) or not told.empty():
        if told.empty():
            time.sleep(0.01)
        else:
            found.append(told.get())
    failures = [str(what) for kind, what in found if kind == "failure"]
    failures += ["a process fell" for process in processes if process.exitcode]
    return failures, max((what for kind, what in found if kind == "seconds"), default=0.0)


def _judge(rows: list[Joint]) -> Iterator[Row]:
    pks = [row.pk for row in rows]
    answered = Part.objects.filter(joint__in=pks, state=PartState.DECIDED).count()
    whole = Joint.objects.filter(pk__in=pks, state=JointState.COLLECTED).count()
    collected = Counter(
        Entry.objects.filter(code="joint.matter.collected").values_list("matter_id", flat=True)
    )
    moves = Entry.objects.filter(code="joint.part.moved", matter_id__in=pks)
    arrived = Counter(
        (entry.matter_id, entry.payload["item"])
        for entry in moves
        if entry.payload["state"] == PartState.DECIDED
    )
    own = Part.objects.filter(joint__in=pks).values("case")
    decided = Entry.objects.filter(code="cases.case.decided", matter_id__in=own).count()
    expected = len(rows) * DEPARTMENTS
    yield exactly("answers lost", expected - answered, 0, "parts")
    yield exactly("answers doubled", sum(n > 1 for n in arrived.values()), 0, "parts")
    yield exactly("decisions", decided, expected, "entries")
    yield exactly("matters lost", len(rows) - whole, 0, "matters")
    yield exactly("matters doubled", sum(n > 1 for n in collected.values()), 0, "matters")
    yield exactly("matters collected", len(collected), len(rows), "matters")


def _steps(world: SimpleNamespace, row: Joint) -> Iterator[Row]:
    """What one step of one department costs, and what the whole pays for learning of it."""
    parts = row.parts.select_related("case__matter").order_by("position")
    opened = ((part, task) for part in parts for task in case_queries.open_tasks(part.case))
    part, task = next(one for one in opened if one[1].kind in _BEFORE)
    by = staff(world, part.organ_code, _BEFORE[task.kind])
    with counted_sql() as seen:
        cases.complete_step(part.case, task=task, outcome="pass", opinion="同意", by=by, at=at(18))
    yield at_most("a department's step", len(seen), 14, "SQL")
    _decide(world, part, _walk(world, part.case, part.organ_code).pk)
    with counted_sql() as seen:
        joint.gather(row.pk, at=at(18))
    yield at_most("the whole learns of an answer", len(seen), 14, "SQL")


def _floor(world: SimpleNamespace) -> Iterator[Row]:
    """A step of every department of a few matters, each beside its own rows by raw SQL."""
    ours, floor = [], []
    for row in [accepted(world, _CODE) for _ in range(SAMPLED)]:
        for part in row.parts.select_related("case__matter").order_by("position"):
            opened = case_queries.open_tasks(part.case)
            task = next((one for one in opened if one.kind in _BEFORE), None)
            if task is None:
                continue
            by = staff(world, part.organ_code, _BEFORE[task.kind])
            began = cpu_seconds()
            cases.complete_step(
                part.case, task=task, outcome="pass", opinion="同意", by=by, at=at(18)
            )
            spent = cpu_seconds() - began
            if Task.objects.filter(opened_by=task.pk).count() != 1:
                continue
            bare = Bare(task)
            ours.append(spent)
            began = cpu_seconds()
            bare()
            floor.append(cpu_seconds() - began)
    yield within(
        "a department's step: processor time", median(ours) * _MILLI, median(floor) * _MILLI,
        TIMES_FLOOR, "ms",
    )  # fmt: skip


def run() -> Iterator[Row]:
    """Prepare every department up to its decision, let all decide at once, then count."""
    world = build()
    _publish()
    yield from _steps(world, accepted(world, _CODE))
    yield from _floor(world)
    began = time.perf_counter()
    rows, ready = _made(world)
    yield Row("making them", time.perf_counter() - began, "s")
    failures, longest = _race(world, ready)
    for failure in failures:
        print("   ", failure, file=sys.stderr)
    _gather()
    yield Row("matters of nine departments", len(rows), "matters", peer=_CALUMA)
    yield exactly("refused or failed", len(failures), 0, "answers")
    yield Row("longest matter, first to last answer", longest, "s", peer="aim: 1 s")
    yield from _judge(rows)
