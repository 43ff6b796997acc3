"""What is announced of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class JobQueued(Event):
    """Somebody asked for long work."""

    code: ClassVar[str] = "jobs.job.queued"
    kind: str


@dataclass(frozen=True, kw_only=True)
class JobEnded(Event):
    """Long work came to an end."""

    code: ClassVar[str] = "jobs.job.ended"
    kind: str
    state: str
    note: str


@dataclass(frozen=True, kw_only=True)
class JobCancelled(Event):
    """Somebody stopped long work."""

    code: ClassVar[str] = "jobs.job.cancelled"
    kind: str
