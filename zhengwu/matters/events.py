"""What is announced of a matter as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class MatterOpened(Event):
    """A matter came into being."""

    code: ClassVar[str] = "matters.matter.opened"
    kind: str
    number: str
    title: str
    organ: str


@dataclass(frozen=True, kw_only=True)
class MatterPassedOn(Event):
    """Another organ answers for the matter from now on."""

    code: ClassVar[str] = "matters.matter.passed_on"
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class MatterClosed(Event):
    """Nothing more is to be done on a matter."""

    code: ClassVar[str] = "matters.matter.closed"
    number: str
