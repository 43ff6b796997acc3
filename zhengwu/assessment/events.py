"""What is announced of the assessment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class SchemeMoved(Event):
    """A version of a scheme was written, proposed, approved, sent back or retired."""

    code: ClassVar[str] = "assessment.scheme.moved"
    scheme: str
    number: int
    state: str


@dataclass(frozen=True, kw_only=True)
class SchemeEdited(Event):
    """A draft of a scheme was changed."""

    code: ClassVar[str] = "assessment.scheme.edited"
    scheme: str
    number: int


@dataclass(frozen=True, kw_only=True)
class PeriodComputed(Event):
    """Scores of a period were computed from its facts; `digest` is of all lines and totals."""

    code: ClassVar[str] = "assessment.period.computed"
    scheme: str
    period: str
    model_version: int
    subjects: int
    digest: str
    moved: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PeriodMoved(Event):
    """A period was reviewed, sent back, published or frozen."""

    code: ClassVar[str] = "assessment.period.moved"
    scheme: str
    period: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(Event):
    """A unit's head or a person objects."""

    code: ClassVar[str] = "assessment.objection.raised"
    number: str
    period: str
    subject: str
    organ: str
    staff: str


@dataclass(frozen=True, kw_only=True)
class ObjectionDecided(Event):
    """An objection was decided."""

    code: ClassVar[str] = "assessment.objection.decided"
    verdict: str
    points: str


@dataclass(frozen=True, kw_only=True)
class AdjustmentMoved(Event):
    """A correction of a score was proposed, approved or refused."""

    code: ClassVar[str] = "assessment.adjustment.moved"
    subject: str
    points: str
    state: str
    old_total: str
    new_total: str


@dataclass(frozen=True, kw_only=True)
class EntryMoved(Event):
    """A fact was entered, confirmed or withdrawn."""

    code: ClassVar[str] = "assessment.entry.moved"
    scheme: str
    criterion: str
    subject: str
    day: str
    value: str
    state: str


@dataclass(frozen=True, kw_only=True)
class SelectionMoved(Event):
    """A selection was opened, counted or approved."""

    code: ClassVar[str] = "assessment.selection.moved"
    title: str
    state: str
    chosen: list[str]


@dataclass(frozen=True, kw_only=True)
class VoteGiven(Event):
    """Somebody voted; the record does not say for whom."""

    code: ClassVar[str] = "assessment.vote.given"
    title: str


@dataclass(frozen=True, kw_only=True)
class BulletinMoved(Event):
    """A paper was drafted, changed or issued."""

    code: ClassVar[str] = "assessment.bulletin.moved"
    kind: str
    period: str
    state: str
