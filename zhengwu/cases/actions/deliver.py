"""Delivery of the decision by a lawful way, and completion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zhengwu.cases import policy, queries
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.enums import CaseState, Label
from zhengwu.cases.events import CaseCompleted, CaseDelivered
from zhengwu.cases.models import Case, Decision
from zhengwu.clock import actions as clock
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.flow import actions as flow
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters


class NotDecided(Refusal):
    """此件还没有作出决定，不能送达。"""


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
    return hand_over(opened, way=way, on=on, detail=detail, by=by, at=at)


def hand_over(
    opened: Opened, *, way: str, on: date, detail: dict[str, Any], by: Actor, at: datetime
) -> Case:
    """The delivery itself, on an opened case."""
    case = opened.case
    waiting, others = queries.delivery_tasks(case)
    if others:
        raise StepsOpen(steps="、".join(others))
    decision = Decision.objects.get(case=case)
    papers = {decision.document_id, decision.result_document_id} - {""}
    served_on = on
    for document in Document.objects.filter(pk__in=papers).order_by("pk"):
        service = documents.serve(document, way=way, on=on, detail=detail, by=by, at=at)
        served_on = service.served_on
    if running := opened.clock(Label.DELIVERY):
        clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
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
