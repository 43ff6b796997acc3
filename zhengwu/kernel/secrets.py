"""Sealing of personal data at rest. The keys come from the environment, never from the database."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Vault:
    """Encrypts small texts with AES-256-GCM and answers searches by keyed digest.

    `master` is at least 32 random bytes. Two keys are derived from it, so that a leaked search
    digest says nothing about the encryption key.
    """

    def __init__(self, master: bytes) -> None:
        if len(master) < 32:
            raise ValueError("the master key needs at least 32 bytes")
        self._cipher = AESGCM(hmac.digest(master, b"zhengwu/encrypt", "sha256"))
        self._search = hmac.digest(master, b"zhengwu/search", "sha256")

    def seal(self, text: str, context: str = "") -> bytes:
        """Ciphertext with its nonce in front; `context` must be the same to open it."""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())

    def open(self, sealed: bytes | memoryview, context: str = "") -> str:
        """The text again; raises `cryptography.exceptions.InvalidTag` when tampered with."""
        blob = bytes(sealed)
        return self._cipher.decrypt(blob[:12], blob[12:], context.encode()).decode()

    def keyed_digest(self, text: str, purpose: str = "") -> str:
        """A stable digest to find an identity number by, useless without the key."""
        message = f"{purpose}\0{text}".encode()
        return hmac.new(self._search, message, hashlib.sha256).hexdigest()
