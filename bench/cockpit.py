"""The leader's page and the monthly report over a million matters, and what keeping them costs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from http import HTTPStatus
from statistics import median
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.test import Client

from bench.million import multiply, stages
from bench.report import Row, at_most, counted_sql, exactly, percentile, within
from zhengwu.cases.models import Case
from zhengwu.cases.tests.factories import build
from zhengwu.identity.tests.factories import make_staff_account, sign_in
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ, Staff
from zhengwu.statistics import actions, queries, registry
from zhengwu.statistics.models import Fact, Figure
from zhengwu.statistics.queries.reports import report
from zhengwu.statistics.rules import counting, periods
from zhengwu.statistics.rules.periods import Period

NEEDS = "postgresql"
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
FEW = 2000
SAMPLES = 25
ACTS = 300
# Statements of a page: they may not grow with the number of matters; the page's own door and
# navigation are among them.
PAGE_SQL, PANEL_SQL, REPORT_SQL, COUNT_SQL = 45, 12, 12, 10
# Against a floor of two raw statements (the fact, its sums) for each act.
TIMES_FLOOR = 12
_MILLI = 1000
_RECOUNT = """
SELECT organ_code, date_trunc('month', {day} AT TIME ZONE 'Asia/Shanghai')::date, count(*)
FROM cases_case WHERE {day} IS NOT NULL AND {which} GROUP BY 1, 2
"""


def _counted(day: str, which: str) -> dict[tuple[str, Any], int]:
    """The full recount, by a statement that knows nothing of facts."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT.format(day=day, which=which))
        return {(organ, month): count for organ, month, count in cursor.fetchall()}


def _kept(measure: str) -> dict[tuple[str, Any], int]:
    found: dict[tuple[str, Any], int] = {}
    rows = Figure.objects.filter(grain="item", measure=measure, value__gt=0)
    for organ, start, value in rows.values_list("organ", "start", "value"):
        found[organ, start] = found.get((organ, start), 0) + value
    return found


def _differing() -> int:
    pairs = (
        (_kept("received"), _counted("received_at", "state <> 'misregistered'")),
        (_kept("completed"), _counted("completed_at", "state = 'completed'")),
    )
    return sum(kept.get(key) != counted.get(key)
               for kept, counted in pairs for key in {*kept, *counted})  # fmt: skip


def _times(work: Any) -> list[float]:
    found = []
    for _ in range(SAMPLES):
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * _MILLI)
    return sorted(found)


def _act(case: Any) -> float:
    """A case changes hands: its fact and all its sums move."""
    started = time.perf_counter()
    actions.count("case", [str(case)], by=SYSTEM, at=now())
    return time.perf_counter() - started


def _floor(row: Fact, cells: list[Any]) -> float:
    """The same two writes as raw statements: what any such maintenance must do at least."""
    names = ("grain", "start", "organ", "channel", "window", "item", "staff", "measure")
    values = ", ".join(["(%s,%s,%s,%s,%s,%s,%s,%s,0)"] * len(cells))
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE statistics_fact SET counted_at = now() WHERE id = %s", [row.pk])
        cursor.execute(
            'INSERT INTO statistics_figure (grain, start, organ, channel, "window", item, staff, '
            f"measure, value) VALUES {values} ON CONFLICT (grain, start, measure, organ, channel, "
            '"window", item, staff) DO UPDATE SET value = statistics_figure.value',
            [getattr(cell, name) for cell in sorted(cells) for name in names],
        )
    return time.perf_counter() - started


def _maintaining() -> tuple[float, float, int]:
    """Milliseconds of an act's count and of its floor, and the statements of one."""
    keys = list(Case.objects.order_by("-pk").values_list("pk", flat=True)[: ACTS * 7 : 7])
    organs = list(Case.objects.values_list("organ_code", flat=True).distinct()[:2])
    measures = list(registry.measures().values())
    ours, floor, statements = [], [], 0
    for place, key in enumerate(keys):
        row = Fact.objects.get(kind="case", subject=str(key))
        other = organs[0] if row.organ != organs[0] else organs[1]
        cells = [*counting.cells(row.told, measures)]
        floor.append(_floor(row, cells))
        Case.objects.filter(pk=key).update(organ_code=other)
        if place:
            ours.append(_act(key))
        else:
            with counted_sql() as seen:
                _act(key)
            statements = len(seen)
    return median(ours) * _MILLI, median(floor) * _MILLI, statements


def _leader(world: SimpleNamespace) -> Client:
    client = Client(headers={"host": "localhost"})
    sign_in(client, make_staff_account(staff=Staff.objects.get(pk=world.director.id)))
    return client


def run() -> Iterator[Row]:
    """Fill, make the figures, hold them against a recount, read them, keep them."""
    world = build()
    templates = stages(world)
    deliver_all()
    organs = [world.clerk.organ_code, *Organ.objects.exclude(pk=world.clerk.organ_code)
              .order_by("pk").values_list("pk", flat=True)[:39]]  # fmt: skip
    client, page = _leader(world), "/desk/cockpit/"
    multiply(templates, organs, FEW, of=ROWS)
    actions.rebuild(reason="bench", by=SYSTEM, at=now())
    _statements(client, page)  # what a process reads once is read by now
    few = _statements(client, page)
    multiply(templates, organs, ROWS, first=FEW + 1, of=ROWS)
    started = time.perf_counter()
    facts, figures = actions.rebuild(reason="bench", by=SYSTEM, at=now())
    yield Row("making all figures anew", time.perf_counter() - started, "s")
    yield Row("facts", facts, "rows")
    yield Row("figures", figures, "rows")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE statistics_fact")
        cursor.execute("VACUUM ANALYZE statistics_figure")
    yield from _equal("at rest")
    yield from _pages(client, page, few)
    ours, floor, statements = _maintaining()
    yield within("keeping the figures of an act", ours, floor, TIMES_FLOOR, "ms")
    yield at_most("keeping: statements", statements, COUNT_SQL, "SQL")
    yield from _equal("after the acts")


def _equal(when: str) -> Iterator[Row]:
    yield exactly(f"{when}: sums unlike a count of the cases", _differing(), 0, "sums")
    started = time.perf_counter()
    found = actions.compare(by=SYSTEM, at=now())
    yield exactly(f"{when}: unlike the full recount", found.wrong, 0, "differences")
    yield Row(f"{when}: the full recount", time.perf_counter() - started, "s")


def _statements(client: Client, page: str) -> int:
    with counted_sql() as seen:
        answer = client.get(page)
    assert answer.status_code == HTTPStatus.OK, answer.status_code
    return len(seen)


def _pages(client: Client, page: str, few: int) -> Iterator[Row]:
    at = now()
    _statements(client, page)  # as with few: minutes have passed, and a session notes that it lives
    many = _statements(client, page)
    yield exactly("cockpit page: statements more than with few", many - few, 0, "SQL")
    yield at_most("cockpit page: statements", many, PAGE_SQL, "SQL")
    with counted_sql() as seen:
        queries.cockpit(at)
    yield at_most("cockpit figures: statements", len(seen), PANEL_SQL, "SQL")
    times = _times(lambda: queries.cockpit(at))
    started = time.perf_counter()
    _counted("received_at", "state <> 'misregistered'")
    counting_all = (time.perf_counter() - started) * _MILLI
    yield Row("cockpit figures: median (floor: counting one column of all cases)", median(times),
              "ms", floor=counting_all)  # fmt: skip
    yield Row("cockpit figures: p95", percentile(times, 0.95), "ms")
    asked = _times(lambda: queries.fingerprint(at))
    yield Row("an idle wall asks", median(asked), "ms")
    first = periods.months_before(local_day(at).replace(day=1), 1)
    for period in Period:
        start = periods.start_of(period, first)
        with counted_sql() as seen:
            report(period, start, unit="bench", at=at)
        yield at_most(f"{period.value} report: statements", len(seen), REPORT_SQL, "SQL")
        times = _times(lambda p=period, s=start: report(p, s, unit="bench", at=at))
        yield Row(f"{period.value} report: median", median(times), "ms")
