"""The house's side of the demonstration bank: three ways of paying through one bank."""

from __future__ import annotations

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from zhengwu.fees.registry.demonstration import bank
from zhengwu.fees.registry.port import Channel, Order


class _Bank(Channel):
    bank = "demonstration"

    def ask(self, order: Order, *, at: datetime) -> None:
        """The order goes into the bank's book; asking twice leaves one order."""
        bank.take_order(order, at=at)

    def verify(self, body: bytes, signature: bytes) -> bool:
        """An Ed25519 signature by a key the bank gave us (`ZHENGWU_BANK_KEY`; two while it
        changes from one to the next)."""
        known = settings.BANK_KEY or (bank.public_key() if settings.DEMO else "")
        return any(_signed_by(key.strip(), body, signature) for key in known.split(","))

    def page(self, number: str) -> str:
        """The bank's own page for this order."""
        return f"/pay/bank/{number}/"


def _signed_by(key: str, body: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True


class DemonstrationPos(_Bank):
    """刷卡 (POS)."""

    code, label, icon = "pos", "刷卡（POS）", "credit-card"


class DemonstrationScan(_Bank):
    """扫码."""

    code, label, icon, online = "scan", "扫码支付", "qrcode", True


class Transfer(_Bank):
    """转账: the payer names the order in the remark, the bank tells when it is there."""

    code, label, icon, online = "transfer", "银行转账", "building-bank", True
