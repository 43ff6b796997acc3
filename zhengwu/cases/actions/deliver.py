"""Delivery of the decision by a lawful way, and completion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.charges import require_paid
from zhengwu.cases.actions.handover import check_sheet_back
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.enums import CaseState, Label, Verdict
from zhengwu.cases.events import CaseAnnounced, CaseCompleted, CaseDelivered, CasePosted
from zhengwu.cases.models import NO_LIMIT, Case, Decision, Referral
from zhengwu.clock import actions as clock
from zhengwu.documents import actions as documents
from zhengwu.documents import queries as documents_read
from zhengwu.documents.enums import Way
from zhengwu.documents.models import Document, Service
from zhengwu.fees.enums import Gate
from zhengwu.flow import actions as flow
from zhengwu.flow.models import Task
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import format_day, local_day
from zhengwu.matters import actions as matters


class NotDecided(Refusal):
    """此件还没有作出决定，不能送达。"""


class NothingPosted(Refusal):
    """没有等待回执的邮寄送达。"""


class AnnouncedAlready(Refusal):
    """已经公告送达，{until} 期满视为送达，不能重复公告；申请人前来领取的，可以直接送达。"""


class StepsOpen(Refusal):
    """流程中“{steps}”还没有办结，办结后再送达。"""


@action
def deliver(
    case: Case, *, way: str, on: date, detail: dict[str, Any], by: Actor, at: datetime
) -> Case:
    """Serve the decision and its result; the day of service follows from the way chosen.

    The delivery clock stops on the day of service, and with the last step the case is completed.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_deliver(by, case))
    if case.state != CaseState.DECIDED:
        raise NotDecided
    _check_ours(case)
    check_sheet_back(case)
    if case.serves_on is not None and way == Way.NOTICE:
        raise AnnouncedAlready(until=format_day(case.serves_on))
    if case.verdict != Verdict.REFUSED:
        require_paid(opened, Gate.DELIVER)
    return hand_over(opened, way=way, on=on, detail=detail, by=by, at=at)


def hand_over(
    opened: Opened, *, way: str, on: date, detail: dict[str, Any], by: Actor, at: datetime
) -> Case:
    """The delivery itself, on an opened case."""
    case = opened.case
    waiting, others = queries.delivery_tasks(case)
    if others or (others := _open_above(case, at)):
        raise StepsOpen(steps="、".join(others))
    if way == Way.POST and documents_read.on_its_way(papers_of(case), detail):
        return case  # pressed twice: it is in the post, once
    services = [
        documents.serve(document, way=way, on=on, detail=detail, by=by, at=at)
        for document in papers_of(case)
    ]
    days = [service.served_on for service in services]
    if None in days:
        # Posted: the day on the receipt will be the day of service (民诉法 91), not this one.
        record(case, CasePosted(way=way, posted_on=on.isoformat()), by=by, at=at)
        return case
    served_on = max(day for day in days if day)
    if served_on > local_day(at):
        return _announce(opened, waiting, services, served_on, by=by, at=at)
    return finish(opened, waiting, way, served_on, by=by, at=at)


def _announce(
    opened: Opened,
    waiting: list[Task],
    services: list[Service],
    served_on: date,
    *,
    by: Actor,
    at: datetime,
) -> Case:
    """Served by public notice: the step is done, the case is complete when its days have passed.

    The limit for delivering is judged by the day of publication.
    """
    case = opened.case
    published = max(filter(None, map(documents_read.judged_day, services)))
    if running := opened.clock(Label.DELIVERY):
        clock.stop(running, outcome="met", on=published, by=by, at=at)
    case.serves_on, case.due_on = served_on, NO_LIMIT
    case.save(update_fields=["serves_on", "due_on"])
    event = CaseAnnounced(published_on=published.isoformat(), serves_on=served_on.isoformat())
    record(case, event, by=by, at=at)
    for task in waiting:
        flow.complete(task, outcome="delivered", opinion="", facts={}, key="", by=by, at=at)
    return case


def announcement_over(case: Case, at: datetime) -> bool:
    """Whether the last day of the public notice has passed (民诉法 95): from midnight after it."""
    return case.announced and case.serves_on is not None and local_day(at) > case.serves_on


def serve_announced(opened: Opened, *, by: Actor, at: datetime) -> Case:
    """The notice's days have passed: the decision counts as served, the case is complete."""
    assert opened.case.serves_on is not None
    return finish(opened, [], "notice", opened.case.serves_on, by=by, at=at)


@action
def complete_announced(case: Case, *, by: Actor, at: datetime) -> Case:
    """What the sweep calls after the last day of a public notice: opening the case does it."""
    return open_case(case, at=at).case


def _check_ours(case: Case) -> None:
    """What was sent up from below is told and delivered there."""
    below = Referral.objects.select_related("lower__matter").filter(upper=case).first()
    if below is not None:
        organ, number = queries.organ_name(below.lower_organ), below.lower.matter.number
        raise rules.AnsweredBelow(organ=organ, number=number)


def _open_above(case: Case, at: datetime) -> list[str]:
    """Steps above, such as making the licence, that have to be done before its delivery here."""
    above = queries.decided_above(case)
    return queries.delivery_tasks(open_case(above, at=at).case)[1] if above else []


def papers_of(case: Case) -> list[Document]:
    """The decision and its result document; of what was decided above, those of the case there."""
    decision = Decision.objects.get(case=queries.decided_above(case) or case)
    papers = {decision.document_id, decision.result_document_id} - {""}
    documents_of_case = Document.objects.select_related("matter").filter(pk__in=papers)
    return list(documents_of_case.order_by("pk"))


@action
def confirm_delivery(case: Case, *, receipt_on: date, by: Actor, at: datetime) -> Case:
    """The posted papers' receipt came back: that day is the day of service."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_deliver(by, case))
    if case.state != CaseState.DECIDED:
        raise NotDecided
    _check_ours(case)
    check_sheet_back(case)
    waiting, _ = queries.delivery_tasks(case)
    papers = papers_of(case)
    services = Service.objects.filter(document__in=papers, served_on=None, way="post")
    confirmed = [
        documents.confirm_receipt(service, receipt_on=receipt_on, by=by, at=at)
        for service in services.select_related("document__matter")
    ]
    if not confirmed:
        raise NothingPosted
    return finish(opened, waiting, "post", receipt_on, by=by, at=at)


@action
def finish_above(case: Case, *, served_on: date, way: str, by: Actor, at: datetime) -> Case:
    """The organ below delivered the decision: the case above ends with it; again changes nothing.

    Its last step is done in the name of its own window, whose work the organ below did.
    """
    opened = open_case(case, at=at)
    case = opened.case
    if case.state != CaseState.DECIDED:
        return case
    waiting, _ = queries.delivery_tasks(case)
    window = replace(by, duties=frozenset(f"{task.duty}@{task.organ_code}" for task in waiting))
    return finish(opened, waiting, way, served_on, by=window, at=at)


def finish(
    opened: Opened, waiting: list[Task], way: str, served_on: date, *, by: Actor, at: datetime
) -> Case:
    """Everything reached the applicant: stop the clock, do the last step, complete."""
    case = opened.case
    if running := opened.clock(Label.DELIVERY):
        clock.stop(running, outcome="met", on=served_on, by=by, at=at)
    record(case, CaseDelivered(way=way, served_on=served_on.isoformat()), by=by, at=at)
    for task in waiting:
        flow.complete(task, outcome="delivered", opinion="", facts={}, key="", by=by, at=at)
    return complete(opened, by=by, at=at)


def complete(opened: Opened, *, by: Actor, at: datetime) -> Case:
    """Close the case: nothing more is owed. Its archive follows as a reaction."""
    case = opened.case
    case.state, case.completed_at = CaseState.COMPLETED, at
    case.save(update_fields=["state", "completed_at"])
    record(case, CaseCompleted(number=case.matter.number, verdict=case.verdict), by=by, at=at)
    matters.close(case.matter, by=by, at=at)
    return case
