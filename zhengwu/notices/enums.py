"""The closed vocabularies of notices."""

from __future__ import annotations

from enum import StrEnum


class DispatchState(StrEnum):
    """How far a message has come on one channel."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The state in words."""
        return {"waiting": "等待发送", "sent": "已发送", "failed": "发送失败"}[self.value]
