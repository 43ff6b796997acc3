"""What is announced of the people at the windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DeviceSet(Event):
    """A device was entered, moved or retired."""

    code: ClassVar[str] = "personnel.device.set"
    device: str
    hall: str
    retired_on: str


@dataclass(frozen=True, kw_only=True)
class NumberEnrolled(Event):
    """A device's number or a card was given to a person, or taken back."""

    code: ClassVar[str] = "personnel.enrolment.set"
    source: str
    number: str
    staff: str
    ended_on: str


@dataclass(frozen=True, kw_only=True)
class ShiftSet(Event):
    """Duty hours from a day on."""

    code: ClassVar[str] = "personnel.shift.set"
    scope: str
    parts: list[list[str]]
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class FileTried(Event):
    """An attendance file was read and reported on."""

    code: ClassVar[str] = "personnel.swipe.tried"
    name: str
    digest: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class FileDiscarded(Event):
    """A tried file was given up."""

    code: ClassVar[str] = "personnel.swipe.discarded"
    name: str


@dataclass(frozen=True, kw_only=True)
class SwipesImported(Event):
    """The swipes of a file were taken over; `days` are those that have new ones."""

    code: ClassVar[str] = "personnel.swipe.imported"
    name: str
    digest: str
    taken: int
    left_out: int
    days: list[str]


@dataclass(frozen=True, kw_only=True)
class Swiped(Event):
    """One person signed in or out by card or at the desk."""

    code: ClassVar[str] = "personnel.swipe.made"
    staff: str
    staff_name: str
    organ: str
    source: str


@dataclass(frozen=True, kw_only=True)
class RoundJudged(Event):
    """A day was judged. People who were simply there are told here, by staff id."""

    code: ClassVar[str] = "personnel.round.judged"
    day: str
    counts: dict[str, int]
    present: list[str]


@dataclass(frozen=True, kw_only=True)
class DayJudged(Event):
    """A person's day is late, early, absent, leave …, or counts as present after being that."""

    code: ClassVar[str] = "personnel.day.judged"
    staff: str
    staff_name: str
    organ: str
    day: str
    state: str
    late_minutes: int
    early_minutes: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Event):
    """Somebody says that a day was otherwise."""

    code: ClassVar[str] = "personnel.correction.asked"
    day: str
    staff: str
    was: str
    wanted: str
    by_person: bool


@dataclass(frozen=True, kw_only=True)
class CorrectionDecided(Event):
    """A second person agreed or not."""

    code: ClassVar[str] = "personnel.correction.decided"
    day: str
    staff: str
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class AssignmentAsked(Event):
    """Work elsewhere was asked for."""

    code: ClassVar[str] = "personnel.assignment.asked"
    staff: str
    kind: str
    starts_at: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class AssignmentDecided(Event):
    """Work elsewhere was agreed to or not."""

    code: ClassVar[str] = "personnel.assignment.decided"
    staff: str
    agreed: bool
    first_day: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class OutageWritten(Event):
    """A hall could take no swipes."""

    code: ClassVar[str] = "personnel.outage.written"
    hall: str
    starts_at: str
    ends_at: str
    first_day: str
    last_day: str
