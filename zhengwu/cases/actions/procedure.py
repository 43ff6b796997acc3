"""Special procedures, whose time the law does not count (许可法 45)."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.actions.serving import consented, serve_electronically
from zhengwu.cases.enums import GROUND_LAWS, HEARING_PROCEDURE, HearingGround, Label, Paper
from zhengwu.cases.events import (
    NoticeTooLate,
    ProcedureAnnounced,
    ProcedureEnded,
    ProcedureStarted,
)
from zhengwu.cases.models import Case, Hearing, Procedure
from zhengwu.cases.rules.terms import ProcedureTerm
from zhengwu.clock import actions as clock
from zhengwu.clock import queries as clock_queries
from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.clock.models import Clock, Interval
from zhengwu.documents.models import Document
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import local_day


class ProcedureNotRequired(Refusal):
    """法律没有规定本事项需要“{kind}”，不能以此停止计算办理期限。"""


class ProcedureAlreadyRuns(Refusal):
    """“{kind}”正在进行，不能重复开始。"""


class NothingToStop(Refusal):
    """此件没有正在计算的期限，不需要停止计算。"""


class ReasonMissing(InvalidInput):
    """请写明理由。"""


@action
@of_its_law
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

    Only a procedure that a law requires for this item may (45, or the item's own statute). The
    notice is served at once where the applicant agreed to electronic service; else the clocks go
    on until its service on paper is entered (`serve_paper`).
    """
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    required = terms.procedure(kind) or _asked_for(case, kind)
    if required is None:
        raise ProcedureNotRequired(kind=kind, law=terms.cites("第45条"))
    if Procedure.objects.filter(case=case, kind=kind, result_on=None).exists():
        raise ProcedureAlreadyRuns(kind=kind)
    if planned_days <= 0 or not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明理由和所需天数"]})
    limit = opened.clock(Label.STATUTORY, Label.PROMISED)
    if limit is None:
        raise NothingToStop
    document = _notice(Desk(case, terms, by, at), limit, required, reason, doing_body, planned_days)
    procedure = Procedure.objects.create(
        case=case,
        kind=kind,
        basis=required.basis,
        reason=reason,
        doing_body=doing_body,
        planned_days=planned_days,
        document_id=str(document.pk),
        started_on=local_day(at),
    )
    service = serve_electronically(opened, document, by=by, at=at)
    if service is not None and service.served_on is not None:
        told(opened, procedure, document, service.served_on, by=by, at=at)
    else:
        event = ProcedureAnnounced(kind=kind, document=str(document.pk), number=document.number)
        record(case, event, by=by, at=at, reason=reason)
    return procedure


def _notice(
    desk: Desk, limit: Clock, required: ProcedureTerm, reason: str, doing_body: str, days: int
) -> Document:
    """特别程序告知书. The new last day stands on it only where it is served on its own day."""
    fields = {
        "procedure": required.kind,
        "reason": reason,
        "procedure_basis": required.basis,
        "doing_body": doing_body,
        "days": days,
        "unit": UNIT_ZH[Unit.WORKING_DAY],
        "starts_on": desk.today,
        "original_due": limit.due_on,
    }
    if consented(desk.case):
        due = clock_queries.due_if_paused(limit, desk.today, days, Unit.WORKING_DAY)
        fields["new_due"] = due
    return issue(desk, Paper.PROCEDURE, fields)


def told(
    opened: Opened,
    procedure: Procedure,
    document: Document,
    served_on: date,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The notice was served: from that day, or the procedure's beginning, nothing is counted.

    Served after the limits had run out, or after the procedure ended, it stops nothing.
    """
    case = opened.case
    procedure.served_on = served_on
    procedure.save(update_fields=["served_on"])
    begun = max(served_on, procedure.started_on)
    labels = (Label.STATUTORY, Label.PROMISED)
    alive = [one for one in opened.clocks if one.open and one.label in labels]
    in_time = any(one.paused_until is not None or begun < one.due_on for one in alive)
    if procedure.result_on is not None or not in_time:
        event = NoticeTooLate(
            kind=procedure.kind, document=str(document.pk), served_on=str(served_on)
        )
        record(case, event, by=by, at=at)
        return
    interval = clock.suspend(
        case.matter,
        kind=procedure.kind,
        basis=procedure.basis,
        notice_no=document.number,
        served_on=served_on,
        planned_days=procedure.planned_days,
        planned_unit=Unit.WORKING_DAY,
        started_on=procedure.started_on,
        by=by,
        at=at,
    )
    procedure.interval_id = str(interval.pk)
    procedure.save(update_fields=["interval_id"])
    moved = _moved(opened, at)
    limit = moved.clock(*labels)
    started = ProcedureStarted(
        kind=procedure.kind,
        basis=procedure.basis,
        document=str(document.pk),
        planned_days=procedure.planned_days,
        due_on=limit.due_on.isoformat() if limit else "",
    )
    record(case, started, by=by, at=at, reason=procedure.reason)


def _moved(opened: Opened, at: datetime) -> Opened:
    """The case's own copies of what its clocks say now."""
    case = opened.case
    moved = Opened(case, clock.refresh(case.matter, at=at), opened.terms)
    still = Procedure.objects.filter(case=case, result_on=None).exclude(interval_id="")
    case.suspended, case.due_on = still.exists(), moved.due_on
    case.save(update_fields=["suspended", "due_on"])
    return moved


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
    """The end of a procedure on an opened case: once, and the clocks go on if they stood still."""
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
    if procedure.interval_id:
        interval = Interval.objects.get(pk=procedure.interval_id)
        # A result that came before the notice was served leaves nothing out of the count.
        last = max(received_on, interval.started_on)
        clock.resume(interval, received_on=last, by=by, at=at)
    limit = _moved(opened, at).clock(Label.STATUTORY, Label.PROMISED)
    event = ProcedureEnded(
        kind=procedure.kind,
        result_on=received_on.isoformat(),
        due_on=limit.due_on.isoformat() if limit else "",
    )
    record(case, event, by=by, at=at, reason=result)
    return procedure
