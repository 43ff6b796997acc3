"""The one extension of the limit (许可法 42): approved, told in writing, in force on service."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.procedure import ReasonMissing
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.actions.serving import serve_electronically
from zhengwu.cases.enums import Label, Paper
from zhengwu.cases.events import CaseExtended, ExtensionAnnounced, NoticeTooLate
from zhengwu.cases.models import Case, Extension
from zhengwu.clock import actions as clock
from zhengwu.clock import queries as clock_queries
from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.clock.models import Clock
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day


class NothingToExtend(Refusal):
    """此件没有正在计算的法定期限，不需要延长。"""


class ExtensionUnserved(Refusal):
    """延期通知书（{number}）已经出具，还没有送达；送达以后才延长期限。"""


@action
@of_its_law
def extend(case: Case, *, days: int, reason: str, by: Actor, at: datetime) -> Case:
    """Extend the statutory limit: once, before it ends, by the head of the organ (42).

    In force from the service of its notice: at once where the applicant agreed to electronic
    service, else when service on paper before the last day is entered (`serve_paper`).
    """
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
    owed = Extension.objects.filter(case=case, served_on=None).first()
    if owed is not None:
        raise ExtensionUnserved(number=owed.number)
    clock.check_extension(statutory, amount=days, at=at)
    document = _notice(Desk(case, terms, by, at), statutory, days, reason)
    extension = Extension.objects.create(
        case=case, days=days, reason=reason, approver=by.name, approved_on=local_day(at),
        document_id=str(document.pk), number=document.number,
    )  # fmt: skip
    service = serve_electronically(opened, document, by=by, at=at)
    if service is not None and service.served_on is not None:
        told(opened, extension, document, service.served_on, by=by, at=at)
    else:
        event = ExtensionAnnounced(days=days, document=str(document.pk), number=document.number)
        record(case, event, by=by, at=at, reason=reason)
    return case


def _notice(desk: Desk, statutory: Clock, days: int, reason: str) -> Document:
    case, by = desk.case, desk.by
    new_due, unit = clock_queries.due_if_extended(statutory, days)
    return issue(
        desk,
        Paper.EXTENSION,
        {
            "original_due": statutory.due_on,
            "reason": reason,
            "approver": by.name,
            "approver_kind": "organ_head",
            "approved_on": desk.today,
            "days": days,
            "unit": UNIT_ZH[Unit(unit)],
            "new_due": new_due,
        },
        sealing=documents.Sealing(case.organ_code, by.id, by.name, "本行政机关负责人批准"),
    )


def told(
    opened: Opened,
    extension: Extension,
    document: Document,
    served_on: date,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The notice was served: in time it extends the limit, after the last day nothing any more."""
    case = opened.case
    extension.served_on = served_on
    statutory = opened.clock(Label.STATUTORY)
    extension.in_force = statutory is not None and served_on <= statutory.due_on
    extension.save(update_fields=["served_on", "in_force"])
    if statutory is None or not extension.in_force:
        event = NoticeTooLate(kind="延长期限", document=str(document.pk), served_on=str(served_on))
        record(case, event, by=by, at=at)
        return
    old = statutory.due_on
    for running in (statutory, opened.clock(Label.PROMISED)):
        # A promise that was broken already is not mended by an extension of the statutory limit.
        if running is not None and served_on <= running.due_on:
            clock.extend(
                running,
                amount=extension.days,
                reason=extension.reason,
                approver=extension.approver,
                notice_no=document.number,
                served_on=served_on,
                by=by,
                at=at,
            )
    moved = Opened(case, clock.refresh(case.matter, at=at), opened.terms)
    case.due_on = moved.due_on
    case.save(update_fields=["due_on"])
    limit = moved.clock(Label.STATUTORY)
    new = limit.due_on if limit else old
    extended = CaseExtended(days=extension.days, due_on=new.isoformat(), document=str(document.pk))
    changes = {"due_on": (old, new)}
    record(case, extended, by=by, at=at, reason=extension.reason, changes=changes)
