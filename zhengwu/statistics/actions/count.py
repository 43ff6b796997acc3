"""Counting: a thing is read as it stands, and the sums move by what has changed in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import connection

from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.statistics import policy, registry
from zhengwu.statistics.models import Fact, Figure
from zhengwu.statistics.models.figures import FIELDS, row_of
from zhengwu.statistics.rules import counting
from zhengwu.statistics.rules.counting import Cell

_ROWS_AT_ONCE = 100
_PLACE = ("grain", "start", "organ", "channel", "window", "item", "staff", "measure")


@action
def count(kind: str, subjects: Sequence[str], *, by: Actor, at: datetime) -> int:
    """Bring the facts of these things and all sums up to date; how many sums moved.

    The fact's row is locked before the thing is read. So of two workers the later one reads what
    the earlier one did not, a delivery that comes twice finds nothing changed, and what is broken
    off has neither fact nor sums.
    """
    policy.require(policy.is_system(by))
    source = registry.sources()[kind]
    rows = _locked(kind, subjects, at)
    now = {fact.subject: fact for fact in source.read(list(rows))}
    change: Counter[Cell] = Counter()
    moved: list[Fact] = []
    for subject, row in rows.items():
        old, new = row.told, now.get(subject, counting.Fact(kind, subject))
        if old == new:
            continue
        change.update(counting.moved(old, new, registry.measures().values()))
        moved.append(Fact(**row_of(new), counted_at=at))
    if moved:
        # One statement of plain rows: an update of a hundred rows with a case for each of their
        # columns took longer than everything else.
        Fact.objects.bulk_create(
            moved,
            update_conflicts=True,
            unique_fields=["kind", "subject"],
            update_fields=[*(name for name in FIELDS if name not in ("kind", "subject")),
                           "counted_at"],
            batch_size=_ROWS_AT_ONCE,
        )  # fmt: skip
        add({cell: value for cell, value in change.items() if value})
    return len(change)


def _locked(kind: str, subjects: Iterable[str], at: datetime) -> dict[str, Fact]:
    wanted = sorted(set(subjects))
    held = Fact.objects.select_for_update().filter(kind=kind, subject__in=wanted)
    rows = {row.subject: row for row in held.order_by("subject")}
    if missing := [name for name in wanted if name not in rows]:
        blank = [Fact(kind=kind, subject=name, counted_at=at) for name in missing]
        Fact.objects.bulk_create(blank, ignore_conflicts=True)
        rows = {row.subject: row for row in held.order_by("subject")}
    return rows


def add(change: Mapping[Cell, int]) -> None:
    """Add to the sums, in one order, so that two workers never wait for each other in a ring."""
    cells = sorted(change.items())
    table = Figure._meta.db_table
    columns = ", ".join(f'"{name}"' for name in (*_PLACE, "value"))
    for start in range(0, len(cells), _ROWS_AT_ONCE):
        part = cells[start : start + _ROWS_AT_ONCE]
        values = ", ".join([f"({', '.join(['%s'] * (len(_PLACE) + 1))})"] * len(part))
        with connection.cursor() as cursor:
            # Names come from the model, values are bound.
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) VALUES {values} '  # noqa: S608
                f'ON CONFLICT (grain, start, measure, organ, channel, "window", item, staff) '
                f'DO UPDATE SET value = "{table}".value + excluded.value',
                [value for cell, number in part for value in (*_row(cell), number)],
            )


def _row(cell: Cell) -> list[str | date]:
    return [getattr(cell, name) for name in _PLACE]
