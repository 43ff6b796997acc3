"""Keeping what a full recount found, and making all figures anew from the rows."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.statistics import policy, registry
from zhengwu.statistics.enums import DERIVED, DIMENSIONS, Grain
from zhengwu.statistics.events import FiguresCompared, FiguresRebuilt
from zhengwu.statistics.models import Comparison, Fact, Figure
from zhengwu.statistics.models.figures import row_of
from zhengwu.statistics.queries.recount import PLACE, Found, recounted, sums
from zhengwu.statistics.rules import counting

_AT_ONCE = 1000


def compare(*, by: Actor, at: datetime) -> Comparison:
    """Recount everything and keep what was not equal. Changes no figure."""
    started = time.monotonic()
    found = recounted()
    return keep_comparison(found, seconds=int(time.monotonic() - started), by=by, at=at)


@action
def keep_comparison(found: Found, *, seconds: int, by: Actor, at: datetime) -> Comparison:
    """Write down what a recount found."""
    policy.require(policy.is_system(by))
    row = Comparison.objects.create(
        compared_at=at,
        facts=found.facts,
        figures=found.figures,
        wrong=found.wrong,
        differences=found.differences,
        seconds=seconds,
    )
    event = FiguresCompared(facts=found.facts, figures=found.figures, wrong=found.wrong)
    record(row, event, by=by, at=at)
    return row


@action
def rebuild(*, reason: str, by: Actor, at: datetime) -> tuple[int, int]:
    """Throw facts and figures away and make them from the rows; how many of each.

    Counting waits meanwhile, so that nothing is counted twice.
    """
    policy.require(policy.is_system(by))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Fact._meta.db_table}" IN EXCLUSIVE MODE')
    Fact.objects.all().delete()
    Figure.objects.all().delete()
    facts = sum(_count_again(kind, at) for kind in registry.sources())
    for grain in Grain:
        for measure in registry.measures() if grain not in DERIVED else ():
            _sum_again(measure, grain)
    for grain in DERIVED:
        _derive(grain)
    figures = Figure.objects.count()
    row = Comparison.objects.create(rebuilt=True, compared_at=at, facts=facts, figures=figures)
    record(row, FiguresRebuilt(facts=facts, figures=figures), by=by, at=at, reason=reason)
    return facts, figures


def _count_again(kind: str, at: datetime) -> int:
    source = registry.sources()[kind]
    made = 0
    for batch in source.every():
        rows = []
        for fact in source.read(batch):
            if fact != counting.Fact(kind, fact.subject):
                rows.append(Fact(**row_of(fact), counted_at=at))
        Fact.objects.bulk_create(rows, batch_size=_AT_ONCE)
        made += len(rows)
    return made


def _sum_again(measure: str, grain: Grain) -> None:
    table = Figure._meta.db_table
    columns = ", ".join(f'"{name}"' for name in (*PLACE, "value"))
    for rows in sums(measure, grain):
        sql, params = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            # Names come from the model, values are bound.
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT * FROM ({sql}) AS told WHERE true '  # noqa: S608
                'ON CONFLICT (grain, start, measure, organ, channel, "window", item, staff) '
                f'DO UPDATE SET value = "{table}".value + excluded.value',
                params,
            )


def _derive(grain: Grain) -> None:
    """Coarser sums from those by organ, channel and item, a year at a time in memory."""
    kept = DIMENSIONS[grain]
    rows = Figure.objects.filter(grain=Grain.ITEM)
    for first in rows.dates("start", "year"):
        year = rows.filter(start__gte=first, start__lt=first.replace(year=first.year + 1))
        told: Counter[tuple[Any, ...]] = Counter()
        lines = year.order_by().values_list("start", "measure", *kept).annotate(Sum("value"))
        for start, *place, value in lines.iterator(chunk_size=_AT_ONCE):
            told[counting.start_of(grain, start), *place] += value
        Figure.objects.bulk_create(
            (
                Figure(grain=grain, start=start, measure=measure, value=value,
                       **dict(zip(kept, place, strict=True)))
                for (start, measure, *place), value in told.items()
            ),
            batch_size=_AT_ONCE,
        )  # fmt: skip
