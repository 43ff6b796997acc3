"""Handing over together: all organs' results in one go at the lead window (集中回复)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import TaskKind
from zhengwu.cases.models import Case, Decision
from zhengwu.documents import actions as documents
from zhengwu.documents import queries as documents_read
from zhengwu.documents.enums import Way
from zhengwu.documents.models import Document, Service
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task
from zhengwu.joint import policy, queries
from zhengwu.joint.actions import papers as paper_work
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.actions.settle import settle
from zhengwu.joint.enums import DONE, PART_NAMES, PartState
from zhengwu.joint.events import ResultsHandedOver
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.org.models import Organ


@action
def hand_over(
    joint: Joint,
    *,
    way: str,
    on: date,
    detail: dict[str, Any],
    early: str = "",
    by: Actor,
    at: datetime,
) -> Joint:
    """Serve every result that is there, with one reply that names them all.

    Before the last organ has answered only with a reason (`early`): one that waits for an expert
    must not hold the others' results beyond their own ten days (许可法 44).
    """
    whole = open_joint(joint, at=at)
    row = whole.joint
    policy.require(policy.may_lead(by, row))
    if row.over:
        raise refusals.Over(state=row.state_name)
    settle(whole, by=by, at=at)
    ready = [part for part in whole.parts if part.state == PartState.DECIDED]
    if not ready:
        raise refusals.NothingToHandOver
    unsent = [part for part in ready if part.handed_at is None]
    if not unsent and way == Way.POST and _on_its_way(row, detail):
        return row  # pressed twice: it is in the post, once
    # What is in the post waits for its receipt; only where nothing else is left it is sent anew.
    ready = unsent or ready
    open_ones = [part.name for part in whole.parts if part.state not in DONE]
    if open_ones and not clean(early).strip():
        raise refusals.PartsOutstanding(
            names="、".join(open_ones), fields={"early": ["请写明先行送达的理由"]}
        )
    _check_made(ready)
    document = _reply(whole, ready, clean(early).strip(), by, at)
    documents.serve(document, way=way, on=on, detail=detail, by=by, at=at)
    for part in ready:
        assert part.case is not None
        speaker = policy.speaking(by, row, part.organ_code)
        part.case = cases.deliver(part.case, way=way, on=on, detail=detail, by=speaker, at=at)
        part.handed_at = at
    Part.objects.bulk_update(ready, ["handed_at"])
    event = ResultsHandedOver(
        items=[part.item_code for part in ready], way=way, early=bool(open_ones)
    )
    record(row, event, by=by, at=at, reason=clean(early).strip())
    settle(whole, by=by, at=at)
    return row


def _on_its_way(joint: Joint, detail: dict[str, Any]) -> bool:
    return documents_read.on_its_way(Document.objects.filter(matter=joint.matter_id), detail)


def _check_made(ready: Sequence[Part]) -> None:
    """Nothing lies between decision and service any more: a certificate still to be made, say."""
    names = {part.case_id: part.name for part in ready}
    steps = Task.objects.filter(matter__in=names, state__in=PENDING).exclude(kind=TaskKind.DELIVER)
    if found := [f"“{names[one.matter_id]}”的“{one.name}”" for one in steps]:
        raise refusals.ResultNotReady(names="、".join(found))


def _reply(whole: Whole, ready: Sequence[Part], note: str, by: Actor, at: datetime) -> Document:
    """One line for every part: handed over now, still running, or over without a result."""
    codes = {part.organ_code for part in whole.parts}
    organs = {one.pk: one.name for one in Organ.objects.filter(pk__in=codes)}
    decisions = {
        one.case_id: one
        for one in Decision.objects.filter(case__in=[part.case_id for part in ready])
    }
    keys = [d.result_document_id or d.document_id for d in decisions.values()]
    numbers = {str(one.pk): one for one in Document.objects.filter(pk__in=keys)}
    rows = []
    for part in whole.parts:
        decision = decisions.get(part.case_id) if part in ready else None
        paper = decision and numbers.get(decision.result_document_id or decision.document_id)
        rows.append(
            {
                "organ": organs.get(part.organ_code, part.organ_code),
                "item": part.name,
                "result": _result(part),
                "paper": paper.title if paper else "",
                "number": paper.number if paper else "",
            }
        )
    return paper_work.reply(paper_work.Desk(whole.joint, by, at), rows, note)


def _result(part: Part) -> str:
    return queries.verdict_of(part) or part.note or PART_NAMES[PartState(part.state)]


@action
def confirm_post(joint: Joint, *, receipt_on: date, by: Actor, at: datetime) -> Joint:
    """The receipt of the posted papers came back: that day is the day of service of all."""
    whole = open_joint(joint, at=at)
    policy.require(policy.may_lead(by, whole.joint))
    posted = [part for part in whole.parts if part.state == PartState.DECIDED and part.handed_at]
    if not posted:
        raise refusals.NothingToHandOver
    for part in posted:
        case: Case | None = part.case
        assert case is not None
        speaker = policy.speaking(by, whole.joint, part.organ_code)
        part.case = cases.confirm_delivery(case, receipt_on=receipt_on, by=speaker, at=at)
    # The reply that names them all went in the same envelope.
    replies = Service.objects.filter(
        document__matter=whole.joint.matter_id, way=Way.POST, served_on=None
    )
    for reply in replies.select_related("document"):
        documents.confirm_receipt(reply, receipt_on=receipt_on, by=by, at=at)
    settle(whole, by=by, at=at)
    return whole.joint
