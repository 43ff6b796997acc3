"""The one supplement notice, and what the applicant hands in after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions import papers as paper_work
from zhengwu.cases.actions.evidence import check_not_verified
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.receive import HandedIn, check_agency
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.enums import Acceptance, CaseState, Channel, Label, MaterialRound, Route
from zhengwu.cases.events import SupplementDelivered, SupplementRequested
from zhengwu.cases.models import NO_LIMIT, Case, CasePaper, Supplement
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.rules.situation import NotInThisSituation
from zhengwu.cases.rules.terms import Terms
from zhengwu.clock import actions as clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import format_day, local_day

AFTER_SUPPLEMENT = "accept.supplemented"


@action
@of_its_law
def request_supplement(
    case: Case, *, defects: Sequence[Defect], by: Actor, at: datetime
) -> Supplement:
    """Tell the applicant once, in writing, everything that is missing (32(1)(4)).

    Refused: a second time; for anything outside the published list; after the period, when the
    law already takes the application as accepted.
    """
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_receive(by, case))
    check_recused(case, by.id)
    if case.acceptance == Acceptance.DEEMED:
        expired = opened.expired(Label.ACCEPTANCE)
        raise rules.SupplementLate(
            due_on=format_day(expired.due_on) if expired else "",
            received_on=format_day(local_day(case.received_at)),
        )
    rules.check_in_tray(case.state, case.state_name)
    earlier = Supplement.objects.filter(case=case).first()
    told_on = format_day(local_day(earlier.told_at)) if earlier else ""
    _check_needed(case, terms, defects, at)
    rules.check_supplement(defects, terms.material_names, told_on=told_on)
    _check_not_asked_below(case, terms, defects)
    running = opened.clock(Label.ACCEPTANCE)
    document = paper_work.supplement(paper_work.Desk(case, terms, by, at), defects)
    if running:
        clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
    supplement = Supplement.objects.create(
        case=case,
        lines=[defect.as_dict() for defect in defects],
        document_id=str(document.pk),
        told_at=at,
        told_by=by.name,
    )
    case.state, case.due_on = CaseState.SUPPLEMENTING, NO_LIMIT
    case.route = Route.SUPPLEMENT
    case.save(update_fields=["state", "due_on", "route"])
    event = SupplementRequested(lines=supplement.lines, document=str(document.pk))
    record(case, event, by=by, at=at)
    return supplement


def _check_not_asked_below(case: Case, terms: Terms, defects: Sequence[Defect]) -> None:
    """What the organ below collected and sent up is not asked of the applicant again (35)."""
    if case.channel != Channel.UPWARD:
        return
    names = {**terms.material_names, "form": "申请书"}
    known = {"form", *queries.handed_in(case, MaterialRound.INITIAL)}
    for defect in defects:
        if defect.code in known:
            raise rules.AskedBelow(material=names.get(defect.code, defect.code))


def _check_needed(case: Case, terms: Terms, defects: Sequence[Defect], at: datetime) -> None:
    """Neither what this situation does not need nor what the system has verified is asked for."""
    gone = dict(terms.dropped)
    for defect in defects:
        if defect.code in gone:
            raise NotInThisSituation(material=gone[defect.code])
    check_not_verified(case, terms, [defect.code for defect in defects], at=at)


@action
@of_its_law
def deliver_supplement(case: Case, *, papers: Sequence[HandedIn], by: Actor, at: datetime) -> Case:
    """Take in what was asked for; with the last of it the case waits for acceptance again.

    The day of that last paper is the day the case will count as accepted.
    """
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_act_for_applicant(by, case) or policy.may_receive(by, case))
    check_agency(case, terms, by=by, at=at)
    if case.state != CaseState.SUPPLEMENTING:
        raise rules.NotInTray(state=case.state_name)
    supplement = Supplement.objects.select_for_update().get(case=case)
    names = {**terms.material_names, "form": "申请书"}
    asked = {line["code"] for line in queries.asked_lines(case, supplement, terms)}
    for paper in papers:
        if paper.code not in asked:
            raise rules.OutsideTheList(material=names.get(paper.code, paper.code))
    CasePaper.objects.bulk_create(
        [
            CasePaper(
                case=case,
                code=paper.code,
                name=names[paper.code],
                file=paper.kept(by=by, at=at),
                form=paper.form,
                round=MaterialRound.SUPPLEMENT,
                received_at=at,
                received_by=by.name,
            )
            for paper in papers
        ]
    )
    complete = _settle(opened, supplement, by, at)
    event = SupplementDelivered(papers=[paper.code for paper in papers], complete=complete)
    record(case, event, by=by, at=at)
    return case


def complete_if_all_came(opened: Opened, *, by: Actor, at: datetime) -> None:
    """The situation changed while papers were awaited: perhaps nothing is owed any more."""
    supplement = Supplement.objects.select_for_update().get(case=opened.case)
    if _settle(opened, supplement, by, at):
        event = SupplementDelivered(papers=[], complete=True)
        record(opened.case, event, by=by, at=at)


def _settle(opened: Opened, supplement: Supplement, by: Actor, at: datetime) -> bool:
    """With the last of what was asked for the case waits for acceptance again."""
    case = opened.case
    lines = queries.asked_lines(case, supplement, opened.terms)
    if rules.outstanding(lines, queries.handed_in(case, MaterialRound.SUPPLEMENT)):
        return False
    supplement.delivered_at = at
    supplement.save(update_fields=["delivered_at"])
    case.state, case.supplemented_at = CaseState.RECEIVED, at
    case.due_on = _owed_acceptance(opened, by, at)
    case.save(update_fields=["state", "supplemented_at", "due_on"])
    return True


def _owed_acceptance(opened: Opened, by: Actor, at: datetime) -> date:
    """Complete, it must be accepted (32(1)(5)): until when is a row of the clocks' table.

    Nothing is deemed when that day passes – the acceptance counts from today in any case – but
    the case shows as late in the tray.
    """
    return clock.start(
        opened.case.matter, AFTER_SUPPLEMENT, label=Label.ACCEPTANCE, on=local_day(at), by=by, at=at
    ).due_on
