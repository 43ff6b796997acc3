"""What is announced of a town's centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class StationSet(Event):
    """A station was entered or its state changed."""

    code: ClassVar[str] = "township.station.set"
    village: str
    state: str
    agent: str


@dataclass(frozen=True, kw_only=True)
class PowerSet(Event):
    """What a town may do with an item."""

    code: ClassVar[str] = "township.power.set"
    item: str
    kind: str
    section: str


@dataclass(frozen=True, kw_only=True)
class OvertimeChosen(Event):
    """What happens here when time is up."""

    code: ClassVar[str] = "township.setting.changed"
    overtime: str


@dataclass(frozen=True, kw_only=True)
class VisitRegistered(Event):
    """Somebody came; it is written down first."""

    code: ClassVar[str] = "township.reception.registered"
    kind: str
    town: str


@dataclass(frozen=True, kw_only=True)
class VisitAssigned(Event):
    """Classified and passed to a service department."""

    code: ClassVar[str] = "township.reception.assigned"
    section: str


@dataclass(frozen=True, kw_only=True)
class VisitPutUp(Event):
    """Put to the director with an opinion; `late`: because its time was up."""

    code: ClassVar[str] = "township.reception.put_up"
    late: bool


@dataclass(frozen=True, kw_only=True)
class VisitDirected(Event):
    """The director said what is to be done."""

    code: ClassVar[str] = "township.reception.directed"
    section: str


@dataclass(frozen=True, kw_only=True)
class VisitDone(Event):
    """Solved or answered."""

    code: ClassVar[str] = "township.reception.done"
    at_once: bool


@dataclass(frozen=True, kw_only=True)
class LineWritten(Event):
    """A line of one of the four registers."""

    code: ClassVar[str] = "township.register.written"
    register: str
    case: str


@dataclass(frozen=True, kw_only=True)
class LineClosed(Event):
    """A line was completed and signed for."""

    code: ClassVar[str] = "township.register.closed"
    register: str


@dataclass(frozen=True, kw_only=True)
class ReportHandedIn(Event):
    """A report went to the county's centre."""

    code: ClassVar[str] = "township.report.handed_in"
    period: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class ReportRead(Event):
    """The county's centre signed for a report."""

    code: ClassVar[str] = "township.report.read"
    period: str


@dataclass(frozen=True, kw_only=True)
class ReportReminded(Event):
    """A town was reminded of its report."""

    code: ClassVar[str] = "township.report.reminded"
    period: str


@dataclass(frozen=True, kw_only=True)
class MilestoneSet(Event):
    """A step of building a place: planned, or reached."""

    code: ClassVar[str] = "township.milestone.set"
    place: str
    step: str
    target_on: str
    done_on: str


@dataclass(frozen=True, kw_only=True)
class PlaceInspected(Event):
    """A place was held against the standard."""

    code: ClassVar[str] = "township.place.inspected"
    place: str
    failed: list[str]
    rectify_by: str


@dataclass(frozen=True, kw_only=True)
class OccasionHeld(Event):
    """A meeting, visit, training or assessment was held."""

    code: ClassVar[str] = "township.occasion.held"
    kind: str
    place: str


@dataclass(frozen=True, kw_only=True)
class LeafletPublished(Event):
    """A leaflet went to the positions below."""

    code: ClassVar[str] = "township.leaflet.published"
    title: str
    positions: int


@dataclass(frozen=True, kw_only=True)
class LeafletRead(Event):
    """A position has put the leaflet up."""

    code: ClassVar[str] = "township.leaflet.read"
    place: str


@dataclass(frozen=True, kw_only=True)
class CopySent(Event):
    """A case was shown to another organ."""

    code: ClassVar[str] = "township.copy.sent"
    case: str
    to_organ: str


@dataclass(frozen=True, kw_only=True)
class CopyRead(Event):
    """The organ signed for the copy."""

    code: ClassVar[str] = "township.copy.read"
    case: str
