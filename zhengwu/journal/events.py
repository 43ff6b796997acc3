"""Event: the base of everything that is announced, and the journal's own events."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Fields hold JSON values only; ids and dates as text."""

    code: ClassVar[str]
    version: ClassVar[int] = 1

    def payload(self) -> dict[str, Any]:
        """The event's own facts."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class AttemptRefused(Event):
    """An act was attempted and the program refused it."""

    code: ClassVar[str] = "journal.attempt.refused"
    verb: str
    refusal: str
    message: str
    law: str
    facts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Event):
    """A stuck delivery was set going again by hand."""

    code: ClassVar[str] = "journal.delivery.retried"
    reaction: str
    entry: str


@dataclass(frozen=True, kw_only=True)
class DeliverySkipped(Event):
    """A stuck delivery was given up by hand, with a reason."""

    code: ClassVar[str] = "journal.delivery.skipped"
    reaction: str
    entry: str
