"""What is announced of situations told and of evidence looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class SituationTold(Event):
    """The applicant's answers to the situation guide were taken in, or changed."""

    code: ClassVar[str] = "cases.situation.told"
    number: int
    effects: list[str]
    dropped: list[str]
    digest: str


@dataclass(frozen=True, kw_only=True)
class EvidenceLooked(Event):
    """A register or the shared library was asked instead of the applicant."""

    code: ClassVar[str] = "cases.evidence.looked"
    material: str
    name: str
    source: str
    outcome: str
    said: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class EvidenceFell(Event):
    """What had been verified holds no longer."""

    code: ClassVar[str] = "cases.evidence.fell"
    material: str
    name: str
    source: str
    why: str
