"""Identifiers: time-ordered uuids for rows, unguessable codes for people."""

from __future__ import annotations

import secrets
import time
import uuid

# No 0/O, 1/I/L: a code is read aloud and typed by elderly people.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_id() -> uuid.UUID:
    """A version 7 uuid (RFC 9562): sorts by creation, so indexes stay dense."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (chance >> 62) << 64
    value |= 0b10 << 62 | chance & ((1 << 62) - 1)
    return uuid.UUID(int=value)


def query_code(length: int = 8) -> str:
    """A random code for public look-ups: about 40 bits at eight characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
