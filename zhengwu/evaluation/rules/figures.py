"""Rates: what may be said of a number of ratings, and from how many on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhengwu.evaluation.enums import NEGATIVE, Level

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Rates:
    """Counted ratings of one unit, item, person or channel in a period."""

    key: str
    name: str
    levels: Mapping[int, int]
    invited: int = 0

    @property
    def total(self) -> int:
        """How many ratings; who did not rate is no good rating."""
        return sum(self.levels.values())

    @property
    def negative(self) -> int:
        """Levels 4 and 5."""
        return sum(self.levels.get(level, 0) for level in NEGATIVE)

    @property
    def positive(self) -> int:
        """Levels 1 to 3."""
        return self.total - self.negative

    @property
    def rate(self) -> float | None:
        """Share of levels 1 to 3 in per cent, one place; None where nobody rated."""
        if not self.total:
            return None
        return round(self.positive * _HUNDRED / self.total, 1)

    def enough(self, least: int) -> bool:
        """Whether so few rated that one might be recognised, or the rate says nothing."""
        return self.total >= least

    def count(self, level: Level) -> int:
        """How many gave this level."""
        return self.levels.get(level, 0)


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What became of the negative ratings of a period."""

    opened: int
    contacted: int
    rectified: int
    closed: int
    late: int
    second_satisfied: int
    second_asked: int

    @property
    def contact_rate(self) -> float | None:
        """Per cent contacted (or tried as often as the rule asks); None where none was owed."""
        return round(self.contacted * _HUNDRED / self.opened, 1) if self.opened else None

    @property
    def rectified_rate(self) -> float | None:
        """Per cent put right or settled with a finding; None where none was owed."""
        return round(self.rectified * _HUNDRED / self.opened, 1) if self.opened else None
