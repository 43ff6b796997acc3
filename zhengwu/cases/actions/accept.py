"""The outcomes of article 32: accept, deem accepted, decline, correct on the spot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions import papers as paper_work
from zhengwu.cases.actions.charges import (
    assess_what_is_known,
    hold_lead,
    nothing_owed,
    require_paid,
)
from zhengwu.cases.actions.evidence import check_standing
from zhengwu.cases.actions.opening import Opened, open_case, require_power
from zhengwu.cases.actions.papers import Desk
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.actions.renewal import drop_renewal
from zhengwu.cases.enums import (
    DECLINE_NAMES,
    LICENSING_DECLINES,
    Acceptance,
    CaseState,
    Decline,
    Label,
    Route,
)
from zhengwu.cases.events import CaseAccepted, CaseCorrected, CaseDeclined
from zhengwu.cases.models import NO_LIMIT, Case, Correction, Referral
from zhengwu.clock import actions as clock
from zhengwu.clock.actions import Start
from zhengwu.clock.models import Clock
from zhengwu.fees.enums import Gate
from zhengwu.flow import actions as flow
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters


class CompetentOrganMissing(InvalidInput):
    """不属于本机关职权的，应当告知申请人向哪个机关申请。"""

    law = "行政许可法 第32条第1款第2项"


# The article a non-acceptance under the licensing law rests on.
ARTICLES = {
    Decline.NOT_REQUIRED: "《中华人民共和国行政许可法》第三十二条第一款第一项",
    Decline.NO_JURISDICTION: "《中华人民共和国行政许可法》第三十二条第一款第二项",
    Decline.FALSE_MATERIAL: "《中华人民共和国行政许可法》第七十八条",
    Decline.BANNED: "《中华人民共和国行政许可法》第七十八条、第七十九条",
}


@action
@of_its_law
def accept(case: Case, *, by: Actor, at: datetime) -> Case:
    """Accept a complete application (32(1)(5)); its clocks run from the day it was complete.

    After a supplement that is the day on which everything asked for had been delivered,
    whenever the button is pressed.
    """
    hold_lead(case)
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_receive(by, case))
    check_recused(case, by.id)
    rules.check_in_tray(case.state, case.state_name)
    require_power(opened, "accept", by)
    if terms.upward is not None and not terms.upward.review:
        raise rules.OnlyCollected(organ=terms.upward.organ_name)
    if case.state == CaseState.SUPPLEMENTING:
        raise rules.SupplementOutstanding(**queries.outstanding_facts(case, terms))
    check_standing(case, terms, at=at)
    missing = rules.missing_materials(terms.required_materials, queries.handed_in(case))
    if missing:
        raise rules.MaterialsMissing(count=len(missing), missing="、".join(missing))
    require_paid(opened, Gate.ACCEPT)
    kind = Acceptance.SUPPLEMENTED if case.supplemented_at else Acceptance.ORDINARY
    return take_in(opened, kind, by=by, at=at)


def deem(opened: Opened, *, by: Actor, at: datetime) -> Case:
    """Accept by operation of law: no notice within the period, so accepted since receipt."""
    return take_in(opened, Acceptance.DEEMED, by=by, at=at)


@action
def deem_accepted(case: Case, *, by: Actor, at: datetime) -> Case:
    """What the sweep calls when the notice period has run out: opening the case does it."""
    hold_lead(case)
    return open_case(case, at=at).case


def take_in(opened: Opened, kind: Acceptance, *, by: Actor, at: datetime) -> Case:
    """Stop the clock of acceptance, start those of the decision, begin the flow, tell it."""
    case, terms = opened.case, opened.terms
    supplemented = local_day(case.supplemented_at) if case.supplemented_at else None
    day = rules.accepted_on(
        local_day(case.received_at), supplemented, deemed=kind is Acceptance.DEEMED
    )
    if running := opened.clock(Label.ACCEPTANCE):
        clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
    case.state, case.acceptance = CaseState.ACCEPTED, kind
    case.accepted_at, case.accepted_on = at, day
    if by.is_staff and case.part_of_id is None:
        case.undertaker_id, case.undertaker_name = by.id, by.name
    clocks = _start_clocks(opened, day, by, at)
    due = next((c.due_on for c in clocks if c.label == Label.PROMISED), None)
    due = due or next((c.due_on for c in clocks), None)
    case.due_on = min((c.due_on for c in clocks), default=NO_LIMIT)
    case.save(
        update_fields=[
            "state", "acceptance", "accepted_at", "accepted_on", "undertaker_id", "undertaker_name",
            "due_on",
        ]
    )  # fmt: skip
    record(
        case,
        CaseAccepted(
            number=case.matter.number,
            acceptance=kind,
            accepted_on=day.isoformat(),
            due_on=due.isoformat() if due else "",
            undertaker=case.undertaker_name,
        ),
        by=by,
        at=at,
    )
    _tell_acceptance(opened, clocks, by, at)
    assess_what_is_known(opened, by, at)
    facts = queries.facts_of(case, terms) | {"hearing_required": terms.hearing}
    flow.start(case.matter, terms.flow_version_id, facts=facts, by=by, at=at)
    return case


def _start_clocks(opened: Opened, day: Any, by: Actor, at: datetime) -> list[Clock]:
    terms, matter = opened.terms, opened.case.matter
    limits = ((Label.STATUTORY, terms.statutory), (Label.PROMISED, terms.promised))
    what = [
        Start(limit.rule, label, day, limit.amount, limit.unit, limit.basis)
        for label, limit in limits
        if limit is not None
    ]
    return clock.start_many(matter, what, by=by, at=at) if what else []


def _tell_acceptance(opened: Opened, clocks: list[Clock], by: Actor, at: datetime) -> None:
    case = opened.case
    desk = Desk(case, opened.terms, by, at)
    due = {str(running.label): running.due_on for running in clocks}
    if case.acceptance == Acceptance.DEEMED:
        expired = opened.expired(Label.ACCEPTANCE)
        paper_work.deemed_acceptance(desk, due, expired.due_on if expired else local_day(at))
    elif not case.immediate:  # an immediate item is answered on the spot (34(2))
        paper_work.acceptance(desk, due)


@action
@of_its_law
def decline(
    case: Case, *, why: Decline, reasons: str, competent_organ: str = "", by: Actor, at: datetime
) -> Case:
    """Do not accept: no licence needed, not our power, or banned (32(1)(1)–(2), 78, 79).

    The written decision names the reason and, where another organ is competent, which one.
    """
    hold_lead(case)
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_receive(by, case))
    check_recused(case, by.id)
    rules.check_in_tray(case.state, case.state_name)
    if why in LICENSING_DECLINES and terms.law != queries.LICENSING_LAW:
        raise rules.NotOfThisLaw(why=DECLINE_NAMES[why])
    if why is Decline.BANNED and not _banned(case, at):
        raise rules.NotBanned
    if referral := Referral.objects.filter(upper=case).first():
        raise rules.SendBackInstead(organ=queries.organ_name(referral.lower_organ))
    if why is Decline.NO_JURISDICTION and not competent_organ.strip():
        raise CompetentOrganMissing(fields={"competent_organ": ["请写明有权办理的机关"]})
    if not reasons.strip():
        raise rules.NoReasons(fields={"reasons": ["请写明不予受理的理由"]})
    _stop_all(opened, by, at)
    if terms.renews:
        drop_renewal(case, "refused", at)
    case.state, case.decline, case.route = CaseState.DECLINED, why, Route.RETURNED
    case.completed_at = at
    case.save(update_fields=["state", "decline", "completed_at", "route"])
    desk = Desk(case, terms, by, at)
    article = ARTICLES[why] if terms.law == queries.LICENSING_LAW else terms.legal_basis
    document = paper_work.decline(desk, why, reasons, article, competent_organ)
    event = CaseDeclined(decline=why, competent=competent_organ, document=str(document.pk))
    record(case, event, by=by, at=at, reason=reasons)
    nothing_owed(opened, "不予受理", by, at)
    matters.close(case.matter, by=by, at=at)
    return case


def _banned(case: Case, at: datetime) -> bool:
    """Whether a ban stood against this applicant when he applied, or stands today."""
    days = (local_day(case.received_at), local_day(at))
    return any(queries.ban_on(case.applicant_key, case.item_code, day) for day in days)


def _stop_all(opened: Opened, by: Actor, at: datetime) -> None:
    for running in opened.clocks:
        if opened.clock(running.label) is running:
            clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)


@action
@of_its_law
def correct(case: Case, *, answers: dict[str, Any], by: Actor, at: datetime) -> Case:
    """Let the applicant put slips right on the spot (32(1)(3)); what changed is kept, sealed."""
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_receive(by, case))
    check_recused(case, by.id)
    rules.check_in_tray(case.state, case.state_name)
    old = case.answers
    changed = sorted(key for key in {*old, *answers} if old.get(key) != answers.get(key))
    if not changed:
        return case
    case.answers = answers
    case.save(update_fields=["form"])
    Correction.objects.bulk_create(
        [Correction(case=case, field=field, written_at=at, written_by=by.name) for field in changed]
    )
    record(
        case, CaseCorrected(fields=changed), by=by, at=at,
        personal={
            "old": {field: old.get(field) for field in changed},
            "new": {field: answers.get(field) for field in changed},
        },
        personal_subject=case.applicant_key,
    )  # fmt: skip
    names = queries.field_names(case)
    paper_work.correction(
        Desk(case, terms, by, at),
        [
            {
                "field": names.get(field, field),
                "old": str(old.get(field) or "（未填）"),
                "new": str(answers.get(field) or "（未填）"),
            }
            for field in changed
        ],
    )
    return case
