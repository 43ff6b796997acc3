"""One-time codes: TOTP (RFC 6238), codes that people carry, tokens that machines carry."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from zhengwu.kernel.digests import digest

STEP_SECONDS = 30
DIGITS = 6
# One step of grace on either side: telephones run early or late (RFC 6238, 5.2).
_GRACE = (0, -1, 1)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_secret() -> bytes:
    """A TOTP secret of 160 bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def base32(secret: bytes) -> str:
    """The secret as people type it into an authenticator."""
    return base64.b32encode(secret).decode().rstrip("=")


def code_at(secret: bytes, at: datetime) -> str:
    """The code an authenticator shows at this instant."""
    return _code(secret, int(at.timestamp()) // STEP_SECONDS)


def code_of_step(secret: bytes, step: int) -> str:
    """The code of a time step."""
    return _code(secret, step)


def matching_step(secret: bytes, code: str, *, after: int, at: datetime) -> int | None:
    """The time step whose code this is, if it is later than the last one used; else None.

    RFC 6238, 5.2: a code must not be accepted twice.
    """
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    present = int(at.timestamp()) // STEP_SECONDS
    found = None
    for grace in _GRACE:
        step = present + grace
        if hmac.compare_digest(_code(secret, step), typed) and step > after:
            found = step if found is None else found
    return found


def enrolment_uri(secret: bytes, *, issuer: str, username: str) -> str:
    """What the QR code holds (the key-uri format all authenticators read)."""
    label = f"{quote(issuer)}:{quote(username)}"
    return f"otpauth://totp/{label}?secret={base32(secret)}&issuer={quote(issuer)}"


def spoken_code(length: int = 12) -> str:
    """A random code in groups of four, without letters that sound or look alike."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    return "-".join(letters[place : place + 4] for place in range(0, length, 4))


def spoken_digest(code: str) -> str:
    """The digest of a spoken code, however it was typed. The code has 59 bits or more."""
    letters = "".join(char for char in code.upper() if char in _ALPHABET)
    return digest(f"spoken/{letters}")


def new_token() -> str:
    """A bearer token of 256 bits, with a mark by which secret scanners know it."""
    return f"zhengwu_{secrets.token_urlsafe(32)}"


def _code(secret: bytes, step: int) -> str:
    return HOTP(secret, DIGITS, SHA1(), enforce_key_length=False).generate(max(step, 0)).decode()  # noqa: S303
