"""Acts with their entry, place in the chain and owed deliveries, against the same rows bare."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from bench.report import Row, at_most, counted_sql, cpu_of
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.matters.actions import open_matter
from zhengwu.matters.models import Matter

NEEDS = "postgresql"
TIMES = 200


def _act() -> None:
    open_matter(
        kind="bench", number=uuid4().hex, title="测量", organ_code="A",
        region_code="511602000000", by=SYSTEM, at=now(),
    )  # fmt: skip


def _bare() -> None:
    Matter.objects.create(
        kind="bench", node="outer", number=uuid4().hex, title="测量", organ_code="A",
        region_code="511602000000", opened_at=now(),
    )  # fmt: skip


def run() -> Iterator[Row]:
    """One small act, all included."""
    _act()
    with counted_sql() as found:
        _act()
    yield at_most("open a matter: statements", len(found), 8, "SQL")
    ours, floor = cpu_of(_act, times=TIMES), cpu_of(_bare, times=TIMES)
    yield Row("open a matter: processor time", ours * 1000, "ms", floor=floor * 1000)
