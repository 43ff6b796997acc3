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


@dataclass(frozen=True, kw_only=True)
class PatrolRecorded(Event):
    """A tour of the hall was written down, with how many findings."""

    code: ClassVar[str] = "personnel.patrol.recorded"
    hall: str
    on: str
    windows: list[str]
    findings: int
    random: bool


@dataclass(frozen=True, kw_only=True)
class PatrolFound(Event):
    """An item of the checklist was not kept."""

    code: ClassVar[str] = "personnel.patrol.found"
    group: str
    item: str
    on: str
    window: str
    organ: str
    staff: str
    staff_name: str


@dataclass(frozen=True, kw_only=True)
class FollowAnswered(Event):
    """What was found or agreed was answered or put right; `late`: past its day."""

    code: ClassVar[str] = "personnel.follow.answered"
    kind: str
    organ: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class FollowChecked(Event):
    """A keeper looked at it again: good, or back with another day."""

    code: ClassVar[str] = "personnel.follow.checked"
    kind: str
    organ: str
    good: bool
    due_on: str


@dataclass(frozen=True, kw_only=True)
class FollowReported(Event):
    """How far something is; it stays open."""

    code: ClassVar[str] = "personnel.follow.reported"
    kind: str


@dataclass(frozen=True, kw_only=True)
class FollowReminded(Event):
    """Somebody was reminded of what is open past its day."""

    code: ClassVar[str] = "personnel.follow.reminded"
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class RegisterWritten(Event):
    """A row of a register; what it says stays in the register."""

    code: ClassVar[str] = "personnel.register.written"
    kind: str
    on: str
    organ: str
    staff: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class RegisterVoided(Event):
    """A row was wrong and counts no longer; it stays to be seen."""

    code: ClassVar[str] = "personnel.register.voided"
    kind: str


@dataclass(frozen=True, kw_only=True)
class CandidateProposed(Event):
    """A unit wants to send somebody to a window; which rules are not met."""

    code: ClassVar[str] = "personnel.candidate.proposed"
    staff: str
    window: str
    failed: list[str]


@dataclass(frozen=True, kw_only=True)
class CandidateExamined(Event):
    """The centre found somebody fit or not; `exception`: although rules are not met."""

    code: ClassVar[str] = "personnel.candidate.examined"
    staff: str
    fit: bool
    exception: bool


@dataclass(frozen=True, kw_only=True)
class CandidateTrained(Event):
    """The training before the post was passed."""

    code: ClassVar[str] = "personnel.candidate.trained"
    staff: str
    course: str


@dataclass(frozen=True, kw_only=True)
class PostEntered(Event):
    """Somebody went on post."""

    code: ClassVar[str] = "personnel.candidate.entered"
    staff: str
    window: str
    on: str


@dataclass(frozen=True, kw_only=True)
class PostExited(Event):
    """Somebody left the windows."""

    code: ClassVar[str] = "personnel.candidate.exited"
    staff: str
    kind: str
    on: str


@dataclass(frozen=True, kw_only=True)
class CourseHeld(Event):
    """A course, with how many took part."""

    code: ClassVar[str] = "personnel.course.held"
    kind: str
    title: str
    passed: int
    failed: int
    away: int


@dataclass(frozen=True, kw_only=True)
class ExamWritten(Event):
    """Results of an examination."""

    code: ClassVar[str] = "personnel.exam.written"
    title: str
    people: int
    passed: int


@dataclass(frozen=True, kw_only=True)
class CardIssued(Event):
    """A work card was given."""

    code: ClassVar[str] = "personnel.card.issued"
    staff: str
    number: str


@dataclass(frozen=True, kw_only=True)
class CardReturned(Event):
    """A work card was taken back."""

    code: ClassVar[str] = "personnel.card.returned"
    staff: str
    number: str


@dataclass(frozen=True, kw_only=True)
class LeaveAsked(Event):
    """A member of staff applied for leave. Why is personal and sealed."""

    code: ClassVar[str] = "personnel.leave.asked"
    staff: str
    kind: str
    first_day: str
    last_day: str
    cover: str


@dataclass(frozen=True, kw_only=True)
class LeaveDecided(Event):
    """The head of the unit or the centre agreed or not."""

    code: ClassVar[str] = "personnel.leave.decided"
    staff: str
    agreed: bool
    leave: str
    cover: str


@dataclass(frozen=True, kw_only=True)
class LeaveWithdrawn(Event):
    """The member took the application back before it was decided."""

    code: ClassVar[str] = "personnel.leave.withdrawn"
    staff: str
