"""What letters of authority announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class LetterSigned(Event):
    """A letter was signed; `renews` is the id of the letter it continues."""

    code: ClassVar[str] = "authority.letter.signed"
    number: str
    organ: str
    holder: str
    role: str
    verbs: list[str]
    items: list[str]
    whole_organ: bool
    b_acts: str
    valid_from: str
    valid_to: str
    signed_by: str
    renews: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterRevoked(Event):
    """A letter is no longer good from a day on."""

    code: ClassVar[str] = "authority.letter.revoked"
    number: str
    organ: str
    holder: str
    revoked_on: str


@dataclass(frozen=True, kw_only=True)
class LetterScanned(Event):
    """The scan of the signed paper was added."""

    code: ClassVar[str] = "authority.letter.scanned"
    number: str
    organ: str
    digest: str
