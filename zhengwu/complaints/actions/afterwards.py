"""After the answer: put right, rated, reviewed once, withdrawn before, filed."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.complaints import policy, registry
from zhengwu.complaints.actions import papers
from zhengwu.complaints.actions.opening import (
    DECIDE,
    EXPLAIN,
    FINISH,
    RECTIFY,
    REVIEW,
    REVIEW_ASK,
    check_free,
    hold,
    needed,
    rule,
    stop,
    tell_sender,
)
from zhengwu.complaints.enums import FAULTED, WITHDRAWABLE, Finding, Satisfaction, State
from zhengwu.complaints.events import (
    ComplaintArchived,
    ComplaintRectified,
    ComplaintWithdrawn,
    ReviewAsked,
    ReviewDecided,
    SatisfactionGiven,
)
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.complaints.rules.intake import SENDER
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters


def _may_speak_for_sender(row: Complaint, by: Actor) -> bool:
    """Whoever has number and code (the page has asked), or the desk writing down what it heard."""
    return by == SENDER or policy.may_handle(by, row)


@action
def rectify(row: Complaint, *, text: str, by: Actor, at: datetime) -> Complaint:
    """The unit says what it changed."""
    held = hold(row, at, State.DECIDED, State.REVIEWING)
    row = held.row
    policy.require(policy.may_rectify(by, row))
    if row.rectified_at is not None or "rectify" not in row.disposals:
        raise refusals.NotOpen(state="没有要求整改，或者已经整改")
    row.rectification = needed(text, "text", "请写明整改措施和结果")
    late = stop(held.clocks, RECTIFY, by, at)
    row.rectified_by, row.rectified_at = by.name, at
    row.save(update_fields=["rectification", "rectified_by", "rectified_at"])
    record(row.matter, ComplaintRectified(late=late), by=by, at=at)
    return row


@action
def say_satisfied(
    row: Complaint, *, satisfaction: Satisfaction, comment: str = "", by: Actor, at: datetime
) -> Complaint:
    """Once, by the complainant: what the answer is worth."""
    row = hold(row, at, State.DECIDED, State.CLOSED).row
    policy.require(_may_speak_for_sender(row, by))
    if row.satisfaction:
        raise refusals.NotOpen(state="已经评价过")
    row.satisfaction, row.comment = satisfaction, clean(comment).strip()[:500]
    row.satisfied_at = at
    row.save(update_fields=["satisfaction", "comment", "satisfied_at"])
    event = SatisfactionGiven(satisfaction=satisfaction, organ=row.about_organ)
    record(row.matter, event, by=by, at=at)
    return row


@action
def ask_review(row: Complaint, *, reason: str, by: Actor, at: datetime) -> Complaint:
    """The complainant asks another person to look again: once, within the time."""
    held = hold(row, at, State.DECIDED)
    row = held.row
    policy.require(_may_speak_for_sender(row, by))
    if row.objected_at is not None:
        raise refusals.ReviewedOnce
    for one in held.clocks:
        if one.label == REVIEW_ASK and at >= one.due_at:
            raise refusals.ReviewTooLate(due_on=one.due_on)
    row.objection = needed(reason, "reason", "请写明不服的理由")
    stop(held.clocks, REVIEW_ASK, by, at)
    clock.start(row.matter, rule("review", at), label=REVIEW, on=local_day(at), by=by, at=at)
    row.state, row.objected_at = State.REVIEWING, at
    row.save(update_fields=["state", "objection", "objected_at"])
    record(row.matter, ReviewAsked(), by=by, at=at)
    return row


@action
def review(
    row: Complaint, *, finding: Finding, text: str, fault: str = "", by: Actor, at: datetime
) -> Complaint:
    """Another person than who decided or investigated looks again; the result is final here."""
    held = hold(row, at, State.REVIEWING)
    row = held.row
    policy.require(policy.may_review(by, row))
    check_free(row, by, at)
    if by.id in (row.decided_by_id, row.investigator_id):
        raise refusals.SamePerson
    before, text = row.finding, needed(text, "text", "请写明复核意见")
    if (finding == Finding.ANSWERED) == row.needs_inquiry:
        raise refusals.Missing(fields={"finding": ["请选择复核后的结论"]})
    if finding in FAULTED and (fault or row.fault) not in registry.faults():
        raise refusals.Missing(fields={"fault": ["请选择问题类型"]})
    row.fault = (fault or row.fault) if finding in FAULTED else ""
    row.finding, row.review, row.state = finding, text, State.DECIDED
    row.reviewed_by_id, row.reviewed_by, row.reviewed_at = by.id, by.name, at
    stop(held.clocks, REVIEW, by, at)
    row.save()
    papers.to_sender(
        row, "complaint_review",
        {"answered_on": local_day(row.decided_at or at), "objection": row.objection,
         "finding": finding, "text": text},
        by, at,
    )  # fmt: skip
    event = ReviewDecided(
        before=before, finding=finding, organ=row.about_organ, staff=row.staff_id,
        staff_name=row.staff_name, fault=row.fault,
    )  # fmt: skip
    record(row.matter, event, by=by, at=at)
    tell_sender(row, f"复核结论：{row.finding_name}。", by, at)
    return row


@action
def withdraw(row: Complaint, *, reason: str = "", by: Actor, at: datetime) -> Complaint:
    """The complainant takes it back before it is answered."""
    held = hold(row, at, *WITHDRAWABLE)
    row = held.row
    policy.require(_may_speak_for_sender(row, by))
    for label in (DECIDE, FINISH, EXPLAIN):
        stop(held.clocks, label, by, at, met=False)
    row.state, row.withdrawn_why = State.WITHDRAWN, clean(reason).strip()[:1000]
    row.settled_at = row.settled_at or at
    row.save()
    record(row.matter, ComplaintWithdrawn(number=row.matter.number), by=by, at=at,
           reason=row.withdrawn_why)  # fmt: skip
    matters.close(row.matter, by=by, at=at)
    return row


@action
def archive(row: Complaint, *, by: Actor, at: datetime) -> Complaint:
    """归档: the file is closed when nothing can follow any more; its contents are listed."""
    held = hold(row, at, State.DECIDED)
    row = held.row
    policy.require(policy.may_handle(by, row))
    waiting = [one for one in held.clocks if one.open and at < one.due_at]
    if any(one.label == REVIEW_ASK for one in waiting) and not row.satisfaction:
        raise refusals.NotOpen(state="申请复核的期限未到，投诉人也没有评价")
    if "rectify" in row.disposals and row.rectified_at is None and row.finding in FAULTED:
        raise refusals.NotOpen(state="整改还没有完成")
    for one in held.clocks:
        if one.open:
            stop([one], one.label, by, at, met=False)
    day = local_day(at)
    kept = int(registry.value("archive_years", at))
    until = day.replace(year=day.year + kept, day=1)
    row.state, row.archived_at, row.archived_by, row.keep_until = State.CLOSED, at, by.name, until
    row.save(update_fields=["state", "archived_at", "archived_by", "keep_until"])
    papers.archive_index(row, by, at)
    event = ComplaintArchived(number=row.matter.number, keep_until=until.isoformat())
    record(row.matter, event, by=by, at=at)
    matters.close(row.matter, by=by, at=at)
    return row
