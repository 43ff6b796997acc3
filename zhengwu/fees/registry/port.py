"""The port: what a way of paying must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from zhengwu.fees.rules.paying import UnknownChannel


@dataclass(frozen=True, slots=True)
class Order:
    """What a bank is asked for: to take money, or (kind refund) to give it back."""

    number: str
    kind: str
    amount: Decimal
    payer: str
    # The way it is paid: under this address the bank answers.
    channel: str
    original: str = ""


class Channel:
    """A way of paying. `instant`: the money is in hand when the clerk says so (cash)."""

    code: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str] = "cash"
    instant: ClassVar[bool] = False
    at_window: ClassVar[bool] = True
    online: ClassVar[bool] = False
    # Whose file the day is reconciled against; empty: counted by hand.
    bank: ClassVar[str] = ""

    def ask(self, order: Order, *, at: datetime) -> None:
        """Put an order to the bank; the answer comes later, by message. Repeatable."""
        raise NotImplementedError

    def verify(self, body: bytes, signature: bytes) -> bool:
        """Whether the message is the bank's own."""
        raise NotImplementedError

    def page(self, number: str) -> str:
        """Where the payer goes on (the bank's page); empty where there is none."""
        return ""


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make a way of paying known."""
    _channels[channel.code] = channel


def channel_named(code: str) -> Channel:
    """The channel of that code; raises UnknownChannel."""
    try:
        return _channels[code]
    except KeyError:
        raise UnknownChannel(channel=code) from None


def all_channels() -> list[Channel]:
    """Every registered channel."""
    return list(_channels.values())


def label_of(code: str) -> str:
    """What people call it."""
    found = _channels.get(code)
    return found.label if found else code
