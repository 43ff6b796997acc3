"""Numbers of supervision's own papers: gap-free by kind and year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from zhengwu.kernel.time import local_day
from zhengwu.supervision import registry
from zhengwu.supervision.models import Series

_LETTERS = {"card": "P", "order": "D", "rectification": "Z"}


def next_number(kind: str, at: datetime) -> str:
    """JC-P-2026-00017; the row of the series is the lock."""
    return next(next_numbers(kind, 1, at))


def next_numbers(kind: str, count: int, at: datetime) -> Iterator[str]:
    """So many numbers in a row, drawn at once under one lock; nothing is asked for none."""
    if not count:
        return iter(())
    year = local_day(at).year
    Series.objects.bulk_create([Series(key=f"{kind}/{year}")], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(pk=f"{kind}/{year}")
    first, series.last = series.last + 1, series.last + count
    series.save(update_fields=["last"])
    prefix = f"{registry.value('number_prefix', at)}-{_LETTERS[kind]}-{year}"
    return iter([f"{prefix}-{number:05d}" for number in range(first, series.last + 1)])
