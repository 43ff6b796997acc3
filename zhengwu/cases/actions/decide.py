"""The decision: only under a letter of authority that covers the item, the person and the day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from zhengwu.authority import queries as authority
from zhengwu.authority.models import Letter
from zhengwu.cases import queries, rules
from zhengwu.cases.actions.charges import hold_lead, nothing_owed, require_paid
from zhengwu.cases.actions.hearing_minutes import check_hearing
from zhengwu.cases.actions.opening import Opened, open_case, require_power
from zhengwu.cases.actions.papers import Desk
from zhengwu.cases.actions.public_notice import check_reviews
from zhengwu.cases.actions.quota import check_turn, take_place
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.actions.renewal import check_not_deemed, settle_renewal
from zhengwu.cases.actions.rulings import Ruling, write
from zhengwu.cases.enums import CaseState, Label, Route, TaskKind, Verdict, verdict_name
from zhengwu.cases.events import CaseDecided
from zhengwu.cases.models import NO_LIMIT, Case, Decision, Procedure
from zhengwu.cases.queries.licences import renewed_term
from zhengwu.cases.rules.licences import check_term
from zhengwu.clock import actions as clock
from zhengwu.fees.enums import Gate
from zhengwu.flow import actions as flow
from zhengwu.flow.models import Task
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day


class NotTheDecidingStep(Refusal):
    """流程还没有到决定这一步，不能作出决定。"""


@action
@of_its_law
def decide(
    case: Case, *, task: Task | None, ruling: Ruling, key: str = "", by: Actor, at: datetime
) -> Decision:
    """Decide: grant or refuse, in writing, with reasons, basis and remedies (34, 37, 38).

    Refused without a letter of authority of today, by the one who reviewed where two must be,
    while a special procedure runs, without the required check or hearing, when no place is left
    of a limited number.
    """
    hold_lead(case)
    opened = open_case(case, at=at)
    case = opened.case
    rules.check_running(case.state, case.state_name)
    check_recused(case, by.id)
    require_power(opened, "decide", by)
    letter = _letter(opened, by, at)
    task = task or queries.deciding_task(case)
    if task is None or task.matter_id != case.matter_id or task.kind != TaskKind.DECIDE:
        raise NotTheDecidingStep
    _check(opened, ruling, by, at)
    if ruling.verdict is not Verdict.REFUSED:
        require_paid(opened, Gate.DECIDE)
    decided = _keep(opened, ruling, letter, by, at)
    flow.complete(
        task,
        outcome=ruling.verdict,
        opinion=ruling.reasons or ruling.content or verdict_name(opened.terms.law, ruling.verdict),
        facts={"verdict": str(ruling.verdict)},
        key=key,
        by=by,
        at=at,
    )
    for label in (Label.STATUTORY, Label.PROMISED):
        if running := opened.clock(label):
            clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
    case.due_on = _start_delivery(opened, ruling.verdict, by, at)
    case.state, case.verdict, case.decided_at = CaseState.DECIDED, ruling.verdict, at
    if ruling.verdict is Verdict.REFUSED:
        case.route = Route.RETURNED
    case.save(update_fields=["state", "verdict", "decided_at", "due_on", "route"])
    event = CaseDecided(
        number=case.matter.number,
        verdict=ruling.verdict,
        letter=letter.number,
        document=decided.document_id,
        result_document=decided.result_document_id,
    )
    record(case, event, by=by, at=at, reason=ruling.reasons)
    if ruling.verdict is Verdict.REFUSED:
        nothing_owed(opened, "不予许可", by, at)
    return decided


def _letter(opened: Opened, by: Actor, at: datetime) -> Letter:
    case = opened.case
    letter = None
    if by.is_staff:
        letter = authority.covering(
            UUID(by.id), case.item_code, case.organ_code, "decide", local_day(at),
            barred=queries.barred(case, opened.terms),
        )  # fmt: skip
    if letter is None:
        raise rules.AuthorityMissing(item=opened.terms.item_name)
    return letter


def _check(opened: Opened, ruling: Ruling, by: Actor, at: datetime) -> None:
    case, terms = opened.case, opened.terms
    rules.check_reasons(ruling.verdict, ruling.reasons, ruling.basis)
    rules.check_two_persons(
        required=terms.two_persons, decider=by.id, earlier=queries.reviewers(case)
    )
    if terms.renews:
        check_not_deemed(case, ruling.verdict, at)
    check_hearing(opened, str(ruling.extra.get("heard", "")), at)
    check_reviews(case, at)
    for running in Procedure.objects.filter(case=case, result_on=None):
        raise rules.ProcedureRunning(kind=running.kind)
    rules.check_inspection(required=terms.inspection, inspectors=queries.inspector_pairs(case))
    if ruling.verdict is not Verdict.REFUSED:
        check_term(renewed_term(case, terms, local_day(at))[0], ruling.valid_to)
    if ruling.verdict is Verdict.GRANTED and terms.quota is not None:
        check_turn(case, terms.quota)
        take_place(terms.item_code, terms.quota)


def _keep(opened: Opened, ruling: Ruling, letter: Letter, by: Actor, at: datetime) -> Decision:
    """The papers and the decision's own row."""
    case, terms, today = opened.case, opened.terms, local_day(at)
    papers = write(Desk(case, terms, by, at), ruling, letter)
    refused = ruling.verdict is Verdict.REFUSED
    first, last = renewed_term(case, terms, today)
    decided = Decision.objects.create(
        case=case,
        verdict=ruling.verdict,
        reasons=ruling.reasons,
        basis=ruling.basis or terms.legal_basis,
        content=ruling.content,
        valid_from=None if refused else first,
        valid_to=None if refused else ruling.valid_to or last,
        decided_by_id=by.id,
        decided_by=by.name,
        letter_id=str(letter.pk),
        letter_number=letter.number,
        checked_by="、".join(queries.reviewer_names(case)),
        document_id=str(papers.decision.pk),
        result_document_id=str(papers.result.pk) if papers.result else "",
        decided_at=at,
    )
    if terms.renews:
        settle_renewal(case, decided, by, at)
    return decided


def _start_delivery(opened: Opened, verdict: Verdict, by: Actor, at: datetime) -> date:
    """Start the clock of delivery; its last day."""
    terms = opened.terms
    rule = terms.refusal_delivery_rule if verdict is Verdict.REFUSED else terms.delivery_rule
    if not rule:
        return NO_LIMIT
    matter = opened.case.matter
    return clock.start(matter, rule, label=Label.DELIVERY, on=local_day(at), by=by, at=at).due_on
