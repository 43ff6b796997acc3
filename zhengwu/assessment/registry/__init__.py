"""What the assessment is made of: sources of facts, groups of units, the shipped schemes.

@source("supervision.cards", "黄牌红牌", fields=(Field("level", Kind.STRING, "等级"), …))
def cards(span: Span) -> Iterable[Fact]: …          a bounded number of statements

@group("windows", "窗口")
def windows(span: Span) -> Grouping: …              who is compared, and whose a fact is
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from zhengwu.assessment.registry import choices as choices
from zhengwu.assessment.rules.model import Field
from zhengwu.assessment.rules.scoring import Fact, Subject
from zhengwu.kernel import yaml
from zhengwu.kernel.time import end_of, midnight

_DATA = Path(__file__).resolve().parents[1] / "data"
_MODULES = (
    "appraising",
    "entered",
    "handling",
    "serving",
    "supervising",
    "towns",
    "units",
    "working",
)


@dataclass(frozen=True, slots=True)
class Span:
    """The days a period is scored over, both inclusive, and the instant at which it is read."""

    first: date
    last: date
    at: datetime

    @property
    def start(self) -> datetime:
        """The first instant."""
        return midnight(self.first)

    @property
    def stop(self) -> datetime:
        """The exclusive end."""
        return end_of(self.last)


Reader = Callable[[Span], Iterable[Fact]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts of one sort are recorded; `fields` are what a condition may read.

    Of a `discreet` one others than those who oversee are told how many, not which: the day and
    level of a rating would tell who gave it, and whose days these are is a colleague's affair.
    """

    code: str
    name: str
    fields: tuple[Field, ...]
    read: Reader
    discreet: bool = False


@dataclass(frozen=True, slots=True)
class Grouping:
    """Subjects of one group in a period, and the key of the subject a fact belongs to."""

    subjects: Sequence[Subject]
    locate: Callable[[Fact], str]


@dataclass(frozen=True, slots=True)
class Group:
    """Comparable units."""

    code: str
    name: str
    personal: bool
    read: Callable[[Span], Grouping]


_sources: dict[str, Source] = {}
_groups: dict[str, Group] = {}


def source(
    code: str, name: str, *, fields: Sequence[Field], discreet: bool = False
) -> Callable[[Reader], Reader]:
    """Register where facts of one sort come from."""

    def register(read: Reader) -> Reader:
        if code in _sources:
            raise ValueError(f"two sources named {code}")
        _sources[code] = Source(code, name, tuple(fields), read, discreet)
        return read

    return register


def group(
    code: str, name: str, *, personal: bool = False
) -> Callable[[Callable[[Span], Grouping]], Callable[[Span], Grouping]]:
    """Register who is compared with whom; `personal` where a subject is one person."""

    def register(read: Callable[[Span], Grouping]) -> Callable[[Span], Grouping]:
        if code in _groups:
            raise ValueError(f"two groups named {code}")
        _groups[code] = Group(code, name, personal, read)
        return read

    return register


def load() -> None:
    """Let all sources and groups register themselves."""
    for name in _MODULES:
        import_module(f"{__name__}.{name}")


def sources() -> Mapping[str, Source]:
    """All sources by code."""
    return _sources


def groups() -> Mapping[str, Group]:
    """All groups by code."""
    return _groups


def personal() -> frozenset[str]:
    """Codes of the groups whose subjects are single persons."""
    return frozenset(code for code, one in _groups.items() if one.personal)


def fields() -> dict[str, tuple[Field, ...]]:
    """What may be read, by source."""
    return {code: one.fields for code, one in _sources.items()}


@lru_cache(maxsize=1)
def shipped() -> list[dict[str, Any]]:
    """The schemes a county starts with, as in data/schemes.yaml."""
    found: dict[str, Any] = yaml.safe_load((_DATA / "schemes.yaml").read_text(encoding="utf-8"))
    criteria = found["criteria"]
    return [_composed(row, found, criteria) for row in found["schemes"]]


def _composed(
    row: dict[str, Any], found: dict[str, Any], criteria: dict[str, Any]
) -> dict[str, Any]:
    """A scheme names its criteria; their text stands once."""
    content = {**found["shared"], **row["content"]}
    content["criteria"] = [{"code": code, **criteria[code]} for code in content["criteria"]]
    return {**row, "content": content}
