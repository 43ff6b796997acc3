"""责任追究: proposed on a cause, heard, decided by someone competent, objected to, expunged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhengwu.clock import actions as clock
from zhengwu.clock.models import Clock
from zhengwu.complaints import policy, registry
from zhengwu.complaints.actions import papers
from zhengwu.complaints.actions.opening import needed, next_number, rule, stop
from zhengwu.complaints.enums import FAULTED, CauseKind, RecordState
from zhengwu.complaints.events import (
    AccountabilityConfirmed,
    AccountabilityExpunged,
    AccountabilityHeard,
    AccountabilityObjected,
    AccountabilityProposed,
    AccountabilityRecorded,
    AccountabilityRevoked,
)
from zhengwu.complaints.models import Accountability, Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.documents import actions as documents
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices
from zhengwu.org.models import Staff

OBJECT = "object"
_WHO = {"unit": "本人所在单位负责人", "town": "便民服务中心主任", "centre": "政务服务中心负责人"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom, why (a complaint upheld, a patrol's or a card's number), by which measure."""

    staff: Staff
    cause: CauseKind
    reference: str
    measure: str
    facts: str


@action
def propose(proposal: Proposal, *, by: Actor, at: datetime) -> Accountability:
    """Propose a measure; once for a cause and a person, whatever became of it."""
    policy.require(policy.may_propose(by))
    known = registry.measures().get(proposal.measure)
    if known is None:
        raise refusals.Missing(fields={"measure": ["请选择追究方式"]})
    facts = needed(proposal.facts, "facts", "请写明事实")
    reference = needed(proposal.reference, "reference", "请填写原因的编号")
    complaint = _cause(proposal, reference)
    staff = Staff.objects.select_related("organ").get(pk=proposal.staff.pk)
    # The person's row is the lock: of two who propose the same, the second finds the first's.
    Staff.objects.select_for_update().get(pk=staff.pk)
    before = Accountability.objects.filter(
        cause=proposal.cause, reference=reference, staff_id=str(staff.pk)
    ).first()
    if before is not None:
        raise refusals.AccountedAlready(
            name=staff.name, reference=reference, number=before.matter.number
        )
    matter = matters.open_matter(
        kind="accountability",
        number=next_number(str(registry.value("accountability_prefix", at)), at),
        title=f"责任追究（{known['name']}）",
        organ_code=staff.organ_id,
        region_code=staff.organ.region_id,
        by=by,
        at=at,
    )
    row = Accountability.objects.create(
        matter=matter,
        cause=proposal.cause,
        reference=reference,
        complaint=complaint,
        staff_id=str(staff.pk),
        staff_name=staff.name,
        organ_code=staff.organ_id,
        measure=proposal.measure,
        basis=str(known["basis"]),
        facts=facts,
        proposed_by_id=by.id,
        proposed_by=by.name,
        proposed_at=at,
    )
    event = AccountabilityProposed(
        number=matter.number, cause=row.cause, reference=reference, organ=row.organ_code,
        staff=row.staff_id, measure=row.measure,
    )  # fmt: skip
    record(matter, event, by=by, at=at)
    _tell(row, "拟对您追究责任，请陈述申辩。", by, at)
    return row


def _cause(proposal: Proposal, reference: str) -> Complaint | None:
    """The complaint, found true and about this person; other causes are numbers of other rooms."""
    if proposal.cause != CauseKind.COMPLAINT:
        return None
    row = Complaint.objects.filter(matter__number=reference).first()
    if row is None or row.finding not in FAULTED:
        raise refusals.CauseMissing(fields={"reference": ["没有这个编号的属实投诉"]})
    if row.staff_id != str(proposal.staff.pk) and row.about_organ != proposal.staff.organ_id:
        raise refusals.CauseMissing(fields={"reference": ["这件投诉不涉及这个人和他的单位"]})
    return row


def _hold(row: Accountability, at: datetime, *states: RecordState
          ) -> tuple[Accountability, list[Clock]]:  # fmt: skip
    matter = matters.lock(row.pk)
    clocks = clock.refresh(matter, at=at)
    row = Accountability.objects.get(pk=row.pk)
    row.matter = matter
    if row.state not in states:
        if row.state == RecordState.PROPOSED:
            raise refusals.HeardFirst
        raise refusals.NotOpen(state=row.state_name)
    return row, clocks


@action
def hear(row: Accountability, *, statement: str, by: Actor, at: datetime) -> Accountability:
    """What the person says; written by himself, or by who heard him."""
    row, _ = _hold(row, at, RecordState.PROPOSED)
    own = bool(by.id and by.id == row.staff_id)
    policy.require(own or policy.may_propose(by) or row.organ_code in policy.heads(by))
    row.statement = needed(statement, "statement", "请写明陈述申辩的内容；放弃的写明放弃")
    row.state, row.heard_by, row.heard_at = RecordState.HEARD, by.name, at
    row.save()
    record(row.matter, AccountabilityHeard(), by=by, at=at)
    return row


def _competent(row: Accountability, by: Actor) -> None:
    known = registry.measures()[row.measure]
    if by.id == row.staff_id:
        raise refusals.OwnRecord
    if not policy.competent(by, row, list(known["by"])):
        who = "、".join(_WHO[one] for one in known["by"])
        raise refusals.NotCompetent(measure=row.measure_name, who=who)


@action
def record_measure(
    row: Accountability, *, decision: str, by: Actor, at: datetime
) -> Accountability:
    """Decide: it stands from now on, has effect for its months, and may be objected to."""
    row, _ = _hold(row, at, RecordState.HEARD)
    _competent(row, by)
    known, day = registry.measures()[row.measure], local_day(at)
    row.decision = needed(decision, "decision", "请写明决定的理由")
    row.state, row.decided_at = RecordState.DECIDED, at
    row.decided_by_id, row.decided_by = by.id, by.name
    row.effective_until = _months_later(day, int(known["months"]))
    row.save()
    due = clock.start(row.matter, rule("object", at), label=OBJECT, on=day, by=by, at=at).due_on
    papers.issue(
        row.matter, row.organ_code, "accountability_decision",
        {"cause": f"{row.cause_name}（{row.reference}）", "facts": row.facts,
         "statement": row.statement, "measure": row.measure_name, "basis": row.basis,
         "decision": row.decision, "until": row.effective_until, "object_by": due},
        documents.Addressee(name=row.staff_name), by, at,
    )  # fmt: skip
    event = AccountabilityRecorded(
        number=row.matter.number, cause=row.cause, reference=row.reference, organ=row.organ_code,
        staff=row.staff_id, staff_name=row.staff_name, measure=row.measure,
        until=row.effective_until.isoformat(),
    )  # fmt: skip
    record(row.matter, event, by=by, at=at, reason=row.decision)
    _tell(row, f"已决定：{row.measure_name}。可以在 {due} 以前提出异议。", by, at)
    return row


@action
def drop(row: Accountability, *, reason: str, by: Actor, at: datetime) -> Accountability:
    """After the hearing: no responsibility is pursued."""
    row, _ = _hold(row, at, RecordState.HEARD)
    _competent(row, by)
    return _revoke(row, needed(reason, "reason", "请写明不予追究的理由"), by, at)


def _revoke(row: Accountability, why: str, by: Actor, at: datetime) -> Accountability:
    row.state, row.ruling, row.ruled_by, row.ruled_at = RecordState.REVOKED, why, by.name, at
    row.save()
    event = AccountabilityRevoked(
        number=row.matter.number, organ=row.organ_code, staff=row.staff_id, measure=row.measure
    )
    record(row.matter, event, by=by, at=at, reason=why)
    _tell(row, "不予追究，或者原决定已经撤销。", by, at)
    matters.close(row.matter, by=by, at=at)
    return row


@action
def object_to(row: Accountability, *, text: str, by: Actor, at: datetime) -> Accountability:
    """The person objects, once, within the time."""
    row, clocks = _hold(row, at, RecordState.DECIDED)
    policy.require(bool(by.id) and by.id == row.staff_id)
    if row.objected_at is not None:
        raise refusals.NotOpen(state="已经提出过异议")
    for one in clocks:
        if one.label == OBJECT and at >= one.due_at:
            raise refusals.ObjectionTooLate(due_on=one.due_on)
    row.objection = needed(text, "text", "请写明异议的理由")
    stop(clocks, OBJECT, by, at)
    row.state, row.objected_at = RecordState.OBJECTED, at
    row.save()
    record(row.matter, AccountabilityObjected(), by=by, at=at)
    return row


@action
def rule_on(
    row: Accountability, *, upheld: bool, text: str, by: Actor, at: datetime
) -> Accountability:
    """The objection is ruled on by the centre's management or supervision, never the decider."""
    row, _ = _hold(row, at, RecordState.OBJECTED)
    policy.require(policy.oversees(by))
    if by.id == row.staff_id:
        raise refusals.OwnRecord
    if by.id == row.decided_by_id:
        raise refusals.SamePerson
    text = needed(text, "text", "请写明处理异议的理由")
    if upheld:
        return _revoke(row, text, by, at)
    row.state, row.ruling, row.ruled_by, row.ruled_at = RecordState.DECIDED, text, by.name, at
    row.save()
    record(row.matter, AccountabilityConfirmed(), by=by, at=at, reason=text)
    _tell(row, "异议已经处理，维持原决定。", by, at)
    return row


@action
def expunge(row: Accountability, *, by: Actor, at: datetime) -> Accountability:
    """Its time is over; nothing else is said of it from now on, and what was recorded stays."""
    row, clocks = _hold(row, at, RecordState.DECIDED)
    policy.require(policy.is_system(by))
    if row.effective_until is None or local_day(at) <= row.effective_until:
        return row
    stop(clocks, OBJECT, by, at, met=False)
    row.state = RecordState.EXPUNGED
    row.save()
    event = AccountabilityExpunged(
        number=row.matter.number, organ=row.organ_code, staff=row.staff_id
    )
    record(row.matter, event, by=by, at=at)
    matters.close(row.matter, by=by, at=at)
    return row


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def _tell(row: Accountability, text: str, by: Actor, at: datetime) -> None:
    notices.send(
        to=notices.Address(kind="staff", key=row.staff_id, name=row.staff_name),
        subject=f"责任追究 {clean(row.matter.number)}",
        text=text,
        link=f"/desk/complaints/accountability/{row.matter.number}/",
        dedupe=f"accountability/{row.pk}/{row.matter.journal_seq}",
        by=by,
        at=at,
    )
