"""The full recount: every fact again from the rows, every sum again from the facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, DateField, F, Sum, Value
from django.db.models.functions import TruncMonth, TruncYear

from zhengwu.statistics import registry
from zhengwu.statistics.enums import ALL_DIMENSIONS, BY_MONTH, BY_YEAR, DIMENSIONS, Grain
from zhengwu.statistics.models import Fact, Figure
from zhengwu.statistics.queries.figures import fact_rows
from zhengwu.statistics.registry import Source
from zhengwu.statistics.rules import counting

_BATCH = 2000
_MOST = 200
PLACE = ("grain", "start", *ALL_DIMENSIONS, "measure")


@dataclass
class Found:
    """How many were looked at, and what was not equal (the first few, in words)."""

    facts: int = 0
    figures: int = 0
    wrong: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)

    def tell(self, **what: Any) -> None:
        """One difference."""
        self.wrong += 1
        if len(self.differences) < _MOST:
            self.differences.append(what)


@contextmanager
def _one_instant() -> Iterator[None]:
    """Inside, everything is read as of one instant, while the work goes on."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def recounted() -> Found:
    """Hold every fact against its rows and every sum against the facts.

    Whatever differs is looked at a second time, for an act may have been on its way to its count.
    """
    found = Found()
    with _one_instant():
        for source in registry.sources().values():
            for subject in _differing(source, found):
                found.doubtful.append((source.kind, subject))
        _hold_sums(found)
    for kind, subject in found.doubtful:
        _second_look(registry.sources()[kind], subject, found)
    return found


def _differing(source: Source, found: Found) -> Iterator[str]:
    """Keys whose stored fact is not what the rows say; also where there is none."""
    last = 0
    while rows := list(Fact.objects.filter(kind=source.kind, pk__gt=last).order_by("pk")[:_BATCH]):
        last = rows[-1].pk
        found.facts += len(rows)
        now = {fact.subject: fact for fact in source.read([row.subject for row in rows])}
        for row in rows:
            if row.told != now.get(row.subject, counting.Fact(source.kind, row.subject)):
                yield row.subject
    for batch in source.every():
        known = set(
            Fact.objects.filter(kind=source.kind, subject__in=batch).values_list(
                "subject", flat=True
            )
        )
        missing = [subject for subject in batch if subject not in known]
        for fact in source.read(missing) if missing else ():
            if fact != counting.Fact(source.kind, fact.subject):
                yield fact.subject


def _second_look(source: Source, subject: str, found: Found) -> None:
    row = Fact.objects.filter(kind=source.kind, subject=subject).first()
    blank = counting.Fact(source.kind, subject)
    old = row.told if row else blank
    new = next(iter(source.read([subject])), blank)
    if old != new:
        names = [
            one.name for one in fields(old) if getattr(old, one.name) != getattr(new, one.name)
        ]
        found.tell(
            kind=source.kind,
            subject=subject,
            matter=new.matter or old.matter,
            stored={name: str(getattr(old, name)) for name in names},
            rows={name: str(getattr(new, name)) for name in names},
        )


def sums(measure: str, grain: Grain) -> Iterator[Any]:
    """Query sets of a measure's sums by one grain's dimensions, from the facts; one a term.

    Their columns are those of a figure: grain, start, dimensions, measure, value.
    """
    kept = DIMENSIONS[grain]
    ever = fact_rows(measure, date.min, date.max)
    for term, rows in zip(registry.measures()[measure].terms, ever, strict=True):
        text = CharField()
        start: Any = F(term.on)
        if grain in BY_MONTH:
            start = TruncMonth(term.on, output_field=DateField())
        if grain in BY_YEAR:
            start = TruncYear(term.on, output_field=DateField())
        # Named apart from the columns they fill, for a fact has columns of those names.
        place = {
            f"of_{name}": F(name) if name in kept else Value("", output_field=text)
            for name in ALL_DIMENSIONS
        }
        of = {"of_grain": Value(grain.value, output_field=text), "of_start": start, **place,
              "of_measure": Value(measure, output_field=text)}  # fmt: skip
        yield (
            rows.annotate(**of).values_list(*(f"of_{name}" for name in PLACE))
            .annotate(value=Sum("adds"))
        )  # fmt: skip


def _hold_sums(found: Found) -> None:
    for grain in Grain:
        for measure in registry.measures():
            _hold(measure, grain, found)


def _hold(measure: str, grain: Grain, found: Found) -> None:
    """One measure by one grain: the sums the facts make against those that are kept."""
    told: dict[tuple[Any, ...], int] = {}
    for rows in sums(measure, grain):
        for *place, value in rows.iterator(chunk_size=_BATCH):
            told[tuple(place)] = told.get(tuple(place), 0) + value
    kept = Figure.objects.filter(grain=grain, measure=measure).values_list(*PLACE, "value")
    for *place, value in kept.iterator(chunk_size=_BATCH):
        found.figures += 1
        right = told.pop(tuple(place), 0)
        if right != value:
            _tell_sum(found, place, value, right)
    for missing, right in told.items():
        if right:
            _tell_sum(found, list(missing), 0, right)


def _tell_sum(found: Found, place: list[Any], stored: int, right: int) -> None:
    found.tell(
        kind="figure",
        place={name: str(value) for name, value in zip(PLACE, place, strict=True) if value},
        stored=stored,
        rows=right,
    )
