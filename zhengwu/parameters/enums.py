"""Where a change of a parameter stands."""

from __future__ import annotations

from enum import StrEnum


class ChangeState(StrEnum):
    """The way of a change: drafted, submitted, approved or given up."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DISCARDED = "discarded"

    @property
    def chinese(self) -> str:
        """The word on pages."""
        return {
            "draft": "起草中",
            "submitted": "待批准",
            "approved": "已批准",
            "discarded": "已放弃",
        }[self.value]


OPEN_CHANGES = (ChangeState.DRAFT, ChangeState.SUBMITTED)
