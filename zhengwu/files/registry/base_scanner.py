"""What a virus scanner is to us."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path


class ScannerAway(Exception):
    """The scanner could not be asked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`scanned` says whether anybody looked; `virus` names what was found, else empty."""

    scanned: bool
    virus: str = ""


class Scanner(ABC):
    """Looks into a file for malicious content."""

    @abstractmethod
    def scan(self, path: Path) -> Finding:
        """What was found; raises `ScannerAway` when there was no answer."""
