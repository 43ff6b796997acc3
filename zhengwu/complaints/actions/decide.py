"""What was found, what follows, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.clock.models import Clock
from zhengwu.complaints import registry
from zhengwu.complaints.actions import papers
from zhengwu.complaints.actions.opening import (
    EXPLAIN,
    FINISH,
    RECTIFY,
    REVIEW_ASK,
    as_desk,
    harmless,
    hold,
    needed,
    rule,
    stop,
    tell_sender,
    tell_staff,
)
from zhengwu.complaints.enums import FAULTED, Finding, RecordKind, State
from zhengwu.complaints.events import ComplaintDecided
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules import refusals
from zhengwu.documents import actions as documents
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finding with its facts (the unit reads them), what follows, and the answer."""

    finding: Finding
    found: str
    answer: str
    fault: str = ""
    disposals: Sequence[str] = ()
    disposal: str = ""


@action
def decide(row: Complaint, *, outcome: Outcome, by: Actor, at: datetime) -> Complaint:
    """Upheld, partly, not, or cannot be proved; with what follows, answered in writing."""
    held = hold(row, at, State.ACCEPTED)
    as_desk(held.row, by, at)
    if not held.row.needs_inquiry:
        raise refusals.NotOpen(state="是咨询或者建议，直接答复")
    _check_investigated(held.row, held.clocks, at)
    row = _take(held.row, outcome)
    late = stop(held.clocks, FINISH, by, at)
    stop(held.clocks, EXPLAIN, by, at, met=False)
    _answered(row, late, by, at)
    if row.finding in FAULTED and "rectify" in row.disposals:
        _order(row, by, at)
    return row


@action
def answer(row: Complaint, *, text: str, by: Actor, at: datetime) -> Complaint:
    """Answer a consultation or a suggestion; nothing is found against anybody."""
    held = hold(row, at, State.ACCEPTED)
    as_desk(held.row, by, at)
    row = held.row
    if row.needs_inquiry:
        raise refusals.NotInvestigated
    row.answer = needed(text, "answer", "请写明答复")
    row.finding = Finding.ANSWERED
    late = stop(held.clocks, FINISH, by, at)
    _answered(row, late, by, at)
    return row


def _check_investigated(row: Complaint, clocks: list[Clock], at: datetime) -> None:
    kinds = set(row.records.values_list("what", flat=True))
    if not row.investigator_id or not kinds & {RecordKind.TALK, RecordKind.EVIDENCE}:
        raise refusals.NotInvestigated
    if row.guarded or RecordKind.OPINION in kinds:
        return
    asked = [one for one in clocks if one.label == EXPLAIN]
    if row.opinion_asked_at is None or any(one.open and at < one.due_at for one in asked):
        raise refusals.NotHeard(due_on=asked[0].due_on if asked else "未请其说明")


def _take(row: Complaint, outcome: Outcome) -> Complaint:
    row.found = harmless(row, needed(outcome.found, "found", "请写明查明的事实"), "found")
    row.answer = needed(outcome.answer, "answer", "请写明给投诉人的答复")
    if outcome.finding not in set(Finding) - {Finding.ANSWERED}:
        raise refusals.Missing(fields={"finding": ["请选择认定结论"]})
    row.finding = outcome.finding
    chosen = [code for code in outcome.disposals if code in registry.disposals()]
    if row.finding in FAULTED:
        if outcome.fault not in registry.faults():
            raise refusals.Missing(fields={"fault": ["请选择问题类型"]})
        if not chosen:
            raise refusals.Missing(fields={"disposals": ["属实的投诉要有处置"]})
        row.fault, row.disposals = outcome.fault, chosen
    else:
        row.fault, row.disposals = "", []
    row.disposal = harmless(row, clean(outcome.disposal).strip(), "disposal")
    return row


def _answered(row: Complaint, late: bool, by: Actor, at: datetime) -> None:
    row.state, row.decided_at = State.DECIDED, at
    row.decided_by_id, row.decided_by = by.id, by.name
    row.save()
    asks = clock.start(
        row.matter, rule("review_ask", at), label=REVIEW_ASK, on=local_day(at), by=by, at=at
    )
    papers.to_sender(
        row, "complaint_answer",
        {"received_on": local_day(row.received_at), "gist": row.gist, "finding": row.finding,
         "answer": row.answer,
         "disposals": "、".join(row.disposal_names), "review_by": asks.due_on},
        by, at,
    )  # fmt: skip
    event = ComplaintDecided(
        number=row.matter.number, kind=row.kind, finding=row.finding, organ=row.about_organ,
        staff=row.staff_id, staff_name=row.staff_name, fault=row.fault,
        disposals=list(row.disposals), late=late,
    )  # fmt: skip
    record(row.matter, event, by=by, at=at)
    tell_sender(row, f"已经答复：{row.finding_name}。", by, at)


def _order(row: Complaint, by: Actor, at: datetime) -> None:
    """责令整改: the unit's paper and its day."""
    due = clock.start(
        row.matter, rule("rectify", at), label=RECTIFY, on=local_day(at), by=by, at=at
    )
    organ = Organ.objects.get(pk=row.about_organ)
    wanted = row.disposal or "、".join(row.disposal_names)
    papers.issue(
        row.matter, row.office, "complaint_order",
        {"found": row.found, "fault": row.fault_name, "wanted": wanted, "due_on": due.due_on},
        documents.Addressee(name=organ.name), by, at,
    )  # fmt: skip
    for duty in (Duty.HEAD, Duty.TOWN_MANAGER):
        for staff in org.holders(duty, organ.pk, local_day(at)):
            link = f"/desk/complaints/asked/{row.matter.number}/"
            tell_staff(
                row, staff, f"投诉{row.finding_name}，请在 {due.due_on} 以前整改。", link, at, by
            )
