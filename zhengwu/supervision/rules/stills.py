"""Stills at the time of a card: which address may be asked, what a picture is, when to ask again.

Pure: the line itself is in the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
# First bytes of what counts as a picture, whatever the camera calls it; files looks closer.
_PICTURES = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))


@dataclass(frozen=True, slots=True)
class Address:
    """Where a camera is asked for a still. `path` begins with / and has the query."""

    scheme: str
    host: str
    port: int
    path: str


def address_of(text: str) -> Address:
    """The parts of an address. Raises ValueError with what is wrong with it, in Chinese."""
    if any(one.isspace() or not one.isprintable() for one in text):
        raise ValueError("地址里不能有空格")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("不是有效的地址") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("地址要以 http:// 或者 https:// 开头")
    if parts.username is not None or parts.password is not None:
        raise ValueError("地址里不能写用户名和密码，请填在下面的两栏")
    if port == 0 or not (parts.hostname + parts.path + parts.query).isascii():
        raise ValueError("不是有效的地址")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def _plain(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def admits(host: str, addresses: Iterable[str], allowed: Sequence[str]) -> bool:
    """Whether every address a host name stands for may be asked.

    `allowed` holds networks (10.20.0.0/16), single addresses and host names. A host name admits
    only private or public addresses, never the machine itself: loopback counts only where a
    network names it. Link-local addresses (a cloud's metadata service), multicast and 0.0.0.0
    are never asked.
    """
    networks = []
    names = set()
    for word in allowed:
        try:
            networks.append(ip_network(word, strict=False))
        except ValueError:
            names.add(word.lower())
    found = [_plain(one) for one in addresses]
    if not found or any(
        one.is_link_local or one.is_multicast or one.is_unspecified for one in found
    ):
        return False
    inside = all(any(one in net for net in networks if net.version == one.version) for one in found)
    return inside or (host.lower() in names and not any(one.is_loopback for one in found))


def literal(host: str) -> str:
    """The address where the host is one itself, else empty."""
    try:
        return str(_plain(host))
    except ValueError:
        return ""


def ending_of(content: bytes) -> str:
    """`jpg` or `png` by content; empty where it is no picture."""
    return next((ending for start, ending in _PICTURES if content.startswith(start)), "")


def next_try(at: datetime, attempts: int, pause: int, tries: int) -> datetime | None:
    """When to ask again after so many attempts: the pause doubles. None: no more."""
    if attempts >= tries:
        return None
    return at + timedelta(seconds=pause * 2 ** (attempts - 1))


def is_of_now(occurred_at: datetime, dealt_at: datetime, minutes: int) -> bool:
    """Whether a picture taken when the card was dealt can still show what happened."""
    return dealt_at - occurred_at <= timedelta(minutes=minutes)
