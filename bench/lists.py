"""A million cases: what a desk's lists cost at the first page, at the last, and by search."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from statistics import median
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client

from bench.million import multiply, stages
from bench.report import Row, at_most, counted_sql, exactly, percentile, seconds_of
from zhengwu.cases import queries
from zhengwu.cases.models import Case
from zhengwu.cases.tests.factories import build
from zhengwu.cases.web.staff.tables import with_step
from zhengwu.flow.queries import waiting
from zhengwu.identity.tests.factories import make_staff_account, sign_in
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import now
from zhengwu.web.paging import paged

NEEDS = "postgresql"
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
FEW = 5000
SAMPLES = 25
# No statement of a page may read more rows than this: it may depend on what is open at one's own
# organ (18,000 cases here, counted under some headings), never on all that one may see (300,000).
TOUCHED = 60_000
_MILLI = 1000
_LIST = "/desk/cases/"
PAGES = {
    "in-tray": f"{_LIST}?view=received",
    "my tasks": f"{_LIST}?view=mine",
    "running, filtered": f"{_LIST}?view=open&stage=late&channel=window",
    "all, newest first": f"{_LIST}?view=all",
    "search by number": f"{_LIST}?view=all&q=GA-XK-2026-000012",
    "search by name": f"{_LIST}?view=all&q=王建",
    "search by item": f"{_LIST}?view=all&q=食品经营",
    "desk": "/desk/",
}
VIEWS = {"in-tray": ("received", "due_on"), "my tasks": ("mine", "due_on"),
         "running": ("open", "due_on"), "all": ("all", "-pk")}  # fmt: skip


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, f"{address}: {answer.status_code}"


def _counts(client: Client) -> dict[str, int]:
    """Statements of each page."""
    found = {}
    for name, address in PAGES.items():
        _get(client, address)  # what a process reads once is read by now
        with counted_sql() as seen:
            _get(client, address)
        found[name] = len(seen)
    return found


@contextmanager
def _captured() -> Iterator[list[tuple[str, Any]]]:
    found: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip(" (").startswith(("SELECT", "WITH")):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


def _touched(sql: str, params: Any) -> int:
    """Rows that the database read for one statement, thrown away or not."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    return _read(plan[0]["Plan"])


def _read(node: dict[str, Any]) -> int:
    below = sum(_read(one) for one in node.get("Plans", ()))
    if "Scan" not in node["Node Type"]:
        return below
    kinds = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return below + sum(int(node.get(kind, 0)) for kind in kinds) * int(node["Actual Loops"])


def _pages(client: Client, before: dict[str, int]) -> Iterator[Row]:
    after = _counts(client)
    for name, address in PAGES.items():
        yield exactly(f"{name}: statements", after[name], before[name], "SQL")
        with _captured() as seen:
            _get(client, address)
        most = max(_touched(*one) for one in seen)
        yield at_most(f"{name}: rows read by one statement", most, TOUCHED, "rows")
        samples = seconds_of(lambda where=address: _get(client, where), times=SAMPLES)
        yield Row(
            f"{name}: p95 over HTTP", percentile(samples, 0.95) * _MILLI, "ms", peer="aim 100"
        )


def _ends(rows: QuerySet[Any], order: str, tail: str) -> tuple[float, float]:
    """Median seconds of the first page and of the last, taken in turns."""
    fields = [order, f"-{tail}" if order.startswith("-") else tail]
    samples: list[tuple[float, float]] = []
    for _ in range(SAMPLES):
        begun = time.perf_counter()
        first = paged(rows, fields, QueryDict(""))
        between = time.perf_counter()
        last = paged(rows, fields, QueryDict("at=end"))
        samples.append((between - begun, time.perf_counter() - between))
        assert first.rows
        assert last.rows
    return median(one for one, _ in samples), median(one for _, one in samples)


def _first_and_last(name: str, rows: QuerySet[Any], order: str, tail: str) -> Iterator[Row]:
    first, last = _ends(rows, order, tail)
    yield Row(
        f"{name}: last page beside the first", last * _MILLI, "ms", floor=first * _MILLI,
        bound="<= 1.5 x first", ok=last <= first * 1.5,
    )  # fmt: skip


def _who_waits(organ: str) -> Iterator[Row]:
    """Who waits where since when: one organ, and the whole house."""
    for name, rows in (("one organ", waiting().filter(organ_code=organ)), ("all", waiting())):
        rows = rows.select_related("matter")
        yield from _first_and_last(f"who waits, {name}", rows, "opened_at", "id")
        with _captured() as seen:
            paged(rows, ["opened_at", "id"], QueryDict("at=end"))
        most = max(_touched(*one) for one in seen)
        yield at_most(f"who waits, {name}: rows read", most, TOUCHED, "rows")


def _county() -> tuple[SimpleNamespace, list[str]]:
    world = build()
    mine = world.clerk.organ_code
    organs = [place.pk for place in world.places.departments.values() if place.pk != mine]
    return world, [mine, *organs]


def run() -> Iterator[Row]:
    """The lists of one who decides and receives at an organ with three cases in ten."""
    world, organs = _county()
    templates = stages(world)
    client = Client(headers={"host": "localhost"})
    actor: Actor = sign_in(client, make_staff_account(world.people.cast("A")))
    multiply(templates, organs, FEW, of=ROWS)
    few = _counts(client)
    begun = time.perf_counter()
    multiply(templates, organs, ROWS, first=FEW + 1, of=ROWS)
    yield Row("cases", Case.objects.count(), "rows")
    yield Row("making them", time.perf_counter() - begun, "s")
    yield Row("seen by this person", queries.visible_to(actor).count(), "rows")
    for name, (view, order) in VIEWS.items():
        rows = with_step(queries.desk_view(actor, view, now())).defer("form")
        yield from _first_and_last(name, rows, order, "pk")
    yield from _who_waits(organs[0])
    yield from _pages(client, few)
