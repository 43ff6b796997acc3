"""What exchange announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class NodeRegistered(Event):
    """A node was entered."""

    code: ClassVar[str] = "exchange.node.registered"
    node: str
    name: str
    way: str


@dataclass(frozen=True, kw_only=True)
class NodeChanged(Event):
    """Its way, address or whether it is in use changed."""

    code: ClassVar[str] = "exchange.node.changed"
    node: str


@dataclass(frozen=True, kw_only=True)
class KeyRegistered(Event):
    """A node's public key was entered; it does not count yet."""

    code: ClassVar[str] = "exchange.key.registered"
    node: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class KeyConfirmed(Event):
    """Somebody compared the fingerprint: the key counts."""

    code: ClassVar[str] = "exchange.key.confirmed"
    node: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class KeyRevoked(Event):
    """A key counts no more, whatever was signed when."""

    code: ClassVar[str] = "exchange.key.revoked"
    node: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class OwnKeyMade(Event):
    """We have a new key; the other nodes must register it."""

    code: ClassVar[str] = "exchange.key.made"
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class ChannelSet(Event):
    """What a channel gives and takes, and whether it is open."""

    code: ClassVar[str] = "exchange.channel.set"
    node: str
    channel: str
    open: bool
    sends: list[str]
    takes: list[str]


@dataclass(frozen=True, kw_only=True)
class FaultFound(Event):
    """Something was wrong; told once, repetitions are counted."""

    code: ClassVar[str] = "exchange.fault.found"
    node: str
    kind: str
    channel: str
    words: str


@dataclass(frozen=True, kw_only=True)
class MessageFreed(Event):
    """A message that had stopped was set going or skipped by hand."""

    code: ClassVar[str] = "exchange.message.freed"
    node: str
    channel: str
    sequence: int
    skipped: bool


@dataclass(frozen=True, kw_only=True)
class NumbersContinued(Event):
    """After a restored backup we go on behind the numbers the other side already holds."""

    code: ClassVar[str] = "exchange.numbers.continued"
    node: str
    channel: str
    number: int
