"""What is announced of complaints. No payload holds who complains or what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ComplaintReceived(Event):
    """A complaint came in; `organ` is the one complained about."""

    code: ClassVar[str] = "complaints.complaint.received"
    number: str
    kind: str
    channel: str
    naming: str
    organ: str
    office: str
    desk: str


@dataclass(frozen=True, kw_only=True)
class PersonNamed(Event):
    """Whom it is about was found out, and whose desk it is since."""

    code: ClassVar[str] = "complaints.complaint.person_named"
    organ: str
    office: str
    desk: str


@dataclass(frozen=True, kw_only=True)
class ComplaintAccepted(Event):
    """It is taken and will be looked into."""

    code: ClassVar[str] = "complaints.complaint.accepted"
    number: str
    kind: str
    organ: str
    complicated: bool
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ComplaintDeclined(Event):
    """It is not taken; `way` says where it belongs, empty where nowhere."""

    code: ClassVar[str] = "complaints.complaint.declined"
    number: str
    way: str


@dataclass(frozen=True, kw_only=True)
class ComplaintHandedOn(Event):
    """It was handed on to who has the power."""

    code: ClassVar[str] = "complaints.complaint.handed_on"
    number: str
    way: str
    to: str


@dataclass(frozen=True, kw_only=True)
class ComplaintMerged(Event):
    """It is dealt with together with an earlier one about the same fact."""

    code: ClassVar[str] = "complaints.complaint.merged"
    number: str
    into: str


@dataclass(frozen=True, kw_only=True)
class InvestigatorNamed(Event):
    """Somebody whom it does not concern looks into it."""

    code: ClassVar[str] = "complaints.complaint.investigator_named"
    investigator: str
    name: str


@dataclass(frozen=True, kw_only=True)
class RecordAdded(Event):
    """A talk, evidence or a note was put into the file."""

    code: ClassVar[str] = "complaints.complaint.record_added"
    what: str
    record: str


@dataclass(frozen=True, kw_only=True)
class OpinionAsked(Event):
    """The one complained about and the unit were asked to explain."""

    code: ClassVar[str] = "complaints.complaint.opinion_asked"
    organ: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(Event):
    """They explained."""

    code: ClassVar[str] = "complaints.complaint.opinion_given"
    late: bool


@dataclass(frozen=True, kw_only=True)
class CaseUrged(Event):
    """The case it is about was urged while it runs (同步监督)."""

    code: ClassVar[str] = "complaints.complaint.case_urged"
    case: str
    task: str


@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(Event):
    """More time is asked for."""

    code: ClassVar[str] = "complaints.complaint.extension_asked"
    days: int


@dataclass(frozen=True, kw_only=True)
class ExtensionDecided(Event):
    """More time is granted or not."""

    code: ClassVar[str] = "complaints.complaint.extension_decided"
    granted: bool
    days: int


@dataclass(frozen=True, kw_only=True)
class ComplaintDecided(Event):
    """Looked into and answered: what was found, of whom."""

    code: ClassVar[str] = "complaints.complaint.decided"
    number: str
    kind: str
    finding: str
    organ: str
    staff: str
    staff_name: str
    fault: str
    disposals: list[str]
    late: bool


@dataclass(frozen=True, kw_only=True)
class ComplaintRectified(Event):
    """The unit put it right."""

    code: ClassVar[str] = "complaints.complaint.rectified"
    late: bool


@dataclass(frozen=True, kw_only=True)
class SatisfactionGiven(Event):
    """The complainant said what the answer is worth."""

    code: ClassVar[str] = "complaints.complaint.satisfaction_given"
    satisfaction: str
    organ: str


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event):
    """The complainant asks another person to look again."""

    code: ClassVar[str] = "complaints.complaint.review_asked"


@dataclass(frozen=True, kw_only=True)
class ReviewDecided(Event):
    """Another person looked again; `before` is the first finding."""

    code: ClassVar[str] = "complaints.complaint.reviewed"
    before: str
    finding: str
    organ: str
    staff: str
    staff_name: str
    fault: str


@dataclass(frozen=True, kw_only=True)
class ComplaintPassedUp(Event):
    """A town passes it to the county: its director is concerned, or it is beyond the town."""

    code: ClassVar[str] = "complaints.complaint.passed_up"
    town: str
    office: str


@dataclass(frozen=True, kw_only=True)
class ReportedToCounty(Event):
    """A town's upheld complaint of the three kinds of fault was told to the county."""

    code: ClassVar[str] = "complaints.complaint.reported"
    town: str
    fault: str


@dataclass(frozen=True, kw_only=True)
class DealtJointly(Event):
    """The county and the optimisation office said together what follows."""

    code: ClassVar[str] = "complaints.complaint.dealt_jointly"
    office: str


@dataclass(frozen=True, kw_only=True)
class ComplaintWithdrawn(Event):
    """The complainant takes it back."""

    code: ClassVar[str] = "complaints.complaint.withdrawn"
    number: str


@dataclass(frozen=True, kw_only=True)
class ComplaintArchived(Event):
    """The file is complete and closed."""

    code: ClassVar[str] = "complaints.complaint.archived"
    number: str
    keep_until: str


@dataclass(frozen=True, kw_only=True)
class IdentityOpened(Event):
    """Somebody of the complaint office looked at who complains, and why."""

    code: ClassVar[str] = "complaints.complaint.identity_opened"


@dataclass(frozen=True, kw_only=True)
class AccountabilityProposed(Event):
    """A measure is proposed."""

    code: ClassVar[str] = "complaints.accountability.proposed"
    number: str
    cause: str
    reference: str
    organ: str
    staff: str
    measure: str


@dataclass(frozen=True, kw_only=True)
class AccountabilityHeard(Event):
    """The person concerned was heard."""

    code: ClassVar[str] = "complaints.accountability.heard"


@dataclass(frozen=True, kw_only=True)
class AccountabilityRecorded(Event):
    """Decided by someone competent: it stands in the record of the person."""

    code: ClassVar[str] = "complaints.accountability.recorded"
    number: str
    cause: str
    reference: str
    organ: str
    staff: str
    staff_name: str
    measure: str
    until: str


@dataclass(frozen=True, kw_only=True)
class AccountabilityObjected(Event):
    """The person objects."""

    code: ClassVar[str] = "complaints.accountability.objected"


@dataclass(frozen=True, kw_only=True)
class AccountabilityRevoked(Event):
    """Not pursued, or taken back after an objection."""

    code: ClassVar[str] = "complaints.accountability.revoked"
    number: str
    organ: str
    staff: str
    measure: str


@dataclass(frozen=True, kw_only=True)
class AccountabilityConfirmed(Event):
    """The objection did not change it."""

    code: ClassVar[str] = "complaints.accountability.confirmed"


@dataclass(frozen=True, kw_only=True)
class AccountabilityExpunged(Event):
    """Its time is over: it no longer has effect; the record of the past stays."""

    code: ClassVar[str] = "complaints.accountability.expunged"
    number: str
    organ: str
    staff: str
