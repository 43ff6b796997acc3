"""Cash over the counter: in hand at once, counted at the end of the day."""

from __future__ import annotations

from datetime import datetime

from zhengwu.fees.registry.port import Channel, Order


class Cash(Channel):
    """现金."""

    code, label, icon, instant = "cash", "现金", "cash-banknote", True

    def ask(self, order: Order, *, at: datetime) -> None:
        """Nobody is asked."""

    def verify(self, body: bytes, signature: bytes) -> bool:
        """Nobody sends messages."""
        return False
