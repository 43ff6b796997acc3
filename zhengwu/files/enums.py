"""The closed vocabularies of files."""

from __future__ import annotations

from enum import StrEnum


class Scan(StrEnum):
    """What the virus scanner said, and so whether the file may be opened."""

    OWN = "own"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    QUARANTINED = "quarantined"
    INFECTED = "infected"

    @property
    def label(self) -> str:
        """The state in words."""
        return {
            "own": "本系统制作",
            "clean": "已查毒",
            "unscanned": "未查毒",
            "quarantined": "待查毒（隔离）",
            "infected": "发现病毒（隔离）",
        }[self.value]

    @property
    def may_open(self) -> bool:
        """Whether the file's bytes may leave the store."""
        return self in (Scan.OWN, Scan.CLEAN, Scan.UNSCANNED)
