"""The port to whatever holds the organs' seals."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime

from zhengwu.documents.rules.typesetting import Place


@dataclass(frozen=True, slots=True)
class SealRequest:
    """Which seal goes where on which PDF, and why."""

    pdf: bytes
    organ_code: str
    seal_name: str
    kind: str
    purpose: str
    reason: str
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """The signed file and the serial of the certificate that signed it."""

    pdf: bytes
    certificate: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What a check of one signature found."""

    signer: str
    intact: bool
    trusted: bool
    whole_file: bool

    @property
    def good(self) -> bool:
        """Unchanged, by a known authority, and covering the whole file."""
        return self.intact and self.trusted and self.whole_file


class SealProvider(ABC):
    """Presses an organ's seal on a PDF as a PAdES signature with a visible stamp."""

    @abstractmethod
    def seal(self, request: SealRequest) -> SealedPdf:
        """The sealed file; the original bytes stay as they are at its beginning."""

    @abstractmethod
    def check(self, pdf: bytes) -> list[Signature]:
        """Every signature in a file, checked against this provider's root."""
