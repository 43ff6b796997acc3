"""The outcomes of article 32: accept, deem accepted, decline, correct on the spot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import issue_paper
from zhengwu.cases.enums import DECLINE_NAMES, Acceptance, CaseState, Decline, Label, Paper
from zhengwu.cases.events import CaseAccepted, CaseCorrected, CaseDeclined, UndertakerNamed
from zhengwu.cases.models import Case, Correction
from zhengwu.cases.rules.terms import Limit
from zhengwu.clock import actions as clock
from zhengwu.clock.models import Clock
from zhengwu.flow import actions as flow
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import format_day, format_instant, local_day
from zhengwu.matters import actions as matters


class CompetentOrganMissing(InvalidInput):
    """不属于本机关职权的，应当告知申请人向哪个机关申请。"""

    law = "行政许可法 第32条第1款第2项"


@action
def accept(case: Case, *, by: Actor, at: datetime) -> Case:
    """Accept a complete application (32(1)(5)); its clocks run from the day it was complete.

    After a supplement that is the day on which everything asked for had been delivered,
    whenever the button is pressed.
    """
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_receive(by, case))
    rules.check_in_tray(case.state, case.state_name)
    if case.state == CaseState.SUPPLEMENTING:
        raise rules.SupplementOutstanding(**queries.outstanding_facts(case, terms))
    missing = rules.missing_materials(terms.required_materials, queries.handed_in(case))
    if missing:
        raise rules.MaterialsMissing(count=len(missing), missing="、".join(missing))
    kind = Acceptance.SUPPLEMENTED if case.supplemented_at else Acceptance.ORDINARY
    return take_in(opened, kind, by=by, at=at)


def deem(opened: Opened, *, by: Actor, at: datetime) -> Case:
    """Accept by operation of law: no notice within the period, so accepted since receipt."""
    return take_in(opened, Acceptance.DEEMED, by=by, at=at)


@action
def deem_accepted(case: Case, *, by: Actor, at: datetime) -> Case:
    """What the sweep calls when the notice period has run out: opening the case does it."""
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
    if by.is_staff:
        case.undertaker_id, case.undertaker_name = by.id, by.name
    case.save(
        update_fields=[
            "state", "acceptance", "accepted_at", "accepted_on", "undertaker_id", "undertaker_name",
        ]
    )  # fmt: skip
    clocks = _start_clocks(opened, day, by, at)
    due = next((c.due_on for c in clocks if c.label == Label.PROMISED), None)
    due = due or next((c.due_on for c in clocks), None)
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
    flow.start(
        case.matter, terms.flow_version_id, facts=queries.facts_of(case, terms), by=by, at=at
    )
    return case


def _start_clocks(opened: Opened, day: Any, by: Actor, at: datetime) -> list[Clock]:
    terms, matter = opened.terms, opened.case.matter
    limits: list[tuple[str, Limit | None]] = [
        (Label.STATUTORY, terms.statutory),
        (Label.PROMISED, terms.promised),
    ]
    return [
        clock.start(
            matter, limit.rule, label=label, on=day, amount=limit.amount, unit=limit.unit,
            basis=limit.basis, by=by, at=at,
        )
        for label, limit in limits
        if limit is not None
    ]  # fmt: skip


def _tell_acceptance(opened: Opened, clocks: list[Clock], by: Actor, at: datetime) -> None:
    case, terms = opened.case, opened.terms
    if case.immediate and case.acceptance != Acceptance.DEEMED:
        return  # an immediate item is answered on the spot: the result is the paper (34(2))
    assert case.accepted_on is not None
    due = {c.label: format_day(c.due_on) + ("（暂定）" if c.provisional else "") for c in clocks}
    complete = case.supplemented_at or case.received_at
    paper = Paper.DEEMED if case.acceptance == Acceptance.DEEMED else Paper.ACCEPTANCE
    issue_paper(
        case, terms, paper,
        {
            "applied_on": format_day(local_day(case.received_at)),
            "complete_on": format_day(local_day(complete)),
            "accepted_on": format_day(case.accepted_on),
            "statutory_limit": limit_text(terms.statutory),
            "promised_limit": limit_text(terms.promised),
            "decide_by": due.get(Label.PROMISED) or due.get(Label.STATUTORY) or "法律未规定期限",
            "undertaker": case.undertaker_name or "待指定",
        },
        by=by, at=at,
    )  # fmt: skip


UNITS = {"working_day": "个工作日", "calendar_day": "日", "month": "个月", "immediate": "当场"}


def limit_text(limit: Limit | None) -> str:
    """20 个工作日 – or that no law sets one."""
    if limit is None:
        return "法律、法规未规定"
    if not limit.amount:
        return "当场办结"
    return f"{limit.amount} {UNITS.get(limit.unit, limit.unit)}"


@action
def decline(
    case: Case, *, why: Decline, reasons: str, competent_organ: str = "", by: Actor, at: datetime
) -> Case:
    """Do not accept: no licence needed, not our power, or banned (32(1)(1)–(2), 78, 79).

    The written decision names the reason and, where another organ is competent, which one.
    """
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_receive(by, case))
    rules.check_in_tray(case.state, case.state_name)
    if why is Decline.NO_JURISDICTION and not competent_organ.strip():
        raise CompetentOrganMissing(fields={"competent_organ": ["请写明有权办理的机关"]})
    if not reasons.strip():
        raise rules.NoReasons(fields={"reasons": ["请写明不予受理的理由"]})
    _stop_all(opened, by, at)
    case.state, case.decline = CaseState.DECLINED, why
    case.completed_at = at
    case.save(update_fields=["state", "decline", "completed_at"])
    document = issue_paper(
        case, terms, Paper.DECLINE,
        {
            "reason_kind": DECLINE_NAMES[why],
            "reasons": reasons,
            "competent_organ": competent_organ,
            "received_at": format_instant(case.received_at),
        },
        by=by, at=at,
    )  # fmt: skip
    event = CaseDeclined(decline=why, competent=competent_organ, document=str(document.pk))
    record(case, event, by=by, at=at, reason=reasons)
    matters.close(case.matter, by=by, at=at)
    return case


def _stop_all(opened: Opened, by: Actor, at: datetime) -> None:
    for running in opened.clocks:
        if opened.clock(running.label) is running:
            clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)


@action
def correct(case: Case, *, answers: dict[str, Any], by: Actor, at: datetime) -> Case:
    """Let the applicant put slips right on the spot (32(1)(3)); what changed is kept, sealed."""
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_receive(by, case))
    rules.check_in_tray(case.state, case.state_name)
    old = case.answers
    changed = sorted(key for key in {*old, *answers} if old.get(key) != answers.get(key))
    if not changed:
        return case
    case.answers = answers
    case.save(update_fields=["form"])
    Correction.objects.bulk_create(
        [
            Correction(case=case, field=field, written_at=at, written_by=by.name)
            for field in changed
        ]
    )
    record(
        case, CaseCorrected(fields=changed), by=by, at=at,
        personal={"old": {k: old.get(k) for k in changed}, "new": {k: answers.get(k) for k in changed}},
        personal_subject=case.applicant_key,
    )  # fmt: skip
    names = queries.field_names(case)
    issue_paper(
        case, terms, Paper.CORRECTION,
        {
            "corrections": [
                {
                    "field": names.get(field, field),
                    "old": str(old.get(field, "")),
                    "new": str(answers.get(field, "")),
                }
                for field in changed
            ],
            "corrected_at": format_instant(at),
        },
        by=by, at=at,
    )  # fmt: skip
    return case


@action
def name_undertaker(
    case: Case, *, staff_id: str, staff_name: str, by: Actor, at: datetime
) -> Case:
    """Name the one who carries the case through (全程承办人) and answers for it."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_assign(by, case))
    rules.check_not_over(case.state, case.state_name)
    old = case.undertaker_name
    case.undertaker_id, case.undertaker_name = staff_id, staff_name
    case.save(update_fields=["undertaker_id", "undertaker_name"])
    event = UndertakerNamed(staff=staff_id, name=staff_name)
    record(case, event, by=by, at=at, changes={"undertaker": (old, staff_name)})
    return case
