"""Time the law does not count: special procedures (45) and the one extension (42)."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import (
    GROUND_LAWS,
    HEARING_PROCEDURE,
    HearingGround,
    Label,
    Paper,
)
from zhengwu.cases.events import CaseExtended, ProcedureEnded, ProcedureStarted
from zhengwu.cases.models import Case, Hearing, Procedure
from zhengwu.cases.rules.terms import ProcedureTerm
from zhengwu.clock import actions as clock
from zhengwu.clock import queries as clock_queries
from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.clock.models import Interval
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document, Service
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import local_day


class ProcedureNotRequired(Refusal):
    """法律没有规定本事项需要“{kind}”，不能以此停止计算办理期限。"""

    law = "行政许可法 第45条"


class ProcedureAlreadyRuns(Refusal):
    """“{kind}”正在进行，不能重复开始。"""


class NothingToExtend(Refusal):
    """此件没有正在计算的法定期限，不需要延长。"""


class NothingToStop(Refusal):
    """此件没有正在计算的期限，不需要停止计算。"""


class NoConsent(Refusal):
    """申请人没有同意电子送达，请先把告知书送达申请人，录入送达回证后再停止计算期限。"""

    law = "行政许可法 第45条"


class ReasonMissing(InvalidInput):
    """请写明理由。"""


@action
def start_procedure(
    case: Case,
    *,
    kind: str,
    reason: str,
    doing_body: str,
    planned_days: int,
    by: Actor,
    at: datetime,
) -> Procedure:
    """Begin a special procedure: the applicant is told in writing, and that stops the clocks.

    Only a procedure that a law requires for this item may (45, or the item's own statute); the
    notice is served electronically at once where the applicant agreed to it, else the clocks go
    on until its service is entered.
    """
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    required = terms.procedure(kind) or _asked_for(case, kind)
    if required is None:
        raise ProcedureNotRequired(kind=kind)
    if Procedure.objects.filter(case=case, kind=kind, result_on=None).exists():
        raise ProcedureAlreadyRuns(kind=kind)
    if planned_days <= 0 or not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明理由和所需天数"]})
    limit = opened.clock(Label.STATUTORY, Label.PROMISED)
    today = local_day(at)
    if limit is None:
        raise NothingToStop
    new_due = clock_queries.due_if_paused(limit, today, planned_days, Unit.WORKING_DAY)
    document = issue(
        Desk(case, terms, by, at),
        Paper.PROCEDURE,
        {
            "procedure": kind,
            "reason": reason,
            "procedure_basis": required.basis,
            "doing_body": doing_body,
            "days": planned_days,
            "unit": UNIT_ZH[Unit.WORKING_DAY],
            "starts_on": today,
            "original_due": limit.due_on,
            "new_due": new_due,
        },
    )
    service = serve_notice(opened, document, by=by, at=at)
    interval = clock.suspend(
        case.matter,
        kind=kind,
        basis=required.basis,
        notice_no=document.number,
        served_on=service.served_on,
        planned_days=planned_days,
        planned_unit=Unit.WORKING_DAY,
        by=by,
        at=at,
    )
    procedure = Procedure.objects.create(
        case=case,
        kind=kind,
        basis=required.basis,
        doing_body=doing_body,
        planned_days=planned_days,
        document_id=str(document.pk),
        interval_id=str(interval.pk),
        started_on=today,
    )
    case.suspended, case.due_on = True, new_due
    case.save(update_fields=["suspended", "due_on"])
    event = ProcedureStarted(
        kind=kind,
        basis=required.basis,
        document=str(document.pk),
        planned_days=planned_days,
        due_on=new_due.isoformat(),
    )
    record(case, event, by=by, at=at, reason=reason)
    return procedure


@action
def end_procedure(
    case: Case, *, procedure: Procedure, received_on: date, result: str, by: Actor, at: datetime
) -> Procedure:
    """Enter the result of a special procedure; the clocks run again from the day after."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    return finish_procedure(opened, procedure, received_on, result, by=by, at=at)


def _asked_for(case: Case, kind: str) -> ProcedureTerm | None:
    """A hearing that was called or asked for is required by law for this case, if not its item."""
    hearing = Hearing.objects.filter(case=case).first() if kind == HEARING_PROCEDURE else None
    if hearing is None:
        return None
    basis = f"{GROUND_LAWS[HearingGround(hearing.ground)]}；《行政许可法》第四十五条"
    return ProcedureTerm(kind, basis, None)


def finish_procedure(
    opened: Opened, procedure: Procedure, received_on: date, result: str, *, by: Actor, at: datetime
) -> Procedure:
    """The end of a procedure on an opened case: once, and the clocks go on."""
    case = opened.case
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk, case=case)
    if procedure.result_on is not None:
        return procedure
    if received_on < procedure.started_on or received_on > local_day(at):
        raise InvalidInput(fields={"received_on": ["收到结果的日期应在程序开始之后、今天以前"]})
    if not result.strip():
        raise ReasonMissing(fields={"result": ["请写明结果"]})
    procedure.result_on, procedure.result = received_on, result
    procedure.save(update_fields=["result_on", "result"])
    interval = Interval.objects.get(pk=procedure.interval_id)
    clock.resume(interval, received_on=received_on, by=by, at=at)
    moved = Opened(case, clock.refresh(case.matter, at=at), opened.terms)
    limit = moved.clock(Label.STATUTORY, Label.PROMISED)
    case.suspended = Procedure.objects.filter(case=case, result_on=None).exists()
    case.due_on = moved.due_on
    case.save(update_fields=["suspended", "due_on"])
    event = ProcedureEnded(
        kind=procedure.kind,
        result_on=received_on.isoformat(),
        due_on=limit.due_on.isoformat() if limit else "",
    )
    record(case, event, by=by, at=at, reason=result)
    return procedure


@action
def extend(case: Case, *, days: int, reason: str, by: Actor, at: datetime) -> Case:
    """Extend the statutory limit: once, before it ends, by the head of the organ (42)."""
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_extend(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明延长期限的理由"]})
    statutory = opened.clock(Label.STATUTORY)
    if statutory is None:
        raise NothingToExtend
    new_due, unit = clock_queries.due_if_extended(statutory, days)
    document = issue(
        Desk(case, terms, by, at),
        Paper.EXTENSION,
        {
            "original_due": statutory.due_on,
            "reason": reason,
            "approver": by.name,
            "approver_kind": "organ_head",
            "approved_on": local_day(at),
            "days": days,
            "unit": UNIT_ZH[Unit(unit)],
            "new_due": new_due,
        },
        sealing=documents.Sealing(case.organ_code, by.id, by.name, "本行政机关负责人批准"),
    )
    service = serve_notice(opened, document, by=by, at=at)
    for running in (statutory, opened.clock(Label.PROMISED)):
        # A promise that was broken already is not mended by an extension of the statutory limit.
        if running is not None and (running is statutory or at < running.due_at):
            clock.extend(
                running,
                amount=days,
                reason=reason,
                approver=by.name,
                notice_no=document.number,
                served_on=service.served_on,
                by=by,
                at=at,
            )
    case.due_on = Opened(case, clock.refresh(case.matter, at=at), terms).due_on
    case.save(update_fields=["due_on"])
    event = CaseExtended(days=days, due_on=new_due.isoformat(), document=str(document.pk))
    record(
        case, event, by=by, at=at, reason=reason, changes={"due_on": (statutory.due_on, new_due)}
    )
    return case


def serve_notice(opened: Opened, document: Document, *, by: Actor, at: datetime) -> Service:
    """Serve a notice electronically, as far as the applicant agreed to it on applying."""
    consent = opened.case.delivery_detail
    if not consent.get("electronic_consent"):
        raise NoConsent
    return documents.serve(
        document,
        way="electronic",
        on=local_day(at),
        detail={
            "consent": consent["electronic_consent"],
            "electronic_address": consent.get("electronic_address") or "本系统“我的办件”",
            "reached_at": at,
            "deliverer": by.name,
        },
        by=by,
        at=at,
    )
