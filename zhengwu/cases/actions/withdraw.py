"""Ways out that are the applicant's, or our own error."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions import papers as paper_work
from zhengwu.cases.actions.charges import hold_lead, nothing_owed
from zhengwu.cases.actions.hearing_desk import call_off
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.receive import check_agency
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.actions.renewal import drop_renewal
from zhengwu.cases.enums import IN_TRAY, CaseState, Channel, ReferralState
from zhengwu.cases.events import CaseMisregistered, CaseWithdrawn
from zhengwu.cases.models import Case, Referral
from zhengwu.clock import actions as clock
from zhengwu.flow import actions as flow
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters


class DecidedAlready(Refusal):
    """已经作出决定，不能再撤回申请。"""


class ReasonMissing(InvalidInput):
    """请写明更正的理由。"""


@action
@of_its_law
def withdraw(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """The applicant takes the application back, at any time before the decision."""
    hold_lead(case)
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_act_for_applicant(by, case))
    check_agency(case, terms, by=by, at=at)
    rules.check_not_over(case.state, case.state_name)
    if case.state == CaseState.DECIDED:
        raise DecidedAlready
    if case.channel == Channel.UPWARD:
        below = Referral.objects.select_related("lower__matter").get(upper=case)
        organ, number = queries.organ_name(below.lower_organ), below.lower.matter.number
        raise rules.WithdrawBelow(organ=organ, number=number)
    if case.state == CaseState.SUBMITTED:
        _end_above(case, reason, by, at)
    _end(opened, CaseState.WITHDRAWN, by, at)
    paper_work.withdrawal(paper_work.Desk(case, terms, by, at), reason)
    record(case, CaseWithdrawn(number=case.matter.number), by=by, at=at, reason=reason)
    nothing_owed(opened, "撤回申请", by, at)
    matters.close(case.matter, by=by, at=at)
    return case


@action
@of_its_law
def void(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """Put a misregistration right: ours, not the applicant's; never a way round article 32.

    Possible only while the case is in the tray, by the one who leads the unit or the centre.
    """
    hold_lead(case)
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_void(by, case))
    rules.check_in_tray(case.state, case.state_name)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明为什么是登记错误"]})
    _end(opened, CaseState.MISREGISTERED, by, at)
    record(case, CaseMisregistered(number=case.matter.number), by=by, at=at, reason=reason)
    nothing_owed(opened, "登记错误，已更正", by, at)
    matters.close(case.matter, by=by, at=at)
    return case


def _end_above(case: Case, reason: str, by: Actor, at: datetime) -> None:
    """What is withdrawn below is withdrawn above, in the same act: nobody decides it any more.

    The order of locks is one: the case below before the one above. Acts above lock their own case
    alone; what they mean below follows by a reaction, which locks the case below first.
    """
    referral = Referral.objects.get(lower=case, state=ReferralState.SENT)
    above = open_case(referral.upper_id, at=at)
    if above.case.state == CaseState.SENT_BACK:  # the review came back a moment ago: ended there
        referral.state, referral.ended_at = ReferralState.RETURNED, at
        referral.save(update_fields=["state", "ended_at"])
        return
    if above.case.state == CaseState.SUBMITTED:
        _end_above(above.case, reason, by, at)
    elif above.case.state not in IN_TRAY | {CaseState.ACCEPTED}:
        raise DecidedAlready
    _end(above, CaseState.WITHDRAWN, by, at)
    record(
        above.case, CaseWithdrawn(number=above.case.matter.number), by=by, at=at, reason=reason
    )  # fmt: skip
    matters.close(above.case.matter, by=by, at=at)
    referral.state, referral.ended_at = ReferralState.WITHDRAWN, at
    referral.save(update_fields=["state", "ended_at"])


def _end(opened: Opened, state: CaseState, by: Actor, at: datetime) -> None:
    case = opened.case
    for running in opened.clocks:
        if opened.clock(running.label) is running:
            clock.stop(running, outcome="cancelled", on=local_day(at), by=by, at=at)
    if case.accepted_at is not None:
        flow.cancel(case.matter, reason="申请已撤回", by=by, at=at)
        call_off(case, "申请已撤回", at)
    if opened.terms.renews:
        drop_renewal(case, "withdrawn", at)
    case.state, case.completed_at = state, at
    case.save(update_fields=["state", "completed_at"])
