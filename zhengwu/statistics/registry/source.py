"""What reads one kind of counted thing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from zhengwu.journal.models import Entry
from zhengwu.statistics.rules.counting import Fact

_BATCH = 2000


class Source(ABC):
    """One kind of thing: which entries change it, and its facts as they stand now.

    `read` is the only place where a fact is made of rows: the live count and the recount both
    call it. It costs a fixed number of statements for any number of things.
    """

    kind: str
    codes: tuple[str, ...]

    @abstractmethod
    def subjects(self, entry: Entry) -> list[str]:
        """Keys of the things that this entry may have changed."""

    @abstractmethod
    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """Facts of those that exist."""

    @abstractmethod
    def every(self) -> Iterator[list[str]]:
        """Keys of all there are, in batches: for the recount."""


def in_batches(rows: QuerySet[Any], field: str = "pk") -> Iterator[list[str]]:
    """Keys of a query set by keyset, so that a million of them never stand in memory."""
    last: Any = None
    rows = rows.order_by(field)
    while True:
        part = rows.filter(**{f"{field}__gt": last}) if last is not None else rows
        keys = list(part.values_list(field, flat=True)[:_BATCH])
        if not keys:
            return
        yield [str(key) for key in keys]
        last = keys[-1]


def fen(amount: Decimal) -> int:
    """Money as a whole number of its smallest unit."""
    return int((amount * 100).to_integral_value())
