"""11,085 persons paid by card: the dry run, the same rows by raw SQL, and kill -9 at every step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from bench.report import Row, at_most, counted_sql, exactly
from zhengwu.catalogue.rules.sheets import read
from zhengwu.fees import actions as fees
from zhengwu.fees.models import Batch, Payee
from zhengwu.fees.rules.payouts import read_rows
from zhengwu.fees.tests.test_payouts import PEOPLE, TOTAL, person, sheet
from zhengwu.identity.tests.factories import actor
from zhengwu.kernel.acting import entered
from zhengwu.kernel.time import SHANGHAI
from zhengwu.org.models import Organ, Region

COUNT = int(os.environ.get("BENCH_ROWS", str(PEOPLE)))
AT = datetime(2026, 9, 17, 9, 0, tzinfo=SHANGHAI)
MAKER = actor("finance_clerk", id="maker", name="唐敏")
CHECKER = actor("finance_checker", id="checker", name="邓立新")
_MOST = Decimal(100_000)
_SECONDS = 10


def _organ() -> Organ:
    with entered("org"):
        region = Region.objects.create(code="511602000000", name="广安区", level="county")
        return Organ.objects.create(
            code="GA-CZJ", name="区财政局", short_name="财政局", region=region
        )


def _tried(content: bytes, period: str) -> Batch:
    return fees.try_batch(
        content, file_name="低保.xlsx", programme="农村低保金", period=period, basis="演示文件",
        organ=Organ.objects.get(pk="GA-CZJ"), by=MAKER, at=AT,
    )  # fmt: skip


def _raw(content: bytes, batch: Batch) -> float:
    """The least: read the sheet, check every row, put the same columns down in one statement."""
    columns = [str(one.column) for one in Payee._meta.concrete_fields if not one.primary_key]
    ready = list(batch.payees.values_list(*[one.attname for one in Payee._meta.concrete_fields
                                            if not one.primary_key]))  # fmt: skip
    places = ", ".join(["%s"] * len(columns))
    begun = time.perf_counter()
    table = read("低保.xlsx", content)
    read_rows(table.header, table.lines, _MOST)
    with entered("fees"), transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO fees_payee ({', '.join(columns)}) VALUES ({places})",
            [_plain(row, number) for number, row in enumerate(ready, 1_000_000)],
        )
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    return spent


def _plain(row: tuple[Any, ...], number: int) -> list[Any]:
    """One row as the driver takes it, under another row number."""
    plain = [bytes(v) if isinstance(v, memoryview) else v for v in row]
    plain = [str(v) if isinstance(v, Decimal) else v for v in plain]
    plain[1] = number
    return [v.hex if hasattr(v, "hex") and hasattr(v, "int") else v for v in plain]


def _die_at(statement: int) -> Callable[..., Any]:
    """An execute wrapper that kills this process before its n-th statement."""
    seen = [0]

    def run(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen[0] += 1
        if seen[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    return run


def act(verb: str, batch: Batch, content: bytes = b"") -> None:
    """One step of a batch, by whose turn it is."""
    if verb == "approve":
        fees.approve_batch(batch, by=CHECKER, at=AT)
    elif verb == "send":
        fees.send_batch(batch, by=MAKER, at=AT)
    else:
        fees.take_results(batch, content, file_name="回盘.csv", by=MAKER, at=AT)


def results(batch: Batch) -> bytes:
    """Everybody was paid but one."""
    numbers = batch.payees.order_by("row").values_list("row", flat=True)
    lines = [f"{n},{'失败' if place == 1 else '成功'}," for place, n in enumerate(numbers)]
    return "\n".join(["序号,结果,原因", *lines]).encode()


def kill(verb: str, batch: Batch, statement: int) -> int:
    """The step in a process of its own that dies there; how it ended (-9)."""
    program = (
        "import sys, django; django.setup(); from bench.payouts import die; die(*sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, verb, str(batch.pk), str(statement)]
    return subprocess.run(command, check=False).returncode


def _stands(batch: Batch) -> tuple[str, dict[str, int]]:
    """Where the batch and its people stand."""
    state = Batch.objects.get(pk=batch.pk).state
    rows = batch.payees.values_list("state").annotate(n=Count("pk"))
    return state, {str(name): n for name, n in rows}


def _killed(batch: Batch) -> Iterator[Row]:
    """Every step killed before each of its statements, until one run comes to its end."""
    killed = half = 0
    for verb in ("approve", "send", "results"):
        before, statement = _stands(batch), 1
        while kill(verb, batch, statement) == -signal.SIGKILL:
            killed, statement = killed + 1, statement + 1
            half += _stands(batch) != before
    yield Row("processes killed -9, before every statement", killed, "kills")
    yield exactly("steps half done", half, 0, "steps")
    paid = batch.payees.filter(state="paid").count()
    yield exactly("paid after all", paid, COUNT - 1, "persons")


def run() -> Iterator[Row]:
    """Try the list, pay it while processes die, try it again: nobody may be paid twice."""
    _organ()
    content = sheet([person(n) for n in range(COUNT)])
    begun = time.perf_counter()
    with counted_sql() as seen:
        batch = _tried(content, "2026年上半年")
    ours = time.perf_counter() - begun
    floor = _raw(content, batch)
    yield at_most(f"dry run of {COUNT:,} rows", ours, _SECONDS, "s", floor=floor)
    yield Row("statements of the dry run", len(seen), "SQL")
    expected = TOTAL if COUNT == PEOPLE else COUNT * Decimal(270)
    yield exactly("sum of the list", float(batch.total), float(expected), "yuan")
    fees.submit_batch(batch, by=MAKER, at=AT)
    yield from _killed(batch)
    again = _tried(content, "2026年上半年")
    yield exactly("may be paid a second time", again.people, 1, "persons")


def die(verb: str, pk: str, statement: str) -> None:
    """In a process of its own: a step of this batch that ends before its n-th statement."""
    batch = Batch.objects.get(pk=pk)
    answer = results(batch) if verb == "results" else b""
    with connection.execute_wrapper(_die_at(int(statement))):
        act(verb, batch, answer)
