"""Channels to the outside behind one base class. A provider's gateway is one more class here."""

from __future__ import annotations

from zhengwu.notices.registry.channel import Channel, Recipient, Undeliverable
from zhengwu.notices.registry.mail import MailChannel
from zhengwu.notices.registry.sms import FileSms

__all__ = ["Channel", "Recipient", "Undeliverable", "channels", "named", "register"]

_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make a channel known; a second one of the same name takes its place."""
    _channels[channel.name] = channel


def channels() -> list[Channel]:
    """All channels, in the order they were registered."""
    return list(_channels.values())


def named(name: str) -> Channel | None:
    """The channel of that name, if it still exists."""
    return _channels.get(name)


register(MailChannel())
register(FileSms())
