"""Numbers of supervision's own papers: gap-free by kind and year."""

from __future__ import annotations

from datetime import datetime

from zhengwu.kernel.time import local_day
from zhengwu.supervision import registry
from zhengwu.supervision.models import Series

_LETTERS = {"card": "P", "order": "D", "rectification": "Z"}


def next_number(kind: str, at: datetime) -> str:
    """JC-P-2026-00017; the row of the series is the lock."""
    key = f"{kind}/{local_day(at).year}"
    Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(pk=key)
    series.last += 1
    series.save(update_fields=["last"])
    prefix = registry.parameters()["number_prefix"]["value"]
    return f"{prefix}-{_LETTERS[kind]}-{local_day(at).year}-{series.last:05d}"
