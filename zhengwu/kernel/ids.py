"""Identifiers: time-ordered uuids for rows, unguessable codes for people."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

# No 0/O, 1/I/L: a code is read aloud and typed by elderly people.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class _Ticks:
    """Instants of this process, each later than the one before, in parts of a millisecond."""

    PARTS = 1 << 12  # the twelve bits RFC 9562 leaves for them

    def __init__(self) -> None:
        self._last = 0
        self._one_at_a_time = threading.Lock()

    def __next__(self) -> int:
        with self._one_at_a_time:
            self._last = max(time.time_ns() * self.PARTS // 1_000_000, self._last + 1)
            return self._last


_TICKS = _Ticks()


def new_id() -> uuid.UUID:
    """A version 7 uuid (RFC 9562, method 3): sorts by creation, so indexes stay dense.

    No two ids of a process share a tick: rows made one after the other in one act read back in
    that order.
    """
    milliseconds, fraction = divmod(next(_TICKS), _Ticks.PARTS)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | fraction << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def query_code(length: int = 8) -> str:
    """A random code for public look-ups: about 40 bits at eight characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
