"""What the organisation announces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class RegionListed(Event):
    """A division appeared in a list."""

    code: ClassVar[str] = "org.region.listed"
    name: str
    level: str


@dataclass(frozen=True, kw_only=True)
class RegionRenamed(Event):
    """A division bears another name."""

    code: ClassVar[str] = "org.region.renamed"
    name: str


@dataclass(frozen=True, kw_only=True)
class RegionEnded(Event):
    """A division no longer exists; `successor` is the code it went into, if known."""

    code: ClassVar[str] = "org.region.ended"
    last_day: str
    successor: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganFounded(Event):
    """An organ was entered."""

    code: ClassVar[str] = "org.organ.founded"
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class OrganRevised(Event):
    """An organ's particulars changed."""

    code: ClassVar[str] = "org.organ.revised"
    name: str


@dataclass(frozen=True, kw_only=True)
class AdmissionChanged(Event):
    """An organ was admitted to, suspended from or withdrawn from the centre."""

    code: ClassVar[str] = "org.organ.admission_changed"
    state: str
    day: str


@dataclass(frozen=True, kw_only=True)
class SectionSet(Event):
    """An organ's approval section was set up or changed."""

    code: ClassVar[str] = "org.organ.section_set"
    name: str
    form: str
    day: str


@dataclass(frozen=True, kw_only=True)
class HallFounded(Event):
    """A hall was entered."""

    code: ClassVar[str] = "org.hall.founded"
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class HallRevised(Event):
    """A hall's particulars changed."""

    code: ClassVar[str] = "org.hall.revised"
    name: str


@dataclass(frozen=True, kw_only=True)
class WindowFounded(Event):
    """A window was opened."""

    code: ClassVar[str] = "org.window.founded"
    name: str
    kind: str
    hall: str
    organ: str
    delegated_from: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class WindowRevised(Event):
    """A window's name, counter or zone changed."""

    code: ClassVar[str] = "org.window.revised"
    name: str


@dataclass(frozen=True, kw_only=True)
class WindowClosed(Event):
    """A window's last day was set."""

    code: ClassVar[str] = "org.window.closed"
    day: str


@dataclass(frozen=True, kw_only=True)
class PresenceMoved(Event):
    """A window stands elsewhere, in another form or for another organ."""

    code: ClassVar[str] = "org.window.presence_moved"
    day: str
    kind: str
    hall: str
    organ: str
    delegated_from: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PostFounded(Event):
    """A post was created."""

    code: ClassVar[str] = "org.post.founded"
    name: str
    organ: str
    duties: list[str]


@dataclass(frozen=True, kw_only=True)
class PostRevised(Event):
    """A post's particulars or duties changed."""

    code: ClassVar[str] = "org.post.revised"
    name: str
    duties: list[str]


@dataclass(frozen=True, kw_only=True)
class PostAbolished(Event):
    """A post was abolished; its holders' terms ended with it."""

    code: ClassVar[str] = "org.post.abolished"
    day: str


@dataclass(frozen=True, kw_only=True)
class StaffEntered(Event):
    """A member of staff was entered."""

    code: ClassVar[str] = "org.staff.entered"
    number: str
    organ: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class StaffRevised(Event):
    """A member's particulars changed."""

    code: ClassVar[str] = "org.staff.revised"
    number: str


@dataclass(frozen=True, kw_only=True)
class StaffDeparted(Event):
    """A member left office; `last_day` is the last day in office."""

    code: ClassVar[str] = "org.staff.departed"
    last_day: str


@dataclass(frozen=True, kw_only=True)
class HoldingBegan(Event):
    """A member took up a post."""

    code: ClassVar[str] = "org.holding.began"
    holding: str
    post: str
    role: str
    valid_from: str
    valid_to: str | None


@dataclass(frozen=True, kw_only=True)
class HoldingEnded(Event):
    """A member's term in a post got its last day."""

    code: ClassVar[str] = "org.holding.ended"
    holding: str
    post: str
    organ: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class LeaveBegan(Event):
    """A member is away; `covers` maps post ids to staff ids."""

    code: ClassVar[str] = "org.leave.began"
    leave: str
    starts_on: str
    ends_on: str
    covers: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class LeaveEnded(Event):
    """A member is back."""

    code: ClassVar[str] = "org.leave.ended"
    leave: str
    returned_on: str


@dataclass(frozen=True, kw_only=True)
class OfficerAppointed(Event):
    """A member became one of the three officers."""

    code: ClassVar[str] = "org.officer.appointed"
    duty: str
    organ: str
    since: str


@dataclass(frozen=True, kw_only=True)
class OfficerDismissed(Event):
    """A member is an officer no longer."""

    code: ClassVar[str] = "org.officer.dismissed"
    duty: str
    organ: str


@dataclass(frozen=True, kw_only=True)
class ImportTried(Event):
    """A list was read and reported on; nothing was changed."""

    code: ClassVar[str] = "org.import.tried"
    what: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ImportApplied(Event):
    """A list was taken over."""

    code: ClassVar[str] = "org.import.applied"
    what: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ImportDiscarded(Event):
    """A tried list was given up."""

    code: ClassVar[str] = "org.import.discarded"
    what: str
