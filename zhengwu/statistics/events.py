"""What statistics announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class FiguresCompared(Event):
    """The figures were held against a full recount; `wrong` were not equal."""

    code: ClassVar[str] = "statistics.figures.compared"
    facts: int
    figures: int
    wrong: int


@dataclass(frozen=True, kw_only=True)
class FiguresRebuilt(Event):
    """All figures were made anew from the rows."""

    code: ClassVar[str] = "statistics.figures.rebuilt"
    facts: int
    figures: int
