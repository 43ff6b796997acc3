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


@dataclass(frozen=True, kw_only=True)
class ServiceWritten(Event):
    """A window wrote down what it did besides cases."""

    code: ClassVar[str] = "statistics.service.written"
    kind: str
    people: int
    organ: str
    window: str
    served_on: str


@dataclass(frozen=True, kw_only=True)
class ServiceStruck(Event):
    """A line of that register was wrong and counts no more."""

    code: ClassVar[str] = "statistics.service.struck"
    kind: str
    people: int


@dataclass(frozen=True, kw_only=True)
class ReportIssued(Event):
    """A month, quarter or year was issued and is frozen."""

    code: ClassVar[str] = "statistics.report.issued"
    period: str
    number: int
    digest: str
