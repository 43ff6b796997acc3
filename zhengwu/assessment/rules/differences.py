"""What two models make of the same facts, side by side; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhengwu.assessment.rules.scoring import Result


@dataclass(frozen=True, slots=True)
class Change:
    """One subject under both models: totals, ranks, and the lines that differ (name, old, new)."""

    name: str
    old_total: Decimal
    new_total: Decimal
    old_rank: int | None
    new_rank: int | None
    lines: tuple[tuple[str, Decimal, Decimal], ...]

    @property
    def points(self) -> Decimal:
        """Points more (positive) or fewer."""
        return self.new_total - self.old_total

    @property
    def size(self) -> Decimal:
        """How big the change is, whichever way."""
        return abs(self.points)

    @property
    def places(self) -> int:
        """Places up (positive) or down; none where one of the two does not rank."""
        if self.old_rank is None or self.new_rank is None:
            return 0
        return self.old_rank - self.new_rank

    @property
    def moved(self) -> bool:
        """Whether anything differs."""
        return bool(self.points or self.places or self.lines or self.old_rank != self.new_rank)


def compare(
    old: Sequence[tuple[Result, int | None]], new: Sequence[tuple[Result, int | None]]
) -> list[Change]:
    """Everybody under both, those whose rank is best under the new one first."""
    before = {result.subject.key: (result, rank) for result, rank in old}
    found = []
    for result, rank in new:
        then, place = before.get(result.subject.key, (result, rank))
        found.append(
            Change(result.subject.name, then.total, result.total, place, rank, _lines(then, result))
        )
    return sorted(found, key=lambda one: (one.new_rank is None, one.new_rank or 0, one.name))


def _lines(old: Result, new: Result) -> tuple[tuple[str, Decimal, Decimal], ...]:
    names = {line.criterion.code: line.criterion.name for line in (*old.lines, *new.lines)}
    then = {line.criterion.code: line.points for line in old.lines}
    now = {line.criterion.code: line.points for line in new.lines}
    zero = Decimal(0)
    return tuple(
        (name, then.get(code, zero), now.get(code, zero))
        for code, name in names.items()
        if then.get(code) != now.get(code)
    )
