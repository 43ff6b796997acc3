"""What is announced of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ChangeBegun(Event):
    """A change of a parameter was begun."""

    code: ClassVar[str] = "parameters.change.begun"
    kind: str
    key: str


@dataclass(frozen=True, kw_only=True)
class ChangeEdited(Event):
    """What a change would set was edited."""

    code: ClassVar[str] = "parameters.change.edited"
    kind: str
    key: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class ChangeMoved(Event):
    """A change was submitted, returned, approved or given up."""

    code: ClassVar[str] = "parameters.change.moved"
    kind: str
    key: str
    state: str


@dataclass(frozen=True, kw_only=True)
class VersionSet(Event):
    """A version of a parameter was approved; it holds from its day on."""

    code: ClassVar[str] = "parameters.version.set"
    kind: str
    key: str
    number: int
    effective_from: str


@dataclass(frozen=True, kw_only=True)
class VersionTaken(Event):
    """The day of a version has come."""

    code: ClassVar[str] = "parameters.version.taken"
    kind: str
    key: str
    number: int
