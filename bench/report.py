"""Figures of a bench: rows with a bound, printed as a table or as JSON lines.

A bench is a module `bench/<name>.py` with a docstring, optionally `NEEDS = "postgresql"` (a private
cluster and a migrated database are made for it), and `def run() -> Iterable[Row]`. Bounds are
counts, ratios within one run and correctness; times are printed with the machine they were made on.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `floor`: the least physics allows (raw SQL); `peer`: what another program needs.

    `ratio` is ours / floor unless given; `bound` is the sentence that `ok` states, such as
    "<= 14 SQL". A row without bound is information and always ok.
    """

    name: str
    ours: float
    unit: str
    floor: float | None = None
    peer: str = ""
    ratio: float | None = None
    bound: str = ""
    ok: bool = True

    def complete(self) -> dict[str, Any]:
        """The row as a dict, its ratio filled in."""
        content = asdict(self)
        if self.ratio is None and self.floor:
            content["ratio"] = self.ours / self.floor
        return content


def at_most(name: str, ours: float, limit: float, unit: str, **more: Any) -> Row:
    """A row whose bound is an upper limit on our own figure."""
    return Row(name, ours, unit, bound=f"<= {limit:g} {unit}", ok=ours <= limit, **more)


def at_least(name: str, ours: float, limit: float, unit: str, **more: Any) -> Row:
    """A row whose bound is a lower limit on our own figure."""
    return Row(name, ours, unit, bound=f">= {limit:g} {unit}", ok=ours >= limit, **more)


def within(name: str, ours: float, floor: float, limit: float, unit: str, **more: Any) -> Row:
    """A row whose bound is an upper limit on ours / floor, both measured in this run."""
    ratio = ours / floor if floor else float("inf")
    return Row(
        name, ours, unit, floor=floor, ratio=ratio, bound=f"<= {limit:g} x floor",
        ok=ratio <= limit, **more,
    )  # fmt: skip


def exactly(name: str, ours: float, expected: float, unit: str, **more: Any) -> Row:
    """A row of correctness: nothing lost, nothing doubled."""
    return Row(name, ours, unit, bound=f"= {expected:g} {unit}", ok=ours == expected, **more)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"


def machine(database: str = "") -> dict[str, Any]:
    """What the figures were made on."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {
        "machine": f"{os.cpu_count()} x {model or platform.machine()}, {memory} GB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "database": database,
    }


def print_json(rows: list[Row], facts: dict[str, Any]) -> None:
    """One object a line, the machine last."""
    for row in rows:
        print(json.dumps(row.complete(), ensure_ascii=False))
    print(json.dumps(facts, ensure_ascii=False))


def print_table(rows: list[Row], facts: dict[str, Any]) -> None:
    """A small table, the machine below it."""
    head = ("", "ours", "unit", "floor", "ratio", "bound", "", "peer")
    lines = [head]
    for row in rows:
        found = row.complete()
        verdict = ("ok" if row.ok else "MISSED") if row.bound else ""
        lines.append((
            row.name, _number(row.ours), row.unit, _number(row.floor),
            _number(found["ratio"]), row.bound, verdict, row.peer,
        ))  # fmt: skip
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        cells = [
            text.rjust(width) if place in (1, 3, 4) else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    print("  ".join(f"{key}: {value}" for key, value in facts.items() if value))


@dataclass
class Counted:
    """Statements seen while counting; savepoints are not among them."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def counted_sql() -> Iterator[Counted]:
    """Counts every statement Django sends meanwhile on this thread's connection, on any database.

    `executemany` counts as one statement for each set of parameters, as the server sees them.
    """
    from django.db import connection

    found = Counted()

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")):
            sets = list(params) if many else [params]
            params = sets if many else params
            found.statements += [sql] * len(sets)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield found


def cpu_seconds() -> float:
    """Processor time of this process so far, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_of(work: Callable[[], object], *, times: int) -> float:
    """Median processor seconds of one call."""
    samples = []
    for _ in range(times):
        before = cpu_seconds()
        work()
        samples.append(cpu_seconds() - before)
    return statistics.median(samples)


def seconds_of(work: Callable[[], object], *, times: int) -> list[float]:
    """Wall seconds of each call, sorted."""
    samples = []
    for _ in range(times):
        before = time.perf_counter()
        work()
        samples.append(time.perf_counter() - before)
    return sorted(samples)


def percentile(sorted_samples: list[float], share: float) -> float:
    """The sample below which `share` (0–1) of all lie."""
    return sorted_samples[min(len(sorted_samples) - 1, int(len(sorted_samples) * share))]


def finish(rows: Iterable[Row], *, as_json: bool, database: str) -> int:
    """Print; 1 if a bound was missed or nothing was measured.

    Each row is told on stderr as it comes: a long bench that is stopped has said what it knew.
    """
    found = []
    for row in rows:
        found.append(row)
        print(f"… {row.name}: {row.ours:,.4g} {row.unit}", file=sys.stderr, flush=True)
    (print_json if as_json else print_table)(found, machine(database))
    return 0 if found and all(row.ok for row in found) else 1
