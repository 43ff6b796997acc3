"""What one fact adds to which sums. Pure: the live count, the recount and the tests call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zhengwu.statistics.enums import ALL_DIMENSIONS, BY_MONTH, BY_YEAR, DIMENSIONS, Grain

DAYS = ("received_on", "accepted_on", "declined_on", "withdrawn_on", "called_on", "completed_on")


@dataclass(frozen=True, slots=True)
class Fact:
    """One counted thing as it stands now: its dimensions, its days, what is told of it.

    A day that is None has not come (or never counted: an error that was put right).
    """

    kind: str
    subject: str
    matter: str = ""
    organ: str = ""
    item: str = ""
    channel: str = ""
    window: str = ""
    staff: str = ""
    received_on: date | None = None
    accepted_on: date | None = None
    declined_on: date | None = None
    withdrawn_on: date | None = None
    called_on: date | None = None
    completed_on: date | None = None
    word: str = ""
    cause: str = ""
    on_spot: bool = False
    late: bool = False
    early: bool = False
    online: bool = False
    licensing: bool = False
    early_days: int = 0
    visits: int = 0
    signed: int = 0
    people: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """Facts of a kind, on one of their days, where fields have certain values."""

    kind: str
    on: str
    where: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    amount: str = ""

    def value(self, fact: Fact) -> int:
        """What the fact adds; 0 where it is not meant."""
        for name, wanted in self.where:
            if getattr(fact, name) not in wanted:
                return 0
        return int(getattr(fact, self.amount)) if self.amount else 1


@dataclass(frozen=True, slots=True)
class Measure:
    """指标: its Chinese name, its unit, and the sentence that says what it is."""

    id: str
    zh: str
    unit: str
    says: str
    terms: tuple[Term, ...]
    money: bool = False
    source: str = ""
    to_confirm: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """比率: `of` among `among`; a share of a hundred, or so many for each."""

    id: str
    zh: str
    of: str
    among: str
    says: str
    each: str = ""
    source: str = ""

    def value(self, values: Mapping[str, int]) -> float | None:
        """Per cent, or how many for each; None where there is nothing to divide by."""
        among = values.get(self.among, 0)
        if not among:
            return None
        share = values.get(self.of, 0) / among
        return share if self.each else share * 100


class Cell(NamedTuple):
    """The place of one sum."""

    grain: str
    start: date
    organ: str
    channel: str
    window: str
    item: str
    staff: str
    measure: str


def start_of(grain: Grain, day: date) -> date:
    """The first day of the period in which a day falls."""
    if grain in BY_YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if grain in BY_MONTH else day


def amounts(fact: Fact, measures: Iterable[Measure]) -> Iterator[tuple[date, str, int]]:
    """(day, measure, what it adds) for everything this fact counts for."""
    for measure in measures:
        for term in measure.terms:
            if term.kind != fact.kind:
                continue
            day = getattr(fact, term.on)
            if day is not None and (value := term.value(fact)):
                yield day, measure.id, value


def cells(fact: Fact, measures: Iterable[Measure]) -> Counter[Cell]:
    """What one fact adds to every sum that is kept."""
    found: Counter[Cell] = Counter()
    places = {
        grain: {name: getattr(fact, name) if name in kept else "" for name in ALL_DIMENSIONS}
        for grain, kept in DIMENSIONS.items()
    }
    for day, measure, value in amounts(fact, measures):
        for grain, place in places.items():
            found[Cell(grain.value, start_of(grain, day), measure=measure, **place)] += value
    return found


def moved(old: Fact, new: Fact, measures: Iterable[Measure]) -> dict[Cell, int]:
    """How the sums change when a fact becomes another; nothing where it stays."""
    if old == new:
        return {}
    known = list(measures)
    change = cells(new, known)
    change.subtract(cells(old, known))
    return {cell: value for cell, value in change.items() if value}


def void(fact: Fact) -> Fact:
    """A fact that counts for nothing: where the thing is gone, or never was."""
    return Fact(fact.kind, fact.subject)
