"""What is announced of clocks, rules and notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ClockEvent(Event):
    """What every event of a clock tells: which one, by which rule, for what."""

    clock: str
    rule: str
    label: str
    subject: str

    def payload(self) -> dict[str, Any]:
        """The facts; all fields are plain values, and a bulk act tells a hundred thousand times."""
        return dict(vars(self))


@dataclass(frozen=True, kw_only=True)
class ClockStarted(ClockEvent):
    """A clock began to run."""

    code: ClassVar[str] = "clock.clock.started"
    rule_version: int
    started_on: str
    amount: int
    unit: str
    due_on: str
    due_at: str
    provisional: bool
    basis: str


@dataclass(frozen=True, kw_only=True)
class ClockMoved(ClockEvent):
    """The due day changed, or became certain. cause: suspended resumed extended notice rule."""

    code: ClassVar[str] = "clock.clock.moved"
    cause: str
    old_due_on: str
    due_on: str
    due_at: str
    provisional: bool
    interval: str = ""
    notice_no: str = ""


@dataclass(frozen=True, kw_only=True)
class StageChanged(ClockEvent):
    """A clock's stage changed with time; passing the due instant is ClockExpired instead."""

    code: ClassVar[str] = "clock.clock.stage_changed"
    old: str
    stage: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ClockExpired(ClockEvent):
    """The due instant passed while the clock was open.

    `consequence` card: the clock stays open, overdue. Any other: it is over, and the domain of
    the matter does what the article says (deemed accepted as of `started_on` …).
    """

    code: ClassVar[str] = "clock.clock.expired"
    old: str
    started_on: str
    due_on: str
    consequence: str
    on_expiry: str


@dataclass(frozen=True, kw_only=True)
class ClockStopped(ClockEvent):
    """A clock was stopped: met (in time or late) or cancelled."""

    code: ClassVar[str] = "clock.clock.stopped"
    outcome: str
    on: str
    due_on: str
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Event):
    """A version of a rule came into being."""

    code: ClassVar[str] = "clock.rule.changed"
    rule: str
    rule_version: int
    origin: str
    effective_from: str


@dataclass(frozen=True, kw_only=True)
class NoticeLoaded(Event):
    """A day-off notice was loaded: the country's, or days of a region."""

    code: ClassVar[str] = "clock.notice.loaded"
    notice: int
    year: int
    region: str
    label: str
    days: int
    superseded: int
