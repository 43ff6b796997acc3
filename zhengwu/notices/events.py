"""What is announced of notices. No words and no address: those are personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """A message stands in an inbox and goes out on these channels."""

    code: ClassVar[str] = "notices.message.sent"
    message: str
    recipient: str
    matter: str
    channels: list[str]
    digest: str


@dataclass(frozen=True, kw_only=True)
class MessageRead(Event):
    """The recipient opened it."""

    code: ClassVar[str] = "notices.message.read"
    message: str


@dataclass(frozen=True, kw_only=True)
class DispatchSettled(Event):
    """A channel took a message, or refused it for good."""

    code: ClassVar[str] = "notices.dispatch.settled"
    message: str
    channel: str
    state: str
    error: str


@dataclass(frozen=True, kw_only=True)
class DispatchRetried(Event):
    """Somebody set a failed message going again."""

    code: ClassVar[str] = "notices.dispatch.retried"
    message: str
    channel: str
