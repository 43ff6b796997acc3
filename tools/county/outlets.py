"""The city's disclosure site of the demonstration: across the gap, by file ferry."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhengwu.catalogue.actions import add_outlet
from zhengwu.kernel.actors import SYSTEM

from . import exchange

# The invented city's key, the same in every demonstration: whoever reads this can sign for it.
CITY_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"demonstration city").digest())


def register(*, at: datetime) -> None:
    """One site, to which every published guide is queued; and the nodes around us."""
    public = CITY_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    add_outlet(
        name="广安市政府信息公开专栏（演示）", kind="folder", address="city-site",
        public_key=public, by=SYSTEM, at=at,
    )  # fmt: skip
    exchange.establish(at=at)
