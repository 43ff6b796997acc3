"""What is announced of granted licences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class LicenceRegistered(Event):
    """A granted licence entered the register."""

    code: ClassVar[str] = "cases.licence.registered"
    number: str
    case: str
    valid_to: str


@dataclass(frozen=True, kw_only=True)
class LicenceRequested(Event):
    """Its holder asked for renewal, change, replacement or cancellation."""

    code: ClassVar[str] = "cases.licence.requested"
    number: str
    request: str
    kind: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class LicenceChanged(Event):
    """Something lawful happened to a licence."""

    code: ClassVar[str] = "cases.licence.changed"
    number: str
    act: str
    said: str
    article: str
    valid_to: str
    document: str


@dataclass(frozen=True, kw_only=True)
class LicenceEndsSoon(Event):
    """The day to apply for renewal has come."""

    code: ClassVar[str] = "cases.licence.ends_soon"
    number: str
    valid_to: str
