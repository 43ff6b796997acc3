"""What is announced of expert review, tests and public notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ExpertListed(Event):
    """Somebody may be drawn as expert, or no longer."""

    code: ClassVar[str] = "cases.expert.listed"
    name: str
    field: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class ExpertsDrawn(Event):
    """Experts were drawn; seed, method and pool make it repeatable."""

    code: ClassVar[str] = "cases.experts.drawn"
    draw: str
    field: str
    method: str
    seed: str
    pool: list[str]
    excluded: list[dict[str, Any]]
    drawn: list[str]
    names: str


@dataclass(frozen=True, kw_only=True)
class ExpertRecused(Event):
    """A drawn expert keeps out; the next in order moves up."""

    code: ClassVar[str] = "cases.experts.recused"
    draw: str
    name: str
    successor: str


@dataclass(frozen=True, kw_only=True)
class OpinionSigned(Event):
    """An expert's opinion, signed."""

    code: ClassVar[str] = "cases.experts.opinion_signed"
    draw: str
    name: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class ReviewConcluded(Event):
    """The experts came to a conclusion."""

    code: ClassVar[str] = "cases.experts.concluded"
    draw: str
    passed: bool
    document: str


@dataclass(frozen=True, kw_only=True)
class StaffAssigned(Event):
    """Staff were assigned to inspect or test."""

    code: ClassVar[str] = "cases.assignment.made"
    kind: str
    people: list[str]
    late: bool


@dataclass(frozen=True, kw_only=True)
class ResultReported(Event):
    """What the test found."""

    code: ClassVar[str] = "cases.assignment.reported"
    kind: str
    passed: bool
    document: str


@dataclass(frozen=True, kw_only=True)
class NoticePublished(Event):
    """What is intended is open to objections."""

    code: ClassVar[str] = "cases.public_notice.published"
    notice: str
    to_on: str
    document: str


@dataclass(frozen=True, kw_only=True)
class ObjectionFiled(Event):
    """Somebody objects to what was published."""

    code: ClassVar[str] = "cases.public_notice.objected"
    notice: str
    objection: str


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    """The organ answered an objection."""

    code: ClassVar[str] = "cases.public_notice.answered"
    objection: str
    adopted: bool
    document: str
