"""What is announced of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseReceived(Event):
    """An application was received; the receipt names this entry's digest."""

    code: ClassVar[str] = "cases.case.received"
    number: str
    item: str
    edition: str
    organ: str
    channel: str
    papers: list[str]
    likely_duplicates: list[str]
    content_digest: str


@dataclass(frozen=True, kw_only=True)
class CaseCorrected(Event):
    """Slips were put right on the spot."""

    code: ClassVar[str] = "cases.case.corrected"
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class SupplementRequested(Event):
    """The one supplement notice was given."""

    code: ClassVar[str] = "cases.case.supplement_requested"
    lines: list[dict[str, Any]]
    document: str


@dataclass(frozen=True, kw_only=True)
class SupplementDelivered(Event):
    """Papers asked for were handed in; `complete` when none is left."""

    code: ClassVar[str] = "cases.case.supplement_delivered"
    papers: list[str]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class CaseAccepted(Event):
    """The case is accepted, as of `accepted_on`."""

    code: ClassVar[str] = "cases.case.accepted"
    number: str
    acceptance: str
    accepted_on: str
    due_on: str
    undertaker: str


@dataclass(frozen=True, kw_only=True)
class CaseDeclined(Event):
    """The application is not accepted."""

    code: ClassVar[str] = "cases.case.declined"
    decline: str
    competent: str
    document: str


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(Event):
    """The applicant took the application back."""

    code: ClassVar[str] = "cases.case.withdrawn"
    number: str


@dataclass(frozen=True, kw_only=True)
class CaseMisregistered(Event):
    """The registration was an error of ours and is put right."""

    code: ClassVar[str] = "cases.case.misregistered"
    number: str


@dataclass(frozen=True, kw_only=True)
class CaseTransferred(Event):
    """Another organ, which took the power over, handles the case from now on."""

    code: ClassVar[str] = "cases.case.transferred"
    old: str
    new: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class UndertakerNamed(Event):
    """Who carries the case from now on."""

    code: ClassVar[str] = "cases.case.undertaker_named"
    staff: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PaperAdded(Event):
    """A paper was added while the case is handled."""

    code: ClassVar[str] = "cases.paper.added"
    material: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CheckRecorded(Event):
    """A check on the spot was recorded."""

    code: ClassVar[str] = "cases.check.recorded"
    inspectors: list[str]
    passed: bool


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    """An internal note was written."""

    code: ClassVar[str] = "cases.note.written"
    note: str


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Event):
    """The applicant wrote to the handling unit, or it answered."""

    code: ClassVar[str] = "cases.question.asked"
    from_applicant: bool


@dataclass(frozen=True, kw_only=True)
class ProcedureStarted(Event):
    """A special procedure began; its time is not counted."""

    code: ClassVar[str] = "cases.procedure.started"
    kind: str
    basis: str
    document: str
    planned_days: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ProcedureAnnounced(Event):
    """A special procedure began; its notice is issued and not served yet: all clocks go on."""

    code: ClassVar[str] = "cases.procedure.announced"
    kind: str
    document: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ExtensionAnnounced(Event):
    """An extension was approved; its notice is not served yet, so nothing is extended."""

    code: ClassVar[str] = "cases.extension.announced"
    days: int
    document: str
    number: str


@dataclass(frozen=True, kw_only=True)
class NoticeTooLate(Event):
    """A notice was served when the limit had run out or the procedure was over: nothing moves."""

    code: ClassVar[str] = "cases.notice.too_late"
    kind: str
    document: str
    served_on: str


@dataclass(frozen=True, kw_only=True)
class PaperServed(Event):
    """A notice was given on paper; without a day its receipt is awaited."""

    code: ClassVar[str] = "cases.paper.served"
    document: str
    title: str
    number: str
    way: str
    served_on: str


@dataclass(frozen=True, kw_only=True)
class PaperNotServed(Event):
    """An attempt to serve a notice failed."""

    code: ClassVar[str] = "cases.paper.not_served"
    document: str
    title: str
    number: str
    on: str


@dataclass(frozen=True, kw_only=True)
class ProcedureEnded(Event):
    """The result of a special procedure came in."""

    code: ClassVar[str] = "cases.procedure.ended"
    kind: str
    result_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class CaseExtended(Event):
    """The time limit was extended, once, by the head of the organ."""

    code: ClassVar[str] = "cases.case.extended"
    days: int
    due_on: str
    document: str


@dataclass(frozen=True, kw_only=True)
class CaseDecided(Event):
    """The decision was taken."""

    code: ClassVar[str] = "cases.case.decided"
    number: str
    verdict: str
    letter: str
    document: str
    result_document: str


@dataclass(frozen=True, kw_only=True)
class CaseDelivered(Event):
    """The decision reached the applicant."""

    code: ClassVar[str] = "cases.case.delivered"
    way: str
    served_on: str


@dataclass(frozen=True, kw_only=True)
class CasePosted(Event):
    """The decision was posted; its service awaits the receipt."""

    code: ClassVar[str] = "cases.case.posted"
    way: str
    posted_on: str


@dataclass(frozen=True, kw_only=True)
class CaseAnnounced(Event):
    """The decision is served by public notice: it counts as served when its days have passed."""

    code: ClassVar[str] = "cases.case.announced"
    published_on: str
    serves_on: str


@dataclass(frozen=True, kw_only=True)
class CaseCompleted(Event):
    """Nothing more is owed."""

    code: ClassVar[str] = "cases.case.completed"
    number: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class CaseArchived(Event):
    """The file of the case was composed."""

    code: ClassVar[str] = "cases.case.archived"
    pdf: str
    bundle: str


@dataclass(frozen=True, kw_only=True)
class BanImposed(Event):
    """The applicant may not apply again before a day."""

    code: ClassVar[str] = "cases.ban.imposed"
    item: str
    ground: str
    article: str
    since: str
    until: str
    document: str


@dataclass(frozen=True, kw_only=True)
class BanLifted(Event):
    """The applicant may apply again before the time was over."""

    code: ClassVar[str] = "cases.ban.lifted"
    item: str
    ground: str
    article: str
    number: str
    document: str


@dataclass(frozen=True, kw_only=True)
class DraftStarted(Event):
    """Somebody began to write an application."""

    code: ClassVar[str] = "cases.draft.started"
    item: str


@dataclass(frozen=True, kw_only=True)
class DraftCarried(Event):
    """A draft went over to the edition in force."""

    code: ClassVar[str] = "cases.draft.carried"
    old: int
    number: int


@dataclass(frozen=True, kw_only=True)
class SheetFilled(Event):
    """The undertaking form was filled in for the unit that handles the case."""

    code: ClassVar[str] = "cases.sheet.filled"
    document: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class SheetGiven(Event):
    """The undertaking form passed to the undertaker."""

    code: ClassVar[str] = "cases.sheet.given"
    staff: str
    name: str


@dataclass(frozen=True, kw_only=True)
class SheetSigned(Event):
    """The undertaker signed the form and handed it back."""

    code: ClassVar[str] = "cases.sheet.signed"
    document: str
    name: str


@dataclass(frozen=True, kw_only=True)
class SheetReturned(Event):
    """The window has the signed form again and may tell the applicant."""

    code: ClassVar[str] = "cases.sheet.returned"
    name: str


@dataclass(frozen=True, kw_only=True)
class RecusalDecided(Event):
    """Whether somebody keeps out of a case."""

    code: ClassVar[str] = "cases.recusal.decided"
    staff: str
    name: str
    asked_by: str
    granted: bool


@dataclass(frozen=True, kw_only=True)
class FirstAskedRegistered(Event):
    """Somebody asked; whoever was asked first answers for it."""

    code: ClassVar[str] = "cases.first_asked.registered"
    staff: str
    name: str
    organ: str
    item: str


@dataclass(frozen=True, kw_only=True)
class FirstAskedPassed(Event):
    """The question went to the organ that is responsible, to a named person."""

    code: ClassVar[str] = "cases.first_asked.passed"
    organ: str
    name: str


@dataclass(frozen=True, kw_only=True)
class FirstAskedClosed(Event):
    """The question was answered, or became a case."""

    code: ClassVar[str] = "cases.first_asked.closed"
    state: str
    case: str


@dataclass(frozen=True, kw_only=True)
class CaseSentUp(Event):
    """The first review and all materials went to the organ that decides."""

    code: ClassVar[str] = "cases.case.sent_up"
    organ: str
    above: str
    agrees: bool
    document: str
    papers: int


@dataclass(frozen=True, kw_only=True)
class CaseSentBack(Event):
    """The organ above gave a faulty first review back; `lower` is the matter below."""

    code: ClassVar[str] = "cases.case.sent_back"
    lower: str
    document: str


@dataclass(frozen=True, kw_only=True)
class ReviewReopened(Event):
    """The first review has to be done again; its limit goes on where it stood."""

    code: ClassVar[str] = "cases.case.review_reopened"
    above: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class AnswerBrought(Event):
    """The decision above is known below; from here it is told and delivered."""

    code: ClassVar[str] = "cases.case.answer_brought"
    above: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class AboveUrged(Event):
    """The organ below asked the organ above to make haste."""

    code: ClassVar[str] = "cases.case.above_urged"
    above: str
    times: int
