"""What is announced of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class FileKept(Event):
    """A file was taken in. Its name may be personal and is not in the event."""

    code: ClassVar[str] = "files.file.kept"
    digest: str
    size: int
    media_type: str
    purpose: str
    scan: str


@dataclass(frozen=True, kw_only=True)
class FileScanned(Event):
    """A quarantined file was scanned later."""

    code: ClassVar[str] = "files.file.scanned"
    digest: str
    scan: str
    virus: str


@dataclass(frozen=True, kw_only=True)
class FileDiscarded(Event):
    """A file was removed after its retention had ended."""

    code: ClassVar[str] = "files.file.discarded"
    digest: str
    retained_until: str


@dataclass(frozen=True, kw_only=True)
class FileUnclaimed(Event):
    """A file was given up: it was taken in, but no act ever named it."""

    code: ClassVar[str] = "files.file.unclaimed"
    digest: str
    kept_at: str
