"""Public notice of what is intended, objections of interested parties, answers (许可法 36)."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import Paper
from zhengwu.cases.events import NoticePublished, ObjectionAnswered, ObjectionFiled
from zhengwu.cases.models import Assignment, Case, Draw, Objection, PublicNotice
from zhengwu.cases.rules import review as law
from zhengwu.documents import actions as documents
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day


@action
def publish_notice(
    case: Case, *, text: str, basis: str, to_on: date, by: Actor, at: datetime
) -> PublicNotice:
    """Publish what is intended until a last day; how long is said by the basis, not by us."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    absent = {
        key: ["请填写"] for key, value in (("text", text), ("basis", basis)) if not value.strip()
    }
    if to_on <= local_day(at):
        absent["to_on"] = ["截止日期应当在今天以后"]
    if absent:
        raise law.ReviewIncomplete(fields=absent)
    document = issue(
        Desk(case, opened.terms, by, at),
        Paper.PUBLIC_NOTICE,
        {"content": clean(text), "notice_basis": clean(basis), "from_on": local_day(at),
         "to_on": to_on},
    )  # fmt: skip
    notice = PublicNotice.objects.create(
        case=case, text=clean(text), basis=clean(basis)[:300], from_on=local_day(at), to_on=to_on,
        document_id=str(document.pk), published_by=by.name, published_at=at,
    )  # fmt: skip
    event = NoticePublished(
        notice=str(notice.pk), to_on=to_on.isoformat(), document=str(document.pk)
    )
    record(case, event, by=by, at=at)
    return notice


@action
def object_to(
    notice: PublicNotice, *, name: str, phone: str, text: str, by: Actor, at: datetime
) -> Objection:
    """An interested party objects, by name, until the last day; name and telephone are sealed."""
    case = open_case(str(notice.case_id), at=at).case
    policy.require(by.kind is ActorKind.CITIZEN or policy.may_handle(by, case))
    notice = PublicNotice.objects.get(pk=notice.pk)
    if local_day(at) > notice.to_on:
        raise law.NoticeOver(until=notice.to_on.isoformat())
    given = {"name": name, "text": text}
    absent = {key: ["请填写"] for key, value in given.items() if not value.strip()}
    if absent:
        raise law.ReviewIncomplete(fields=absent)
    objection = Objection(
        notice=notice, filed_key=f"person:{by.id}" if by.kind is ActorKind.CITIZEN else "",
        text=clean(text)[:4000], filed_at=at,
    )  # fmt: skip
    objection.answers = {"name": clean(name)[:60], "phone": clean(phone)[:40]}
    objection.save()
    event = ObjectionFiled(notice=str(notice.pk), objection=str(objection.pk))
    record(case, event, by=by, at=at)
    return objection


@action
def answer_objection(
    case: Case, *, objection: Objection, adopted: bool, answer: str, by: Actor, at: datetime
) -> Objection:
    """Answer in writing, with reasons, whether the objection holds."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    objection = Objection.objects.select_for_update().get(pk=objection.pk, notice__case=case)
    if objection.answered_at is not None:
        return objection
    if not answer.strip():
        raise law.ReviewIncomplete(fields={"answer": ["请写明理由"]})
    document = issue(
        Desk(case, opened.terms, by, at),
        Paper.OBJECTION,
        {"objection": objection.text, "outcome": "adopted" if adopted else "not_adopted",
         "reasons": clean(answer)},
        addressee=documents.Addressee(name=objection.answers["name"], role="异议人"),
    )  # fmt: skip
    objection.adopted, objection.answer = adopted, clean(answer)
    objection.answered_by, objection.answered_at = by.name, at
    objection.document_id = str(document.pk)
    objection.save(update_fields=["adopted", "answer", "answered_by", "answered_at", "document_id"])
    event = ObjectionAnswered(
        objection=str(objection.pk), adopted=adopted, document=objection.document_id
    )
    record(case, event, by=by, at=at, reason=answer)
    return objection


def check_reviews(case: Case, at: datetime) -> None:
    """Nothing is decided before the experts, the tests and the public have been heard."""
    if Draw.objects.filter(case=case, concluded_at=None).exists():
        raise law.ReviewOpen
    for one in Assignment.objects.filter(case=case, reported_at=None):
        raise law.ResultOpen(kind=one.kind)
    notices = [
        (one.to_on, one.objections.filter(answered_at=None).count())
        for one in PublicNotice.objects.filter(case=case)
    ]
    law.check_notices(notices, local_day(at))
