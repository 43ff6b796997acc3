"""The answer from above: a decision, or a first review sent back; and asking for haste."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.hearing_desk import call_off
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import CaseState, Label, Paper, ReferralState, Route, Verdict
from zhengwu.cases.events import AboveUrged, AnswerBrought, CaseSentBack, ReviewReopened
from zhengwu.cases.models import NO_LIMIT, Case, Referral
from zhengwu.clock import actions as clock
from zhengwu.clock.actions import Start
from zhengwu.clock.enums import Unit
from zhengwu.documents.models import Document
from zhengwu.flow import actions as flow
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.org.models import Organ

ANSWER = "upward.answer"  # the message the flow below waits for
AGAIN = "上级退回初审，接续原期限余下的天数"


class ReturnReasonMissing(InvalidInput):
    """请写明初审存在什么问题。"""


@action
def return_review(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """The organ above gives a faulty first review back; its own case ends with that."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_receive(by, case) or policy.may_handle(by, case))
    check_recused(case, by.id)
    referral = Referral.objects.select_related("lower__matter").filter(upper=case).first()
    if referral is None:
        raise rules.NotFromBelow
    if not case.in_tray:
        rules.check_running(case.state, case.state_name)
    if not reason.strip():
        raise ReturnReasonMissing(fields={"reason": ["请写明初审存在什么问题"]})
    document = _return_paper(opened, referral, clean(reason), by, at)
    accepted = case.accepted_at is not None
    for running in opened.clocks:
        if opened.clock(running.label) is running:
            clock.stop(running, outcome="cancelled", on=local_day(at), by=by, at=at)
    if accepted:
        flow.cancel(case.matter, reason="退回初审机关", by=by, at=at)
        call_off(case, "退回初审机关", at)
    case.state, case.completed_at, case.route = CaseState.SENT_BACK, at, Route.RETURNED
    case.due_on = NO_LIMIT
    case.save(update_fields=["state", "completed_at", "route", "due_on"])
    Referral.objects.filter(pk=referral.pk).update(return_reason=clean(reason))
    lower = str(referral.lower_id)
    record(case, CaseSentBack(lower=lower, document=str(document.pk)), by=by, at=at, reason=reason)
    matters.close(case.matter, by=by, at=at)
    return case


def _return_paper(
    opened: Opened, referral: Referral, reason: str, by: Actor, at: datetime
) -> Document:
    fields = {
        "lower_organ": Organ.objects.get(pk=referral.lower_organ).name,
        "lower_number": referral.lower.matter.number,
        "applicant": opened.case.applicant_name,
        "received_on": local_day(opened.case.received_at),
        "returned_on": local_day(at),
        "reason": reason,
    }
    return issue(Desk(opened.case, opened.terms, by, at), Paper.SENT_BACK, fields)


@action
def take_answer(case: Case, *, by: Actor, at: datetime) -> Case:
    """What the organ above did reaches the case below; again it changes nothing.

    A decision makes this case decided, for the organ here tells and delivers it. A review that
    was sent back is open again, its limits going on with what was left of them.
    """
    opened = open_case(case, at=at)
    case = opened.case
    referral = (
        Referral.objects.select_related("upper__matter")
        .filter(lower=case, state=ReferralState.SENT)
        .first()
    )
    if referral is None or case.state != CaseState.SUBMITTED:
        return case
    if referral.upper.state in (CaseState.DECIDED, CaseState.COMPLETED):
        _answered(opened, referral, by, at)
    elif referral.upper.state == CaseState.SENT_BACK:
        _reopened(opened, referral, by, at)
    return case


def _end(referral: Referral, state: ReferralState, at: datetime) -> None:
    referral.state, referral.ended_at = state, at
    referral.save(update_fields=["state", "ended_at"])


def _answered(opened: Opened, referral: Referral, by: Actor, at: datetime) -> None:
    case, upper = opened.case, referral.upper
    _end(referral, ReferralState.ANSWERED, at)
    refused = upper.verdict == Verdict.REFUSED
    rule = opened.terms.refusal_delivery_rule if refused else opened.terms.delivery_rule
    due = NO_LIMIT
    if rule and upper.decided_at:
        day = local_day(upper.decided_at)
        due = clock.start(case.matter, rule, label=Label.DELIVERY, on=day, by=by, at=at).due_on
    case.state, case.verdict, case.decided_at = CaseState.DECIDED, upper.verdict, upper.decided_at
    case.due_on = due
    if refused:
        case.route = Route.RETURNED
    case.save(update_fields=["state", "verdict", "decided_at", "due_on", "route"])
    event = AnswerBrought(above=upper.matter.number, verdict=upper.verdict)
    record(case, event, by=by, at=at)
    _go_on(opened, returned=False, by=by, at=at)


def _reopened(opened: Opened, referral: Referral, by: Actor, at: datetime) -> None:
    case = opened.case
    _end(referral, ReferralState.RETURNED, at)
    case.due_on = _restart(opened, referral, by, at)
    case.state = CaseState.ACCEPTED if case.accepted_at else CaseState.RECEIVED
    case.save(update_fields=["state", "due_on"])
    due = "" if case.due_on == NO_LIMIT else case.due_on.isoformat()
    event = ReviewReopened(above=referral.upper.matter.number, due_on=due)
    record(case, event, by=by, at=at, reason=referral.return_reason)
    _go_on(opened, returned=True, by=by, at=at)


def _restart(opened: Opened, referral: Referral, by: Actor, at: datetime) -> date:
    """The limits go on with the days that were left; a day at least, for a review needs one."""
    terms, today, left = opened.terms, local_day(at), referral.left
    limits = {Label.STATUTORY: terms.statutory, Label.PROMISED: terms.promised}
    what = []
    for label, limit in limits.items():
        if limit is not None and label in left:
            days, basis = max(1, int(left[label])), f"{limit.basis}；{AGAIN}"
            what.append(Start(limit.rule, label, today, days, _left_in(limit.unit), basis))
    if Label.ACCEPTANCE in left and terms.supplement_rule:
        days, basis = max(1, int(left[Label.ACCEPTANCE])), f"{terms.supplement_basis}；{AGAIN}"
        what.append(
            Start(terms.supplement_rule, Label.ACCEPTANCE, today, days, Unit.WORKING_DAY, basis)
        )
    clocks = clock.start_many(opened.case.matter, what, by=by, at=at) if what else []
    return min((one.due_on for one in clocks), default=NO_LIMIT)


def _left_in(unit: str) -> Unit:
    """What was left is a number of days, whatever the limit was given in: of a month, days."""
    return Unit.CALENDAR_DAY if unit and unit != Unit.WORKING_DAY else Unit.WORKING_DAY


def _go_on(opened: Opened, *, returned: bool, by: Actor, at: datetime) -> None:
    if opened.case.accepted_at is None:
        return  # only collected here: no flow runs below
    facts = {"returned": returned}
    flow.deliver_message(opened.case.matter, ANSWER, facts=facts, by=by, at=at)


@action
def urge_above(case: Case, *, word: str, by: Actor, at: datetime) -> Referral:
    """Ask the organ above to make haste; its handlers are told by a reaction."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    referral = (
        Referral.objects.select_related("upper__matter")
        .filter(lower=case, state=ReferralState.SENT)
        .first()
    )
    if referral is None:
        raise rules.NotAbove
    referral.urged, referral.urged_at = referral.urged + 1, at
    referral.save(update_fields=["urged", "urged_at"])
    event = AboveUrged(above=referral.upper.matter.number, times=referral.urged)
    record(case, event, by=by, at=at, reason=clean(word))
    return referral
