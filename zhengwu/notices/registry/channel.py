"""What a channel is to us."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Protocol


class Recipient(Protocol):
    """The parts of an address that channels look at."""

    @property
    def phone(self) -> str:
        """Mobile number or empty."""

    @property
    def email(self) -> str:
        """Mail address or empty."""


class Undeliverable(Exception):
    """It will never arrive there: no use to try again."""


class Channel(ABC):
    """A way outside. `deliver` may be called twice with the same key: it must arrive once."""

    name: ClassVar[str]
    label: ClassVar[str]

    @abstractmethod
    def address_of(self, to: Recipient) -> str:
        """Where this channel reaches the recipient; empty when it cannot."""

    @abstractmethod
    def deliver(self, address: str, subject: str, text: str, *, key: str) -> None:
        """Send; raises `Undeliverable` for good, anything else to be tried again."""
