"""Serving what the office writes during a case: notices and orders, before or beside its decision.

What stops or extends a clock does so from the day of service only; what was refused or not served
never does (许可法 45: the time needed is told in writing).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhengwu.cases import policy, queries
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.events import PaperNotServed, PaperServed
from zhengwu.cases.models import Case, Extension, Procedure
from zhengwu.documents import actions as documents
from zhengwu.documents.enums import Way
from zhengwu.documents.models import Document, Service
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere, Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

INBOX = "本系统“我的办件”"


class AlreadyServed(Refusal):
    """《{title}》已经送达，不能重复登记。"""

    recorded = False


class OnItsWay(Refusal):
    """《{title}》已经交邮，等待回执；收到回执后请登记回执。"""


class NotPosted(Refusal):
    """《{title}》没有等待回执的邮寄送达。"""


class NoNoticeForLimits(InvalidInput):
    """停止计算或者延长期限的告知书不采用公告送达：公告期满以前期限继续计算。"""


class WhyMissing(InvalidInput):
    """请写明没有送达的原因和经过。"""


def consented(case: Case) -> bool:
    """Whether the applicant agreed to electronic service on applying."""
    return bool(case.delivery_detail.get("electronic_consent"))


def serve_electronically(
    opened: Opened, document: Document, *, by: Actor, at: datetime
) -> Service | None:
    """Serve at once as far as the applicant agreed to it; None while service on paper is owed."""
    consent = opened.case.delivery_detail
    if not consented(opened.case):
        return None
    return documents.serve(
        document,
        way=Way.ELECTRONIC,
        on=local_day(at),
        detail={
            "consent": consent["electronic_consent"],
            "electronic_address": consent.get("electronic_address") or INBOX,
            "reached_at": at,
            "deliverer": by.name,
        },
        by=by,
        at=at,
    )


@action
def serve_paper(
    case: Case,
    *,
    document_id: UUID | str,
    way: str,
    on: date,
    detail: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> Service:
    """Enter that a notice was given to the applicant on paper, with what proves it (送达回证).

    From the day of service the procedure stops the clocks, or the extension is in force. A posted
    notice waits for its receipt (`confirm_paper`).
    """
    opened, document = _opened(case, document_id, by, at)
    if _awaited(document) is not None:
        raise OnItsWay(title=document.title)
    if way == Way.NOTICE and queries.moves_clocks(opened.case, document):
        raise NoNoticeForLimits(fields={"way": ["请选择其他送达方式"]})
    service = documents.serve(document, way=way, on=on, detail=detail, by=by, at=at)
    _follow(opened, document, service, by=by, at=at)
    return service


@action
def confirm_paper(
    case: Case, *, document_id: UUID | str, receipt_on: date, by: Actor, at: datetime
) -> Service:
    """The receipt of a posted notice came back: the day on it is the day of service."""
    opened, document = _opened(case, document_id, by, at)
    posted = _awaited(document)
    if posted is None:
        raise NotPosted(title=document.title)
    service = documents.confirm_receipt(posted, receipt_on=receipt_on, by=by, at=at)
    _follow(opened, document, service, by=by, at=at)
    return service


@action
def note_unserved(
    case: Case, *, document_id: UUID | str, on: date, why: str, by: Actor, at: datetime
) -> None:
    """Write down an attempt that failed: nobody there, refused without witnesses. Stops nothing."""
    opened, document = _opened(case, document_id, by, at)
    if not why.strip():
        raise WhyMissing(fields={"why": ["请写明没有送达的原因和经过"]})
    event = PaperNotServed(
        document=str(document.pk), title=document.title, number=document.number, on=on.isoformat()
    )
    record(opened.case, event, by=by, at=at, reason=clean(why))


def _opened(
    case: Case, document_id: UUID | str, by: Actor, at: datetime
) -> tuple[Opened, Document]:
    """The case and the paper; 404 for one that is no notice of this case."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case) or policy.may_deliver(by, case))
    check_recused(case, by.id)
    found = next((one for one in queries.notices_of(case) if str(one.pk) == str(document_id)), None)
    if found is None:
        raise NotThere(document=str(document_id))
    if any(service.served_on for service in found.services.all()):
        raise AlreadyServed(title=found.title)
    return opened, found


def _awaited(document: Document) -> Service | None:
    """The posting whose receipt is awaited."""
    return Service.objects.filter(document=document, served_on=None, way=Way.POST).first()


def _follow(
    opened: Opened, document: Document, service: Service, *, by: Actor, at: datetime
) -> None:
    """What follows from the day of service."""
    from zhengwu.cases.actions import extension, procedure  # both serve their own notices

    case, served_on = opened.case, service.served_on
    event = PaperServed(
        document=str(document.pk),
        title=document.title,
        number=document.number,
        way=service.way,
        served_on=served_on.isoformat() if served_on else "",
    )
    record(case, event, by=by, at=at)
    if served_on is None:
        return
    paper = {"document_id": str(document.pk), "case": case}
    if (begun := Procedure.objects.filter(**paper).first()) is not None:
        procedure.told(opened, begun, document, served_on, by=by, at=at)
    if (longer := Extension.objects.filter(**paper).first()) is not None:
        extension.told(opened, longer, document, served_on, by=by, at=at)
