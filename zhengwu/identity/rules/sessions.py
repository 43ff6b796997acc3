"""How long a sign-in lasts, and whose the address is that somebody comes from."""

from __future__ import annotations

import ipaddress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

# A row is written at most once a minute for "still here": a page view must not cost a write.
TOUCH_SECONDS = 60

# Every household and every phone has a whole /64 of IPv6 to itself (RFC 6177, RIPE-690).
_ONE_SUBSCRIBER = 64


def subscriber_of(origin: str) -> str:
    """By what somebody's attempts are counted: the IPv4 address, the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        return origin
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    bits = int(address) >> (128 - _ONE_SUBSCRIBER) << (128 - _ONE_SUBSCRIBER)
    return f"{ipaddress.IPv6Address(bits)}/{_ONE_SUBSCRIBER}"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a session knows of its sign-in. Instants are whole seconds since 1970 (UTC)."""

    face: str
    assurance: str
    started: int
    seen: int
    proved: int
    idle_seconds: int
    until: int
    behalf: str = ""

    def stored(self) -> dict[str, Any]:
        """As kept in the session."""
        return asdict(self)

    def alive(self, at: datetime) -> bool:
        """Neither idle for too long nor too old."""
        moment = int(at.timestamp())
        return moment < self.until and moment - self.seen < self.idle_seconds

    def touched(self, at: datetime) -> Marks | None:
        """The marks to store, or None while the stored ones are recent enough."""
        moment = int(at.timestamp())
        return replace(self, seen=moment) if moment - self.seen >= TOUCH_SECONDS else None

    def proved_within(self, seconds: int, at: datetime) -> bool:
        """Whether the person proved again, lately enough, to be who signed in."""
        return 0 <= int(at.timestamp()) - self.proved < seconds


def marks_of(stored: Any) -> Marks | None:
    """The marks of a session, None when they are missing or of an older shape."""
    if not isinstance(stored, dict):
        return None
    try:
        return Marks(**stored)
    except TypeError:
        return None
