"""Verify, decide, appeal, call back, close: what a negative rating was, and how it ends."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.clock.enums import Outcome
from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.actions.followups import (
    APPEAL,
    CALL_BACK,
    HANDLE,
    begin,
    needed,
    note_contact,
    opened,
    stop,
    tell_unit,
)
from zhengwu.evaluation.actions.weighing import stand
from zhengwu.evaluation.enums import (
    NEGATIVE,
    ContactKind,
    Finding,
    FollowUpState,
    Level,
    Reached,
    Standing,
)
from zhengwu.evaluation.events import (
    EvaluatorContacted,
    FindingAppealed,
    FollowUpClosed,
    FollowUpJudged,
    FollowUpVerified,
)
from zhengwu.evaluation.models import FollowUp, Service
from zhengwu.evaluation.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices

_UNIT, _EVALUATOR = "unit", "evaluator"


@action
def verify(
    row: FollowUp, *, facts: str, proposed: Finding, evidence: str, by: Actor, at: datetime
) -> FollowUp:
    """Whoever was assigned writes down the facts and proposes a finding."""
    row, _ = opened(row, at, FollowUpState.CONTACTED)
    policy.require(policy.may_handle(by, row.rating) and row.handler_id == by.id)
    row.facts = needed(facts, "facts", "请写明核实的情况")
    row.evidence = _evidence(proposed, evidence)
    row.proposed, row.verified_at, row.state = proposed, at, FollowUpState.VERIFIED
    row.save()
    record(row.matter, FollowUpVerified(proposed=proposed), by=by, at=at)
    return row


def _evidence(finding: Finding, evidence: str) -> str:
    evidence = evidence.strip()
    if finding is not Finding.TRUE and not evidence:
        raise refusals.EvidenceMissing(fields={"evidence": ["误评、恶意必须写明证据"]})
    return evidence


@action
def judge(row: FollowUp, *, finding: Finding, reason: str, by: Actor, at: datetime) -> FollowUp:
    """The centre decides what it was; on appeal another person decides anew.

    A mistaken or malicious rating no longer counts, its original stays. An appeal is possible.
    """
    row, clocks = opened(row, at, FollowUpState.VERIFIED, FollowUpState.APPEALED)
    on_appeal = row.state == FollowUpState.APPEALED
    policy.require(policy.judges(by))
    if policy.is_concerned(by, row.rating):
        raise refusals.OwnRating
    if on_appeal and by.id == row.found_by_id:
        raise refusals.SameJudge
    row.evidence = _evidence(finding, row.evidence)
    row.finding_reason = needed(reason, "reason", "请写明认定的理由")
    row.finding, row.found_by_id, row.found_by, row.found_at = finding, by.id, by.name, at
    service = Service.objects.select_for_update().get(pk=row.rating.service_id)
    if finding is Finding.TRUE:
        row.state = FollowUpState.RECTIFYING
        if row.rating.standing != Standing.COUNTED:
            stand(row.rating, service, Standing.COUNTED, row.finding_reason, by, at)
        if not any(one.label == HANDLE and one.open for one in clocks):
            begin(row, HANDLE, f"{row.complexity}_rule", by, at)
        tell_unit(row, "经核实属实，请整改", by, at)
    else:
        row.state = FollowUpState.SETTLED
        stand(row.rating, service, Standing.VOID, row.finding_reason, by, at)
        stop(row, clocks, HANDLE, by, at)
        if _EVALUATOR not in row.appeal_from.split():
            begin(row, APPEAL, "appeal_rule", by, at)
    row.save()
    event = FollowUpJudged(
        finding=finding, organ=row.organ_code, staff=row.staff_id, on_appeal=on_appeal
    )
    record(row.matter, event, by=by, at=at, reason=row.finding_reason)
    if finding is not Finding.TRUE:
        tell_evaluator(row, service, by, at)
    return row


def tell_evaluator(row: FollowUp, service: Service, by: Actor, at: datetime) -> None:
    """Who rated is told the finding and how to appeal, where an address is known."""
    kind, _, key = service.evaluator_key.partition(":")
    if not key:
        return
    notices.send(
        to=notices.Address(kind=kind, key=key, phone=queries.phone_of(row.rating)),
        subject="您的评价核实情况",
        text=f"您对“{service.item_name}”（{service.number}）的评价经核实认定为{row.finding_name}，"
        "理由见评价页面。不同意的，可以在评价页面申诉。",
        link=f"/rate/{service.token}/",
        dedupe=f"evaluation/{row.pk}/found/{at.isoformat()}",
        by=by,
        at=at,
    )


@action
def appeal(row: FollowUp, *, text: str, by: Actor, at: datetime) -> FollowUp:
    """Against “mistaken” or “malicious” the evaluator, against “true” the unit: once each way."""
    row, clocks = opened(row, at, FollowUpState.SETTLED, FollowUpState.RECTIFYING)
    by_unit = row.state == FollowUpState.RECTIFYING
    if by_unit:
        policy.require(policy.may_answer(by, row))
    elif not policy.may_rate(by):
        raise NotPermitted
    side = _UNIT if by_unit else _EVALUATOR
    if side in row.appeal_from.split():
        raise refusals.NotOpen(state="已经申诉过一次")
    for one in clocks:
        if one.label == APPEAL and one.open:
            if at >= one.due_at:
                raise refusals.NotOpen(state="申诉期限已过")
            clock.stop(one, outcome=Outcome.MET, on=local_day(at), by=by, at=at)
    row.appeal = needed(text, "text", "请写明申诉的理由")
    row.appeal_from = f"{row.appeal_from} {side}".strip()
    row.state, row.appealed_at = FollowUpState.APPEALED, at
    row.save()
    record(row.matter, FindingAppealed(by_whom=side), by=by, at=at)
    return row


@action
def call_back(
    row: FollowUp, *, outcome: Reached, level: int | None, text: str, by: Actor, at: datetime
) -> FollowUp:
    """Ask again how it is now. Not reached, it is tried as often as the rule asks."""
    row, clocks = opened(row, at, FollowUpState.REVIEWED)
    policy.require(policy.may_handle(by, row.rating))
    if outcome is Reached.REACHED and level not in list(Level):
        raise refusals.LevelMissing(fields={"level": ["请选择评价人现在的满意程度"]})
    if outcome is not Reached.REACHED and level is not None:
        raise refusals.Missing(fields={"level": ["没有联系上评价人，不能填写满意程度"]})
    if outcome is Reached.NO_ADDRESS and queries.phone_of(row.rating):
        raise refusals.Missing(fields={"outcome": ["评价人留有联系方式，请先联系"]})
    text = needed(text, "text", "请写明回访的情况")
    asked = level if outcome is Reached.REACHED else None
    late, tries = note_contact(row, ContactKind.BACK, outcome, text, asked, clocks, by, at)
    if outcome is not Reached.UNREACHED or tries >= registry.number("contact_tries", at):
        row.state, row.called_at, row.second_level = FollowUpState.CALLED, at, asked
        late = stop(row, clocks, CALL_BACK, by, at)
    row.save()
    event = EvaluatorContacted(kind=ContactKind.BACK, outcome=outcome, tries=tries, late=late)
    record(row.matter, event, by=by, at=at)
    return row


@action
def close_followup(row: FollowUp, *, reason: str = "", by: Actor, at: datetime) -> FollowUp:
    """Nothing is owed any more. Who is still not satisfied is owed a reason; an appeal its time."""
    row, clocks = opened(row, at, FollowUpState.CALLED, FollowUpState.SETTLED)
    policy.require(policy.judges(by))
    if by.id == row.staff_id:
        raise refusals.OwnRating
    for one in clocks:
        if one.label == APPEAL and one.open:
            if at < one.due_at:
                raise refusals.AppealRuns(due_on=one.due_on)
            clock.stop(one, outcome=Outcome.CANCELLED, on=local_day(at), by=by, at=at)
    if row.second_level in NEGATIVE:
        reason = needed(reason, "reason", "评价人仍不满意，办结须写明理由")
    row.state, row.closed_at = FollowUpState.CLOSED, at
    row.save()
    event = FollowUpClosed(
        number=row.matter.number,
        organ=row.organ_code,
        staff=row.staff_id,
        level=row.rating.level,
        finding=row.finding,
        second_level=row.second_level or 0,
        late=row.late,
    )
    record(row.matter, event, by=by, at=at, reason=reason)
    matters.close(row.matter, by=by, at=at)
    return row
