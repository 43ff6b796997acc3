"""What is announced of supervision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ProbeMoved(Event):
    """A version of a probe was written, proposed, approved, sent back or retired."""

    code: ClassVar[str] = "supervision.probe.moved"
    probe: str
    number: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ProbeEdited(Event):
    """A draft of a probe was changed."""

    code: ClassVar[str] = "supervision.probe.edited"
    probe: str
    number: int


@dataclass(frozen=True, kw_only=True)
class CardDealt(Event):
    """A card was dealt, or a warning given."""

    code: ClassVar[str] = "supervision.card.dealt"
    number: str
    probe: str
    probe_version: int
    level: str
    points: int
    watched: str
    entry: str
    facts: dict[str, Any]
    organ: str
    staff: str


@dataclass(frozen=True, kw_only=True)
class FindingMade(Event):
    """A reminder or a warning: a finding that needs no answer. `who` is the person or the unit."""

    code: ClassVar[str] = "supervision.finding.made"
    probe: str
    level: str
    watched: str
    organ: str
    staff: str
    staff_name: str
    who: str


@dataclass(frozen=True, kw_only=True)
class CardHeard(Event):
    """The person or the unit was heard in person; the record of the hearing stands."""

    code: ClassVar[str] = "supervision.card.heard"
    present: str


@dataclass(frozen=True, kw_only=True)
class CardReviewed(Event):
    """The centre gave its opinion."""

    code: ClassVar[str] = "supervision.card.reviewed"


@dataclass(frozen=True, kw_only=True)
class CardEscalated(Event):
    """Nobody answered in time: the next level has it in hand."""

    code: ClassVar[str] = "supervision.card.escalated"
    old: str
    desk: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class CauseDecided(Event):
    """A person decided why a matter was late."""

    code: ClassVar[str] = "supervision.cause.decided"
    matter: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class EntryOrdered(Event):
    """An item was ordered into the centre, or need not enter."""

    code: ClassVar[str] = "supervision.entry.ordered"
    item: str
    organ: str
    ordered: bool


@dataclass(frozen=True, kw_only=True)
class CardExplained(Event):
    """The person or the unit explained."""

    code: ClassVar[str] = "supervision.card.explained"
    late: bool


@dataclass(frozen=True, kw_only=True)
class CardJudged(Event):
    """The explanation was heard: confirmed, reduced or withdrawn."""

    code: ClassVar[str] = "supervision.card.judged"
    verdict: str
    level: str
    points: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class CardRectified(Event):
    """The unit put it right and says how."""

    code: ClassVar[str] = "supervision.card.rectified"
    late: bool


@dataclass(frozen=True, kw_only=True)
class CardClosed(Event):
    """The rectification was accepted, or nothing is left to do."""

    code: ClassVar[str] = "supervision.card.closed"
    points: str


@dataclass(frozen=True, kw_only=True)
class CardAppealed(Event):
    """The person or unit appeals to the supervision office."""

    code: ClassVar[str] = "supervision.card.appealed"


@dataclass(frozen=True, kw_only=True)
class OrderIssued(Event):
    """A supervision order or a rectification notice was issued."""

    code: ClassVar[str] = "supervision.order.issued"
    kind: str
    number: str
    organ: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class OrderAnswered(Event):
    """The unit answered an order."""

    code: ClassVar[str] = "supervision.order.answered"
    late: bool


@dataclass(frozen=True, kw_only=True)
class OrderClosed(Event):
    """The answer was accepted."""

    code: ClassVar[str] = "supervision.order.closed"


@dataclass(frozen=True, kw_only=True)
class OrderEscalated(Event):
    """The order was not answered, or not well: a graver paper follows."""

    code: ClassVar[str] = "supervision.order.escalated"
    successor: str


@dataclass(frozen=True, kw_only=True)
class BundleMade(Event):
    """The records of a day were bundled and signed for the level above."""

    code: ClassVar[str] = "supervision.bundle.made"
    number: int
    first: int
    last: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class BundleAcknowledged(Event):
    """The level above holds the bundle."""

    code: ClassVar[str] = "supervision.bundle.acknowledged"
    number: int


@dataclass(frozen=True, kw_only=True)
class CameraChanged(Event):
    """A camera was registered or its data changed."""

    code: ClassVar[str] = "supervision.camera.changed"
    camera: str
    window: str
    state: str


@dataclass(frozen=True, kw_only=True)
class CameraViewed(Event):
    """Somebody looked up a stream's address."""

    code: ClassVar[str] = "supervision.camera.viewed"
    camera: str


@dataclass(frozen=True, kw_only=True)
class CameraTried(Event):
    """Somebody had the registered address tried; the picture was thrown away."""

    code: ClassVar[str] = "supervision.camera.tried"
    camera: str


@dataclass(frozen=True, kw_only=True)
class StillAsked(Event):
    """A still of a window is wanted for a card that was just dealt."""

    code: ClassVar[str] = "supervision.still.asked"
    card: str
    camera: str


@dataclass(frozen=True, kw_only=True)
class StillTaken(Event):
    """It was fetched and stored: digest, bytes, the time of capture."""

    code: ClassVar[str] = "supervision.still.taken"
    card: str
    camera: str
    digest: str
    size: int
    media_type: str
    captured_at: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class StillMissed(Event):
    """The camera gave none; no more attempts."""

    code: ClassVar[str] = "supervision.still.missed"
    card: str
    camera: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class StillViewed(Event):
    """Somebody who judges looked at it."""

    code: ClassVar[str] = "supervision.still.viewed"
    card: str
    camera: str


@dataclass(frozen=True, kw_only=True)
class StillDeleted(Event):
    """Its retention has ended: the bytes are given up, digest and time stay."""

    code: ClassVar[str] = "supervision.still.deleted"
    card: str
    camera: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class CamerasRead(Event):
    """A sheet of cameras was tried, or taken over whole."""

    code: ClassVar[str] = "supervision.cameras.read"
    file: str
    digest: str
    applied: bool
    new: int
    changed: int
    bad: int
