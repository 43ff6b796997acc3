"""What is announced of interested parties and of hearings (许可法 36, 46–48)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class PartyAdded(Event):
    """Somebody's major interest is touched by the case."""

    code: ClassVar[str] = "cases.hearing.party_added"
    party: str
    role: str
    interest: str


@dataclass(frozen=True, kw_only=True)
class StatementMade(Event):
    """The applicant or an interested party stated the case or defended it."""

    code: ClassVar[str] = "cases.hearing.statement_made"
    party: str
    statement: str
    document: str


@dataclass(frozen=True, kw_only=True)
class StatementConsidered(Event):
    """What the organ made of a statement."""

    code: ClassVar[str] = "cases.hearing.statement_considered"
    statement: str
    adopted: bool


@dataclass(frozen=True, kw_only=True)
class RightsTold(Event):
    """The notice of the right to a hearing was issued to everybody concerned."""

    code: ClassVar[str] = "cases.hearing.rights_told"
    documents: list[str]
    count: int


@dataclass(frozen=True, kw_only=True)
class HearingPaperServed(Event):
    """A paper of the hearing reached a party."""

    code: ClassVar[str] = "cases.hearing.paper_served"
    party: str
    document: str
    paper: str
    served_on: str
    apply_by: str


@dataclass(frozen=True, kw_only=True)
class WishExpressed(Event):
    """A party asked for a hearing, gave it up, or took the request back."""

    code: ClassVar[str] = "cases.hearing.wish_expressed"
    party: str
    wish: str
    said: str
    way: str
    document: str


@dataclass(frozen=True, kw_only=True)
class HearingCalled(Event):
    """A hearing is to be held: by law, by the organ's own judgement, or on request."""

    code: ClassVar[str] = "cases.hearing.called"
    ground: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SittingSet(Event):
    """Time, place and chair are fixed, and the notices issued."""

    code: ClassVar[str] = "cases.hearing.sitting_set"
    sitting: str
    held_at: str
    shown: str
    place: str
    chair: str
    notify_by: str
    documents: list[str]


@dataclass(frozen=True, kw_only=True)
class SittingPostponed(Event):
    """The sitting does not take place at the time set."""

    code: ClassVar[str] = "cases.hearing.sitting_postponed"
    sitting: str
    asked_by: str
    documents: list[str]


@dataclass(frozen=True, kw_only=True)
class ChairChallenged(Event):
    """A party says that the chair has a direct interest."""

    code: ClassVar[str] = "cases.hearing.chair_challenged"
    challenge: str
    staff: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ChallengeDecided(Event):
    """Whether the chair keeps out, and who takes the chair."""

    code: ClassVar[str] = "cases.hearing.challenge_decided"
    challenge: str
    granted: bool
    said: str
    chair: str
    document: str


@dataclass(frozen=True, kw_only=True)
class HearingHeld(Event):
    """The sitting took place."""

    code: ClassVar[str] = "cases.hearing.held"
    sitting: str
    present: list[str]
    absent: list[str]


@dataclass(frozen=True, kw_only=True)
class NobodyAttended(Event):
    """None of those who had asked for the hearing came."""

    code: ClassVar[str] = "cases.hearing.not_attended"
    sitting: str
    absent: list[str]


@dataclass(frozen=True, kw_only=True)
class MinutesClosed(Event):
    """The minutes were confirmed: each participant signed, or why not is noted."""

    code: ClassVar[str] = "cases.hearing.minutes_closed"
    document: str
    number: str
    signed: list[str]
    refused: list[str]


@dataclass(frozen=True, kw_only=True)
class HearingReopened(Event):
    """Another sitting is held, for what came to light after the minutes."""

    code: ClassVar[str] = "cases.hearing.reopened"
    minutes: str


@dataclass(frozen=True, kw_only=True)
class PartyJoined(Event):
    """An interested party came in online: the identity fits and the code is that of the notice."""

    code: ClassVar[str] = "cases.hearing.party_joined"
    party: str
    electronic: bool
