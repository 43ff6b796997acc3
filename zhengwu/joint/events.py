"""What is announced of joint matters, services and projects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceListed(Event):
    """A joint service was entered."""

    code: ClassVar[str] = "joint.service.listed"
    service: str
    name: str


@dataclass(frozen=True, kw_only=True)
class EditionDrafted(Event):
    """A draft of a joint service began or changed."""

    code: ClassVar[str] = "joint.edition.drafted"
    service: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class EditionPublished(Event):
    """An edition of a joint service is the live one."""

    code: ClassVar[str] = "joint.edition.published"
    service: str
    number: int
    digest: str
    members: list[str]


@dataclass(frozen=True, kw_only=True)
class EditionDiscarded(Event):
    """A draft was given up."""

    code: ClassVar[str] = "joint.edition.discarded"
    service: str
    number: int


@dataclass(frozen=True, kw_only=True)
class DraftStarted(Event):
    """Somebody began to write a joint application."""

    code: ClassVar[str] = "joint.draft.started"
    service: str


@dataclass(frozen=True, kw_only=True)
class JointReceived(Event):
    """One application for several organs was received."""

    code: ClassVar[str] = "joint.matter.received"
    number: str
    service: str
    edition: str
    lead: str
    parts: list[str]
    content_digest: str


@dataclass(frozen=True, kw_only=True)
class PartOpened(Event):
    """One organ's part became a case of its own."""

    code: ClassVar[str] = "joint.part.opened"
    item: str
    organ: str
    number: str


@dataclass(frozen=True, kw_only=True)
class RemarkWritten(Event):
    """An organ said whether its papers are complete, for the one notice of all."""

    code: ClassVar[str] = "joint.remark.written"
    item: str
    organ: str
    complete: bool


@dataclass(frozen=True, kw_only=True)
class JointSupplementRequested(Event):
    """All organs' demands were told at once."""

    code: ClassVar[str] = "joint.matter.supplement_requested"
    lines: list[dict[str, Any]]
    document: str


@dataclass(frozen=True, kw_only=True)
class JointSupplementDelivered(Event):
    """Papers asked for came in, each once for all."""

    code: ClassVar[str] = "joint.matter.supplement_delivered"
    papers: list[str]


@dataclass(frozen=True, kw_only=True)
class JointAccepted(Event):
    """Unified acceptance; the joint clocks run."""

    code: ClassVar[str] = "joint.matter.accepted"
    number: str
    accepted_on: str
    due_on: str
    by_law: bool


@dataclass(frozen=True, kw_only=True)
class CopySent(Event):
    """An organ concerned was told (抄告)."""

    code: ClassVar[str] = "joint.copy.sent"
    copy: str
    organ: str
    purpose: str
    document: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class CopySigned(Event):
    """An organ signed for its copy."""

    code: ClassVar[str] = "joint.copy.signed"
    copy: str
    organ: str


@dataclass(frozen=True, kw_only=True)
class PartMoved(Event):
    """One organ's part came into another state."""

    code: ClassVar[str] = "joint.part.moved"
    item: str
    organ: str
    state: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class PartLapsed(Event):
    """A part ended because another it needs was not granted."""

    code: ClassVar[str] = "joint.part.lapsed"
    item: str
    because: str


@dataclass(frozen=True, kw_only=True)
class JointCollected(Event):
    """Every organ has answered; once a joint matter, whoever was last."""

    code: ClassVar[str] = "joint.matter.collected"
    number: str
    granted: int
    refused: int
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class ResultsHandedOver(Event):
    """Results were handed over together at the lead window."""

    code: ClassVar[str] = "joint.matter.handed_over"
    items: list[str]
    way: str
    early: bool


@dataclass(frozen=True, kw_only=True)
class JointCompleted(Event):
    """Everything was answered and handed over."""

    code: ClassVar[str] = "joint.matter.completed"
    number: str
    document: str


@dataclass(frozen=True, kw_only=True)
class JointWithdrawn(Event):
    """The applicant took the whole, or parts of it, back."""

    code: ClassVar[str] = "joint.matter.withdrawn"
    items: list[str]
    whole: bool


@dataclass(frozen=True, kw_only=True)
class JointEnded(Event):
    """A joint matter ended without a result: declined or withdrawn in all its parts."""

    code: ClassVar[str] = "joint.matter.ended"
    number: str
    state: str


@dataclass(frozen=True, kw_only=True)
class JointExtended(Event):
    """The head of the people's government gave more time (许可法 42(2))."""

    code: ClassVar[str] = "joint.matter.extended"
    days: int
    due_on: str
    document: str


@dataclass(frozen=True, kw_only=True)
class JointPaused(Event):
    """A member's special procedure began: the joint limit stands still meanwhile (许可法 45)."""

    code: ClassVar[str] = "joint.matter.paused"
    item: str
    kind: str
    notice: str


@dataclass(frozen=True, kw_only=True)
class JointResumed(Event):
    """The member's special procedure is over: the joint limit runs again."""

    code: ClassVar[str] = "joint.matter.resumed"
    item: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class LeadChanged(Event):
    """Another window leads from now on."""

    code: ClassVar[str] = "joint.matter.lead_changed"
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class PartStranded(Event):
    """An organ left the centre while a part waits on it."""

    code: ClassVar[str] = "joint.part.stranded"
    item: str
    organ: str


@dataclass(frozen=True, kw_only=True)
class PartRejoined(Event):
    """The organ a part waited on without came back to the centre and goes on with it."""

    code: ClassVar[str] = "joint.part.rejoined"
    item: str
    organ: str


@dataclass(frozen=True, kw_only=True)
class PartReassigned(Event):
    """Another organ handles a part from now on."""

    code: ClassVar[str] = "joint.part.reassigned"
    item: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class OpinionAsked(Event):
    """An organ was asked for its opinion."""

    code: ClassVar[str] = "joint.consultation.asked"
    consultation: str
    organ: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(Event):
    """The organ answered in time, or issued the opinion it owed."""

    code: ClassVar[str] = "joint.consultation.answered"
    consultation: str
    organ: str
    consent: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class ConsentDeemed(Event):
    """Silence counted as consent between organs; never as a licence. For supervision."""

    code: ClassVar[str] = "joint.consultation.consent_deemed"
    consultation: str
    organ: str
    due_on: str
    opinion_due_on: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class SilenceReported(Event):
    """An organ kept silent and this county lets nothing follow from it but supervision."""

    code: ClassVar[str] = "joint.consultation.silence_reported"
    consultation: str
    organ: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class SilenceRuleSet(Event):
    """The county chose what silence between organs means."""

    code: ClassVar[str] = "joint.silence.set"
    effect: str
    effective_on: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class AgencyRuleSet(Event):
    """The agency window of a kind of project was set."""

    code: ClassVar[str] = "joint.agency_rule.set"
    kind: str
    organ: str


@dataclass(frozen=True, kw_only=True)
class ProjectOpened(Event):
    """The file of a project was opened."""

    code: ClassVar[str] = "joint.project.opened"
    project: str
    name: str
    kind: str
    agency: str


@dataclass(frozen=True, kw_only=True)
class AgentNamed(Event):
    """Who carries the project through, free of charge."""

    code: ClassVar[str] = "joint.project.agent_named"
    staff: str
    name: str


@dataclass(frozen=True, kw_only=True)
class AgencyStepWritten(Event):
    """The agent wrote down what was done."""

    code: ClassVar[str] = "joint.project.step_written"
    on: str


@dataclass(frozen=True, kw_only=True)
class StageMoved(Event):
    """A stage of the project began or was done."""

    code: ClassVar[str] = "joint.project.stage_moved"
    stage: str
    state: str
    matter: str = ""


@dataclass(frozen=True, kw_only=True)
class ProjectEnded(Event):
    """The file of a project was closed."""

    code: ClassVar[str] = "joint.project.ended"
    state: str


@dataclass(frozen=True, kw_only=True)
class MeetingCalled(Event):
    """Organs were asked to a meeting."""

    code: ClassVar[str] = "joint.meeting.called"
    kind: str
    organs: list[str] = field(default_factory=list)
    planned_at: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingHeld(Event):
    """A meeting took place; its minutes are written."""

    code: ClassVar[str] = "joint.meeting.held"
    came: list[str]
    passed: bool
    document: str


@dataclass(frozen=True, kw_only=True)
class MinutesSigned(Event):
    """A participant signed the minutes; `complete` with the last."""

    code: ClassVar[str] = "joint.meeting.signed"
    organ: str
    complete: bool


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Event):
    """A meeting will not take place."""

    code: ClassVar[str] = "joint.meeting.cancelled"
